// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/AccountChangeJson.h"

#include <QJsonArray>

#include <array>

namespace TaskMaster::Server::AccountChangeJson {
namespace {

using namespace AccountChanges;

/// In the order of the variant.
constexpr std::array names{"setPassword", "setDisabled", "setServerAdmin", "removeSecrets", "addSessions", "endSession",
                           "endSessions", "addApiToken", "endApiToken",    "addFeed",       "endFeed"};
static_assert(names.size() == std::variant_size_v<AccountChange>);

QJsonObject of(const Uuid &userId, QJsonObject more = {})
{
    more.insert(QStringLiteral("userId"), userId.toString());
    return more;
}

QJsonObject sessionObject(const SignedInSession &session)
{
    return of(session.userId,
              {{QStringLiteral("tokenHash"), session.tokenHash},
               {QStringLiteral("createdAt"), session.createdAt},
               {QStringLiteral("expiresAt"), session.expiresAt},
               {QStringLiteral("label"), session.label}});
}

struct Encode {
    QJsonObject operator()(const SetPassword &wish) const
    {
        return of(wish.userId,
                  {{QStringLiteral("passwordHash"), wish.passwordHash}, {QStringLiteral("kept"), wish.keptSession}});
    }
    QJsonObject operator()(const SetDisabled &wish) const
    {
        return of(wish.userId, {{QStringLiteral("on"), wish.isDisabled}});
    }
    QJsonObject operator()(const SetServerAdmin &wish) const
    {
        return of(wish.userId, {{QStringLiteral("on"), wish.isServerAdmin}});
    }
    QJsonObject operator()(const RemoveSecrets &wish) const { return of(wish.userId); }
    QJsonObject operator()(const AddSessions &wish) const
    {
        QJsonArray sessions;
        for (const SignedInSession &session : wish.sessions)
            sessions.append(sessionObject(session));
        return {{QStringLiteral("sessions"), sessions}};
    }
    QJsonObject operator()(const EndSession &wish) const
    {
        return of(wish.userId, {{QStringLiteral("tokenHash"), wish.tokenHash}});
    }
    QJsonObject operator()(const EndSessions &wish) const
    {
        return of(wish.userId, {{QStringLiteral("kept"), wish.keptSession}});
    }
    QJsonObject operator()(const AddApiToken &wish) const
    {
        const ApiToken &token = wish.token;
        return of(token.userId,
                  {{QStringLiteral("tokenHash"), token.tokenHash},
                   {QStringLiteral("name"), token.name},
                   {QStringLiteral("scope"), QLatin1StringView(scopeName(token.rights.scope))},
                   {QStringLiteral("workspaceId"), token.rights.workspace.toString()},
                   {QStringLiteral("createdAt"), token.createdAt},
                   {QStringLiteral("expiresAt"), token.expiresAt}});
    }
    QJsonObject operator()(const EndApiToken &wish) const
    {
        return of(wish.userId, {{QStringLiteral("tokenHash"), wish.tokenHash}});
    }
    QJsonObject operator()(const AddFeed &wish) const
    {
        const Feed &feed = wish.feed;
        return of(feed.userId,
                  {{QStringLiteral("feedId"), feed.id.toString()},
                   {QStringLiteral("secretHash"), wish.secretHash},
                   {QStringLiteral("workspaceId"), feed.workspace.toString()},
                   {QStringLiteral("projectId"), feed.projectId.toString()},
                   {QStringLiteral("name"), feed.name},
                   {QStringLiteral("createdAt"), feed.createdAt}});
    }
    QJsonObject operator()(const EndFeed &wish) const
    {
        return of(wish.userId, {{QStringLiteral("feedId"), wish.feedId.toString()}});
    }
};

Error missing(const char *what)
{
    return Error::malformed(QStringLiteral("a change of an account needs %1").arg(QLatin1StringView(what)));
}

Result<SignedInSession> sessionFrom(const QJsonObject &object)
{
    const auto user = Uuid::fromString(object.value(u"userId").toString());
    const QString hash = object.value(u"tokenHash").toString();
    if (!user || hash.isEmpty())
        return missing("userId and tokenHash");
    const qint64 createdAt = object.value(u"createdAt").toInteger();
    return SignedInSession{
        hash, *user, createdAt, object.value(u"expiresAt").toInteger(), createdAt, object.value(u"label").toString()};
}

Result<AccountChange> sessionsFrom(const QJsonArray &array)
{
    AddSessions wish;
    for (const QJsonValue value : array) {
        auto session = sessionFrom(value.toObject());
        if (!session)
            return session.error();
        wish.sessions.append(std::move(*session));
    }
    return AccountChange(std::move(wish));
}

Result<AccountChange> tokenFrom(const Uuid &user, const QJsonObject &args)
{
    const auto scope = tokenScopeFromName(args.value(u"scope").toString());
    const auto workspace = Uuid::fromString(args.value(u"workspaceId").toString());
    if (!scope || !workspace)
        return missing("a scope and a workspaceId");
    return AccountChange(AddApiToken{{args.value(u"tokenHash").toString(),
                                      user,
                                      args.value(u"name").toString(),
                                      {*scope, *workspace},
                                      args.value(u"createdAt").toInteger(),
                                      args.value(u"expiresAt").toInteger()}});
}

Result<AccountChange> feedFrom(const Uuid &user, const QString &name, const QJsonObject &args)
{
    const auto id = Uuid::fromString(args.value(u"feedId").toString());
    if (!id)
        return missing("a feedId");
    if (name == u"endFeed")
        return AccountChange(EndFeed{user, *id});
    const auto workspace = Uuid::fromString(args.value(u"workspaceId").toString());
    const auto project = Uuid::fromString(args.value(u"projectId").toString());
    const QString hash = args.value(u"secretHash").toString();
    if (!workspace || !project || hash.isEmpty())
        return missing("a workspaceId, a projectId and a secretHash");
    return AccountChange(AddFeed{
        {*id, *workspace, user, *project, args.value(u"name").toString(), args.value(u"createdAt").toInteger(), 0},
        hash});
}

} // namespace

QByteArray nameOf(const AccountChange &change)
{
    return names[change.index()];
}

QJsonObject encode(const AccountChange &change)
{
    return std::visit(Encode(), change);
}

Result<AccountChange> decode(const QString &name, const QJsonObject &args)
{
    if (name == u"addSessions")
        return sessionsFrom(args.value(u"sessions").toArray());
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return Error(ErrorCode::UnknownCommand, QStringLiteral("The running server does not know “%1”.").arg(name));
    const auto user = Uuid::fromString(args.value(u"userId").toString());
    if (!user)
        return missing("a userId");
    const QString tokenHash = args.value(u"tokenHash").toString();
    const QString kept = args.value(u"kept").toString();
    const bool isOn = args.value(u"on").toBool();
    if (name == u"setPassword")
        return AccountChange(SetPassword{*user, args.value(u"passwordHash").toString(), kept});
    if (name == u"setDisabled")
        return AccountChange(SetDisabled{*user, isOn});
    if (name == u"setServerAdmin")
        return AccountChange(SetServerAdmin{*user, isOn});
    if (name == u"removeSecrets")
        return AccountChange(RemoveSecrets{*user});
    if (name == u"endSessions")
        return AccountChange(EndSessions{*user, kept});
    if (name == u"addFeed" || name == u"endFeed")
        return feedFrom(*user, name, args);
    if (tokenHash.isEmpty())
        return missing("a tokenHash");
    if (name == u"addApiToken")
        return tokenFrom(*user, args);
    return name == u"endSession" ? AccountChange(EndSession{*user, tokenHash})
                                 : AccountChange(EndApiToken{*user, tokenHash});
}

} // namespace TaskMaster::Server::AccountChangeJson
