// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/WorkspaceExport.h"

#include "server/storage/Reader.h"
#include "shared/protocol/WireWriter.h"

#include <QSet>

namespace TaskMaster::Server {
namespace {

constexpr qsizetype JsonPieceBytes = 256 * 1024;

/// Reads on one snapshot from here to its end.
class ReadSnapshot {
public:
    explicit ReadSnapshot(Database &database)
        : m_database(database)
        , m_began(database.beginSnapshot())
    {
    }
    ~ReadSnapshot()
    {
        if (m_began)
            m_database.rollback();
    }
    Q_DISABLE_COPY_MOVE(ReadSnapshot)
    [[nodiscard]] const Result<void> &began() const { return m_began; }

private:
    Database &m_database;
    Result<void> m_began;
};

/// Calls `take` with every row of a stream, in a fixed order; false ends it early.
Result<bool> eachRow(Database &database, const StreamId &stream, const std::function<bool(const Entity &)> &take)
{
    SnapshotCursor cursor;
    while (!cursor.done) {
        const auto page = Read::rows(database, stream, cursor, EventLog::PageRowsMax);
        if (!page)
            return page.error();
        for (const Entity &row : page->rows) {
            if (!take(row))
                return false;
        }
        cursor = page->next;
    }
    return true;
}

QByteArray rowLine(const Entity &row)
{
    WireWriter writer(Encoding::Json);
    const EntityDescription &description = describe(kindOf(row));
    writer.startMap();
    writer.entry("entity", QString::fromLatin1(description.name));
    writer.entry("id", rowOf(row).id);
    writer.key("fields");
    writer.startMap();
    for (const FieldValue &field : setFields(row))
        writer.entry(description.fields[field.field].name, field.value);
    writer.endMap();
    writer.endMap();
    return writer.take();
}

QByteArray personLine(const User &user)
{
    WireWriter writer(Encoding::Json);
    writer.startMap();
    writer.entry("id", user.id);
    writer.entry("email", user.email);
    writer.entry("name", user.name);
    if (!user.timeZone.isEmpty())
        writer.entry("timeZone", user.timeZone);
    writer.endMap();
    return writer.take();
}

class JsonWriter {
public:
    JsonWriter(Database &database, const ExportScope &scope, const ExportSink &sink)
        : m_database(database)
        , m_scope(scope)
        , m_sink(sink)
    {
    }

    Result<void> write()
    {
        const auto name = readWorkspace();
        if (!name)
            return name.error();
        const auto streams = wantedStreams();
        if (!streams)
            return streams.error();
        WireWriter head(Encoding::Json);
        head.startMap();
        head.entry("format", QStringLiteral("taskmaster"));
        head.entry("version", qint64(1));
        head.entry("kind", m_scope.project.isNull() ? QStringLiteral("workspace") : QStringLiteral("project"));
        head.entry("workspace", m_scope.workspace);
        head.entry("name", *name);
        head.endMap();
        m_bytes = head.take().chopped(1) + ",\"streams\":[";
        for (qsizetype i = 0; i < streams->size() && m_isWanted; ++i) {
            m_bytes += (i == 0 ? "\n" : ",\n");
            if (auto ok = writeStream((*streams)[i]); !ok)
                return ok;
        }
        if (auto ok = writePeople(); !ok)
            return ok;
        flush();
        return {};
    }

private:
    /// Its name; and its members, for those are the people who can be meant by an id.
    Result<QString> readWorkspace()
    {
        QString name;
        const auto read = eachRow(m_database, StreamId::ofWorkspace(m_scope.workspace), [&](const Entity &row) {
            if (const auto *workspace = std::get_if<Workspace>(&row))
                name = workspace->name;
            else if (const auto *member = std::get_if<Member>(&row))
                m_members.insert(member->userId);
            return true;
        });
        if (!read)
            return read.error();
        if (name.isEmpty())
            return Error::notFound(QStringLiteral("workspace"));
        return name;
    }

    Result<QList<StreamId>> wantedStreams()
    {
        if (!m_scope.project.isNull()) {
            const auto projects = Read::projectsOf(m_database, m_scope.workspace);
            if (!projects)
                return projects.error();
            const bool isThere = std::any_of(projects->cbegin(), projects->cend(),
                                             [this](const Project &project) { return project.id == m_scope.project; });
            if (!isThere)
                return Error::notFound(QStringLiteral("project"));
            return QList<StreamId>{StreamId::ofProject(m_scope.workspace, m_scope.project)};
        }
        auto streams = Read::streamsOf(m_database, m_scope.workspace);
        if (streams)
            std::sort(streams->begin(), streams->end()); // w:, then p:, then m:
        return streams;
    }

