// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/Replica.h"

#include "client/replica/ReplicaTransaction.h"

#include <QThreadPool>

#include <algorithm>

namespace TaskMaster::Client {

Replica::Replica(QObject *parent)
    : QObject(parent)
{
}

Replica::~Replica() = default;

const StreamRows &Replica::rowsOf(const StreamId &stream) const
{
    static const StreamRows none;
    const Stream *found = streamAt(stream);
    return found ? found->rows : none;
}

Replica::Stream *Replica::streamAt(const StreamId &id) const
{
    const auto it = m_streams.find(id);
    return it == m_streams.end() ? nullptr : it->second.get();
}

Replica::Stream &Replica::streamFor(const StreamId &id)
{
    auto &stream = m_streams[id];
    if (!stream)
        stream = std::make_unique<Stream>();
    return *stream;
}

std::vector<const Task *> Replica::tasksOfColumn(const StreamId &stream, const Uuid &column) const
{
    const StreamRows &rows = rowsOf(stream);
    const auto slots = rows.tasksOfColumn(column);
    std::vector<const Task *> tasks;
    tasks.reserve(slots.size());
    for (const quint32 slot : slots)
        tasks.push_back(&rows.table<Task>().at(slot));
    return tasks;
}

std::vector<const TaskLabel *> Replica::labelsOf(const StreamId &stream, const Uuid &task) const
{
    return rowsOf(stream).table<TaskLabel>().ofTask(task);
}

std::vector<const TaskAssignee *> Replica::assigneesOf(const StreamId &stream, const Uuid &task) const
{
    return rowsOf(stream).table<TaskAssignee>().ofTask(task);
}

std::vector<const Comment *> Replica::commentsOf(const StreamId &stream, const Uuid &task) const
{
    return rowsOf(stream).table<Comment>().ofTask(task);
}

bool Replica::isPending(const StreamId &stream, const RowKey &key) const
{
    const Stream *found = streamAt(stream);
    return found && found->confirmed.contains(key);
}

std::optional<Position> Replica::position(const StreamId &stream) const
{
    const Stream *found = streamAt(stream);
    return found ? found->position : std::nullopt;
}

QList<StreamId> Replica::streams() const
{
    QList<StreamId> ids;
    for (const auto &[id, stream] : m_streams) {
        if (stream->position)
            ids.append(id);
    }
    return ids;
}

void Replica::setAuthor(const Uuid &userId, const QString &name)
{
    m_userId = userId;
    m_userName = name;
}

void Replica::apply(const QList<EventPtr> &events)
{
    Transaction transaction(*this);
    for (const EventPtr &event : events)
        applyEvent(transaction, *event);
    transaction.finish();
}

void Replica::applyEvent(Transaction &transaction, const Event &event)
{
    Stream *stream = streamAt(event.stream);
    if (!stream || !stream->position)
        return;
    const Position &here = *stream->position;
    if (event.epoch != here.epoch || event.seq > here.seq + 1) {
        // Told once: fetching takes a while, and everything that arrives meanwhile is behind the same gap.
        if (!stream->arriving && !std::exchange(stream->gapTold, true))
            transaction.gap(event.stream, here.seq);
        return;
    }
    if (event.seq <= here.seq) {
        // Known already, perhaps from a snapshot, which does not say whose commands it contains.
        if (isPendingCommand(event.commandId)) {
            transaction.part(event.stream).unwind();
            transaction.settle(event.commandId);
        }
        return;
    }
    stream->gapTold = false;
    Part &part = transaction.part(event.stream);
    const bool isOurs = isPendingCommand(event.commandId);
    for (const Change &change : event.changes) {
        // Predictions are made anew only when they may turn out differently.
        if (isOurs || stream->reads.concern(change, stream->rows))
            part.unwind();
        part.applyConfirmed(change, event.seq, event.at);
    }
    if (isOurs)
        part.unwind(); // also when it changed nothing
    part.moveTo({event.stream, event.epoch, event.seq});
    transaction.settle(event.commandId);
}

void Replica::applySnapshotPage(const Frames::Snapshot &page)
{
    Stream &stream = streamFor(page.position.stream);
    if (page.first) {
        stream.arriving = std::make_unique<StreamRows>();
        stream.arriving->beginBulk();
    }
    if (!stream.arriving)
        return; // the rest of a snapshot whose beginning was for somebody who has gone
    for (const Entity &row : page.rows)
        stream.arriving->put(row);
    Q_EMIT confirmed({page.position, ConfirmedRows::Part::SnapshotPage, page.first, page.last, page.rows, {}});
    if (!page.last)
        return;
    const std::unique_ptr<StreamRows> rows = std::move(stream.arriving);
    rows->endBulk();
    replace(page.position.stream, std::move(*rows), page.position);
}

void Replica::adopt(const KeptStream &kept)
{
    if (!has(kept.position.stream))
        replace(kept.position.stream, std::move(*kept.rows), kept.position);
}

void Replica::replace(const StreamId &id, StreamRows rows, const Position &position)
{
    Transaction transaction(*this);
    Stream &stream = transaction.part(id).stream();
    // 300,000 old rows take some frames to free: not here.
    QThreadPool::globalInstance()->start(
        [old = std::make_shared<StreamRows>(std::exchange(stream.rows, std::move(rows)))]() mutable { old.reset(); });
    stream.confirmed.clear();
    stream.reads = {};
    stream.position = position;
    stream.gapTold = false;
    transaction.reloaded(id);

    QList<Uuid> reached;
    for (const Pending &pending : m_pending) {
        const auto &at = pending.settlesAt;
        if (at && at->stream == id && (at->epoch != position.epoch || at->seq <= position.seq))
            reached.append(pending.command.commandId);
    }
    for (const Uuid &commandId : reached)
        transaction.settle(commandId);
    transaction.overlayAll(id);
    transaction.finish();
}

void Replica::abandonSnapshots()
{
    QList<StreamId> ids;
    for (const auto &[id, stream] : m_streams) {
        stream->arriving.reset();
        stream->gapTold = false;
        ids.append(id);
    }
    for (const StreamId &id : std::as_const(ids))
        forgetIfEmpty(id);
}

void Replica::dropStream(const StreamId &id)
{
    if (!m_streams.contains(id))
        return;
    m_streams.erase(id);
    Transaction transaction(*this);
    QList<Uuid> answered;
    for (const Pending &pending : m_pending) {
        if (pending.settlesAt && pending.settlesAt->stream == id)
            answered.append(pending.command.commandId);
    }
    for (const Uuid &commandId : answered)
        transaction.settle(commandId);
    transaction.dropped(id);
    transaction.overlayAll(id);
    transaction.finish();
    Q_EMIT streamDropped(id);
}

void Replica::addPending(const Command &command, qint64 madeAt)
{
    m_pending.push_back({command, madeAt, std::nullopt});
    Transaction transaction(*this);
    transaction.part(command.stream).overlay(m_pending.back(), {m_userId, m_userName, madeAt});
    transaction.finish();
}

void Replica::removePending(const Uuid &commandId)
{
    const auto it = std::find_if(m_pending.begin(), m_pending.end(), [&commandId](const Pending &pending) {
        return pending.command.commandId == commandId;
    });
    if (it == m_pending.end())
        return;
    Transaction transaction(*this);
    transaction.part(it->command.stream).unwind();
    m_pending.erase(it);
    transaction.finish();
}

void Replica::acceptPending(const Uuid &commandId, const QList<Position> &at)
{
    for (Pending &pending : m_pending) {
        if (pending.command.commandId != commandId)
            continue;
        const Stream *stream = streamAt(pending.command.stream);
        const auto place = std::find_if(at.begin(), at.end(), [&pending](const Position &position) {
            return position.stream == pending.command.stream;
        });
        const bool isBehind = stream && place != at.end()
            && (stream->arriving
                || (stream->position && stream->position->epoch == place->epoch && stream->position->seq < place->seq));
        if (isBehind)
            pending.settlesAt = *place;
        else
            removePending(commandId);
        return;
    }
}

bool Replica::isPendingCommand(const Uuid &commandId) const
{
    return std::any_of(m_pending.begin(), m_pending.end(),
                       [&commandId](const Pending &pending) { return pending.command.commandId == commandId; });
}

bool Replica::forget(const Uuid &commandId)
{
    return std::erase_if(m_pending,
                         [&commandId](const Pending &pending) { return pending.command.commandId == commandId; })
        != 0;
}

void Replica::forgetIfEmpty(const StreamId &id)
{
    const Stream *stream = streamAt(id);
    if (stream && !stream->position && !stream->arriving && stream->rows.size() == 0 && stream->confirmed.isEmpty())
        m_streams.erase(id);
}

} // namespace TaskMaster::Client
