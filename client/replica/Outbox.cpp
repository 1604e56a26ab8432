// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/Outbox.h"

#include "client/replica/Replica.h"
#include "client/replica/ReplicaStore.h"

#include <QRandomGenerator>
#include <QSet>

#include <algorithm>

namespace TaskMaster::Client {

Outbox::Outbox(Replica &replica, ReplicaStore &store, Link &link, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_replica(replica)
    , m_store(store)
    , m_link(link)
    , m_clock(clock)
{
    m_retryTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &Outbox::retryDelayed);
    connect(&m_store, &ReplicaStore::kept, this, &Outbox::onKept);
    connect(&m_link, &Link::stateChanged, this, &Outbox::onLinkStateChanged);
    connect(&m_replica, &Replica::settled, this, &Outbox::finish);
}

Uuid Outbox::submit(const StreamId &stream, CommandArgs args)
{
    const qint64 now = m_clock.nowMs();
    const OutboxItem item{m_nextOrder++, now, {Uuid::v7(now), stream, std::move(args)}};
    const Uuid commandId = item.command.commandId;
    Result<void> allowed = checkCommand(item.command);
    if (allowed.ok() && m_waiting.size() >= ItemsMax)
        allowed = Error(ErrorCode::TooMany,
                        tr("%1 changes wait for the server already; go online before you make more.").arg(ItemsMax));
    if (!allowed) {
        refuse(item, allowed.error());
        return commandId;
    }
    m_waiting.push_back({item});
    m_replica.addPending(item.command, now);
    m_store.note({OutboxNote::Kind::Keep, item, {}, {}});
    Q_EMIT waitingChanged();
    return commandId;
}

Outbox::Items::iterator Outbox::itemOf(const Uuid &commandId)
{
    return std::find_if(m_waiting.begin(), m_waiting.end(),
                        [&commandId](const Item &item) { return item.kept.command.commandId == commandId; });
}

Outbox::Items::const_iterator Outbox::itemOf(const Uuid &commandId) const
{
    return const_cast<Outbox *>(this)->itemOf(commandId);
}

bool Outbox::isWaiting(const Uuid &commandId) const
{
    return itemOf(commandId) != m_waiting.end();
}

void Outbox::onKept(const QList<Uuid> &commandIds)
{
    for (const Uuid &commandId : commandIds) {
        const auto item = itemOf(commandId);
        if (item == m_waiting.end() || item->stage != Stage::Keeping)
            continue;
        item->stage = Stage::Ready;
        Q_EMIT kept(commandId);
    }
    sendReady();
}

void Outbox::onLinkStateChanged()
{
    if (m_link.state() != Link::State::Ready)
        return;
    // Whatever was on its way may be lost, or done: sending it again with the same id is safe either way.
    m_retryTimer.stop();
    for (Item &item : m_waiting) {
        if (item.stage != Stage::Keeping)
            item.stage = Stage::Ready;
    }
    sendReady();
}

void Outbox::sendReady()
{
    if (m_link.state() != Link::State::Ready)
        return;
    int underway = 0;
    QSet<StreamId> held; // by an item that cannot go yet: what follows it in its stream must not overtake it
    for (Item &item : m_waiting) {
        const StreamId &stream = item.kept.command.stream;
        if (item.stage == Stage::Ready && !held.contains(stream)) {
            item.stage = Stage::Sent;
            item.doubtful = false;
            m_link.send(Frames::Submit{item.kept.command});
        } else if (item.stage != Stage::Sent) {
            held.insert(stream);
            continue;
        }
        if (++underway == WindowMax)
            return;
    }
}

void Outbox::answer(const Frames::Accepted &answer)
{
    m_replica.acceptPending(answer.commandId, answer.at);
    finish(answer.commandId);
}

void Outbox::finish(const Uuid &commandId)
{
    const auto item = itemOf(commandId);
    if (item == m_waiting.end())
        return;
    m_waiting.erase(item);
    m_store.note({OutboxNote::Kind::Drop, {}, {}, commandId});
    Q_EMIT accepted(commandId);
    Q_EMIT waitingChanged();
    sendReady();
}

void Outbox::answer(const Frames::Rejected &answer)
{
    const auto item = itemOf(answer.commandId);
    if (item == m_waiting.end())
        return;
    const bool isHopeless = answer.error.code == ErrorCode::Internal && item->refusals >= InternalRefusalsMax;
    if (answer.error.isTemporary() && !isHopeless) {
        delay(item);
        return;
    }
    if (item->doubtful) {
        item->stage = Stage::Ready;
        sendReady();
        return;
    }
    const OutboxItem kept = item->kept;
    m_waiting.erase(item);
    m_replica.removePending(answer.commandId);
    refuse(kept, answer.error);
    Q_EMIT waitingChanged();
    sendReady();
}

void Outbox::delay(Items::iterator item)
{
    item->stage = Stage::Delayed;
    ++item->refusals;
    for (auto later = std::next(item); later != m_waiting.end(); ++later) {
        if (later->kept.command.stream == item->kept.command.stream)
            later->doubtful = later->stage == Stage::Sent;
    }
    const int longest = qMin(RetryMaxMs, RetryFirstMs << qMin(item->refusals - 1, 10));
    // Jitter: a server that was overloaded must not get everybody back at once.
    if (!m_retryTimer.isActive())
        m_retryTimer.start(longest / 2 + QRandomGenerator::global()->bounded(longest / 2));
}

void Outbox::retryDelayed()
{
    for (Item &item : m_waiting) {
        if (item.stage == Stage::Delayed)
            item.stage = Stage::Ready;
    }
    sendReady();
}

void Outbox::refuse(const OutboxItem &item, const Error &error)
{
    const RefusedItem refused{item, error, m_clock.nowMs()};
    m_refused.append(refused);
    m_store.note({OutboxNote::Kind::Refuse, {}, refused, {}});
    Q_EMIT refusedChanged();
    Q_EMIT refusedNow(refused);
}

void Outbox::dismiss(const Uuid &commandId)
{
    const auto count = m_refused.removeIf(
        [&commandId](const RefusedItem &refused) { return refused.item.command.commandId == commandId; });
    if (count == 0)
        return;
    m_store.note({OutboxNote::Kind::Drop, {}, {}, commandId});
    Q_EMIT refusedChanged();
}

void Outbox::saveDraft(const QString &key, const QString &text)
{
    if (m_drafts.value(key) == text)
        return;
    if (text.isEmpty())
        m_drafts.remove(key);
    else
        m_drafts.insert(key, text);
    m_store.saveDraft(key, text);
}

void Outbox::adopt(const KeptOutbox &kept)
{
    for (const OutboxItem &item : kept.waiting) {
        m_waiting.push_back({item, Stage::Ready});
        m_replica.addPending(item.command, item.madeAt);
        m_nextOrder = qMax(m_nextOrder, item.order + 1);
    }
    for (const RefusedItem &refused : kept.refused)
        m_nextOrder = qMax(m_nextOrder, refused.item.order + 1);
    m_refused = kept.refused + m_refused;
    m_drafts = kept.drafts;
    if (!kept.waiting.isEmpty())
        Q_EMIT waitingChanged();
    if (!kept.refused.isEmpty())
        Q_EMIT refusedChanged();
    sendReady();
}

void Outbox::clear()
{
    m_retryTimer.stop();
    for (const Item &item : std::exchange(m_waiting, {}))
        m_replica.removePending(item.kept.command.commandId);
    m_refused.clear();
    m_drafts.clear();
    m_nextOrder = 1;
    Q_EMIT waitingChanged();
    Q_EMIT refusedChanged();
}

} // namespace TaskMaster::Client
