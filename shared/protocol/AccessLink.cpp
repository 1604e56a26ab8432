// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/AccessLink.h"

#include <QStringList>

#include <algorithm>

namespace TaskMaster {
namespace {

constexpr auto Scheme = QLatin1StringView("taskmaster");
constexpr auto SetUpPath = QLatin1StringView("setup");
constexpr auto InvitationPath = QLatin1StringView("invite");
constexpr auto PlainHttp = QLatin1StringView("tls=off");
constexpr qsizetype LinkSizeMax = 400;
constexpr qsizetype SecretSize = 47; // tml_ and 32 bytes in base64url

bool isSecret(const QString &text)
{
    return text.size() == SecretSize && text.startsWith(u"tml_") && std::all_of(text.begin(), text.end(), [](QChar c) {
               return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
           });
}

} // namespace

QString AccessLink::toString() const
{
    QUrl url = server;
    url.setScheme(Scheme);
    url.setPath(u'/' + (kind == Kind::SetUp ? SetUpPath : InvitationPath) + u'/' + secret);
    if (server.scheme() != u"https")
        url.setQuery(PlainHttp);
    return url.toString();
}

std::optional<AccessLink> AccessLink::fromString(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.size() > LinkSizeMax)
        return std::nullopt;
    const QUrl url(trimmed, QUrl::StrictMode);
    const QStringList path = url.path().split(u'/');
    const bool isOurs = url.isValid() && url.scheme() == Scheme && !url.host().isEmpty() && url.userInfo().isEmpty()
        && !url.hasFragment() && (!url.hasQuery() || url.query() == PlainHttp);
    if (!isOurs || path.size() != 3 || !path[0].isEmpty() || !isSecret(path[2]))
        return std::nullopt;
    AccessLink link;
    if (path[1] == SetUpPath)
        link.kind = Kind::SetUp;
    else if (path[1] != InvitationPath)
        return std::nullopt;
    link.server.setScheme(url.hasQuery() ? QStringLiteral("http") : QStringLiteral("https"));
    link.server.setHost(url.host());
    link.server.setPort(url.port());
    link.secret = path[2];
    return link;
}

} // namespace TaskMaster
