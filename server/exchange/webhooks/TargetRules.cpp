// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/TargetRules.h"

#include <array>
#include <cstring>

namespace TaskMaster::Server::TargetRules {
namespace {

struct Range4 {
    quint32 first;
    int bits;
};
struct Range6 {
    std::array<quint8, 16> first;
    int bits;
};

constexpr quint32 ip(quint32 a, quint32 b, quint32 c, quint32 d)
{
    return a << 24U | b << 16U | c << 8U | d;
}

/// What people have at home and in companies, and this machine itself.
constexpr std::array private4{
    Range4{ip(10, 0, 0, 0), 8},    Range4{ip(100, 64, 0, 0), 10},  Range4{ip(127, 0, 0, 0), 8},
    Range4{ip(172, 16, 0, 0), 12}, Range4{ip(192, 168, 0, 0), 16},
};
constexpr std::array never4{
    Range4{ip(0, 0, 0, 0), 8}, // “this” network: 0.0.0.0 is the own machine, too
    Range4{ip(100, 100, 100, 200), 32}, // metadata of Alibaba Cloud
    Range4{ip(168, 63, 129, 16), 32}, // of Azure
    Range4{ip(169, 254, 0, 0), 16}, // link-local, and the metadata of most clouds
    Range4{ip(192, 0, 0, 0), 24}, // protocol assignments; Oracle's metadata
    Range4{ip(192, 0, 2, 0), 24}, // documentation
    Range4{ip(192, 88, 99, 0), 24}, // relays of 6to4
    Range4{ip(198, 18, 0, 0), 15}, // benchmarks
    Range4{ip(198, 51, 100, 0), 24}, // documentation
    Range4{ip(203, 0, 113, 0), 24}, // documentation
    Range4{ip(224, 0, 0, 0), 4}, // multicast
    Range4{ip(240, 0, 0, 0), 4}, // reserved, and broadcast
};

constexpr std::array private6{
    Range6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128}, // ::1
    Range6{{0xfc}, 7}, // unique local
};
constexpr std::array never6{
    Range6{{0xfd, 0x00, 0x0e, 0xc2}, 32}, // metadata of AWS, among the unique local
    Range6{{0x20, 0x01, 0x00}, 23}, // protocol assignments: Teredo, ORCHID, benchmarks
    Range6{{0x20, 0x01, 0x0d, 0xb8}, 32}, // documentation
    Range6{{0x20, 0x02}, 16}, // 6to4: an IPv4 address inside, by way of a relay
    Range6{{0x3f, 0xff, 0x00}, 20}, // documentation
};
constexpr Range6 global6{{0x20}, 3};
/// The last four bytes are an IPv4 address.
constexpr std::array wrapped4{
    Range6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, // mapped
    Range6{{0x00, 0x64, 0xff, 0x9b}, 96}, // NAT64
};

bool isIn(quint32 address, const Range4 &range)
{
    const quint32 mask = range.bits == 0 ? 0 : ~quint32(0) << (32U - static_cast<unsigned>(range.bits));
    return (address & mask) == range.first;
}

bool isIn(const Q_IPV6ADDR &address, const Range6 &range)
{
    const auto whole = static_cast<std::size_t>(range.bits / 8);
    if (std::memcmp(address.c, range.first.data(), whole) != 0)
        return false;
    const int rest = range.bits % 8;
    if (rest == 0)
        return true;
    const auto mask = static_cast<quint8>(0xff << (8 - rest));
    return (address[static_cast<int>(whole)] & mask) == (range.first[whole] & mask);
}

template <class Address, class Ranges> bool isInAny(const Address &address, const Ranges &ranges)
{
    return std::any_of(ranges.begin(), ranges.end(), [&](const auto &range) { return isIn(address, range); });
}

bool mayConnect4(quint32 address, const TargetPolicy &policy)
{
    if (isInAny(address, never4))
        return false;
    return policy.isPrivateAllowed || !isInAny(address, private4);
}

bool mayConnect6(const Q_IPV6ADDR &address, const TargetPolicy &policy)
{
    if (isInAny(address, wrapped4))
        return mayConnect4(ip(address[12], address[13], address[14], address[15]), policy);
    if (isInAny(address, never6))
        return false;
    return isIn(address, global6) || (policy.isPrivateAllowed && isInAny(address, private6));
}

Error refused(const QString &why)
{
    return Error::invalidField(QStringLiteral("url"), why);
}

} // namespace

Result<QUrl> checkUrl(const QString &text, const TargetPolicy &policy)
{
    if (text.size() > UrlMax)
        return refused(QStringLiteral("must have at most %1 characters").arg(UrlMax));
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.isRelative())
        return refused(QStringLiteral("must be an address like https://example.org/hook"));
    if (auto ok = checkUrl(url, policy); !ok)
        return ok.error();
    return url;
}

Result<void> checkUrl(const QUrl &url, const TargetPolicy &policy)
{
    const QString scheme = url.scheme();
    if (scheme == u"http" && !policy.isHttpAllowed)
        return refused(QStringLiteral("must start with https://: this server does not send without encryption"));
    if (scheme != u"https" && scheme != u"http")
        return refused(QStringLiteral("must start with https://"));
    if (url.authority().contains(u'@'))
        return refused(QStringLiteral("must not have a user or a password in it"));
    if (url.hasFragment())
        return refused(QStringLiteral("must not have a fragment (#)"));
    const QString host = url.host(QUrl::FullyEncoded);
    if (host.isEmpty() || url.port(443) == 0)
        return refused(QStringLiteral("must name a host"));
    const QHostAddress address(host.startsWith(u'[') ? host.mid(1).chopped(1) : host);
    if (!address.isNull() && !mayConnect(address, policy))
        return refused(QStringLiteral("must not lead into a private network"));
    return {};
}

bool mayConnect(const QHostAddress &address, const TargetPolicy &policy)
{
    switch (address.protocol()) {
    case QAbstractSocket::IPv4Protocol:
        return mayConnect4(address.toIPv4Address(), policy);
    case QAbstractSocket::IPv6Protocol:
        return address.scopeId().isEmpty() && mayConnect6(address.toIPv6Address(), policy);
    default:
        return false;
    }
}

} // namespace TaskMaster::Server::TargetRules
