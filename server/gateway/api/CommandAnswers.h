// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiServices.h"
#include "server/gateway/api/CommandTable.h"
#include "server/gateway/api/Resources.h"

namespace TaskMaster::Server {

/// How requests that are commands are answered: when the command is durable, with the row as it is by then.
namespace CommandAnswers {

/// What a request is answered with once its command is committed.
struct Showing {
    CommandRoute::Does does = CommandRoute::Does::Act;
    EntityKind kind = EntityKind::Task;
    Uuid row; ///< null with Act
    Command command;
};

/// Hands the command in, with the precondition that the request states, and answers when it is durable. Any thread;
/// `services` outlives the answer.
void submit(const ApiServices &services, const ApiRequest &request, const HttpResponder &responder, Showing showing);

} // namespace CommandAnswers

} // namespace TaskMaster::Server
