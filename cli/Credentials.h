// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/ApiClient.h"
#include "cli/CommandLine.h"

#include <memory>

namespace TaskMaster::Cli {

/// Which server is meant, and by what token it knows whoever is at the shell.
namespace Credentials {

/// Named, of the environment, of the latest login, or this machine.
[[nodiscard]] Result<QUrl> server(const Invocation &invocation);
/// A client that is signed in: with the token of the file, the environment or the keychain, in that order.
[[nodiscard]] Result<std::unique_ptr<ApiClient>> signedIn(const Invocation &invocation);

/// Keeps a token in --token-file (mode 0600) or the keychain, and the server as the one of the latest login. The place,
/// in words.
[[nodiscard]] Result<QString> keep(const Invocation &invocation, const QUrl &server, const QString &token);
/// The opposite; nothing there is fine.
void forget(const Invocation &invocation, const QUrl &server);

} // namespace Credentials

} // namespace TaskMaster::Cli
