// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"

namespace TaskMaster::Server {

/// How the program ends, for scripts and service managers: the numbers of sysexits.h.
enum class ExitCode : int {
    Ok = 0,
    Failed = 1, ///< it was done, and some of it was refused
    Usage = 64, ///< unknown option or subcommand
    DataError = 65, ///< a file or name that was given is not usable
    NoInput = 66, ///< a file that was given is not there
    Unavailable = 69, ///< the database or the port cannot be had
    Software = 70, ///< a defect; it was logged
    CannotCreate = 73, ///< the data folder, the socket or an output file
    IoError = 74, ///< disk full, disk damaged
    TemporaryFailure = 75, ///< the same again may succeed
    NoPermission = 77,
    Config = 78,
};

/// What a failure at start or of a subcommand means to whoever called the program.
[[nodiscard]] ExitCode exitCodeOf(const Error &error);

} // namespace TaskMaster::Server
