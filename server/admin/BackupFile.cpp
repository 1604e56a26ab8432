// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/BackupFile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace TaskMaster::Server {
namespace {

const QString FormatName = QStringLiteral("taskmaster-backup");

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject toJson(const BackupHeader &header)
{
    QJsonArray tables;
    for (const BackupHeader::Table &table : header.tables)
        tables.append(QJsonObject{{QStringLiteral("name"), table.name},
                                  {QStringLiteral("columns"), QJsonArray::fromStringList(table.columns)}});
    return {{QStringLiteral("format"), FormatName},    {QStringLiteral("formatVersion"), BackupHeader::FormatVersion},
            {QStringLiteral("tool"), header.tool},     {QStringLiteral("schemaVersion"), header.schemaVersion},
            {QStringLiteral("epoch"), header.epoch},   {QStringLiteral("dialect"), header.dialect},
            {QStringLiteral("madeAt"), header.madeAt}, {QStringLiteral("tables"), tables}};
}

BackupHeader headerFrom(const QJsonObject &object)
{
    BackupHeader header;
    header.tool = object.value(u"tool").toString();
    header.schemaVersion = object.value(u"schemaVersion").toInt();
    header.epoch = object.value(u"epoch").toInteger();
    header.dialect = object.value(u"dialect").toString();
    header.madeAt = object.value(u"madeAt").toInteger();
    for (const QJsonValue value : object.value(u"tables").toArray()) {
        BackupHeader::Table table{value[u"name"].toString(), {}};
        for (const QJsonValue column : value[u"columns"].toArray())
            table.columns << column.toString();
        header.tables.append(table);
    }
    return header;
}

QJsonObject toJson(const BackupTally &tally)
{
    QJsonObject tables;
    for (auto it = tally.begin(); it != tally.end(); ++it)
        tables.insert(it.key(),
                      QJsonObject{{QStringLiteral("rows"), it->rows},
                                  {QStringLiteral("checksum"), QString::fromLatin1(it->checksum)}});
    return {{QStringLiteral("end"), tables}};
}

} // namespace

void TallyCounter::add(const QByteArray &row)
{
    ++m_rows;
    m_hash.addData(row);
    m_hash.addData(QByteArrayView("\n"));
}

TableTally TallyCounter::result() const
{
    return {m_rows, m_hash.result().toHex()};
}

Result<std::unique_ptr<BackupWriter>> BackupWriter::create(const QString &path, const BackupHeader &header)
{
    auto file = SealedWriter::open(path);
    if (!file)
        return file.error();
    auto writer = std::make_unique<BackupWriter>();
    writer->m_file = std::move(*file);
    if (auto ok = writer->m_file->line(compact(toJson(header))); !ok)
        return ok.error();
    return writer;
}

void BackupWriter::endTable()
{
    if (m_counter)
        m_tally.insert(m_table, m_counter->result());
    m_counter.reset();
}

Result<void> BackupWriter::startTable(const QString &name)
{
    endTable();
    m_table = name;
    m_counter.emplace();
    return m_file->line(compact({{QStringLiteral("table"), name}}));
}

Result<void> BackupWriter::row(const QByteArray &line)
{
    m_counter->add(line);
    return m_file->line(line);
}

Result<qint64> BackupWriter::finish()
{
    endTable();
    if (auto ok = m_file->line(compact(toJson(m_tally))); !ok)
        return ok.error();
    return m_file->finish();
}

Error BackupReader::broken(const QString &what) const
{
    return {ErrorCode::StorageCorrupt,
            QStringLiteral("%1 is damaged in the part that begins at byte %2 of %3: %4.")
                .arg(m_file->path())
                .arg(m_file->place())
                .arg(m_file->size())
                .arg(what)};
}

Result<std::unique_ptr<BackupReader>> BackupReader::open(const QString &path)
{
    auto file = SealedReader::open(path);
    if (!file)
        return file.error();
    auto reader = std::make_unique<BackupReader>();
    reader->m_file = std::move(*file);
    if (auto ok = reader->readHeader(); !ok)
        return ok.error();
    return reader;
}

Result<void> BackupReader::readHeader()
{
    const auto line = m_file->line();
    if (!line)
        return line.error();
    const QJsonObject object = QJsonDocument::fromJson(*line).object();
    if (object.value(u"format").toString() != FormatName)
        return Error(
            ErrorCode::StorageCorrupt,
            QStringLiteral("%1 is no backup of Task Master: its first line says something else.").arg(m_file->path()));
    if (object.value(u"formatVersion").toInt() != BackupHeader::FormatVersion)
        return Error(ErrorCode::StorageTooNew,
                     QStringLiteral("%1 was made by a newer version (%2), in the format %3; this program knows format "
                                    "%4. Install that version.")
                         .arg(m_file->path(), object.value(u"tool").toString())
                         .arg(object.value(u"formatVersion").toInt())
                         .arg(BackupHeader::FormatVersion));
    m_header = headerFrom(object);
    return {};
}

void BackupReader::endTable()
{
    if (m_counter)
        m_tally.insert(m_table, m_counter->result());
    m_counter.reset();
}

Result<void> BackupReader::startTable(const QString &name)
{
    endTable();
    if (m_tablesSeen >= m_header.tables.size() || m_header.tables[m_tablesSeen].name != name)
        return broken(QStringLiteral("the table “%1” is not the one that should follow").arg(name));
    ++m_tablesSeen;
    m_table = name;
    m_counter.emplace();
    return {};
}

Result<void> BackupReader::checkEnd(const QByteArray &line)
{
    endTable();
    if (compact(toJson(m_tally)) != line)
        return broken(QStringLiteral("the counts and checksums at its end are not those of its tables"));
    const auto behind = m_file->line();
    if (!behind)
        return behind.error();
    if (!behind->isNull())
        return broken(QStringLiteral("something follows behind its end"));
    m_atEnd = true;
    return {};
}

Result<QByteArray> BackupReader::row()
{
    while (!m_atEnd) {
        auto line = m_file->line();
        if (!line)
            return line.error();
        if (line->startsWith('[')) {
            if (!m_counter)
                return broken(QStringLiteral("a row belongs to no table"));
            m_counter->add(*line);
            return line;
        }
        const QJsonObject object = QJsonDocument::fromJson(*line).object();
        const auto ok = object.contains(u"table") ? startTable(object.value(u"table").toString())
            : object.contains(u"end")             ? checkEnd(*line)
                                                  : Result<void>(broken(QStringLiteral("a line cannot be understood")));
        if (!ok)
            return ok.error();
    }
    return QByteArray();
}

} // namespace TaskMaster::Server
