// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Access.h"
#include "server/storage/EventSink.h"

namespace TaskMaster::Server {

class Database;

enum class Urgency : quint8 {
    Interactive, ///< somebody is waiting
    Background, ///< imports, jobs: only when nothing interactive waits
};

/// What must still be so when the command is decided: the row is there, and its last change was one of these (any, if
/// none is named). Otherwise the command that would have been accepted is refused with PreconditionFailed.
struct Precondition {
    EntityKind entity = EntityKind::Task;
    Uuid id;
    QList<qint64> revs;
};

/// A command on its way into a write lane.
struct Submission {
    Command command;
    Uuid actor;
    Origin origin;
    Urgency urgency = Urgency::Interactive;
    std::function<void(const CommandAnswer &)> answered; ///< for origins without a lane; runs on a write thread
    KeyRights rights = {}; ///< of the key that the actor showed; Identity::submission() fills them in
    std::optional<Precondition> precondition = {};
};

/**
 * The door to the write lanes. Thread-safe; never blocks; a full queue answers `overloaded`. Commands of one stream are
 * decided in the order in which they came.
 */
class WriteQueue {
public:
    virtual ~WriteQueue() = default;
    virtual void submit(Submission submission) = 0;
    /// Runs `work` in a write transaction of its own (sessions, credentials, cursors). `done` runs on the write thread.
    virtual void run(std::function<Result<void>(Database &)> work, std::function<void(Result<void>)> done) = 0;
};

} // namespace TaskMaster::Server
