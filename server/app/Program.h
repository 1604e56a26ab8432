// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace TaskMaster::Server {

/// The whole program behind main(): command line, settings, then the server or a subcommand. Gives the exit code.
[[nodiscard]] int runProgram(int argc, char **argv);

} // namespace TaskMaster::Server
