// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace TaskMaster::Server {

/**
 * What a signed-in device shows instead of a password: 256 random bits as `tms_` + base64url, so that secret scanners
 * find it. Only its BLAKE2b-256 hash is stored: who reads the database cannot sign in with what is there.
 */
namespace SessionToken {

[[nodiscard]] QString make();
/// What the session table is keyed by: 64 hexadecimal digits.
[[nodiscard]] QString hashOf(const QString &token);
/// Has the form of a token: what has not need not be looked for.
[[nodiscard]] bool isWellFormed(const QString &token);

} // namespace SessionToken

} // namespace TaskMaster::Server
