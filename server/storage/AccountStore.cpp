// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/AccountStore.h"

#include "server/storage/RowSql.h"

namespace TaskMaster::Server::AccountStore {
namespace {

Result<std::optional<Credential>> find(Database &database, const QString &where, const QString &value)
{
    auto query = database.run(
        QStringLiteral(
            "SELECT u.id, u.f_name, u.f_email, c.password_hash, c.disabled_at, c.admin_at FROM \"user\" AS u "
            "LEFT JOIN credential AS c ON c.user_id = u.id WHERE ")
            + where,
        {value});
    if (!query)
        return query.error();
    std::optional<Credential> found;
    if ((*query)->next()) {
        found = Credential{RowSql::uuidAt(**query, 0),    (*query)->value(1).toString(), (*query)->value(2).toString(),
                           (*query)->value(3).toString(), !(*query)->value(4).isNull(),  !(*query)->value(5).isNull()};
    }
    (*query)->finish();
    return found;
}

Result<QList<AccountLine>> readLines(Database &database, const QString &which, const QVariantList &values)
{
    auto query = database.run(
        QStringLiteral("SELECT u.id, u.f_email, u.f_name, u.f_created_at, "
                       "(SELECT MAX(last_seen_at) FROM session WHERE user_id = u.id), c.password_hash, c.disabled_at, "
                       "c.admin_at FROM \"user\" AS u LEFT JOIN credential AS c ON c.user_id = u.id ")
            + which,
        values);
    if (!query)
        return query.error();
    QList<AccountLine> lines;
    while ((*query)->next()) {
        const QSqlQuery &row = **query;
        lines.append({RowSql::uuidAt(row, 0), row.value(1).toString(), row.value(2).toString(),
                      row.value(3).toLongLong(), row.value(4).toLongLong(), !row.value(5).toString().isEmpty(),
                      !row.value(6).isNull(), !row.value(7).isNull()});
    }
    return lines;
}

SignedInSession readSession(const QSqlQuery &query)
{
    return {query.value(0).toString(),   RowSql::uuidAt(query, 1),    query.value(2).toLongLong(),
            query.value(3).toLongLong(), query.value(4).toLongLong(), query.value(5).toString()};
}

/// A column that says since when something is so, or nothing.
Result<void> setFlag(Database &database, const QString &column, const Uuid &userId, bool isSet, qint64 nowMs)
{
    return database.execute(
        QStringLiteral("INSERT INTO credential (user_id, password_hash, %2, updated_at) VALUES (%1, '', ?, "
                       "?) ON CONFLICT (user_id) DO UPDATE SET %2 = excluded.%2, updated_at = "
                       "excluded.updated_at")
            .arg(RowSql::uuidParameter(database.dialect()), column),
        {userId.toString(), isSet ? QVariant(nowMs) : QVariant(QMetaType::fromType<qint64>()), nowMs});
}

const QString sessionColumns = QStringLiteral("token_hash, user_id, created_at, expires_at, last_seen_at, label");

} // namespace

Result<std::optional<Credential>> findByEmail(Database &database, const QString &email)
{
    return find(database, QStringLiteral("u.f_email = ?"), email.trimmed().toLower());
}

Result<std::optional<Credential>> findByUser(Database &database, const Uuid &userId)
{
    return find(database, QStringLiteral("u.id = ") + RowSql::uuidParameter(database.dialect()), userId.toString());
}

Result<std::optional<SignedInSession>> findSession(Database &database, const QString &tokenHash)
{
    auto query =
        database.run(QStringLiteral("SELECT %1 FROM session WHERE token_hash = ?").arg(sessionColumns), {tokenHash});
    if (!query)
        return query.error();
    std::optional<SignedInSession> session;
    if ((*query)->next())
        session = readSession(**query);
    (*query)->finish();
    return session;
}

Result<QList<SignedInSession>> sessionsOf(Database &database, const Uuid &userId)
{
    auto query = database.run(QStringLiteral("SELECT %1 FROM session WHERE user_id = %2 ORDER BY created_at")
                                  .arg(sessionColumns, RowSql::uuidParameter(database.dialect())),
                              {userId.toString()});
    if (!query)
        return query.error();
    QList<SignedInSession> sessions;
    while ((*query)->next())
        sessions.append(readSession(**query));
    return sessions;
}

Result<QList<AccountLine>> page(Database &database, const QString &afterEmail, int max)
{
    return readLines(database, QStringLiteral("WHERE u.f_email > ? ORDER BY u.f_email LIMIT ?"),
                     {afterEmail.isNull() ? QStringLiteral("") : afterEmail, max});
}

Result<std::optional<AccountLine>> line(Database &database, const Uuid &userId)
{
    const auto lines = readLines(database, QStringLiteral("WHERE u.id = ") + RowSql::uuidParameter(database.dialect()),
                                 {userId.toString()});
    if (!lines)
        return lines.error();
    return lines->isEmpty() ? std::nullopt : std::optional(lines->constFirst());
}

Result<bool> hasAny(Database &database)
{
    const auto found = database.value(QStringLiteral("SELECT 1 FROM credential WHERE password_hash <> '' LIMIT 1"));
    if (!found)
        return found.error();
    return found->isValid();
}

Result<bool> hasOtherAdmin(Database &database, const Uuid &userId)
{
    const auto found =
        database.value(QStringLiteral("SELECT 1 FROM credential WHERE admin_at IS NOT NULL AND disabled_at IS NULL AND "
                                      "password_hash <> '' AND user_id <> %1 LIMIT 1")
                           .arg(RowSql::uuidParameter(database.dialect())),
                       {userId.toString()});
    if (!found)
        return found.error();
    return found->isValid();
}

Result<void> setPassword(Database &database, const Uuid &userId, const QString &passwordHash, qint64 nowMs)
{
    return database.execute(
        QStringLiteral("INSERT INTO credential (user_id, password_hash, updated_at) VALUES (%1, ?, ?) "
                       "ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, "
                       "updated_at = excluded.updated_at")
            .arg(RowSql::uuidParameter(database.dialect())),
        {userId.toString(), passwordHash, nowMs});
}

Result<void> setDisabled(Database &database, const Uuid &userId, bool disabled, qint64 nowMs)
{
    return setFlag(database, QStringLiteral("disabled_at"), userId, disabled, nowMs);
}

Result<void> setServerAdmin(Database &database, const Uuid &userId, bool isServerAdmin, qint64 nowMs)
{
    return setFlag(database, QStringLiteral("admin_at"), userId, isServerAdmin, nowMs);
}

Result<void> removeCredential(Database &database, const Uuid &userId)
{
    return database.execute(QStringLiteral("DELETE FROM credential WHERE user_id = ")
                                + RowSql::uuidParameter(database.dialect()),
                            {userId.toString()});
}

Result<void> addSessions(Database &database, const QList<SignedInSession> &sessions)
{
    const QString sql = QStringLiteral("INSERT INTO session (%1) VALUES (?, %2, ?, ?, ?, ?)")
                            .arg(sessionColumns, RowSql::uuidParameter(database.dialect()));
    for (const SignedInSession &session : sessions) {
        auto ok = database.execute(sql,
                                   {session.tokenHash, session.userId.toString(), session.createdAt, session.expiresAt,
                                    session.lastSeenAt, session.label});
        if (!ok)
            return ok;
    }
    return {};
}

Result<void> touchSession(Database &database, const QString &tokenHash, qint64 nowMs)
{
    return database.execute(
        QStringLiteral("UPDATE session SET last_seen_at = ? WHERE token_hash = ? AND last_seen_at < ?"),
        {nowMs, tokenHash, nowMs});
}

Result<void> removeSession(Database &database, const QString &tokenHash)
{
    return database.execute(QStringLiteral("DELETE FROM session WHERE token_hash = ?"), {tokenHash});
}

Result<void> removeSessionsOf(Database &database, const Uuid &userId, const QString &kept)
{
    const QString keptHash = kept.isNull() ? QStringLiteral("") : kept; // nothing differs from NULL
    return database.execute(QStringLiteral("DELETE FROM session WHERE user_id = %1 AND token_hash <> ?")
                                .arg(RowSql::uuidParameter(database.dialect())),
                            {userId.toString(), keptHash});
}

Result<void> removeExpiredSessions(Database &database, qint64 nowMs)
{
    return database.execute(QStringLiteral("DELETE FROM session WHERE expires_at < ?"), {nowMs});
}

} // namespace TaskMaster::Server::AccountStore
