// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/CommandLine.h"

namespace TaskMaster::Server {

/**
 * Everything but `serve`: short-lived, blocking, in the main thread. What they write goes through a WriteDoor; a
 * failure is one sentence and leaves nothing half-done that running the same again would not finish.
 */
namespace Subcommands {

[[nodiscard]] Result<Outcome> userAdd(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> userPasswd(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> userRename(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> userList(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> userDisable(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> userEnable(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> userRemove(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> userToken(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> workspaceCreate(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> workspaceList(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> webhookList(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> webhookAdd(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> webhookRemove(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> webhookEnable(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> webhookDisable(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> webhookDeliveries(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> webhookReplay(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> workspaceArchive(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> workspaceRename(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> workspaceMembers(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> demo(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> importFile(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> exportFile(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> calendarCreate(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> calendarList(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> calendarRevoke(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> migrate(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> backup(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> restore(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> verify(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> openApi(const Invocation &invocation, const Config &config);
[[nodiscard]] Result<Outcome> doctor(const Invocation &invocation, const Config &config);

} // namespace Subcommands

} // namespace TaskMaster::Server
