// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/ReplicaStoreOutbox.h"

#include "shared/protocol/Codec.h"

#include <QDateTime>
#include <QFile>

namespace TaskMaster::Client {
namespace {

QStringList outboxTables()
{
    return {QStringLiteral("CREATE TABLE IF NOT EXISTS owner (one INTEGER PRIMARY KEY CHECK (one = 1), "
                           "server TEXT NOT NULL, user TEXT NOT NULL)"),
            // error NULL: not answered yet.
            QStringLiteral("CREATE TABLE IF NOT EXISTS item (command_id TEXT PRIMARY KEY, place INTEGER NOT NULL, "
                           "made_at INTEGER NOT NULL, command TEXT NOT NULL, error TEXT, message TEXT, "
                           "refused_at INTEGER)")};
}

} // namespace

Result<void> ReplicaStoreOutbox::open(const QString &path, const Owner &owner)
{
    close();
    auto opened = openOnce(path, owner);
    if (!opened && opened.error().code == ErrorCode::StorageCorrupt)
        return replaceDamaged(path, owner);
    m_usable = opened.ok();
    if (opened.ok() && m_unreadable > 0)
        return Error(
            ErrorCode::StorageCorrupt,
            QStringLiteral("%1 changes that were not sent yet cannot be read by this version; they stay in %2.")
                .arg(m_unreadable)
                .arg(path));
    return opened;
}

void ReplicaStoreOutbox::close()
{
    m_kept = {};
    m_usable = false;
    m_database.close();
}

Result<void> ReplicaStoreOutbox::openOnce(const QString &path, const Owner &owner)
{
    if (auto ok = m_database.open(path, outboxTables()); !ok)
        return ok;
    if (auto ok = m_database.run(QStringLiteral("INSERT OR REPLACE INTO owner (one, server, user) VALUES (1, ?, ?)"),
                                 {owner.server, owner.userId});
        !ok)
        return ok;
    return load();
}

Result<void> ReplicaStoreOutbox::load()
{
    m_unreadable = 0;
    auto items = m_database.select(
        QStringLiteral("SELECT place, made_at, command, error, message, refused_at FROM item ORDER BY place"));
    if (!items)
        return items.error();
    while (items->next()) {
        auto command = Codec::decodeCommand(items->value(2).toString().toUtf8());
        if (!command) {
            ++m_unreadable;
            continue;
        }
        OutboxItem item{items->value(0).toLongLong(), items->value(1).toLongLong(), std::move(*command)};
        if (items->value(3).isNull())
            m_kept.waiting.append(std::move(item));
        else
            m_kept.refused.append({std::move(item),
                                   Error(errorCodeFromWire(items->value(3).toString()), items->value(4).toString()),
                                   items->value(5).toLongLong()});
    }
    if (items->lastError().isValid())
        return ReplicaStoreDatabase::errorOf(items->lastError(), m_database.path());
    return loadDrafts();
}

Result<void> ReplicaStoreOutbox::loadDrafts()
{
    auto table =
        m_database.select(QStringLiteral("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'draft'"));
    if (!table)
        return table.error();
    if (!table->next())
        return {};
    auto drafts = m_database.select(QStringLiteral("SELECT name, content FROM draft"));
    if (!drafts)
        return drafts.error();
    while (drafts->next())
        m_kept.drafts.insert(drafts->value(0).toString(), drafts->value(1).toString());
    if (drafts->lastError().isValid())
        return ReplicaStoreDatabase::errorOf(drafts->lastError(), m_database.path());
    return {};
}

/// What could be read before the damage goes into a new file; the damaged one stays for somebody who can repair it.
Result<void> ReplicaStoreOutbox::replaceDamaged(const QString &path, const Owner &owner)
{
    const KeptOutbox saved = m_kept;
    m_database.close();
    const QString aside = path + QStringLiteral(".damaged-") + QString::number(QDateTime::currentSecsSinceEpoch());
    for (const char *suffix : {"-wal", "-shm"})
        QFile::rename(path + QLatin1StringView(suffix), aside + QLatin1StringView(suffix));
    if (!QFile::rename(path, aside))
        return Error(
            ErrorCode::StorageCorrupt,
            QStringLiteral("The file of changes not sent yet, %1, is damaged and cannot be replaced.").arg(path));
    m_kept = {};
    if (auto ok = openOnce(path, owner); !ok)
        return ok;
    m_kept = saved;
    m_usable = true;
    if (auto ok = write(notesOfKept()); !ok)
        return ok;
    return Error(ErrorCode::StorageCorrupt,
                 QStringLiteral("The file of changes not sent yet was damaged. %1 of them could be saved; if some are "
                                "missing, they are in %2.")
                     .arg(saved.waiting.size())
                     .arg(aside));
}

QList<OutboxNote> ReplicaStoreOutbox::notesOfKept() const
{
    QList<OutboxNote> notes;
    for (const OutboxItem &item : m_kept.waiting)
        notes.append({OutboxNote::Kind::Keep, item, {}, {}});
    for (const RefusedItem &refused : m_kept.refused)
        notes.append({OutboxNote::Kind::Refuse, {}, refused, {}});
    return notes;
}

Result<void> ReplicaStoreOutbox::removeDrafts()
{
    return m_database.run(QStringLiteral("DROP TABLE IF EXISTS draft"));
}

Result<void> ReplicaStoreOutbox::write(const QList<OutboxNote> &notes)
{
    if (auto ok = m_database.begin(); !ok)
        return ok;
    for (const OutboxNote &note : notes) {
        if (auto ok = writeOne(note); !ok) {
            m_database.rollBack();
            return ok;
        }
    }
    return m_database.commit();
}

Result<void> ReplicaStoreOutbox::writeOne(const OutboxNote &note)
{
    switch (note.kind) {
    case OutboxNote::Kind::Keep:
        return m_database.run(
            QStringLiteral("INSERT OR REPLACE INTO item (command_id, place, made_at, command) VALUES (?, ?, ?, ?)"),
            {note.item.command.commandId.toString(), note.item.order, note.item.madeAt,
             QString::fromUtf8(Codec::encodeCommand(note.item.command))});
    case OutboxNote::Kind::Refuse:
        return m_database.run(
            QStringLiteral("INSERT OR REPLACE INTO item (command_id, place, made_at, command, error, message, "
                           "refused_at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
            {note.refused.item.command.commandId.toString(), note.refused.item.order, note.refused.item.madeAt,
             QString::fromUtf8(Codec::encodeCommand(note.refused.item.command)), note.refused.error.wire(),
             note.refused.error.message, note.refused.refusedAt});
    case OutboxNote::Kind::Drop:
        break;
    }
    return m_database.run(QStringLiteral("DELETE FROM item WHERE command_id = ?"), {note.commandId.toString()});
}

} // namespace TaskMaster::Client
