// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpMessage.h"
#include "shared/core/Result.h"

namespace TaskMaster::Server {

/**
 * The proxies in front of a server, and so whose word counts about where a request comes from. Without any, that is the
 * address that connects: X-Forwarded-For is then what anybody writes into it. A value, any thread.
 */
class TrustedProxies {
public:
    /// Addresses and networks with commas between: `127.0.0.1, ::1, 10.0.0.0/8`. Empty: there are none.
    [[nodiscard]] static Result<TrustedProxies> fromString(const QString &list);

    /// Who asks: the peer itself or, if it is one of them, the last address in X-Forwarded-For that is not; those in
    /// front of that one are hearsay.
    [[nodiscard]] QHostAddress clientOf(const QHostAddress &peer, const HttpHeaders &headers) const;

private:
    [[nodiscard]] bool contains(const QHostAddress &address) const;

    QList<QPair<QHostAddress, int>> m_networks;
};

} // namespace TaskMaster::Server
