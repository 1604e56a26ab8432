// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/People.h"
#include "server/app/SessionToken.h"
#include "server/app/SubcommandDoors.h"
#include "server/app/Subcommands.h"
#include "shared/core/Clock.h"

#include <QDateTime>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr int PageSize = 500;
constexpr qint64 DayMs = 24LL * 60 * 60 * 1000;

/// `2026-03-01T12:00:00Z`, or nothing.
QString timeText(qint64 ms)
{
    return ms == 0 ? QString() : QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate);
}

QString stateOf(const AccountLine &line)
{
    QStringList words;
    if (line.isServerAdmin)
        words << QStringLiteral("admin");
    if (line.isDisabled)
        words << QStringLiteral("disabled");
    if (!line.hasPassword)
        words << QStringLiteral("no password");
    return words.join(QStringLiteral(", "));
}

QJsonObject lineObject(const AccountLine &line)
{
    return {{QStringLiteral("userId"), line.userId.toString()},
            {QStringLiteral("email"), line.email},
            {QStringLiteral("name"), line.name},
            {QStringLiteral("createdAt"), timeText(line.createdAt)},
            {QStringLiteral("lastSeenAt"), timeText(line.lastSeenAt)},
            {QStringLiteral("hasPassword"), line.hasPassword},
            {QStringLiteral("isDisabled"), line.isDisabled},
            {QStringLiteral("isServerAdmin"), line.isServerAdmin}};
}

Result<Outcome> setDisabled(const Invocation &invocation, const Config &config, bool isDisabled)
{
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto account = doors->account(invocation.email);
    if (!account)
        return account.error();
    if (auto ok = doors->door->change(AccountChanges::SetDisabled{account->userId, isDisabled}); !ok)
        return ok.error();
    const QString text = isDisabled
        ? QStringLiteral("%1 is disabled: their sessions and API tokens have ended, their work stays.\n")
        : QStringLiteral("%1 is enabled: they can sign in again.\n");
    return Outcome{
        ExitCode::Ok,
        text.arg(account->email),
        {{QStringLiteral("userId"), account->userId.toString()}, {QStringLiteral("isDisabled"), isDisabled}}};
}

} // namespace

Result<Outcome> Subcommands::userList(const Invocation &, const Config &config)
{
    auto doors = SubcommandDoors::open(config); // an empty or old database gets its tables first
    if (!doors)
        return doors.error();
    QString text;
    QJsonArray users;
    for (QString after;;) {
        const auto page = AccountStore::page(*doors->database, after, PageSize);
        if (!page)
            return page.error();
        for (const AccountLine &line : *page) {
            const QString state = stateOf(line);
            text += QStringLiteral("%1  %2  %3%4\n")
                        .arg(line.userId.toString(), line.email, line.name,
                             state.isEmpty() ? QString() : QStringLiteral("  (%1)").arg(state));
            users.append(lineObject(line));
        }
        if (page->size() < PageSize)
            break;
        after = page->constLast().email;
    }
    if (users.isEmpty())
        text = QStringLiteral("There is no account yet; make one with `taskmaster-server user add`.\n");
    return Outcome{ExitCode::Ok, text, {{QStringLiteral("users"), users}}};
}

Result<Outcome> Subcommands::userDisable(const Invocation &invocation, const Config &config)
{
    return setDisabled(invocation, config, true);
}

Result<Outcome> Subcommands::userEnable(const Invocation &invocation, const Config &config)
{
    return setDisabled(invocation, config, false);
}

Result<Outcome> Subcommands::userRemove(const Invocation &invocation, const Config &config)
{
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto account = doors->account(invocation.email);
    if (!account)
        return account.error();
    Uuid heir;
    if (!invocation.heir.isEmpty()) {
        const auto found = doors->account(invocation.heir);
        if (!found)
            return found.error();
        heir = found->userId;
    }
    if (auto ok = People::remove(*doors->door, *doors->database, account->userId, heir); !ok)
        return ok.error().code == ErrorCode::LastOwner
            ? Error(ErrorCode::LastOwner, ok.error().message + QStringLiteral(" (--heir EMAIL)"))
            : ok.error();
    return Outcome{ExitCode::Ok,
                   QStringLiteral("%1 is removed: nobody gets in with this account any more, its work stays.\n")
                       .arg(account->email),
                   {{QStringLiteral("userId"), account->userId.toString()}, {QStringLiteral("email"), account->email}}};
}

Result<Outcome> Subcommands::userToken(const Invocation &invocation, const Config &config)
{
    auto doors = SubcommandDoors::open(config);
    if (!doors)
        return doors.error();
    const auto account = doors->account(invocation.email);
    if (!account)
        return account.error();
    KeyRights rights{tokenScopeFromName(invocation.scope).value_or(Scope::Read), {}};
    if (!invocation.workspace.isEmpty()) {
        const auto workspace = Directory::findWorkspace(*doors->database, invocation.workspace);
        if (!workspace)
            return workspace.error();
        rights.workspace = workspace->workspace.id;
    }
    const qint64 now = SystemClock().nowMs();
    const qint64 expiresAt = invocation.days > 0 ? now + invocation.days * DayMs : 0;
    const QString token = SessionToken::make(SessionToken::Kind::Api);
    const QString name = invocation.name.isEmpty() ? QStringLiteral("made on the server") : invocation.name;
    if (auto ok = doors->door->change(
            AccountChanges::AddApiToken{{SessionToken::hashOf(token), account->userId, name, rights, now, expiresAt}});
        !ok)
        return ok.error();
    return Outcome{ExitCode::Ok,
                   token + u'\n', // alone, so that a script can take it as it is
                   {{QStringLiteral("token"), token},
                    {QStringLiteral("userId"), account->userId.toString()},
                    {QStringLiteral("name"), name},
                    {QStringLiteral("scope"), QLatin1StringView(scopeName(rights.scope))},
                    {QStringLiteral("workspaceId"),
                     rights.workspace.isNull() ? QJsonValue() : QJsonValue(rights.workspace.toString())},
                    {QStringLiteral("expiresAt"), timeText(expiresAt)}}};
}

} // namespace TaskMaster::Server
