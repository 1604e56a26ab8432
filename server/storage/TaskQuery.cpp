// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/TaskQuery.h"

#include "server/storage/Loader.h"
#include "server/storage/QueryFinds.h"
#include "server/storage/QueryScope.h"
#include "server/storage/RowSql.h"
#include "shared/query/Parse.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace TaskMaster::Server {
namespace {

/// A page ends before its texts are longer than this, whatever the limit.
constexpr qsizetype PageCharactersMax = 512 * 1024;
/// By relevance is decided among so many, the newest ones.
constexpr int RankedMax = 500;

Error badCursor()
{
    return Error::invalidField(QStringLiteral("cursor"), QStringLiteral("does not belong to this query"));
}

/// What a cursor belongs to.
QString fingerprintOf(const QueryRequest &request, const Query::Sentence &sentence)
{
    const QString text = request.place.toString() + u' ' + Query::print(sentence);
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex().first(12));
}

QString writeCursor(const QString &fingerprint, const QueryPosition &at)
{
    QJsonArray array{fingerprint, at.id.toString()};
    for (const QVariant &key : at.keys)
        array.append(key.typeId() == QMetaType::QString ? QJsonValue(key.toString()) : QJsonValue(key.toLongLong()));
    return QString::fromLatin1(
        QJsonDocument(array).toJson(QJsonDocument::Compact).toBase64(QByteArray::Base64UrlEncoding));
}

Result<QueryPosition> readCursor(const QString &cursor, const QString &fingerprint, int keyCount)
{
    if (cursor.size() > QueryRequest::CursorMax)
        return badCursor();
    const auto bytes = QByteArray::fromBase64Encoding(cursor.toLatin1(), QByteArray::Base64UrlEncoding);
    const QJsonArray array = QJsonDocument::fromJson(*bytes).array();
    if (array.size() != keyCount + 2 || array[0].toString() != fingerprint)
        return badCursor();
    const auto id = Uuid::fromString(array[1].toString());
    if (!id)
        return badCursor();
    QueryPosition at{{}, *id};
    for (int i = 0; i < keyCount; ++i) {
        const QJsonValue value = array[i + 2];
        if (!value.isString() && !value.isDouble())
            return badCursor();
        at.keys.append(value.isString() ? QVariant(value.toString()) : QVariant(value.toInteger()));
    }
    return at;
}

