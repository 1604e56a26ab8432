// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

namespace TaskMaster::Server {

/// What a throttle counts an address as: IPv6 hosts own a whole /64, so counting single ones would not slow anybody
/// down.
[[nodiscard]] inline QString addressKey(const QHostAddress &peer)
{
    if (peer.protocol() != QAbstractSocket::IPv6Protocol)
        return peer.toString();
    bool isMapped = false;
    const quint32 v4 = peer.toIPv4Address(&isMapped);
    if (isMapped)
        return QHostAddress(v4).toString();
    Q_IPV6ADDR bytes = peer.toIPv6Address();
    std::fill(std::begin(bytes.c) + 8, std::end(bytes.c), quint8(0));
    return QHostAddress(bytes).toString();
}

} // namespace TaskMaster::Server
