// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/InvitationStore.h"

#include "server/storage/RowSql.h"

namespace TaskMaster::Server {
namespace {

const QString invitationSelect = QStringLiteral(
    "SELECT id, secret_hash, workspace_id, project_id, role, creator_id, created_at, expires_at, uses_max, revoked_at, "
    "(SELECT COUNT(*) FROM invitation_use WHERE invitation_id = invitation.id) FROM invitation WHERE ");

Role roleFrom(const QString &name)
{
    for (std::size_t i = 0; i < std::size(ChoiceNames<Role>::names); ++i) {
        if (name == QLatin1StringView(ChoiceNames<Role>::names[i]))
            return static_cast<Role>(i);
    }
    return Role::Guest; // a word that this version does not know opens as little as possible
}

Invitation readInvitation(const QSqlQuery &query)
{
    Invitation invitation;
    invitation.id = RowSql::uuidAt(query, 0);
    invitation.secretHash = query.value(1).toString();
    invitation.workspaceId = RowSql::uuidAt(query, 2);
    invitation.projectId = RowSql::uuidAt(query, 3);
    invitation.role = roleFrom(query.value(4).toString());
    invitation.creatorId = RowSql::uuidAt(query, 5);
    invitation.createdAt = query.value(6).toLongLong();
    invitation.expiresAt = query.value(7).toLongLong();
    invitation.usesMax = query.value(8).toInt();
    invitation.revokedAt = query.value(9).toLongLong();
    invitation.uses = query.value(10).toInt();
    return invitation;
}

Result<std::optional<Invitation>> findOne(Database &database, const QString &where, const QString &value)
{
    auto query = database.run(invitationSelect + where, {value});
    if (!query)
        return query.error();
    std::optional<Invitation> invitation;
    if ((*query)->next())
        invitation = readInvitation(**query);
    (*query)->finish();
    return invitation;
}

Error closed(const QString &why)
{
    return {ErrorCode::NotFound, why};
}

} // namespace

Result<void> Invitation::isOpen(qint64 nowMs) const
{
    if (revokedAt != 0)
        return closed(QStringLiteral("This invitation was withdrawn; ask for a new one."));
    if (expiresAt <= nowMs)
        return closed(QStringLiteral("This invitation has expired; ask for a new one."));
    if (uses >= usesMax)
        return closed(QStringLiteral("This invitation has been used; ask for a new one."));
    return {};
}

namespace InvitationStore {

Result<std::optional<Invitation>> findBySecret(Database &database, const QString &secretHash)
{
    return findOne(database, QStringLiteral("secret_hash = ?"), secretHash);
}

Result<std::optional<Invitation>> find(Database &database, const Uuid &id)
{
    return findOne(database, QStringLiteral("id = ") + RowSql::uuidParameter(database.dialect()), id.toString());
}

Result<QList<Invitation>> ofWorkspace(Database &database, const Uuid &workspace, const Uuid &before, int max)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    QString where = QStringLiteral("workspace_id = ") + id;
    QVariantList values{workspace.toString()};
    if (!before.isNull()) {
        where += QStringLiteral(" AND id < ") + id;
        values << before.toString();
    }
    auto query = database.run(invitationSelect + where + QStringLiteral(" ORDER BY id DESC LIMIT ?"), values << max);
    if (!query)
        return query.error();
    QList<Invitation> invitations;
    while ((*query)->next())
        invitations.append(readInvitation(**query));
    return invitations;
}

Result<qint64> openCount(Database &database, const Uuid &workspace, qint64 nowMs)
{
    const auto count = database.value(
        QStringLiteral("SELECT COUNT(*) FROM invitation WHERE workspace_id = %1 AND revoked_at IS NULL AND "
                       "expires_at > ?")
            .arg(RowSql::uuidParameter(database.dialect())),
        {workspace.toString(), nowMs});
    if (!count)
        return count.error();
    return count->toLongLong();
}

Result<void> add(Database &database, const Invitation &invitation)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    return database.execute(
        QStringLiteral("INSERT INTO invitation (id, secret_hash, workspace_id, project_id, role, creator_id, "
                       "created_at, expires_at, uses_max) VALUES (%1, ?, %1, %1, ?, %1, ?, ?, ?)")
            .arg(id),
        {invitation.id.toString(), invitation.secretHash, invitation.workspaceId.toString(),
         invitation.projectId.isNull() ? QVariant(QMetaType::fromType<QString>())
                                       : QVariant(invitation.projectId.toString()),
         QString::fromLatin1(ChoiceNames<Role>::names[static_cast<std::size_t>(invitation.role)]),
         invitation.creatorId.toString(), invitation.createdAt, invitation.expiresAt, invitation.usesMax});
}

Result<void> revoke(Database &database, const Uuid &id, qint64 nowMs)
{
    return database.execute(QStringLiteral("UPDATE invitation SET revoked_at = ? WHERE id = %1 AND revoked_at IS NULL")
                                .arg(RowSql::uuidParameter(database.dialect())),
                            {nowMs, id.toString()});
}

Result<void> use(Database &database, const Uuid &id, const Uuid &userId, qint64 nowMs)
{
    const QString parameter = RowSql::uuidParameter(database.dialect());
    // Locks the row: two people at once must not share the last use.
    if (auto locked = database.execute(
            QStringLiteral("UPDATE invitation SET uses_max = uses_max WHERE id = ") + parameter, {id.toString()});
        !locked)
        return locked;
    const auto used = database.value(
        QStringLiteral("SELECT used_at FROM invitation_use WHERE invitation_id = %1 AND user_id = %1").arg(parameter),
        {id.toString(), userId.toString()});
    if (!used)
        return used.error();
    const auto invitation = find(database, id);
    if (!invitation)
        return invitation.error();
    if (!*invitation)
        return Error::notFound(QStringLiteral("invitation"));
    Invitation asked = **invitation;
    if (used->isValid())
        asked.uses = 0; // one of them is this person's own
    if (auto open = asked.isOpen(nowMs); !open || used->isValid())
        return open;
    return database.execute(
        QStringLiteral("INSERT INTO invitation_use (invitation_id, user_id, used_at) VALUES (%1, %1, ?)")
            .arg(parameter),
        {id.toString(), userId.toString(), nowMs});
}

} // namespace InvitationStore

} // namespace TaskMaster::Server
