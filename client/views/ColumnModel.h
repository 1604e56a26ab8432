// SPDX-License-Identifier: GPL-3.0-or-later
// The cards that one column shows, in the board's order. BoardModel owns it and tells it which task came, went, moved
// or changed, and which ones the filter leaves; everything that is shown is read from the Replica when a delegate asks,
// so a column of 100,000 cards costs its order and nothing more. GUI thread.
#pragma once

#include "client/views/CardOrder.h"
#include "client/views/ProjectRows.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace TaskMaster::Client {

class ColumnModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Columns belong to a board.")

public:
    enum Roles {
        TaskIdRole = Qt::UserRole + 1,
        TaskKeyRole,
        TitleRole,
        PriorityRole,
        LabelNamesRole,
        LabelColorsRole,
        AssigneeInitialsRole,
        AssigneeColorsRole,
        AssigneeNamesRole,
        DueTextRole,
        DueStateRole,
        CommentCountRole,
        PendingRole,
        DoneRole,
    };

    ColumnModel(const ProjectRows &rows, const CardOrder &order, QObject *parent = nullptr);

    // The whole content at once, sorted here; only for a column that nobody shows yet.
    void fill(std::vector<CardPlace> places);
    void insertCard(const CardPlace &place);
    // Many at once, sorted; as few insertions as there are gaps that they go into.
    void insertCards(const std::vector<CardPlace> &places);
    void removeCard(const CardPlace &place);
    void removeRow(int row);
    // Another content, sorted, in the same order. Near the top cards come and go one by one, so that what stays keeps
    // its delegate; behind that in one step.
    void become(std::vector<CardPlace> places);
    // The same when the order is another one: nothing of the old places is used.
    void replace(std::vector<CardPlace> places);
    // Within this column; the view sees one move, or a change when the order stays.
    void moveCard(const CardPlace &from, const CardPlace &to);
    void changeCard(const CardPlace &place);
    void changeRow(int row) { Q_EMIT dataChanged(index(row), index(row)); }
    // Everything shown may read differently: another day, another name of a label.
    void changeAll();

    [[nodiscard]] int size() const { return static_cast<int>(m_places.size()); }
    [[nodiscard]] const CardPlace &at(int row) const { return m_places.at(static_cast<std::size_t>(row)); }
    // The row of a card, or -1.
    [[nodiscard]] int find(const CardPlace &place) const;
    // The same without its place, looking at each row.
    [[nodiscard]] int findById(const Uuid &id) const;

    // Neighbours of a card that would be put before `row`, not counting the card itself; empty at the ends.
    Q_INVOKABLE QString idAbove(int row, const QString &taskId) const;
    Q_INVOKABLE QString idBelow(int row, const QString &taskId) const;
    Q_INVOKABLE int rowOf(const QString &taskId) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    using Places = std::vector<CardPlace>;
    [[nodiscard]] QVariant dataOf(const Task &task, int role) const;
    void insertAt(std::size_t row, const CardPlace *first, const CardPlace *last);
    void removeRange(std::size_t first, std::size_t last);

    const ProjectRows &m_rows;
    const CardOrder &m_order;
    Places m_places;
};

} // namespace TaskMaster::Client
