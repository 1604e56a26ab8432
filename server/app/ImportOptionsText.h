// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportBoard.h"

namespace TaskMaster::Server {

/// What somebody says about a file, as it is typed on a command line or stands in a query.
struct ImportOptionsText {
    QString projectName;
    QString fileName;
    QStringList columnMap; ///< `Header=field`
    QString dateFormat;
    QString timeZone;
    QString delimiter; ///< one character, or `tab`
    QString encoding;
};
/// InvalidField names the one that makes no sense.
[[nodiscard]] Result<ImportOptions> importOptionsFrom(const ImportOptionsText &text);

} // namespace TaskMaster::Server
