// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportBoard.h"

namespace TaskMaster::Server {

/**
 * Reads issues of GitHub: the answer of `GET /repos/{owner}/{repo}/issues?state=all` (also several pages as a list of
 * lists), or what `gh issue list --json …` writes. Pull requests are left out and counted. Pure.
 */
[[nodiscard]] Result<ImportBoard> readGitHubBoard(const QByteArray &bytes, const ImportOptions &options);

} // namespace TaskMaster::Server
