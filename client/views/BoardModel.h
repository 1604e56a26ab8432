// SPDX-License-Identifier: GPL-3.0-or-later
// The open project as a board: its columns, each with a ColumnModel of its cards. It follows the Replica row by row,
// so that every live change is one exact insert, move, change or removal; and it turns gestures into commands for the
// Outbox. It never changes a row itself. GUI thread.
#pragma once

#include "client/views/ColumnModel.h"
#include "client/views/ProjectRows.h"

#include <QBasicTimer>

#include <memory>

namespace TaskMaster::Client {

class Outbox;

class BoardModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the board.")
    Q_PROPERTY(QString projectId READ projectId NOTIFY projectChanged)
    Q_PROPERTY(QString name READ name NOTIFY projectChanged)
    Q_PROPERTY(bool opened READ isOpened NOTIFY projectChanged)
    Q_PROPERTY(bool loaded READ isLoaded NOTIFY projectChanged)
    Q_PROPERTY(int columnCount READ columnCountNow NOTIFY columnCountChanged)
    Q_PROPERTY(QList<QString> memberInitials READ memberInitials NOTIFY membersChanged)
    Q_PROPERTY(QList<QColor> memberColors READ memberColors NOTIFY membersChanged)
    Q_PROPERTY(QString memberNames READ memberNames NOTIFY membersChanged)
    Q_PROPERTY(QString newColumnDraft READ newColumnDraft WRITE saveNewColumnDraft NOTIFY newColumnDraftChanged)

public:
    enum Roles {
        ColumnIdRole = Qt::UserRole + 1,
        NameRole,
        KindRole,
        CountRole,
        WipLimitRole,
        OverLimitRole,
        CardsRole,
        DraftRole,
        NameDraftRole,
        ColumnColorRole
    };

    BoardModel(const Replica &replica, Outbox &outbox, QObject *parent = nullptr);
    ~BoardModel() override;

    // Shows another project, or none for a stream with a null scope.
    void open(const StreamId &stream);
    // The Replica changed; rows of other streams are nothing to the board.
    void follow(const ReplicaChanges &changes);
    [[nodiscard]] const ProjectRows &rows() const { return m_rows; }

    [[nodiscard]] QString projectId() const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] bool isOpened() const { return m_rows.isOpen(); }
    // False while the project has never been on this machine and its rows are still on their way.
    [[nodiscard]] bool isLoaded() const;
    [[nodiscard]] QStringList memberInitials() const;
    [[nodiscard]] QList<QColor> memberColors() const;
    [[nodiscard]] QString memberNames() const;

    // Where a card or a column is now; -1 and empty when it is not on the board.
    Q_INVOKABLE QString columnOf(const QString &taskId) const;
    Q_INVOKABLE int rowOfColumn(const QString &columnId) const;
    // The card so many columns and rows away, as the arrow keys walk; the first card when there is none yet.
    Q_INVOKABLE QString neighbour(const QString &taskId, int columnSteps, int rowSteps) const;

    // Gestures. Without neighbours a card goes to the end of the column.
    Q_INVOKABLE void moveTask(const QString &taskId, const QString &columnId, const QString &afterId,
                              const QString &beforeId);
    Q_INVOKABLE void moveTaskBy(const QString &taskId, int columnSteps, int rowSteps);
    Q_INVOKABLE void addTask(const QString &columnId, const QString &title, bool atTop);
    // The title of a new card that is half typed in this column; empty forgets it.
    Q_INVOKABLE void saveDraft(const QString &columnId, const QString &text);
    // The same for the new name of a column.
    Q_INVOKABLE void saveNameDraft(const QString &columnId, const QString &text);
    [[nodiscard]] QString newColumnDraft() const;
    void saveNewColumnDraft(const QString &text);
    Q_INVOKABLE void addColumn(const QString &name);
    Q_INVOKABLE void renameColumn(const QString &columnId, const QString &name);
    Q_INVOKABLE void moveColumnBy(const QString &columnId, int places);
    Q_INVOKABLE void archiveColumn(const QString &columnId);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void projectChanged();
    void columnCountChanged();
    void membersChanged();
    void newColumnDraftChanged();
    void dayChanged();
    void columnArchived(const QString &columnId, const QString &name);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    struct Lane {
        CardPlace place; // of the column itself
        std::unique_ptr<ColumnModel> cards;
    };
    // Where a card is shown: its column, and its rank there.
    struct Standing {
        Uuid column;
        QString rank;
    };

    void followRow(const RowChange &change);
    void followColumn(const Uuid &id);
    void followTask(const Uuid &id);
    void changeCard(const Uuid &task);
    void changeEveryCard();
    void changeCount(int row);
    void reread();
    void insertColumn(const Column &column);
    void removeColumn(int row);
    void watchForMidnight();

    [[nodiscard]] int columnCountNow() const { return static_cast<int>(m_lanes.size()); }
    [[nodiscard]] int find(const Uuid &column) const;
    [[nodiscard]] Lane &lane(int row) { return m_lanes[static_cast<std::size_t>(row)]; }
    [[nodiscard]] const Lane &lane(int row) const { return m_lanes[static_cast<std::size_t>(row)]; }
    void submit(CommandArgs args);

    const Replica &m_replica;
    Outbox &m_outbox;
    ProjectRows m_rows;
    std::vector<Lane> m_lanes;
    QHash<Uuid, Standing> m_standings;
    QBasicTimer m_midnight;
};

} // namespace TaskMaster::Client
