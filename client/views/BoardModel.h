// SPDX-License-Identifier: GPL-3.0-or-later
// The open project as a board: its columns, each with a ColumnModel of its cards. It follows the Replica row by row,
// so that every live change is one exact insert, move, change or removal; it shows the cards that a filter leaves, in a
// chosen order, working on another one a few milliseconds at a time (BoardSift.cpp); and it turns gestures into
// commands for the Outbox. It never changes a row itself. GUI thread.
#pragma once

#include "client/views/ColumnModel.h"
#include "client/views/ProjectFacts.h"
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
    Q_PROPERTY(bool nothingFits READ nothingFits NOTIFY sifted)
    Q_PROPERTY(QList<QString> memberInitials READ memberInitials NOTIFY membersChanged)
    Q_PROPERTY(QList<QColor> memberColors READ memberColors NOTIFY membersChanged)
    Q_PROPERTY(QString memberNames READ memberNames NOTIFY membersChanged)
    Q_PROPERTY(QString newColumnDraft READ newColumnDraft WRITE saveNewColumnDraft NOTIFY newColumnDraftChanged)

public:
    enum Roles {
        ColumnIdRole = Qt::UserRole + 1,
        NameRole,
        KindRole,
        CountRole, // of the cards that are shown
        AllCountRole, // of those that the filter hides, too
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
    [[nodiscard]] const ProjectFacts &facts() const { return m_facts; }

    // Shows what fits, in that order (no keys: as people put them); no step of it takes much longer than SliceMs.
    void arrange(const Query::Expression &filter, const QList<Query::SortKey> &sort);
    // Everything that is to be shown is shown.
    [[nodiscard]] bool isSettled() const { return m_siftingCount == 0; }
    // The first column shows what is wanted, or begins to.
    [[nodiscard]] bool wasShown() const;
    // There are tasks, and the filter hides all of them.
    [[nodiscard]] bool nothingFits() const;

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

    // Gestures. Without neighbours a card goes to the end of the column. A sorted board keeps its order.
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
    // The rows are another project's; nothing of it is shown yet.
    void opening();
    void projectChanged();
    void columnCountChanged();
    void membersChanged();
    void newColumnDraftChanged();
    void dayChanged();
    void columnArchived(const QString &columnId, const QString &name);
    void sifted();
    // A card was put into a column where the order is not made by hand; `columnId` is where it is now.
    void orderKept(const QString &taskId, const QString &columnId);
    // A card was made that the filter does not show.
    void madeUnseen(const QString &title);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    static constexpr int SliceMs = 6;

    // What has been found for a column so far, while another filter or order is on its way.
    struct Sifting {
        std::vector<const Task *> tasks; // of the column, in rank order
        std::size_t next = 0; // the first that was not looked at
        std::vector<CardPlace> found; // and is not shown yet; a heap once all were looked at and must be sorted
        std::vector<CardPlace> ready; // and sorted
        bool isHeap = false;
        bool isShown = false; // the column shows the beginning of it
    };
    struct Lane {
        CardPlace place; // of the column itself
        std::unique_ptr<ColumnModel> cards;
        int all = 0; // tasks that belong here
        std::unique_ptr<Sifting> sifting;
    };
    // Where a task belongs, and where its card would stand there.
    struct Standing {
        Uuid column;
        QString order;
    };

    void followRow(const RowChange &change);
    void followColumn(const Uuid &id);
    void followTask(const Uuid &id);
    void changeCard(const Uuid &task);
    void changeEveryCard();
    void changeCount(int row);
    void reread();
    void putAgain(const Task &task);
    void insertColumn(const Column &column);
    void takeOut(const Standing &standing, const Uuid &task);
    [[nodiscard]] bool isPlain() const { return m_filter.isEverything() && m_order.isManual(); }
    [[nodiscard]] bool fits(const Task &task) const { return !m_matcher || m_matcher->fits(task); }
    [[nodiscard]] int rowOfCard(const Lane &shown, const CardPlace &place) const;
    [[nodiscard]] bool isOutOfOrder(const Lane &shown) const;
    void changeLinked(const Uuid &task);
    void judge(const Uuid &task);
    void siftAgain();
    void startOver();
    void startSifting(Lane &lane);
    void sift(int budgetMs);
    void look(Lane &lane);
    [[nodiscard]] static bool isFound(const Sifting &work);
    void show(Lane &lane);
    void addLate(const Lane &lane, std::vector<CardPlace> &places) const;
    void countAgain();
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
    ProjectFacts m_facts;
    CardOrder m_order;
    Query::Expression m_filter;
    std::unique_ptr<Query::Matcher> m_matcher; // none: everything fits
    std::vector<Lane> m_lanes;
    QHash<Uuid, Standing> m_standings;
    QSet<Uuid> m_late; // changed while a filter or order is on its way: what was found of them does not count
    int m_siftingCount = 0; // lanes
    std::size_t m_siftingNext = 0;
    bool m_isReordered = false; // what columns show stands in an order that is no longer wanted
    bool m_placesAreOld = false; // so are the orders of m_standings
    bool m_isQuiet = false; // nobody asked: columns change at once or not at all
    QBasicTimer m_sifting;
    QBasicTimer m_midnight;
    QBasicTimer m_minute; // while the filter asks what time it is
};

} // namespace TaskMaster::Client
