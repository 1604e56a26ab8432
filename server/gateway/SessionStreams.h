// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/live/HubLane.h"

namespace TaskMaster::Server {

/**
 * What one session is subscribed to, and the checks that it may be. A subscription joins the hub first and is checked
 * then, so that no right taken away in between goes unnoticed. Who loses a right is held at once, and told `revoked`
 * when the check has confirmed it. Lane's thread only; owned by its session.
 */
class SessionStreams final : public std::enable_shared_from_this<SessionStreams> {
public:
    /// What the streams need of their session.
    class Owner : public Subscriber {
    public:
        virtual void send(const ServerFrame &frame) = 0;
        /// The database did not answer: nothing can be promised any more.
        virtual void checkFailed(const Error &error) = 0;
        /// That stream is no longer followed.
        virtual void left(const StreamId &stream) = 0;
    };

    SessionStreams(HubLane &lane, Owner &owner, SessionQueue &queue, FrameForm form, const Viewer &viewer);

    /// Errors go to the client as `error` frames that name the stream.
    void subscribe(const Position &from);
    void unsubscribe(const StreamId &stream);
    void rightsChanged(Subscription &subscription);
    void roomAvailable();
    void clear() { m_streams.clear(); }

    /// Has everything up to there been queued for the client, or is the stream none of its business?
    [[nodiscard]] bool isPast(const Position &position) const;

private:
    struct Entry {
        std::unique_ptr<Subscription> subscription;
        quint32 check = 0; ///< number of the check that counts: an older one comes too late
        bool isKnownToClient = false; ///< it has, or had, rows of this stream
    };
    void check(const StreamId &stream, Entry &entry);
    void checked(const StreamId &stream, quint32 number, const Result<void> &result);

    HubLane &m_lane;
    Owner &m_owner;
    SessionQueue &m_queue;
    const Viewer m_viewer;
    const FrameForm m_form;
    quint32 m_lastCheck = 0;
    std::unordered_map<StreamId, Entry> m_streams;
};

} // namespace TaskMaster::Server