Result<std::unordered_map<Uuid, Task>> readTasks(Database &database, const Uuid &workspace,
                                                 const std::vector<QueryHit> &hits)
{
    const QueryDialect dialect(database.dialect());
    QString sql = QStringLiteral("SELECT t.id, t.rev, t.updated_at");
    for (const FieldDescription &field : describe(EntityKind::Task).fields)
        sql += QStringLiteral(", t.") + RowSql::columnName(field.name);
    std::vector<Uuid> ids;
    for (const QueryHit &hit : hits)
        ids.push_back(hit.at.id);
    ids.push_back(Uuid{}); // never one alone: one text of the statement for all pages
    const Sql in = dialect.in(QStringLiteral("t.id"), ids);
    auto query = database.run(
        sql + QStringLiteral(" FROM \"task\" AS t WHERE t.workspace_id = %1 AND ").arg(dialect.id()) + in.text,
        QVariantList{workspace.toString()} + in.values);
    if (!query)
        return query.error();
    std::unordered_map<Uuid, Task> tasks;
    while ((*query)->next()) {
        Entity entity = RowSql::readRow(**query, EntityKind::Task);
        const Uuid id = rowOf(entity).id;
        tasks.emplace(id, std::get<Task>(std::move(entity)));
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return tasks;
}

/// One query from its text to its page.
class Run {
public:
    Run(Database &database, const QueryRequest &request, QueryTrace *trace)
        : m_database(database)
        , m_request(request)
        , m_trace(trace)
        , m_limit(std::clamp(request.limit, 1, QueryRequest::LimitMax))
    {
    }

    Result<QueryPage> page(const Query::Sentence &sentence, const QueryScope &scope, const WorkspaceAccess &access,
                           const Query::Asker &asker)
    {
        const auto names = QueryNames::load(m_database, scope, sentence.filter, asker, access);
        if (!names)
            return names.error();
        m_fingerprint = fingerprintOf(m_request, sentence);
        QueryPlan plan(m_database, scope, *names, asker, sentence.filter, m_trace);
        const QueryFinds finds(sentence.filter);
        const bool byRelevance = finds.areWanted()
            && (sentence.sort.isEmpty() || sentence.sort.constFirst().field == Query::Field::Relevance);
        auto made = byRelevance ? ranked(plan, finds, scope) : sorted(plan, sentence, scope);
        if (!made)
            return made;
        if (auto ok = finds.mark(m_database, scope.workspace, made->rows); !ok)
            return ok.error();
        made->notices = names->notices(sentence.filter);
        return made;
    }

private:
    Result<QueryPage> sorted(QueryPlan &plan, const Query::Sentence &sentence, const QueryScope &scope)
    {
        const QueryOrder order(QueryDialect(m_database.dialect()), sentence.sort);
        std::optional<QueryPosition> after;
        if (!m_request.cursor.isEmpty()) {
            auto position = readCursor(m_request.cursor, m_fingerprint, order.keyCount());
            if (!position)
                return position.error();
            after = std::move(*position);
        }
        auto hits = plan.run(order, after, m_limit + 1);
        if (!hits)
            return hits.error();
        return read(std::move(*hits), scope);
    }

    Result<QueryPage> ranked(QueryPlan &plan, const QueryFinds &finds, const QueryScope &scope)
    {
        const QueryOrder newest(QueryDialect(m_database.dialect()), {{Query::Field::Updated, true}});
        plan.wantTitles();
        auto hits = plan.run(newest, {}, RankedMax);
        if (!hits)
            return hits.error();
        std::vector<QueryHit> ranking = finds.rank(std::move(*hits));
        if (!m_request.cursor.isEmpty()) {
            // Ranked anew each time: goes on behind the place that the last row had.
            const auto after = readCursor(m_request.cursor, m_fingerprint, 2);
            if (!after)
                return after.error();
            std::erase_if(ranking, [&](const QueryHit &hit) { return !QueryFinds::isBefore(*after, hit.at); });
        }
        if (static_cast<int>(ranking.size()) > m_limit + 1)
            ranking.resize(static_cast<std::size_t>(m_limit) + 1);
        return read(std::move(ranking), scope);
    }

    Result<QueryPage> read(std::vector<QueryHit> hits, const QueryScope &scope)
    {
        QueryPage page;
        bool isLast = static_cast<int>(hits.size()) <= m_limit;
        if (!isLast)
            hits.resize(static_cast<std::size_t>(m_limit));
        auto tasks = readTasks(m_database, scope.workspace, hits);
        if (!tasks)
            return tasks.error();
        qsizetype characters = 0;
        const QueryHit *last = nullptr;
        for (const QueryHit &hit : hits) {
            const auto it = tasks->find(hit.at.id);
            if (it == tasks->end())
                continue; // gone since
            characters += it->second.description.size();
            if (last && characters > PageCharactersMax) {
                isLast = false;
                break;
            }
            page.rows.append({StreamId::ofProject(scope.workspace, hit.project), std::move(it->second), {}, {}, {}});
            last = &hit;
        }
        if (!isLast)
            page.cursor = writeCursor(m_fingerprint, last ? last->at : hits.back().at);
        return page;
    }

    Database &m_database;
    const QueryRequest &m_request;
    QueryTrace *m_trace;
    const int m_limit;
    QString m_fingerprint;
};

} // namespace

Result<QueryPage> TaskQuery::run(Database &database, AccessCache &access, const QueryRequest &request,
                                 QueryTrace *trace)
{
    auto scope = QueryScopes::find(database, access, request.viewer, request.place);
    if (!scope)
        return scope.error();
    const auto sentence = Query::parse(request.text); // after the rights: a stranger learns nothing
    if (!sentence)
        return sentence.error();
    if (scope->scope.projects.empty())
        return QueryPage();
    Query::Asker asker{request.viewer.user, request.nowMs, QTimeZone::utc()};
    if (request.zone) {
        asker.zone = *request.zone;
    } else if (auto zone = QueryScopes::zoneOf(database, request.viewer.user)) {
        asker.zone = *zone;
    } else {
        return zone.error();
    }
    return Run(database, request, trace).page(*sentence, scope->scope, *scope->access, asker);
}

TaskQueries::TaskQueries(DbPool &pool, AccessCache &access, Metrics &metrics)
    : m_pool(pool)
    , m_access(access)
    , m_duration(metrics.histogram("query_duration_us", "From having a connection to the page of a query."))
{
}

void TaskQueries::ask(QueryRequest request, std::function<void(Result<QueryPage>)> done)
{
    m_pool.read([this, request = std::move(request), done = std::move(done)](Result<Database *> database) {
        if (!database)
            return done(database.error());
        const auto start = std::chrono::steady_clock::now();
        auto page = TaskQuery::run(**database, m_access, request);
        m_duration.observe(std::chrono::steady_clock::now() - start);
        done(std::move(page));
    });
}

} // namespace TaskMaster::Server
