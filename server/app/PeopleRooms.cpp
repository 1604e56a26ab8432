// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/PeopleRooms.h"

#include "server/app/SessionToken.h"

namespace TaskMaster::Server {

PeopleRooms::PeopleRooms(const Config &config, WriteQueue &writes, AccessCache &access, const Clock &clock,
                         Metrics &metrics, std::function<void(const AccountChange &)> changed)
    : desk(config.database, writes, clock, metrics, std::move(changed))
    , invitations({config.passwordLengthMin, config.sessionDays}, desk, access, clock)
    , own({config.passwordLengthMin}, desk, clock)
    , users(config.passwordLengthMin, desk)
{
}

Result<std::optional<AccessLink>> PeopleRooms::offerSetUp(const Config &config, const Endpoint &listening)
{
    const auto database = Database::open(config.database, Database::Use::Read);
    if (!database)
        return database.error();
    const auto isSetUp = AccountStore::hasAny(**database);
    if (!isSetUp)
        return isSetUp.error();
    if (*isSetUp)
        return std::optional<AccessLink>();
    const QString secret = SessionToken::make(SessionToken::Kind::Link);
    invitations.offerSetUp(secret);
    return std::optional(AccessLink{AccessLink::Kind::SetUp, publicAddressOf(config, listening), secret});
}

QUrl publicAddressOf(const Config &config, const Endpoint &listening)
{
    if (!config.publicAddress.isEmpty())
        return config.publicAddress;
    // Of «every address» at least this machine knows one.
    const bool isEvery = listening.address == QHostAddress(QHostAddress::AnyIPv4)
        || listening.address == QHostAddress(QHostAddress::AnyIPv6)
        || listening.address == QHostAddress(QHostAddress::Any);
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(isEvery ? QStringLiteral("127.0.0.1") : listening.address.toString());
    url.setPort(listening.port);
    return url;
}

} // namespace TaskMaster::Server
