// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/ApiTokenStore.h"

#include "server/storage/RowSql.h"

namespace TaskMaster::Server {
namespace {

const QString tokenColumns =
    QStringLiteral("token_hash, user_id, name, scope, workspace_id, created_at, expires_at, last_used_at");

ApiToken readToken(const QSqlQuery &query)
{
    ApiToken token;
    token.tokenHash = query.value(0).toString();
    token.userId = RowSql::uuidAt(query, 1);
    token.name = query.value(2).toString();
    // A word that this version does not know opens as little as possible.
    token.rights.scope = tokenScopeFromName(query.value(3).toString()).value_or(Scope::Read);
    token.rights.workspace = RowSql::uuidAt(query, 4);
    token.createdAt = query.value(5).toLongLong();
    token.expiresAt = query.value(6).toLongLong();
    token.lastUsedAt = query.value(7).toLongLong();
    return token;
}

QVariant timeOrNull(qint64 when)
{
    return when == 0 ? QVariant(QMetaType::fromType<qint64>()) : QVariant(when);
}

QVariant idOrNull(const Uuid &id)
{
    return id.isNull() ? QVariant(QMetaType::fromType<QString>()) : QVariant(id.toString());
}

} // namespace

namespace ApiTokenStore {

Result<std::optional<ApiToken>> find(Database &database, const QString &tokenHash)
{
    auto query =
        database.run(QStringLiteral("SELECT %1 FROM api_token WHERE token_hash = ?").arg(tokenColumns), {tokenHash});
    if (!query)
        return query.error();
    std::optional<ApiToken> token;
    if ((*query)->next())
        token = readToken(**query);
    (*query)->finish();
    return token;
}

Result<QList<ApiToken>> ofUser(Database &database, const Uuid &userId)
{
    auto query =
        database.run(QStringLiteral("SELECT %1 FROM api_token WHERE user_id = %2 ORDER BY created_at DESC, token_hash")
                         .arg(tokenColumns, RowSql::uuidParameter(database.dialect())),
                     {userId.toString()});
    if (!query)
        return query.error();
    QList<ApiToken> tokens;
    while ((*query)->next())
        tokens.append(readToken(**query));
    return tokens;
}

Result<void> add(Database &database, const ApiToken &token)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    return database.execute(
        QStringLiteral("INSERT INTO api_token (%1) VALUES (?, %2, ?, ?, %2, ?, ?, ?)").arg(tokenColumns, id),
        {token.tokenHash, token.userId.toString(), token.name, QString::fromLatin1(scopeName(token.rights.scope)),
         idOrNull(token.rights.workspace), token.createdAt, timeOrNull(token.expiresAt), timeOrNull(token.lastUsedAt)});
}

Result<void> touch(Database &database, const QString &tokenHash, qint64 nowMs)
{
    // Only forward: write lanes work side by side, and the later one may be done first.
    return database.execute(
        QStringLiteral("UPDATE api_token SET last_used_at = ? WHERE token_hash = ? AND coalesce(last_used_at, 0) < ?"),
        {nowMs, tokenHash, nowMs});
}

Result<void> remove(Database &database, const QString &tokenHash)
{
    return database.execute(QStringLiteral("DELETE FROM api_token WHERE token_hash = ?"), {tokenHash});
}

Result<void> removeOf(Database &database, const Uuid &userId)
{
    return database.execute(QStringLiteral("DELETE FROM api_token WHERE user_id = ")
                                + RowSql::uuidParameter(database.dialect()),
                            {userId.toString()});
}

Result<void> removeExpiredBefore(Database &database, qint64 whenMs)
{
    return database.execute(QStringLiteral("DELETE FROM api_token WHERE expires_at < ?"), {whenMs});
}

} // namespace ApiTokenStore

} // namespace TaskMaster::Server
