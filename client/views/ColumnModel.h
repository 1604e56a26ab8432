// SPDX-License-Identifier: GPL-3.0-or-later
// The cards of one column in board order. BoardModel owns it and tells it which task came, went, moved or changed;
// everything that is shown is read from the Replica when a delegate asks, so a column of 100,000 cards costs its
// order and nothing more. GUI thread.
#pragma once

#include "client/views/ProjectRows.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace TaskMaster::Client {

// Where a card stands in its column: by rank, ties by id, exactly as the server orders them.
struct CardPlace {
    QString rank;
    Uuid id;

    bool operator==(const CardPlace &) const = default;
    bool operator<(const CardPlace &other) const { return rank == other.rank ? id < other.id : rank < other.rank; }
};

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

    explicit ColumnModel(const ProjectRows &rows, QObject *parent = nullptr);

    // The whole content at once, sorted here; only for a column that nobody shows yet.
    void fill(std::vector<CardPlace> places);
    void insertCard(const CardPlace &place);
    void removeCard(const CardPlace &place);
    // Within this column; the view sees one move, or a change when the order stays.
    void moveCard(const CardPlace &from, const CardPlace &to);
    void changeCard(const CardPlace &place);
    // Everything shown may read differently: another day, another name of a label.
    void changeAll();

    [[nodiscard]] int size() const { return static_cast<int>(m_places.size()); }
    [[nodiscard]] const CardPlace &at(int row) const { return m_places.at(static_cast<std::size_t>(row)); }
    // The row of a card, or -1.
    [[nodiscard]] int find(const CardPlace &place) const;

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

    const ProjectRows &m_rows;
    Places m_places;
};

} // namespace TaskMaster::Client
