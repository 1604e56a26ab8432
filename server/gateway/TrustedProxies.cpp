// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/TrustedProxies.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

/// A server that listens on every address sees 127.0.0.1 as ::ffff:127.0.0.1.
QHostAddress unmapped(const QHostAddress &address)
{
    bool isMapped = false;
    const quint32 v4 = address.toIPv4Address(&isMapped);
    return isMapped ? QHostAddress(v4) : address;
}

/// `10.0.0.7`, `10.0.0.7:5512`, `2001:db8::1`, `[2001:db8::1]:5512`; null when it is none (`unknown`, `_hidden`).
QHostAddress forwardedAddress(const QByteArray &entry)
{
    QByteArray text = entry.trimmed();
    if (text.startsWith('['))
        text = text.sliced(1, std::max<qsizetype>(0, text.indexOf(']') - 1));
    else if (text.count(':') == 1)
        text.truncate(text.indexOf(':'));
    QHostAddress address;
    // setAddress() also takes «1» and «127.1», which no proxy writes.
    const bool isWhole = text.contains(':') || text.count('.') == 3;
    return isWhole && address.setAddress(QString::fromLatin1(text)) ? unmapped(address) : QHostAddress();
}

} // namespace

Result<TrustedProxies> TrustedProxies::fromString(const QString &list)
{
    TrustedProxies proxies;
    for (const QString &part : list.split(u',', Qt::SkipEmptyParts)) {
        const QString text = part.trimmed();
        const auto network = QHostAddress::parseSubnet(text);
        const bool isWhole = text.contains(u':') || text.section(u'/', 0, 0).count(u'.') == 3;
        if (network.first.isNull() || network.second < 0 || !isWhole)
            return Error(ErrorCode::ConfigInvalid,
                         QStringLiteral("“%1” is neither an address nor a network like 10.0.0.0/8").arg(text));
        proxies.m_networks.append(network);
    }
    return proxies;
}

bool TrustedProxies::contains(const QHostAddress &address) const
{
    return std::any_of(m_networks.cbegin(), m_networks.cend(),
                       [&address](const auto &network) { return address.isInSubnet(network); });
}

QHostAddress TrustedProxies::clientOf(const QHostAddress &peer, const HttpHeaders &headers) const
{
    QHostAddress client = unmapped(peer);
    if (m_networks.isEmpty() || !contains(client))
        return peer;
    QByteArrayList entries;
    for (const HttpHeader &header : headers) {
        if (header.name.compare("X-Forwarded-For", Qt::CaseInsensitive) == 0)
            entries += header.value.split(',');
    }
    for (auto entry = entries.crbegin(); entry != entries.crend() && contains(client); ++entry) {
        const QHostAddress named = forwardedAddress(*entry);
        if (named.isNull())
            break;
        client = named;
    }
    return client;
}

} // namespace TaskMaster::Server
