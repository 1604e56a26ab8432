// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/WebhookStore.h"

#include "server/storage/RowSql.h"

#include <array>
#include <limits>

namespace TaskMaster::Server {
namespace {

/// In enum order.
constexpr std::array stateNames{"retrying", "replaying", "delivered", "dead"};

constexpr int PlacesMax = 10'000;
/// Any constant: every instance that sends asks for the same lock.
constexpr qint64 SendingLock = 0x5461736b486f6f6b;

const QString hookColumns = QStringLiteral("id, workspace_id, project_id, name, url, events, secret, is_active, "
                                           "ended_because, creator_id, created_at, updated_at");
const QString deliveryColumns = QStringLiteral("webhook_id, id, workspace_id, scope_id, kind, seq, verb, state, "
                                               "attempts, created_at, next_try_at, finished_at, status, answer");

QString stateName(DeliveryState state)
{
    return QString::fromLatin1(deliveryStateName(state));
}

/// A null text would be stored as NULL.
QString textOf(const QString &value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

QVariant optionalId(const Uuid &id)
{
    return id.isNull() ? QVariant(QMetaType::fromType<QString>()) : QVariant(id.toString());
}

QVariant optionalTime(qint64 when)
{
    return when == 0 ? QVariant(QMetaType::fromType<qint64>()) : QVariant(when);
}

StreamId heardStream(const QSqlQuery &query, int first)
{
    return {static_cast<StreamKind>(query.value(first + 2).toInt()), RowSql::uuidAt(query, first),
            RowSql::uuidAt(query, first + 1)};
}

Webhook readWebhook(const QSqlQuery &query)
{
    Webhook webhook;
    webhook.id = RowSql::uuidAt(query, 0);
    webhook.workspace = RowSql::uuidAt(query, 1);
    webhook.project = RowSql::uuidAt(query, 2);
    webhook.name = query.value(3).toString();
    webhook.url = query.value(4).toString();
    webhook.events = query.value(5).toString().split(u' ', Qt::SkipEmptyParts);
    webhook.secret = query.value(6).toString();
    webhook.isActive = query.value(7).toInt() != 0;
    webhook.endedBecause = query.value(8).toString();
    webhook.creator = RowSql::uuidAt(query, 9);
    webhook.createdAt = query.value(10).toLongLong();
    webhook.updatedAt = query.value(11).toLongLong();
    return webhook;
}

WebhookDelivery readDelivery(const QSqlQuery &query)
{
    WebhookDelivery delivery;
    delivery.webhook = RowSql::uuidAt(query, 0);
    delivery.id = RowSql::uuidAt(query, 1);
    delivery.stream = heardStream(query, 2);
    delivery.seq = query.value(5).toLongLong();
    delivery.verb = query.value(6).toString();
    delivery.state = deliveryStateFromName(query.value(7).toString()).value_or(DeliveryState::Dead);
    delivery.attempts = query.value(8).toInt();
    delivery.createdAt = query.value(9).toLongLong();
    delivery.nextTryAt = query.value(10).toLongLong();
    delivery.finishedAt = query.value(11).toLongLong();
    delivery.status = query.value(12).toInt();
    delivery.answer = query.value(13).toString();
    return delivery;
}

template <class Read> auto readAll(Database &database, const QString &sql, const QVariantList &values, Read read)
{
    using Row = std::invoke_result_t<Read, const QSqlQuery &>;
    auto query = database.run(sql, values);
    if (!query)
        return Result<QList<Row>>(query.error());
    QList<Row> rows;
    while ((*query)->next())
        rows.append(read(**query));
    return Result<QList<Row>>(std::move(rows));
}

Result<int> changed(Database &database, const QString &sql, const QVariantList &values)
{
    auto query = database.run(sql, values);
    return query ? Result<int>((*query)->numRowsAffected()) : Result<int>(query.error());
}

/// The streams that a webhook hears, of stream_head.
QString heardBy(const Webhook &webhook, Dialect dialect)
{
    const QString id = RowSql::uuidParameter(dialect);
    return webhook.project.isNull() ? QStringLiteral("workspace_id = %1 AND kind IN (0, 1)").arg(id)
                                    : QStringLiteral("workspace_id = %1 AND scope_id = %1 AND kind = 1").arg(id);
}

Result<void> startFromNow(Database &database, const Webhook &webhook)
{
    QVariantList values{webhook.id.toString(), webhook.workspace.toString()};
    if (!webhook.project.isNull())
        values << webhook.project.toString();
    return database.execute(QStringLiteral("INSERT INTO webhook_place (webhook_id, workspace_id, scope_id, kind, seq) "
                                           "SELECT %1, workspace_id, scope_id, kind, seq FROM stream_head WHERE %2 "
                                           "ON CONFLICT (webhook_id, scope_id, kind) DO UPDATE SET seq = excluded.seq")
                                .arg(RowSql::uuidParameter(database.dialect()), heardBy(webhook, database.dialect())),
                            values);
}

/// Nothing more is sent of what was on its way.
Result<void> giveUpOpen(Database &database, const Uuid &webhook, qint64 nowMs)
{
    for (const char *state : {"retrying", "replaying"}) {
        if (auto ok = database.execute(QStringLiteral("UPDATE webhook_delivery SET state = 'dead', next_try_at = NULL, "
                                                      "finished_at = ? WHERE webhook_id = %1 AND state = '%2'")
                                           .arg(RowSql::uuidParameter(database.dialect()), QLatin1StringView(state)),
                                       {nowMs, webhook.toString()});
            !ok)
            return ok;
    }
    return {};
}

} // namespace

const char *deliveryStateName(DeliveryState state)
{
    return stateNames[static_cast<std::size_t>(state)];
}

std::optional<DeliveryState> deliveryStateFromName(QStringView name)
{
    for (std::size_t i = 0; i < stateNames.size(); ++i) {
        if (name == QLatin1StringView(stateNames[i]))
            return static_cast<DeliveryState>(i);
    }
    return std::nullopt;
}

namespace WebhookStore {

Result<std::optional<Webhook>> find(Database &database, const Uuid &id)
{
    const auto found = readAll(database,
                               QStringLiteral("SELECT %1 FROM webhook WHERE id = %2")
                                   .arg(hookColumns, RowSql::uuidParameter(database.dialect())),
                               {id.toString()}, readWebhook);
    if (!found)
        return found.error();
    return found->isEmpty() ? std::optional<Webhook>() : std::optional(found->constFirst());
}

Result<QList<Webhook>> ofWorkspace(Database &database, const Uuid &workspace)
{
    return readAll(database,
                   QStringLiteral("SELECT %1 FROM webhook WHERE workspace_id = %2 ORDER BY created_at, id")
                       .arg(hookColumns, RowSql::uuidParameter(database.dialect())),
                   {workspace.toString()}, readWebhook);
}

Result<QList<Webhook>> active(Database &database)
{
    return readAll(database, QStringLiteral("SELECT %1 FROM webhook WHERE is_active = 1").arg(hookColumns), {},
                   readWebhook);
}

Result<void> add(Database &database, const Webhook &webhook)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    if (auto ok = database.execute(
            QStringLiteral("INSERT INTO webhook (%1) VALUES (%2, %2, %2, ?, ?, ?, ?, ?, ?, %2, ?, ?)")
                .arg(hookColumns, id),
            {webhook.id.toString(), webhook.workspace.toString(), optionalId(webhook.project), textOf(webhook.name),
             webhook.url, textOf(webhook.events.join(u' ')), webhook.secret, webhook.isActive ? 1 : 0,
             textOf(webhook.endedBecause), optionalId(webhook.creator), webhook.createdAt, webhook.updatedAt});
        !ok)
        return ok;
    return startFromNow(database, webhook);
}

Result<void> update(Database &database, const Webhook &webhook)
{
    const auto before = find(database, webhook.id);
    if (!before)
        return before.error();
    if (!*before)
        return Error::notFound(QStringLiteral("webhook"));
    if (auto ok = database.execute(QStringLiteral("UPDATE webhook SET name = ?, url = ?, events = ?, is_active = ?, "
                                                  "ended_because = ?, updated_at = ? WHERE id = %1")
                                       .arg(RowSql::uuidParameter(database.dialect())),
                                   {textOf(webhook.name), webhook.url, textOf(webhook.events.join(u' ')),
                                    webhook.isActive ? 1 : 0, textOf(webhook.endedBecause), webhook.updatedAt,
                                    webhook.id.toString()});
        !ok)
        return ok;
    if (!webhook.isActive)
        return giveUpOpen(database, webhook.id, webhook.updatedAt);
    return (*before)->isActive ? Result<void>() : startFromNow(database, **before);
}

Result<void> remove(Database &database, const Uuid &id, qint64 nowMs)
{
    if (auto ok = giveUpOpen(database, id, nowMs); !ok)
        return ok;
    const QString where = QStringLiteral(" = ") + RowSql::uuidParameter(database.dialect());
    if (auto ok =
            database.execute(QStringLiteral("DELETE FROM webhook_place WHERE webhook_id") + where, {id.toString()});
        !ok)
        return ok;
    return database.execute(QStringLiteral("DELETE FROM webhook WHERE id") + where, {id.toString()});
}

Result<bool> hold(Database &database, const Uuid &id)
{
    const bool isPostgres = database.dialect() == Dialect::Postgres;
    const auto found = database.value(
        QStringLiteral("SELECT 1 FROM webhook WHERE id = %1%2")
            .arg(RowSql::uuidParameter(database.dialect()), isPostgres ? QStringLiteral(" FOR SHARE") : QString()),
        {id.toString()});
    return found ? Result<bool>(found->isValid()) : Result<bool>(found.error());
}

Result<QList<Place>> behind(Database &database)
{
    return readAll(database,
                   QStringLiteral("SELECT w.id, h.workspace_id, h.scope_id, h.kind, COALESCE(p.seq, 0), h.seq "
                                  "FROM webhook AS w JOIN stream_head AS h ON h.workspace_id = w.workspace_id "
                                  "LEFT JOIN webhook_place AS p "
                                  "ON p.webhook_id = w.id AND p.scope_id = h.scope_id AND p.kind = h.kind "
                                  "WHERE w.is_active = 1 AND h.kind IN (0, 1) "
                                  "AND (w.project_id IS NULL OR (h.scope_id = w.project_id AND h.kind = 1)) "
                                  "AND h.seq > COALESCE(p.seq, 0) LIMIT ?"),
                   {PlacesMax}, [](const QSqlQuery &query) {
                       return Place{RowSql::uuidAt(query, 0), heardStream(query, 1), query.value(4).toLongLong(),
                                    query.value(5).toLongLong()};
                   });
}

Result<Place> place(Database &database, const Uuid &webhook, const StreamId &stream)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    const auto found = readAll(
        database,
        QStringLiteral("SELECT COALESCE(p.seq, 0), h.seq FROM stream_head AS h LEFT JOIN webhook_place AS p "
                       "ON p.webhook_id = %1 AND p.scope_id = h.scope_id AND p.kind = h.kind "
                       "WHERE h.workspace_id = %1 AND h.scope_id = %1 AND h.kind = ?")
            .arg(id),
        {webhook.toString(), stream.workspace.toString(), stream.scope.toString(), static_cast<qint64>(stream.kind)},
        [&](const QSqlQuery &query) {
            return Place{webhook, stream, query.value(0).toLongLong(), query.value(1).toLongLong()};
        });
    if (!found)
        return found.error();
    return found->isEmpty() ? Place{webhook, stream, 0, 0} : found->constFirst();
}

Result<void> movePlace(Database &database, const Uuid &webhook, const StreamId &stream, qint64 seq)
{
    return database.execute(QStringLiteral("INSERT INTO webhook_place (webhook_id, workspace_id, scope_id, kind, seq) "
                                           "VALUES (%1, %1, %1, ?, ?) ON CONFLICT (webhook_id, scope_id, kind) "
                                           "DO UPDATE SET seq = excluded.seq WHERE webhook_place.seq < excluded.seq")
                                .arg(RowSql::uuidParameter(database.dialect())),
                            {webhook.toString(), stream.workspace.toString(), stream.scope.toString(),
                             static_cast<qint64>(stream.kind), seq});
}

Result<std::optional<WebhookDelivery>> delivery(Database &database, const Uuid &webhook, const Uuid &id)
{
    const auto found = readAll(database,
                               QStringLiteral("SELECT %1 FROM webhook_delivery WHERE webhook_id = %2 AND id = %2")
                                   .arg(deliveryColumns, RowSql::uuidParameter(database.dialect())),
                               {webhook.toString(), id.toString()}, readDelivery);
    if (!found)
        return found.error();
    return found->isEmpty() ? std::optional<WebhookDelivery>() : std::optional(found->constFirst());
}

Result<QList<WebhookDelivery>> retrying(Database &database)
{
    return readAll(
        database,
        QStringLiteral("SELECT %1 FROM webhook_delivery WHERE state = 'retrying' LIMIT ?").arg(deliveryColumns),
        {PlacesMax}, readDelivery);
}

Result<QList<WebhookDelivery>> replaying(Database &database, int max)
{
    return readAll(database,
                   QStringLiteral("SELECT %1 FROM webhook_delivery WHERE state = 'replaying' "
                                  "ORDER BY webhook_id, scope_id, kind, seq LIMIT ?")
                       .arg(deliveryColumns),
                   {max}, readDelivery);
}

Result<QList<WebhookDelivery>> deliveries(Database &database, const Uuid &webhook, std::optional<DeliveryState> state,
                                          const DeliveryCursor &before, int max)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    QVariantList values{webhook.toString()};
    if (state)
        values << stateName(*state);
    values << (before.createdAt == 0 ? std::numeric_limits<qint64>::max() : before.createdAt) << before.id.toString()
           << max;
    return readAll(database,
                   QStringLiteral("SELECT %1 FROM webhook_delivery WHERE webhook_id = %2%3 "
                                  "AND (created_at, id) < (?, %2) ORDER BY created_at DESC, id DESC LIMIT ?")
                       .arg(deliveryColumns, id, state ? QStringLiteral(" AND state = ?") : QString()),
                   values, readDelivery);
}

