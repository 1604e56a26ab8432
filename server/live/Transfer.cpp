// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/live/Transfer.h"

#include "server/live/HubLane.h"

namespace TaskMaster::Server {

Transfer::Transfer(Subscription &subscription)
    : m_subscription(subscription)
    , m_lane(subscription.m_lane)
{
}

void Transfer::start()
{
    m_lane.metrics().transfers.add();
    const Subscription &to = m_subscription;
    if (to.m_isKnown && to.m_channel->recent.covers(to.m_position.epoch, to.m_position.seq)) {
        m_lane.metrics().recentCatchUps.add();
        m_isDecided = true;
        m_isAtHead = true;
        return pump();
    }
    readLog(to.m_isKnown ? EventLog::PageEventsMax : 0);
}

void Transfer::pump()
{
    const auto self = shared_from_this();
    if (!m_isDecided || m_isReading || !sendReady())
        return;
    if (m_snapshot && !m_isLastPage)
        return readPage();
    if (m_snapshot) {
        // All rows are on their way: the client is where the snapshot began, and goes on with the events since.
        m_subscription.m_position = m_snapshot->position();
        m_subscription.m_isKnown = true;
        m_snapshot.reset();
    }
    if (!finish())
        readLog(EventLog::PageEventsMax);
}

void Transfer::readLog(int max)
{
    m_isReading = true;
    m_lane.read<LogPage, Transfer>(
        weak_from_this(),
        [stream = m_subscription.stream(), after = m_subscription.m_position.seq, max](EventLog &log, auto done) {
            log.readAfter(stream, after, max, std::move(done));
        },
        [](Transfer &transfer, const Result<LogPage> &page) { transfer.logRead(page); });
}

void Transfer::logRead(const Result<LogPage> &page)
{
    m_isReading = false;
    if (!page)
        return fail(page.error());
    decide(*page);
    pump();
}

void Transfer::decide(const LogPage &page)
{
    Subscription &to = m_subscription;
    if (!to.m_isKnown)
        return startSnapshot(page);
    const Position &at = to.m_position;
    // How far behind it is only counts at the beginning: once on the way, going on is cheaper than beginning again.
    const bool isTooFar = !m_isDecided && page.head - at.seq > m_lane.snapshotLimits().behindMax;
    const bool isGone = at.seq < page.floor || at.seq > page.head
        || (at.seq < page.head && (page.events.isEmpty() || page.events.constFirst()->seq != at.seq + 1));
    if (at.epoch == page.epoch && !isTooFar && !isGone)
        return takeEvents(page);
    to.m_queue.queueAnswer(WebSocketFrame::finished(ServerFrame(Frames::Resync{to.stream()}), to.m_form));
    m_lane.metrics().resyncs.add();
    to.m_isKnown = false;
    startSnapshot(page);
}

void Transfer::takeEvents(const LogPage &page)
{
    m_isDecided = true;
    m_isAtHead = page.events.isEmpty() || page.events.constLast()->seq >= page.head;
    QList<qint64> seqs;
    const QList<QByteArray> frames = WebSocketFrame::ofEvents(page.events, m_subscription.m_form, seqs);
    for (qsizetype i = 0; i < frames.size(); ++i)
        m_ready.push_back({frames[i], seqs[i]});
}

void Transfer::startSnapshot(const LogPage &head)
{
    m_isDecided = true;
    m_isAtHead = false;
    m_isLastPage = false;
    m_page = 0;
    m_subscription.m_isSubscribedDue = true;
    m_snapshot = m_lane.snapshots().open(m_subscription.stream(), m_subscription.m_form, head);
}

void Transfer::readPage()
{
    m_isReading = true;
    m_snapshot->page(
        m_page++,
        m_lane.posted<Snapshot::Page, Transfer>(
            weak_from_this(), [](Transfer &transfer, const Result<Snapshot::Page> &page) { transfer.pageRead(page); }));
}

void Transfer::pageRead(const Result<Snapshot::Page> &page)
{
    m_isReading = false;
    if (!page)
        return fail(page.error());
    m_isLastPage = page->isLast;
    for (const QByteArray &frame : page->frames)
        m_ready.push_back({frame, NotMoved});
    pump();
}

void Transfer::fail(const Error &error)
{
    m_isReading = true; // stands still
    m_subscription.m_subscriber.transferFailed(m_subscription, error);
}

bool Transfer::sendReady()
{
    while (!m_ready.empty()) {
        if (!m_subscription.m_queue.hasRoom())
            return false;
        const Ready &next = m_ready.front();
        m_subscription.m_queue.queueAnswer(next.frame);
        if (next.seq != NotMoved)
            m_subscription.m_position.seq = next.seq;
        m_ready.pop_front();
    }
    return m_subscription.m_queue.hasRoom();
}

bool Transfer::finish()
{
    const Channel &channel = *m_subscription.m_channel;
    const Position &at = m_subscription.m_position;
    if (channel.recent.covers(at.epoch, at.seq)) {
        if (!sendRecent(channel.recent))
            return true; // goes on when there is room
    } else if (!m_isAtHead || (channel.epoch != 0 && (channel.epoch != at.epoch || channel.seq > at.seq))) {
        return false;
    }
    m_subscription.becomeLive();
    return true;
}

bool Transfer::sendRecent(const RecentEvents &recent)
{
    Subscription &to = m_subscription;
    while (const EventFrames *next = recent.after(to.m_position.seq)) {
        if (!to.m_queue.hasRoom())
            return false;
        to.m_queue.queueAnswer(next->frame(to.m_form));
        to.m_position.seq = next->event().seq;
    }
    return true;
}

} // namespace TaskMaster::Server
