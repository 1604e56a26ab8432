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
    connect(&m_rowsTimer, &QTimer::timeout, this, &Worker::writeRows);
    connect(&m_notesTimer, &QTimer::timeout, this, &Worker::writeNotes);
    connect(&m_syncTimer, &QTimer::timeout, this, &Worker::syncDrafts);
}

void ReplicaStore::Worker::open(const Owner &owner, int opening)
{
    close();
    m_opening = opening;
    m_isOpen = true;
    report(openFiles(owner));
    Q_EMIT outboxLoaded(keptOutbox(), m_drafts, m_opening);
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
    const Result<void> drafts = openDrafts(folder + QStringLiteral("/drafts.journal"));
    const Result<void> rows = m_rows.open(folder + QStringLiteral("/rows.db"));
    if (!outbox || !drafts) // they cannot be fetched again: their trouble comes first
        return outbox.ok() ? drafts : outbox;
    return rows;
}

Result<void> ReplicaStore::Worker::openDrafts(const QString &path)
{
    m_drafts = std::make_shared<DraftJournal>();
    const Result<void> opened = m_drafts->open(path);
    if (!m_drafts->isOpen())
        return opened;
    // From before there was a journal. When the program ends in between, the journal's are the newer ones.
    const QHash<QString, QString> known = m_drafts->drafts();
    const QHash<QString, QString> old = m_outbox.kept().drafts;
    for (auto it = old.cbegin(); it != old.cend(); ++it) {
        if (known.contains(it.key()))
            continue;
        if (auto ok = m_drafts->save(it.key(), it.value()); !ok)
            return ok;
    }
    if (auto ok = m_drafts->sync(); !ok)
        return ok;
    const Result<void> removed = m_outbox.isUsable() ? m_outbox.removeDrafts() : Result<void>();
    return opened.ok() ? removed : opened;
}

KeptOutbox ReplicaStore::Worker::keptOutbox() const
{
    KeptOutbox kept = m_outbox.kept();
    if (m_drafts)
        kept.drafts.insert(m_drafts->drafts());
    return kept;
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
        syncDrafts();
    m_syncTimer.stop();
    writeRows();
    m_waitingNotes.clear();
    m_retiredDrafts.clear();
    m_waitingRows.clear();
    m_waitingRowCount = 0;
    m_rowsTimer.stop();
    m_notesTimer.stop();
    m_rows.close();
    m_outbox.close();
    if (m_drafts)
        m_drafts->close();
    m_drafts.reset();
    m_lock.reset();
    m_isOpen = false;
    m_notesFailed = false;
    m_draftsFailed = false;
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
    QList<Uuid> keptIds;
    for (const OutboxNote &note : std::as_const(m_waitingNotes)) {
        if (note.kind == OutboxNote::Kind::Keep)
            keptIds.append(note.item.command.commandId);
    }
    if (!m_outbox.isUsable()) {
        m_waitingNotes.clear(); // said when it was opened: everything stays in memory
    } else if (!m_waitingNotes.isEmpty()) {
        const Result<void> written = m_outbox.write(m_waitingNotes);
        if (written.ok()) {
            m_waitingNotes.clear();
            recover(m_notesFailed);
        } else {
            m_notesFailed = true;
            report(written);
            m_notesTimer.start(RetryDelayMs);
        }
    }
    if (m_waitingNotes.isEmpty())
        dropDrafts();
    if (!keptIds.isEmpty())
        Q_EMIT kept(keptIds, m_opening);
}

void ReplicaStore::Worker::draftSaved(const Result<void> &outcome)
{
    if (!m_drafts)
        return;
    if (!outcome) {
        m_draftsFailed = true;
        report(outcome);
    }
    if (!m_syncTimer.isActive())
        m_syncTimer.start(outcome.ok() ? SyncDelayMs : RetryDelayMs);
}

void ReplicaStore::Worker::draftRetired(const QString &key, int retirement)
{
    m_retiredDrafts.append({key, retirement});
    if (!m_notesTimer.isActive())
        m_notesTimer.start(0);
}

void ReplicaStore::Worker::dropDrafts()
{
    for (const RetiredDraft &draft : std::exchange(m_retiredDrafts, {})) {
        if (m_drafts)
            draftSaved(m_drafts->drop(draft.key, draft.retirement));
    }
}

void ReplicaStore::Worker::syncDrafts()
{
    m_syncTimer.stop();
    const Result<void> synced = m_drafts->sync();
    if (synced.ok()) {
        recover(m_draftsFailed);
        return;
    }
    m_draftsFailed = true;
    report(synced);
    m_syncTimer.start(RetryDelayMs);
}

void ReplicaStore::Worker::recover(bool &failed)
{
    if (std::exchange(failed, false) && !m_notesFailed && !m_draftsFailed)
        Q_EMIT recovered(m_opening);
}

void ReplicaStore::Worker::report(const Result<void> &outcome)
{
    if (!outcome)
        Q_EMIT problem(outcome.error(), m_opening);
}

} // namespace TaskMaster::Client
