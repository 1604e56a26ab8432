// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/ReplicaStoreWorker.h"

#include <QDir>

namespace TaskMaster::Client {

ReplicaStore::Worker::Worker(QString folder)
    : m_folder(std::move(folder))
    , m_rowsTimer(this)
    , m_notesTimer(this)
    , m_syncTimer(this)
{
    m_rowsTimer.setSingleShot(true);
    m_rowsTimer.setInterval(RowsDelayMs);
    m_notesTimer.setSingleShot(true);
    m_syncTimer.setSingleShot(true);
    m_syncTimer.setInterval(SyncDelayMs);
    connect(&m_rowsTimer, &QTimer::timeout, this, &Worker::writeRows);
    connect(&m_notesTimer, &QTimer::timeout, this, &Worker::writeNotes);
    connect(&m_syncTimer, &QTimer::timeout, this, &Worker::syncNotes);
}

void ReplicaStore::Worker::open(const Owner &owner, int opening)
{
    close();
    m_opening = opening;
    m_isOpen = true;
    report(openFiles(owner));
    Q_EMIT outboxLoaded(m_outbox.kept(), m_opening);
    loadStreams();
}

Result<void> ReplicaStore::Worker::openFiles(const Owner &owner)
{
    const QString folder = folderOf(m_folder, owner);
    if (!QDir().mkpath(folder))
        return Error(ErrorCode::StorageReadOnly,
                     tr("The folder %1 cannot be made: nothing is kept on this computer.").arg(folder));
    m_lock = std::make_unique<QLockFile>(folder + QStringLiteral("/lock"));
    m_lock->setStaleLockTime(0);
    if (!m_lock->tryLock()) {
        const bool isLocked = m_lock->error() == QLockFile::LockFailedError;
        m_lock.reset();
        if (isLocked)
            return Error(ErrorCode::StorageLocked,
                         tr("Another Task Master of yours is open with the same account: this one keeps nothing on "
                            "this computer."));
        return Error(ErrorCode::StorageReadOnly,
                     tr("The folder %1 cannot be written: nothing is kept on this computer.").arg(folder));
    }
    const Result<void> outbox =
        m_outbox.open(folder + QStringLiteral("/outbox.db"), {owner.server.toString(), owner.userId.toString()});
    const Result<void> rows = m_rows.open(folder + QStringLiteral("/rows.db"));
    return outbox.ok() ? rows : outbox; // the outbox cannot be fetched again: its trouble comes first
}

void ReplicaStore::Worker::loadStreams()
{
    if (!m_rows.isUsable()) {
        Q_EMIT loaded({}, m_opening);
        return;
    }
    const auto positions = m_rows.positions();
    if (!positions)
        report(positions.error());
    for (const Position &position : positions ? *positions : QList<Position>()) {
        const auto stream = m_rows.load(position);
        if (stream) {
            Q_EMIT streamLoaded(*stream, m_opening);
            continue;
        }
        report(m_rows.startOver()); // this stream and the rest are fetched again
        break;
    }
    Q_EMIT loaded(m_rows.serverSchema(), m_opening);
}

void ReplicaStore::Worker::close()
{
    if (!m_isOpen)
        return;
    writeNotes();
    if (m_syncTimer.isActive())
        syncNotes();
    writeRows();
    m_waitingNotes.clear();
    m_waitingRows.clear();
    m_waitingRowCount = 0;
    m_rowsTimer.stop();
    m_notesTimer.stop();
    m_rows.close();
    m_outbox.close();
    m_lock.reset();
    m_isOpen = false;
    m_notesFailed = false;
}

void ReplicaStore::Worker::keepRows(const ConfirmedRows &rows)
{
    if (!m_rows.isUsable())
        return;
    m_waitingRows.append(rows);
    m_waitingRowCount += rows.rows.size() + rows.removed.size();
    if (m_waitingRowCount >= RowsMax)
        writeRows();
    else if (!m_rowsTimer.isActive())
        m_rowsTimer.start();
}

void ReplicaStore::Worker::writeRows()
{
    m_rowsTimer.stop();
    m_waitingRowCount = 0;
    const QList<ConfirmedRows> batches = std::exchange(m_waitingRows, {});
    if (!batches.isEmpty())
        report(m_rows.write(batches));
}

void ReplicaStore::Worker::forgetStream(const StreamId &stream)
{
    writeRows();
    report(m_rows.forget(stream));
}

void ReplicaStore::Worker::startSchema(const QString &serverSchema)
{
    writeRows();
    if (serverSchema == m_rows.serverSchema())
        return;
    report(m_rows.forgetAll());
    report(m_rows.setServerSchema(serverSchema));
}

void ReplicaStore::Worker::note(const OutboxNote &note)
{
    m_waitingNotes.append(note);
    // Zero: behind the calls that are queued already, so that a burst of commands shares one disk sync.
    m_notesTimer.start(0);
}

void ReplicaStore::Worker::writeNotes()
{
    m_notesTimer.stop();
    if (m_waitingNotes.isEmpty())
        return;
    QList<Uuid> keptIds;
    for (const OutboxNote &note : std::as_const(m_waitingNotes)) {
        if (note.kind == OutboxNote::Kind::Keep)
            keptIds.append(note.item.command.commandId);
    }
    if (m_outbox.isUsable()) {
        const Result<void> written = m_outbox.write(m_waitingNotes);
        if (written.ok()) {
            m_waitingNotes.clear();
            if (!m_syncTimer.isActive())
                m_syncTimer.start();
            if (std::exchange(m_notesFailed, false))
                Q_EMIT recovered(m_opening);
        } else {
            m_notesFailed = true;
            report(written);
            m_notesTimer.start(RetryDelayMs);
        }
    } else {
        m_waitingNotes.clear(); // said when it was opened: everything stays in memory
    }
    if (!keptIds.isEmpty())
        Q_EMIT kept(keptIds, m_opening);
}

void ReplicaStore::Worker::syncNotes()
{
    m_syncTimer.stop();
    report(m_outbox.sync());
}

void ReplicaStore::Worker::report(const Result<void> &outcome)
{
    if (!outcome)
        Q_EMIT problem(outcome.error(), m_opening);
}

} // namespace TaskMaster::Client
