// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/SearchText.h"
#include "shared/protocol/Commands.h"

#include <memory>

namespace TaskMaster {

/// A committed fact: one entry of a stream's log. Immutable once made, shared between threads.
struct Event {
    StreamId stream;
    qint64 epoch = 0; ///< one per database; another one means: the past may have changed, fetch everything again
    qint64 seq = 0; ///< 1, 2, 3 … per stream, without holes
    Uuid commandId;
    QString verb;
    Uuid actor;
    qint64 at = 0; ///< UTC milliseconds by the database's order: never goes backwards within a stream
    QList<Change> changes;

    bool operator==(const Event &) const = default;
};
using EventPtr = std::shared_ptr<const Event>;

/// A place in a stream's log. seq 0 is before the first event.
struct Position {
    StreamId stream;
    qint64 epoch = 0;
    qint64 seq = 0;

    bool operator==(const Position &) const = default;
};

/// The frames of one WebSocket connection: all there is on the wire. docs/PROTOCOL.md describes them for strangers.
namespace Frames {

// client -> server
struct Hello {
    QString token;
    Uuid clientId; ///< of the installation, stable over reconnects
    qint64 version = 0; ///< ProtocolVersion of the client
    QStringList accept; ///< "zstd"
    QList<Position> streams; ///< subscribe to these, from there
    bool operator==(const Hello &) const = default;
};
struct Subscribe {
    Position position; ///< seq 0 or another epoch: from a snapshot
    bool operator==(const Subscribe &) const = default;
};
struct Unsubscribe {
    StreamId stream;
    bool operator==(const Unsubscribe &) const = default;
};
struct Submit {
    Command command;
};
struct Ping {
    bool operator==(const Ping &) const = default;
};
/// A question in the query language (docs/QUERIES.md); is answered by Found, or by a Failure with its queryId.
struct Question {
    Uuid queryId;
    StreamId stream; ///< `p:` in that project, `w:` in all projects of the workspace that one may read
    QString text;
    qint64 limit = 0; ///< of rows; 0: as many as the server likes
    QString cursor; ///< of the page before; empty: the first page
    bool operator==(const Question &) const = default;
};

// server -> client
struct Welcome {
    Uuid userId;
    qint64 version = 0; ///< ProtocolVersion of the server
    QString
        schema; ///< schemaHash(): another one than the replica was written with means: drop the rows, keep the outbox
    qint64 now = 0; ///< the server's clock, UTC milliseconds
    qint64 frameBytesMax = 0; ///< a larger frame is refused and the connection closed
    qint64 streamsMax = 0;
    bool operator==(const Welcome &) const = default;
};
struct Subscribed {
    Position position; ///< everything up to here has been sent; events from here on are live
    bool operator==(const Subscribed &) const = default;
};
struct Accepted {
    Uuid commandId;
    QList<Position> at; ///< where its events are; empty: it had no effect
    bool operator==(const Accepted &) const = default;
};
struct Rejected {
    Uuid commandId;
    Error error;
    bool operator==(const Rejected &) const = default;
};
struct Events {
    QList<EventPtr> events;
};
/// One page of the rows of a stream. The state is complete when `last`, and current once the events after `position`
/// have been applied; a row ignores events with seq <= its rev.
struct Snapshot {
    Position position;
    EntityKind entity = EntityKind::Task;
    QList<Entity> rows; ///< all of that kind
    bool first = false; ///< a replica starts the stream anew
    bool last = false;
};
struct Resync {
    StreamId stream; ///< what follows is a snapshot, whatever was asked for
    bool operator==(const Resync &) const = default;
};
struct Revoked {
    StreamId stream; ///< no longer visible: delete its replica
    bool operator==(const Revoked &) const = default;
};
struct Failure {
    Error error; ///< about a frame that is not a command
    StreamId stream; ///< the stream it is about, where there is one (scope not null)
    Uuid queryId = {}; ///< the question it answers, where there is one
    bool operator==(const Failure &) const = default;
};
struct Goodbye {
    QString reason;
    qint64 reconnectAfterMs = 0;
    bool operator==(const Goodbye &) const = default;
};
struct Pong {
    bool operator==(const Pong &) const = default;
};
/// A task that a query found, and where the words stand that it looked for.
struct FoundTask {
    StreamId stream; ///< of its project
    Task task;
    QList<SearchText::Range> titleFinds;
    SearchText::Snippet snippet; ///< of the description, a checklist or a comment; empty: nothing was found there
    Uuid commentId; ///< the snippet is of this comment
    bool operator==(const FoundTask &) const = default;
};
/// Something in a query that was not known, and that it went on without.
struct FoundNotice {
    qint64 position = 0; ///< in the text, UTF-16 units
    qint64 length = 0;
    QString message;
    bool operator==(const FoundNotice &) const = default;
};
/// One page of an answer, as things were when it was read: it does not follow later changes.
struct Found {
    Uuid queryId;
    QList<FoundTask> tasks;
    QString cursor; ///< for the next page; empty: this is the last one
    QList<FoundNotice> notices;
    bool operator==(const Found &) const = default;
};

} // namespace Frames

using ClientFrame =
    std::variant<Frames::Hello, Frames::Subscribe, Frames::Unsubscribe, Frames::Submit, Frames::Ping, Frames::Question>;
using ServerFrame = std::variant<Frames::Welcome, Frames::Subscribed, Frames::Accepted, Frames::Rejected,
                                 Frames::Events, Frames::Snapshot, Frames::Resync, Frames::Revoked, Frames::Failure,
                                 Frames::Goodbye, Frames::Pong, Frames::Found>;

inline constexpr qint64 ProtocolVersion = 1;
inline constexpr qint64 ProtocolVersionOldest = 1; ///< the oldest this program still speaks
inline constexpr qint64 FrameBytesMax = 256 * 1024;
inline constexpr int StreamsPerSessionMax = 512;

} // namespace TaskMaster
