// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/SearchIndex.h"

#include "server/storage/BulkStatement.h"
#include "server/storage/Loader.h"
#include "server/storage/Logging.h"
#include "server/storage/RowSql.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace TaskMaster::Server::SearchIndex {
namespace {

constexpr int RebuildPage = 500;
/// Positions in a tsvector end here; a gap keeps phrases from crossing from one part into the next.
constexpr int PostgresPositionMax = 16383;
constexpr int PartGap = 8;
/// Between two comments: a token that nothing is made of, for the same reason.
constexpr char16_t Barrier = u'\ue000';

struct Words {
    QString titleKey;
    QString title; ///< token lines, see SearchText::tokenLine
    QString description;
    QString comments;
};

struct Touched {
    std::set<Uuid> tasks;
    std::set<Uuid> removed;
    std::set<Uuid> created; ///< of which there are no words yet
    std::map<EntityKind, std::vector<Uuid>> parts; ///< rows whose task is not known yet
};

int fieldOf(EntityKind kind, const char *name)
{
    return describe(kind).indexOf(QString::fromLatin1(name));
}

const Value *valueOf(const FieldValues &fields, int field)
{
    const auto it =
        std::find_if(fields.cbegin(), fields.cend(), [field](const FieldValue &value) { return value.field == field; });
    return it == fields.cend() ? nullptr : &it->value;
}

void touchPart(Touched &touched, const Change &change, const Change &before, const char *text)
{
    const int taskField = fieldOf(change.entity, "taskId");
    const FieldValues &known = change.op == ChangeOp::Delete ? before.fields : change.fields;
    if (change.op == ChangeOp::Put) {
        if (valueOf(change.fields, fieldOf(change.entity, text)))
            touched.parts[change.entity].push_back(change.id);
        return;
    }
    if (const Value *task = valueOf(known, taskField); task && std::holds_alternative<Uuid>(*task))
        touched.tasks.insert(std::get<Uuid>(*task));
}

void touch(Touched &touched, const Change &change, const Change &before)
{
    if (change.entity == EntityKind::Comment)
        return touchPart(touched, change, before, "body");
    if (change.entity == EntityKind::ChecklistItem)
        return touchPart(touched, change, before, "text");
    if (change.entity != EntityKind::Task)
        return;
    static const int title = fieldOf(EntityKind::Task, "title");
    static const int description = fieldOf(EntityKind::Task, "description");
    if (change.op == ChangeOp::Delete) {
        touched.removed.insert(change.id);
        touched.tasks.erase(change.id);
        touched.created.erase(change.id);
    } else if (change.op == ChangeOp::Create || valueOf(change.fields, title) || valueOf(change.fields, description)) {
        if (change.op == ChangeOp::Create && !touched.removed.contains(change.id))
            touched.created.insert(change.id);
        touched.tasks.insert(change.id);
        touched.removed.erase(change.id);
    }
}

/// The tasks that comments and items belong to, asked for where an event does not say it.
Result<void> resolveParts(Database &database, const StreamId &stream, Touched &touched)
{
    for (const auto &[kind, ids] : touched.parts) {
        const QString id = RowSql::uuidParameter(database.dialect());
        auto query =
            database.run(QStringLiteral("SELECT f_task_id FROM %1 WHERE workspace_id = %2 AND scope_id = %2 AND %3")
                             .arg(RowSql::tableName(kind), id, RowSql::isAmong(database.dialect())),
                         streamKey(stream) << RowSql::idsParameter(ids));
        if (!query)
            return query.error();
        while ((*query)->next())
            touched.tasks.insert(RowSql::uuidAt(**query, 0));
        if (auto ok = database.checkRead(**query); !ok)
            return ok.error();
    }
    return {};
}

Result<void> readParts(Database &database, const Uuid &workspace, const QString &ids, const QString &sql,
                       std::map<Uuid, int> &roomLeft, std::map<Uuid, Words> &words)
{
    auto query = database.run(sql, {workspace.toString(), ids});
    if (!query)
        return query.error();
    while ((*query)->next()) {
        const Uuid task = RowSql::uuidAt(**query, 0);
        const auto found = words.find(task);
        if (found == words.end() || roomLeft[task] <= 0)
            continue;
        QString &comments = found->second.comments;
        const QString line = SearchText::tokenLine((*query)->value(1).toString(), roomLeft[task]);
        if (!comments.isEmpty() && !line.isEmpty())
            comments += QChar(Barrier);
        comments += line;
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return {};
}

/// The words of these tasks as the tables have them now.
Result<std::map<Uuid, Words>> read(Database &database, const Uuid &workspace, const std::vector<Uuid> &tasks)
{
    const QString ids = RowSql::idsParameter(tasks);
    const QString id = RowSql::uuidParameter(database.dialect());
    std::map<Uuid, Words> words;
    std::map<Uuid, int> roomLeft;
    auto query =
        database.run(QStringLiteral("SELECT id, f_title, f_description FROM \"task\" WHERE workspace_id = %1 AND %2")
                         .arg(id, RowSql::isAmong(database.dialect())),
                     {workspace.toString(), ids});
    if (!query)
        return query.error();
    while ((*query)->next()) {
        const Uuid task = RowSql::uuidAt(**query, 0);
        const QString title = (*query)->value(1).toString();
        int room = TokensMax;
        Words made;
        made.titleKey = SearchText::folded(title).left(TitleKeyMax);
        made.title = SearchText::tokenLine(title, room);
        made.description = SearchText::tokenLine((*query)->value(2).toString(), room);
        roomLeft[task] = room;
        words[task] = std::move(made);
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    const QString from = QStringLiteral("SELECT f_task_id, %1 FROM \"%2\" WHERE workspace_id = %3 AND %4 "
                                        "ORDER BY %5");
    const QString where = RowSql::isAmong(database.dialect(), "f_task_id");
    if (auto ok = readParts(database, workspace, ids,
                            from.arg(QStringLiteral("f_text"), QStringLiteral("checklist_item"), id, where,
                                     QStringLiteral("f_rank, id")),
                            roomLeft, words);
        !ok)
        return ok.error();
    if (auto ok = readParts(database, workspace, ids,
                            from.arg(QStringLiteral("f_body"), QStringLiteral("comment"), id, where,
                                     QStringLiteral("f_created_at DESC, id")),
                            roomLeft, words);
        !ok)
        return ok.error();
    return words;
}

/// A tsvector written out, lexemes with positions and weights, so that no parser of PostgreSQL's has an opinion.
QString vectorOf(const Words &words)
{
    QString vector;
    int position = 1;
    const auto append = [&](const QString &line, char weight) {
        for (const QStringView token : QStringView(line).split(u' ', Qt::SkipEmptyParts)) {
            if (token.size() == 1 && token[0] == QChar(Barrier)) {
                position += PartGap;
                continue;
            }
            vector += QStringLiteral("'%1':%2%3 ")
                          .arg(token, QString::number(std::min(position++, PostgresPositionMax)),
                               QString(QLatin1Char(weight)));
        }
        position += PartGap;
    };
    append(words.title, 'A');
    append(words.description, 'B');
    append(words.comments, 'C');
    return vector;
}

const BulkStatement &insertStatement(Dialect dialect)
{
    const std::vector<BulkStatement::Column> keys{{QStringLiteral("workspace_id"), "uuid"},
                                                  {QStringLiteral("scope_id"), "uuid"},
                                                  {QStringLiteral("task_id"), "uuid"},
                                                  {QStringLiteral("title_key"), "text"}};
    static const BulkStatement sqlite = [columns = std::vector(keys)]() mutable {
        for (const char *column : {"title", "description", "comments"})
            columns.push_back({QString::fromLatin1(column), "text"});
        return BulkStatement::insert(Dialect::Sqlite, QStringLiteral("task_search"), columns);
    }();
    static const BulkStatement postgres = [columns = std::vector(keys)]() mutable {
        columns.push_back({QStringLiteral("words"), "tsvector"});
        return BulkStatement::insert(Dialect::Postgres, QStringLiteral("task_search"), columns);
    }();
    return dialect == Dialect::Sqlite ? sqlite : postgres;
}

Result<void> remove(Database &database, const StreamId &stream, const std::vector<Uuid> &tasks)
{
    const QString id = RowSql::uuidParameter(database.dialect());
    auto query = database.run(QStringLiteral("DELETE FROM task_search WHERE workspace_id = %1 AND scope_id = %1 AND %2")
                                  .arg(id, RowSql::isAmong(database.dialect(), "task_id")),
                              streamKey(stream) << RowSql::idsParameter(tasks));
    return query ? Result<void>() : Result<void>(query.error());
}

Result<void> write(Database &database, const StreamId &stream, const std::vector<Uuid> &tasks)
{
    auto words = read(database, stream.workspace, tasks);
    if (!words)
        return words.error();
    std::vector<BulkStatement::Values> rows;
    for (const auto &[task, made] : *words) {
        BulkStatement::Values row{stream.workspace, stream.scope, task, made.titleKey};
        if (database.dialect() == Dialect::Sqlite) {
            row.emplace_back(made.title);
            row.emplace_back(made.description);
            row.emplace_back(made.comments);
        } else {
            row.emplace_back(vectorOf(made));
        }
        rows.push_back(std::move(row));
    }
    const auto written = insertStatement(database.dialect()).run(database, rows);
    return written ? Result<void>() : Result<void>(written.error());
}

QString partsOf(int parts, const char *const (&names)[3])
{
    QString text;
    for (int i = 0; i < 3; ++i) {
        if ((parts & (1 << i)) != 0)
            text += QLatin1StringView(names[i]);
    }
    return text;
}

constexpr const char *metaName = "searchVersion";

} // namespace

Result<void> update(Database &database, const std::vector<Journal::Entry> &entries)
{
    std::map<StreamId, Touched> streams;
    for (const Journal::Entry &entry : entries) {
        if (entry.event->stream.kind != StreamKind::Project)
            continue;
        Touched &touched = streams[entry.event->stream];
        for (qsizetype i = 0; i < entry.event->changes.size(); ++i)
            touch(touched, entry.event->changes[i], entry.before[i]);
    }
    for (auto &[stream, touched] : streams) {
        if (auto ok = resolveParts(database, stream, touched); !ok)
            return ok;
        for (const Uuid &task : touched.removed)
            touched.tasks.erase(task);
        std::vector<Uuid> changed(touched.tasks.begin(), touched.tasks.end());
        std::vector<Uuid> gone(touched.removed.begin(), touched.removed.end());
        std::set_difference(touched.tasks.begin(), touched.tasks.end(), touched.created.begin(), touched.created.end(),
                            std::back_inserter(gone));
        if (!gone.empty()) {
            if (auto ok = remove(database, stream, gone); !ok)
                return ok;
        }
        if (changed.empty())
            continue;
        if (auto ok = write(database, stream, changed); !ok)
            return ok;
    }
    return {};
}

Result<void> bringUpToDate(Database &database)
{
    auto version =
        database.value(QStringLiteral("SELECT value FROM meta WHERE name = ?"), {QString::fromLatin1(metaName)});
    if (!version)
        return version.error();
    if (version->toInt() == SearchText::Version)
        return {};
    if (auto ok = rebuild(database); !ok)
        return ok;
    auto query = database.run(QStringLiteral("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO "
                                             "UPDATE SET value = excluded.value"),
                              {QString::fromLatin1(metaName), QString::number(SearchText::Version)});
    return query ? Result<void>() : Result<void>(query.error());
}

Result<void> rebuild(Database &database)
{
    if (auto ok = database.run(QStringLiteral("DELETE FROM task_search")); !ok)
        return ok.error();
    const QString id = RowSql::uuidParameter(database.dialect());
    const QString page = QStringLiteral("SELECT workspace_id, scope_id, id FROM \"task\" WHERE (workspace_id, id) > "
                                        "(%1, %1) ORDER BY workspace_id, id LIMIT %2")
                             .arg(id)
                             .arg(RebuildPage);
    Uuid workspace;
    Uuid last;
    int count = 0;
    for (;;) {
        std::map<StreamId, std::vector<Uuid>> tasks;
        auto query = database.run(page, {workspace.toString(), last.toString()});
        if (!query)
            return query.error();
        int read = 0;
        for (; (*query)->next(); ++read) {
            workspace = RowSql::uuidAt(**query, 0);
            last = RowSql::uuidAt(**query, 2);
            tasks[StreamId::ofProject(workspace, RowSql::uuidAt(**query, 1))].push_back(last);
        }
        if (auto ok = database.checkRead(**query); !ok)
            return ok;
        for (const auto &[stream, ids] : tasks) {
            if (auto ok = write(database, stream, ids); !ok)
                return ok;
        }
        count += read;
        if (read < RebuildPage)
            break;
    }
    if (count > 0)
        qCInfo(lcStorage, "made the words of %d tasks searchable", count);
    return {};
}

QString postgresQuery(const SearchText::Wanted &wanted, int parts)
{
    const QString weights = parts == Anywhere ? QString() : partsOf(parts, {"A", "B", "C"});
    QStringList lexemes;
    for (qsizetype i = 0; i < wanted.tokens.size(); ++i) {
        const bool isPrefix = wanted.isPrefix && i + 1 == wanted.tokens.size();
        const QString marks = (isPrefix ? QStringLiteral("*") : QString()) + weights;
        lexemes << u'\'' + wanted.tokens[i] + u'\'' + (marks.isEmpty() ? QString() : u':' + marks);
    }
    return u'(' + lexemes.join(QStringLiteral(" <-> ")) + u')';
}

QString sqliteQuery(const SearchText::Wanted &wanted, int parts)
{
    QString query = u'"' + wanted.tokens.join(u' ') + u'"' + (wanted.isPrefix ? QStringLiteral(" *") : QString());
    if (parts != Anywhere)
        query =
            QStringLiteral("{%1} : %2").arg(partsOf(parts, {"title ", "description ", "comments "}).trimmed(), query);
    return u'(' + query + u')';
}

} // namespace TaskMaster::Server::SearchIndex
