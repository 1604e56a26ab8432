// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Backup.h"
#include "server/admin/Restore.h"
#include "server/admin/Verify.h"
#include "server/app/DataFolder.h"
#include "server/app/Subcommands.h"
#include "server/app/TerminalProgress.h"
#include "server/storage/Migrations.h"
#include "shared/core/Clock.h"

#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

#include <numeric>

namespace TaskMaster::Server {
namespace {

QString seconds(const QElapsedTimer &timer)
{
    return QString::number(static_cast<double>(timer.elapsed()) / 1000.0, 'f', 1);
}

QString size(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

qint64 rowsOf(const BackupTally &tally)
{
    return std::accumulate(tally.begin(), tally.end(), qint64{0},
                           [](qint64 sum, const TableTally &table) { return sum + table.rows; });
}

QString number(qint64 count)
{
    return QLocale::c().toString(count);
}

QString when(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate);
}

QJsonObject toJson(const BackupHeader &header, const BackupTally &tally)
{
    QJsonObject tables;
    for (auto it = tally.begin(); it != tally.end(); ++it)
        tables.insert(it.key(),
                      QJsonObject{{QStringLiteral("rows"), it->rows},
                                  {QStringLiteral("checksum"), QString::fromLatin1(it->checksum)}});
    return {{QStringLiteral("madeAt"), header.madeAt},   {QStringLiteral("tool"), header.tool},
            {QStringLiteral("dialect"), header.dialect}, {QStringLiteral("schemaVersion"), header.schemaVersion},
            {QStringLiteral("epoch"), header.epoch},     {QStringLiteral("rows"), rowsOf(tally)},
            {QStringLiteral("tables"), tables}};
}

Error usage(const QString &sentence)
{
    return {ErrorCode::InvalidField, sentence, {{QStringLiteral("exitCode"), static_cast<int>(ExitCode::Usage)}}};
}

} // namespace

Result<Outcome> Subcommands::backup(const Invocation &invocation, const Config &config)
{
    QElapsedTimer timer;
    timer.start();
    const qint64 now = SystemClock().nowMs();
    const bool isFolder = invocation.path.endsWith(u'/') || QFileInfo(invocation.path).isDir();
    if (invocation.keep > 0 && !isFolder)
        return usage(QStringLiteral("--keep removes old backups from a folder; %1 is a file.").arg(invocation.path));
    if (isFolder)
        QDir().mkpath(invocation.path); // if that fails, so does the writing, which says why
    const QString path = isFolder ? QDir(invocation.path).filePath(Backup::fileName(now)) : invocation.path;
    TerminalProgress progress(!invocation.json);
    const auto report = Backup::make(config.database, path, {!invocation.withoutSessions, now}, progress.callback());
    if (!report)
        return report.error();
    QStringList removed;
    if (invocation.keep > 0) {
        auto gone = Backup::removeOld(invocation.path, invocation.keep);
        if (!gone)
            return gone.error();
        removed = std::move(*gone);
    }
    QString text = QStringLiteral("Wrote %1 rows of %2 tables to %3 (%4) in %5 s.\n"
                                  "It holds everything, hashes of passwords and tokens too; only you may read it "
                                  "(mode 0600): see that it stays so.\n")
                       .arg(number(rowsOf(report->tally)))
                       .arg(report->tally.size())
                       .arg(report->path, size(report->sizeBytes), seconds(timer));
    for (const QString &old : removed)
        text += QStringLiteral("Removed %1.\n").arg(old);
    QJsonObject json = toJson(report->header, report->tally);
    json.insert(QStringLiteral("path"), report->path);
    json.insert(QStringLiteral("sizeBytes"), report->sizeBytes);
    json.insert(QStringLiteral("removed"), QJsonArray::fromStringList(removed));
    json.insert(QStringLiteral("milliseconds"), timer.elapsed());
    return Outcome{ExitCode::Ok, text, json};
}

Result<Outcome> Subcommands::restore(const Invocation &invocation, const Config &config)
{
    QElapsedTimer timer;
    timer.start();
    const auto folder = DataFolder::open(config.dataFolder);
    if (!folder)
        return folder.error();
    const auto lock = folder->lock();
    if (!lock)
        return lock.error();
    TerminalProgress progress(!invocation.json);
    const auto report = Restore::run(config.database, invocation.path, {invocation.replace, SystemClock().nowMs()},
                                     progress.callback());
    if (!report)
        return report.error();
    QString text = QStringLiteral("Restored %1 rows of %2 tables, as they were at %3, into %4 in %5 s.\n"
                                  "This is a new epoch (%6): clients fetch everything again by themselves.\n")
                       .arg(number(rowsOf(report->tally)))
                       .arg(report->tally.size())
                       .arg(when(report->header.madeAt), config.database.toDisplayString(), seconds(timer))
                       .arg(report->epoch);
    if (report->header.schemaVersion < Migrations::newestVersion())
        text += QStringLiteral("It was brought from schema version %1 to %2.\n")
                    .arg(report->header.schemaVersion)
                    .arg(Migrations::newestVersion());
    if (!report->keptAs.isEmpty())
        text +=
            QStringLiteral("The database that was there is now %1; delete it when all is well.\n").arg(report->keptAs);
    QJsonObject json = toJson(report->header, report->tally);
    json.insert(QStringLiteral("newEpoch"), report->epoch);
    json.insert(QStringLiteral("newSchemaVersion"), Migrations::newestVersion());
    json.insert(QStringLiteral("keptAs"), report->keptAs);
    json.insert(QStringLiteral("milliseconds"), timer.elapsed());
    return Outcome{ExitCode::Ok, text, json};
}

Result<Outcome> Subcommands::verify(const Invocation &invocation, const Config &)
{
    QElapsedTimer timer;
    timer.start();
    TerminalProgress progress(!invocation.json);
    const auto report = Verify::run(
        invocation.path, invocation.scratch.isEmpty() ? QDir::tempPath() : invocation.scratch, progress.callback());
    if (!report)
        return report.error();
    const QStringList findings = report->findings + report->log.findings;
    QString text = QStringLiteral("%1: made at %2 by version %3 from %4, schema version %5, %6 rows, %7 events in %8 "
                                  "streams; checked in %9 s.\n")
                       .arg(invocation.path, when(report->header.madeAt), report->header.tool, report->header.dialect)
                       .arg(report->header.schemaVersion)
                       .arg(number(rowsOf(report->tally)), number(report->log.events), number(report->log.streams),
                            seconds(timer));
    if (report->log.shortened > 0)
        text += QStringLiteral("Of %1 streams the oldest events are gone; their rows could not be compared with the "
                               "log.\n")
                    .arg(number(report->log.shortened));
    text += findings.isEmpty() ? QStringLiteral("It is whole and can be restored.\n")
                               : QStringLiteral("It can be restored, but what is in it contradicts itself:\n");
    for (const QString &finding : findings)
        text += QStringLiteral("  - %1\n").arg(finding);
    if (const qint64 more = report->log.findingCount - report->log.findings.size(); more > 0)
        text += QStringLiteral("  - and %1 more\n").arg(number(more));
    QJsonObject json = toJson(report->header, report->tally);
    json.insert(QStringLiteral("sizeBytes"), report->sizeBytes);
    json.insert(QStringLiteral("streams"), report->log.streams);
    json.insert(QStringLiteral("events"), report->log.events);
    json.insert(QStringLiteral("shortenedStreams"), report->log.shortened);
    json.insert(QStringLiteral("findings"), QJsonArray::fromStringList(findings));
    json.insert(QStringLiteral("findingCount"), report->findings.size() + report->log.findingCount);
    json.insert(QStringLiteral("milliseconds"), timer.elapsed());
    return Outcome{findings.isEmpty() ? ExitCode::Ok : ExitCode::Failed, text, json};
}

} // namespace TaskMaster::Server
