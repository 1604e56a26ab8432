// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"

namespace TaskMaster::Cli {

/// The number of sysexits.h that a script sees: 64 usage, 65 what was asked for is not usable, 69 the server cannot be
/// reached, 70 a defect, 73 and 74 files, 75 try again later, 77 not allowed.
[[nodiscard]] int exitCodeOf(const Error &error);

/// A mistake on the command line that its parser cannot see.
[[nodiscard]] Error usageError(const QString &sentence);

} // namespace TaskMaster::Cli
