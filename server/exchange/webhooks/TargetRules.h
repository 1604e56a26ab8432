// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QHostAddress>
#include <QUrl>

namespace TaskMaster::Server {

/// Where the server may be sent to by those who make webhooks. Set by who runs it; the default is the safe one.
struct TargetPolicy {
    bool isHttpAllowed = false; ///< without TLS
    bool isPrivateAllowed = false; ///< machines of the own network, this one included
};

/**
 * Keeps webhooks from reaching what only this server can reach (server-side request forgery): checked when one is made,
 * and again before every connection, with the address that is about to be connected to, and after every redirect.
 * Pure functions, any thread.
 */
namespace TargetRules {

inline constexpr qsizetype UrlMax = 2000;

/// An absolute https address without user, password and fragment; a host that is an address must pass mayConnect().
/// The sentence of the error is for whoever typed it.
[[nodiscard]] Result<QUrl> checkUrl(const QString &text, const TargetPolicy &policy);
/// The same of an address that is known to be one: where a redirect leads.
[[nodiscard]] Result<void> checkUrl(const QUrl &url, const TargetPolicy &policy);

/// Only addresses of the public internet (IANA's special-purpose registries, RFC 6890 and its successors), also when
/// they are wrapped into IPv6 (mapped, NAT64). What a policy may open is the private ones; cloud metadata services,
/// multicast and the like never.
[[nodiscard]] bool mayConnect(const QHostAddress &address, const TargetPolicy &policy);

} // namespace TargetRules

} // namespace TaskMaster::Server
