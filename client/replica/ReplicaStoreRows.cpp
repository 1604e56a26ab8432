// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/ReplicaStoreRows.h"

#include "client/replica/RowForm.h"

#include <QFile>

namespace TaskMaster::Client {
namespace {

QStringList rowTables()
{
    return {QStringLiteral("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)"),
            // seq NULL: a snapshot has begun and not ended. touched: the order of last use.
            QStringLiteral("CREATE TABLE IF NOT EXISTS stream (ref INTEGER PRIMARY KEY, stream TEXT NOT NULL UNIQUE, "
                           "epoch INTEGER, seq INTEGER, touched INTEGER NOT NULL DEFAULT 0)"),
            QStringLiteral("CREATE TABLE IF NOT EXISTS entity (ref INTEGER NOT NULL, kind INTEGER NOT NULL, "
                           "id BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (ref, kind, id)) WITHOUT ROWID")};
}

} // namespace

Result<void> ReplicaStoreRows::open(const QString &path)
{
    close();
    const auto opened = openOnce(path);
    if (!opened && opened.error().code == ErrorCode::StorageCorrupt)
        return startOver();
    m_usable = opened.ok();
    return opened;
}

Result<void> ReplicaStoreRows::startOver()
{
    const QString path = m_database.path();
    close();
    for (const char *suffix : {"", "-wal", "-shm"})
        QFile::remove(path + QLatin1StringView(suffix));
    if (auto ok = openOnce(path); !ok)
        return ok;
    m_usable = true;
    return Error(ErrorCode::StorageCorrupt,
                 QStringLiteral("The local copy of your projects was damaged; it is fetched from the server again."));
}

void ReplicaStoreRows::close()
{
    m_usable = false;
    m_refs.clear();
    m_whole.clear();
    m_putRow.reset(); // before the connection that they belong to
    m_deleteRow.reset();
    m_database.close();
}

Result<void> ReplicaStoreRows::openOnce(const QString &path)
{
    if (auto ok = m_database.open(path, rowTables()); !ok)
        return ok;
    auto kept = m_database.select(QStringLiteral("SELECT value FROM meta WHERE name = 'form'"));
    if (!kept)
        return kept.error();
    const QString form = kept->next() ? kept->value(0).toString() : QString();
    kept->finish();
    if (form != RowForm::key()) {
        const QStringList statements{QStringLiteral("DELETE FROM entity"), QStringLiteral("DELETE FROM stream"),
                                     QStringLiteral("DELETE FROM meta")};
        for (const QString &statement : statements) {
            if (auto ok = m_database.run(statement); !ok)
                return ok;
        }
        if (auto ok =
                m_database.run(QStringLiteral("INSERT INTO meta (name, value) VALUES ('form', ?)"), {RowForm::key()});
            !ok)
            return ok;
    }
    return prepareStatements();
}

Result<void> ReplicaStoreRows::prepareStatements()
{
    auto put =
        m_database.prepare(QStringLiteral("INSERT OR REPLACE INTO entity (ref, kind, id, body) VALUES (?, ?, ?, ?)"));
    auto remove = m_database.prepare(QStringLiteral("DELETE FROM entity WHERE ref = ? AND kind = ? AND id = ?"));
    if (!put || !remove)
        return put ? remove.error() : put.error();
    m_putRow = std::move(*put);
    m_deleteRow = std::move(*remove);
    return {};
}

QString ReplicaStoreRows::serverSchema()
{
    if (!m_usable)
        return {};
    auto query = m_database.select(QStringLiteral("SELECT value FROM meta WHERE name = 'serverSchema'"));
    return query && query->next() ? query->value(0).toString() : QString();
}

template <class Work> Result<void> ReplicaStoreRows::inTransaction(Work work)
{
    if (!m_usable)
        return {};
    Result<void> outcome = m_database.begin();
    if (outcome.ok()) {
        outcome = work();
        if (outcome.ok())
            outcome = m_database.commit();
        else
            m_database.rollBack();
    }
    if (!outcome) {
        // What follows would leave a hole in a stream. Later starts catch up from the older position.
        m_usable = false;
    }
    return outcome;
}

Result<void> ReplicaStoreRows::setServerSchema(const QString &schema)
{
    return inTransaction([this, &schema] {
        return m_database.run(QStringLiteral("INSERT OR REPLACE INTO meta (name, value) VALUES ('serverSchema', ?)"),
                              {schema});
    });
}

Result<QList<Position>> ReplicaStoreRows::positions()
{
    auto query = m_database.select(
        QStringLiteral("SELECT ref, stream, epoch, seq FROM stream WHERE seq IS NOT NULL ORDER BY touched DESC"));
    if (!query)
        return query.error();
    QList<Position> positions;
    while (query->next()) {
        const auto stream = StreamId::fromString(query->value(1).toString());
        if (!stream)
            continue;
        m_refs.insert(*stream, query->value(0).toLongLong());
        m_whole.insert(*stream);
        positions.append({*stream, query->value(2).toLongLong(), query->value(3).toLongLong()});
    }
    std::stable_partition(positions.begin(), positions.end(),
                          [](const Position &position) { return position.stream.kind != StreamKind::Project; });
    return positions;
}

Result<KeptStream> ReplicaStoreRows::load(const Position &position)
{
    auto query = m_database.select(QStringLiteral("SELECT kind, id, body FROM entity WHERE ref = ?"),
                                   {m_refs.value(position.stream)});
    if (!query)
        return query.error();
    KeptStream kept{position, std::make_shared<StreamRows>()};
    kept.rows->beginBulk();
    while (query->next()) {
        const int kind = query->value(0).toInt();
        const auto id = Uuid::fromBytes(query->value(1).toByteArray());
        if (kind < 0 || kind >= EntityKindCount || !id
            || !RowForm::decodeInto(*kept.rows, static_cast<EntityKind>(kind), *id, query->value(2).toByteArray()))
            return Error(ErrorCode::StorageCorrupt);
    }
    if (query->lastError().isValid())
        return ReplicaStoreDatabase::errorOf(query->lastError(), m_database.path());
    kept.rows->endBulk();
    return kept;
}

Result<qint64> ReplicaStoreRows::refOf(const StreamId &stream)
{
    if (const auto it = m_refs.constFind(stream); it != m_refs.cend())
        return *it;
    if (auto ok =
            m_database.run(QStringLiteral("INSERT OR IGNORE INTO stream (stream) VALUES (?)"), {stream.toString()});
        !ok)
        return ok.error();
    auto query = m_database.select(QStringLiteral("SELECT ref FROM stream WHERE stream = ?"), {stream.toString()});
    if (!query)
        return query.error();
    if (!query->next())
        return Error(ErrorCode::StorageCorrupt);
    return *m_refs.insert(stream, query->value(0).toLongLong());
}

Result<void> ReplicaStoreRows::writeOne(const ConfirmedRows &batch)
{
    const auto ref = refOf(batch.position.stream);
    if (!ref)
        return ref.error();
    const StreamId &stream = batch.position.stream;
    const bool isPage = batch.part == ConfirmedRows::Part::SnapshotPage;
    if (isPage && batch.first) {
        m_whole.remove(stream);
        if (auto ok = m_database.run(QStringLiteral("DELETE FROM entity WHERE ref = ?"), {*ref}); !ok)
            return ok;
        if (auto ok = m_database.run(QStringLiteral("UPDATE stream SET seq = NULL WHERE ref = ?"), {*ref}); !ok)
            return ok;
    } else if (!isPage && !m_whole.contains(stream)) {
        return {}; // what it changes is not here: a snapshot is on its way, or the file was started over
    }
    for (const Entity &row : batch.rows) {
        const QVariantList values{*ref, static_cast<int>(kindOf(row)), rowOf(row).id.toBytes(), RowForm::encode(row)};
        if (auto ok = m_database.executed(*m_putRow, values); !ok)
            return ok;
    }
    for (const RowKey &key : batch.removed) {
        if (auto ok = m_database.executed(*m_deleteRow, {*ref, static_cast<int>(key.kind), key.id.toBytes()}); !ok)
            return ok;
    }
    if (isPage && !batch.last)
        return {};
    m_whole.insert(stream);
    return m_database.run(QStringLiteral("UPDATE stream SET epoch = ?, seq = ?, "
                                         "touched = (SELECT max(touched) + 1 FROM stream) WHERE ref = ?"),
                          {batch.position.epoch, batch.position.seq, *ref});
}

Result<void> ReplicaStoreRows::write(const QList<ConfirmedRows> &batches)
{
    return inTransaction([this, &batches]() -> Result<void> {
        for (const ConfirmedRows &batch : batches) {
            if (auto ok = writeOne(batch); !ok)
                return ok;
        }
        return {};
    });
}

Result<void> ReplicaStoreRows::forget(const StreamId &stream)
{
    return inTransaction([this, &stream]() -> Result<void> {
        const auto ref = refOf(stream);
        if (!ref)
            return ref.error();
        m_refs.remove(stream);
        m_whole.remove(stream);
        if (auto ok = m_database.run(QStringLiteral("DELETE FROM entity WHERE ref = ?"), {*ref}); !ok)
            return ok;
        return m_database.run(QStringLiteral("DELETE FROM stream WHERE ref = ?"), {*ref});
    });
}

Result<void> ReplicaStoreRows::forgetAll()
{
    return inTransaction([this]() -> Result<void> {
        m_refs.clear();
        m_whole.clear();
        if (auto ok = m_database.run(QStringLiteral("DELETE FROM entity")); !ok)
            return ok;
        return m_database.run(QStringLiteral("DELETE FROM stream"));
    });
}

} // namespace TaskMaster::Client
