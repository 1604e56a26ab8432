// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace TaskMaster::Server {

/**
 * What is shown instead of a password: 256 random bits as base64url behind a prefix, by which secret scanners find it
 * and we see where to look. Only its BLAKE2b-256 hash is stored: who reads the database gets in nowhere with what is
 * there.
 */
namespace SessionToken {

enum class Kind : quint8 {
    Session, ///< `tms_`: a signed-in device
    Api, ///< `tmp_`: a personal API token
    Link, ///< `tml_`: an invitation, or the set-up of a new server
};

[[nodiscard]] QString make(Kind kind = Kind::Session);
/// What the tables are keyed by: 64 hexadecimal digits.
[[nodiscard]] QString hashOf(const QString &token);
/// Of which kind it has the form; what has none need not be looked for.
[[nodiscard]] std::optional<Kind> kindOf(const QString &token);

} // namespace SessionToken

} // namespace TaskMaster::Server
