// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Loader.h"
#include "server/storage/Migrations.h"
#include "server/storage/RowSql.h"
#include "server/storage/SearchIndex.h"
#include "server/storage/TaskQuery.h"
#include "tests/support/PostgresFixture.h"

#include <QTemporaryDir>

namespace TaskMaster::Test {

using namespace TaskMaster::Server;

/// A migrated database that rows are put into as they are, without commands: for tests of what reads them.
class QueryFixture {
public:
    explicit QueryFixture(Dialect dialect)
    {
        const QString url = dialect == Dialect::Sqlite ? m_folder.filePath(QStringLiteral("taskmaster.db"))
                                                       : PostgresFixture::shared().createDatabase();
        m_settings = *DatabaseSettings::fromUrl(url);
        auto opened = Database::open(m_settings, Database::Use::Write);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        m_database = std::move(*opened);
        if (auto ok = Migrations::migrate(*m_database, 1000); !ok)
            qFatal("%s", qPrintable(ok.error().message));
    }

    [[nodiscard]] Database &database() { return *m_database; }
    [[nodiscard]] const DatabaseSettings &settings() const { return m_settings; }

    void put(const StreamId &stream, const std::vector<Entity> &entities)
    {
        std::map<EntityKind, std::vector<BulkStatement::Values>> rows;
        for (const Entity &entity : entities) {
            rows[kindOf(entity)].push_back(RowSql::rowValues(stream, entity));
            m_rows.push_back({stream, entity});
        }
        for (const auto &[kind, values] : rows) {
            if (auto ok = RowSql::statements(m_database->dialect(), kind).insert.run(*m_database, values); !ok)
                qFatal("cannot put rows: %s", qPrintable(ok.error().message));
        }
    }
    void makeHead(const StreamId &stream, qint64 accessVersion = 1)
    {
        const QString id = RowSql::uuidParameter(m_database->dialect());
        auto query = m_database->run(
            QStringLiteral("INSERT INTO stream_head (workspace_id, scope_id, kind, seq, at, access_version) VALUES "
                           "(%1, %1, ?, 1, 1, ?)")
                .arg(id),
            streamKey(stream) << static_cast<qint64>(stream.kind) << accessVersion);
        if (!query)
            qFatal("%s", qPrintable(query.error().message));
    }
    void index()
    {
        if (auto ok = SearchIndex::rebuild(*m_database); !ok)
            qFatal("%s", qPrintable(ok.error().message));
    }
    Result<QueryPage> ask(const QueryRequest &request, QueryTrace *trace = nullptr)
    {
        return TaskQuery::run(*m_database, m_access, request, trace);
    }

    struct PutRow {
        StreamId stream;
        Entity entity;
    };
    [[nodiscard]] const std::vector<PutRow> &rows() const { return m_rows; }

private:
    std::vector<PutRow> m_rows;
    QTemporaryDir m_folder;
    DatabaseSettings m_settings;
    std::unique_ptr<Database> m_database;
    AccessCache m_access;
};

inline qint64 utcMs(const char *iso)
{
    return QDateTime::fromString(QString::fromLatin1(iso), Qt::ISODate).toMSecsSinceEpoch();
}

} // namespace TaskMaster::Test
