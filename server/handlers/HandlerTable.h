// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Access.h"
#include "server/handlers/WorkingSet.h"

namespace TaskMaster::Server {

/// Who asks, where, when: all a decision may know besides the rows. Lives for one command.
struct Context {
    Uuid commandId;
    Uuid actor;
    StreamId stream;
    qint64 now = 0; ///< the time that the event will carry
    const WorkspaceAccess *workspace = nullptr; ///< null: a `u:` stream, or a workspace that does not exist (yet)
    KeyRights rights = {}; ///< of the key that the actor showed

    [[nodiscard]] bool isSystem() const { return actor == systemActor(); }
    [[nodiscard]] QString actorName() const
    {
        const Membership *member = workspace ? workspace->find(actor) : nullptr;
        return member ? member->name : QString();
    }
};

/**
 * All commands' decisions. `needs` names the rows; `handle` decides over them, refuses early and writes into the set;
 * both are pure: no SQL, no I/O, no clock. Access is checked here, before the handler, by the command's capability:
 * a command without a capability and a handler does not compile.
 */
namespace HandlerTable {

/// Asked again after each load until it names nothing new.
void needs(const Context &context, const CommandArgs &args, const WorkingSet &set, Needs &needs);
[[nodiscard]] Result<void> handle(const Context &context, const CommandArgs &args, WorkingSet &set);
[[nodiscard]] Capability capabilityOf(const CommandArgs &args, StreamKind stream);

} // namespace HandlerTable

} // namespace TaskMaster::Server
