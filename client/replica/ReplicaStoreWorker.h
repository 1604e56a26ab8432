// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/DraftJournal.h"
#include "client/replica/ReplicaStore.h"
#include "client/replica/ReplicaStoreOutbox.h"
#include "client/replica/ReplicaStoreRows.h"

#include <QLockFile>
#include <QTimer>

#include <memory>

namespace TaskMaster::Client {

/**
 * ReplicaStore's other half: owns the files and gathers what comes in one moment into one transaction. Lives on the
 * store's thread; ReplicaStore calls it by queued calls and hears its signals.
 */
class ReplicaStore::Worker : public QObject {
    Q_OBJECT

public:
    explicit Worker(QString folder);

    void open(const Owner &owner, int opening);
    void close();
    void keepRows(const ConfirmedRows &rows);
    void forgetStream(const StreamId &stream);
    void startSchema(const QString &serverSchema);
    void note(const OutboxNote &note);
    /// Already done by the GUI thread, or not.
    void draftSaved(const Result<void> &outcome);
    void draftRetired(const QString &key, int retirement);

Q_SIGNALS:
    /// Drafts are saved by the GUI thread, from now on until it closes.
    void outboxLoaded(const KeptOutbox &outbox, const std::shared_ptr<DraftJournal> &drafts, int opening);
    void streamLoaded(const KeptStream &stream, int opening);
    void loaded(const QString &serverSchema, int opening);
    void kept(const QList<TaskMaster::Uuid> &commandIds, int opening);
    void problem(const TaskMaster::Error &error, int opening);
    void recovered(int opening);

private:
    /// Rows wait this long for company: a commit costs a disk sync, and losing them costs a fetch.
    static constexpr int RowsDelayMs = 200;
    static constexpr qsizetype RowsMax = 4000;
    static constexpr int RetryDelayMs = 5000;
    /// What was typed is safe from a power cut so long after it is safe from the end of the program.
    static constexpr int SyncDelayMs = 300;

    struct RetiredDraft {
        QString key;
        int retirement = 0;
    };

    [[nodiscard]] Result<void> openFiles(const Owner &owner);
    [[nodiscard]] Result<void> openDrafts(const QString &path);
    [[nodiscard]] KeptOutbox keptOutbox() const;
    void loadStreams();
    void writeRows();
    void writeNotes();
    void dropDrafts();
    void syncDrafts();
    void recover(bool &failed);
    void report(const Result<void> &outcome);

    QString m_folder;
    int m_opening = 0;
    std::unique_ptr<QLockFile> m_lock;
    ReplicaStoreRows m_rows;
    ReplicaStoreOutbox m_outbox;
    std::shared_ptr<DraftJournal> m_drafts;
    QList<ConfirmedRows> m_waitingRows;
    qsizetype m_waitingRowCount = 0;
    QList<OutboxNote> m_waitingNotes;
    QList<RetiredDraft> m_retiredDrafts; ///< dropped behind the notes that came before
    QTimer m_rowsTimer;
    QTimer m_notesTimer;
    QTimer m_syncTimer;
    bool m_isOpen = false;
    bool m_notesFailed = false;
    bool m_draftsFailed = false;
};

} // namespace TaskMaster::Client
