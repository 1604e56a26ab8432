// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Error.h"

namespace TaskMaster::Server {

/// A failed system call on somebody's file, as a sentence that ends in the system's reason, and with the exit code of
/// sysexits.h that tells a script what kind of failure it was.
enum class FileUse : quint8 { Read, Write };
[[nodiscard]] Error fileError(const QString &sentence, FileUse use, int number);

} // namespace TaskMaster::Server