Result<void> put(Database &database, const WebhookDelivery &delivery)
{
    return database.execute(
        QStringLiteral("INSERT INTO webhook_delivery (%1) VALUES (%2, %2, %2, %2, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (webhook_id, id) DO UPDATE SET state = excluded.state, "
                       "attempts = excluded.attempts, next_try_at = excluded.next_try_at, "
                       "finished_at = excluded.finished_at, status = excluded.status, answer = excluded.answer")
            .arg(deliveryColumns, RowSql::uuidParameter(database.dialect())),
        {delivery.webhook.toString(), delivery.id.toString(), delivery.stream.workspace.toString(),
         delivery.stream.scope.toString(), static_cast<qint64>(delivery.stream.kind), delivery.seq, delivery.verb,
         stateName(delivery.state), delivery.attempts, delivery.createdAt, optionalTime(delivery.nextTryAt),
         optionalTime(delivery.finishedAt), delivery.status, textOf(delivery.answer)});
}

Result<int> replay(Database &database, const Uuid &webhook, const Uuid &id, qint64 nowMs)
{
    const QString uuid = RowSql::uuidParameter(database.dialect());
    QVariantList values{nowMs, webhook.toString()};
    if (!id.isNull())
        values << id.toString();
    return changed(database,
                   QStringLiteral("UPDATE webhook_delivery SET state = 'replaying', attempts = 0, next_try_at = ?, "
                                  "finished_at = NULL WHERE webhook_id = %1 AND %2")
                       .arg(uuid,
                            id.isNull() ? QStringLiteral("state = 'dead'")
                                        : QStringLiteral("id = %1 AND state IN ('delivered', 'dead')").arg(uuid)),
                   values);
}

Result<int> removeFinished(Database &database, DeliveryState state, qint64 before, int max)
{
    return changed(database,
                   QStringLiteral("DELETE FROM webhook_delivery WHERE (webhook_id, id) IN (SELECT webhook_id, id "
                                  "FROM webhook_delivery WHERE state = ? AND finished_at < ? LIMIT ?)"),
                   {stateName(state), before, max});
}

Result<bool> claimSending(Database &database)
{
    if (database.dialect() == Dialect::Sqlite)
        return true;
    const auto claimed = database.value(QStringLiteral("SELECT pg_try_advisory_lock(?)"), {SendingLock});
    return claimed ? Result<bool>(claimed->toBool()) : Result<bool>(claimed.error());
}

} // namespace WebhookStore

} // namespace TaskMaster::Server