    Result<void> writeStream(const StreamId &stream)
    {
        m_bytes += "{\"stream\":\"" + stream.toString().toLatin1() + "\",\"rows\":[";
        bool isFirst = true;
        const auto read = eachRow(m_database, stream, [&](const Entity &row) {
            m_bytes += (isFirst ? "\n" : ",\n") + rowLine(row);
            isFirst = false;
            notePeople(row);
            if (m_bytes.size() > JsonPieceBytes)
                flush();
            return m_isWanted;
        });
        m_bytes += "\n]}";
        return read ? Result<void>() : Result<void>(read.error());
    }

    void notePeople(const Entity &row)
    {
        for (const FieldValue &field : setFields(row)) {
            if (const auto *id = std::get_if<Uuid>(&field.value); id && m_members.contains(*id))
                m_mentioned.insert(*id);
            const auto *text = std::get_if<QString>(&field.value);
            if (!text)
                continue;
            // A custom field of type person holds an id as text.
            if (const auto id = text->size() == 36 ? Uuid::fromString(*text) : std::nullopt;
                id && m_members.contains(*id))
                m_mentioned.insert(*id);
        }
    }

    Result<void> writePeople()
    {
        QList<Uuid> people(m_mentioned.begin(), m_mentioned.end());
        std::sort(people.begin(), people.end());
        m_bytes += "\n],\"people\":[";
        bool isFirst = true;
        for (const Uuid &id : std::as_const(people)) {
            const auto read = eachRow(m_database, StreamId::ofUser(id), [&](const Entity &row) {
                if (const auto *user = std::get_if<User>(&row)) {
                    m_bytes += (isFirst ? "\n" : ",\n") + personLine(*user);
                    isFirst = false;
                    return false;
                }
                return true;
            });
            if (!read)
                return read.error();
        }
        m_bytes += "\n]}\n";
        return {};
    }

    void flush()
    {
        if (m_isWanted && !m_bytes.isEmpty())
            m_isWanted = m_sink(m_bytes);
        m_bytes.clear();
    }

    Database &m_database;
    const ExportScope &m_scope;
    const ExportSink &m_sink;
    QSet<Uuid> m_members;
    QSet<Uuid> m_mentioned;
    QByteArray m_bytes;
    bool m_isWanted = true;
};

} // namespace

Result<void> exportJson(Database &database, const ExportScope &scope, const ExportSink &sink)
{
    const ReadSnapshot snapshot(database);
    if (!snapshot.began())
        return snapshot.began();
    return JsonWriter(database, scope, sink).write();
}

Result<void> exportCsv(Database &database, const ExportScope &scope, const CsvExportOptions &options,
                       const ExportSink &sink)
{
    const ReadSnapshot snapshot(database);
    if (!snapshot.began())
        return snapshot.began();
    QHash<Uuid, QString> people;
    auto read = eachRow(database, StreamId::ofWorkspace(scope.workspace), [&people](const Entity &row) {
        if (const auto *member = std::get_if<Member>(&row))
            people.insert(member->userId, QStringLiteral("%1 <%2>").arg(member->name, member->email));
        return true;
    });
    if (!read)
        return read.error();
    auto found = Read::projectsOf(database, scope.workspace);
    if (!found)
        return found.error();
    std::sort(found->begin(), found->end(),
              [](const Project &a, const Project &b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
    QList<ProjectRows> projects;
    for (const Project &project : std::as_const(*found)) {
        if (!scope.project.isNull() && project.id != scope.project)
            continue;
        ProjectRows rows;
        rows.people = people;
        read = eachRow(database, StreamId::ofProject(scope.workspace, project.id), [&rows](const Entity &row) {
            rows.add(row);
            return true;
        });
        if (!read)
            return read.error();
        projects.append(std::move(rows));
    }
    if (people.isEmpty() || (projects.isEmpty() && !scope.project.isNull()))
        return Error::notFound(people.isEmpty() ? QStringLiteral("workspace") : QStringLiteral("project"));
    writeCsv(projects, options, sink);
    return {};
}

} // namespace TaskMaster::Server
