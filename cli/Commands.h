// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/CommandLine.h"

namespace TaskMaster::Cli::Commands {

/// One function per command: blocking, to be run by main(). They print nothing, but watch(), which never ends by
/// itself.
[[nodiscard]] Result<Outcome> login(const Invocation &invocation);
[[nodiscard]] Result<Outcome> logout(const Invocation &invocation);
[[nodiscard]] Result<Outcome> workspaces(const Invocation &invocation);
[[nodiscard]] Result<Outcome> projects(const Invocation &invocation);
[[nodiscard]] Result<Outcome> list(const Invocation &invocation);
[[nodiscard]] Result<Outcome> show(const Invocation &invocation);
[[nodiscard]] Result<Outcome> add(const Invocation &invocation);
[[nodiscard]] Result<Outcome> move(const Invocation &invocation);
[[nodiscard]] Result<Outcome> done(const Invocation &invocation);
[[nodiscard]] Result<Outcome> comment(const Invocation &invocation);
[[nodiscard]] Result<Outcome> assign(const Invocation &invocation);
[[nodiscard]] Result<Outcome> watch(const Invocation &invocation);

} // namespace TaskMaster::Cli::Commands
