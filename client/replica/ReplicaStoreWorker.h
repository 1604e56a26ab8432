// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/ReplicaStore.h"
#include "client/replica/ReplicaStoreOutbox.h"
#include "client/replica/ReplicaStoreRows.h"

#include <QLockFile>
#include <QTimer>

namespace TaskMaster::Client {

/**
 * ReplicaStore's other half: owns the two files and gathers what comes in one moment into one transaction. Lives on the
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

Q_SIGNALS:
    void outboxLoaded(const KeptOutbox &outbox, int opening);
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

    [[nodiscard]] Result<void> openFiles(const Owner &owner);
    void loadStreams();
    void writeRows();
    void writeNotes();
    void syncNotes();
    void report(const Result<void> &outcome);

    QString m_folder;
    int m_opening = 0;
    std::unique_ptr<QLockFile> m_lock;
    ReplicaStoreRows m_rows;
    ReplicaStoreOutbox m_outbox;
    QList<ConfirmedRows> m_waitingRows;
    qsizetype m_waitingRowCount = 0;
    QList<OutboxNote> m_waitingNotes;
    QTimer m_rowsTimer;
    QTimer m_notesTimer;
    QTimer m_syncTimer;
    bool m_isOpen = false;
    bool m_notesFailed = false;
};

} // namespace TaskMaster::Client
