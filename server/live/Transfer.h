// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/Snapshot.h"

#include <deque>

namespace TaskMaster::Server {

class HubLane;
class RecentEvents;
class Subscription;

/**
 * Brings one subscription from where its client is to where the stream is, and ends by making it live: with the events
 * in between, from memory or from the log; or, when those are gone, of another epoch or too many, with `resync`, a
 * snapshot and the events after it. The next page is read only when the queue has room, so a slow client costs no
 * memory. Made anew for each catch-up; lane's thread only.
 */
class Transfer final : public std::enable_shared_from_this<Transfer> {
public:
    explicit Transfer(Subscription &subscription);

    /// Both may end the transfer, and with it this object: the caller holds a reference.
    void start();
    void pump();

private:
    struct Ready {
        QByteArray frame;
        qint64 seq; ///< the client's position once it has this; NotMoved: as before
    };
    static constexpr qint64 NotMoved = -1;

    void readLog(int max);
    void logRead(const Result<LogPage> &page);
    void decide(const LogPage &page);
    void takeEvents(const LogPage &page);
    void startSnapshot(const LogPage &head);
    void readPage();
    void pageRead(const Result<Snapshot::Page> &page);
    void fail(const Error &error);
    [[nodiscard]] bool sendReady();
    /// Live from here, if nothing was announced that the client has not been sent.
    [[nodiscard]] bool finish();
    [[nodiscard]] bool sendRecent(const RecentEvents &recent);

    Subscription &m_subscription;
    HubLane &m_lane;
    std::deque<Ready> m_ready;
    std::shared_ptr<Snapshot> m_snapshot; ///< while its pages are being sent
    std::size_t m_page = 0;
    bool m_isLastPage = false;
    bool m_isDecided = false; ///< between events and a snapshot
    bool m_isReading = false;
    bool m_isAtHead = false; ///< the last page of the log had the newest event of its time
};

} // namespace TaskMaster::Server
