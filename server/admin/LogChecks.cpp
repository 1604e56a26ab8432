// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Doctor.h"
#include "server/admin/LogCheck.h"
#include "server/storage/RowSql.h"
#include "server/storage/SearchIndex.h"

namespace TaskMaster::Server {
namespace {

/// Reactions are a matter of milliseconds.
constexpr qint64 LagMs = 60'000;

const QString RestoreLog = QStringLiteral(
    "See with `doctor --deep` which rows are concerned. Restore the newest backup that `verify` accepts; or, if you "
    "keep this database: make a backup of it and restore that one. It begins a new epoch, so that every client "
    "fetches everything again and none waits for what is gone.");

QStringList shown(QStringList findings, qint64 count)
{
    if (count > findings.size())
        findings << QStringLiteral("and %1 more").arg(count - findings.size());
    return findings;
}

/// A head behind its newest event: the event is durable and was perhaps seen, so the head follows.
Result<void> checkHeads(Examination &examination)
{
    const QString behind = QStringLiteral(
        "FROM event AS e WHERE e.workspace_id = stream_head.workspace_id AND e.scope_id = stream_head.scope_id "
        "AND e.kind = stream_head.kind");
    const QString where = QStringLiteral(" WHERE seq < (SELECT MAX(e.seq) %1)").arg(behind);
    const auto count = examination.database->value(QStringLiteral("SELECT COUNT(*) FROM stream_head") + where);
    if (!count)
        return count.error();
    if (count->toLongLong() == 0)
        return {};
    const QString follow =
        QStringLiteral("UPDATE stream_head SET seq = (SELECT MAX(e.seq) %1), at = (SELECT MAX(e.at) %1)").arg(behind)
        + where;
    examination.findings.append(
        {Severity::Problem,
         QStringLiteral("%1 streams have events behind their head.").arg(count->toLongLong()),
         QStringLiteral("The next change there would get a number that is taken, and is refused."),
         QStringLiteral("Let `doctor --repair` move the heads to the newest events."),
         {},
         [follow](Database &database) { return database.runScript({follow}); }});
    return {};
}

} // namespace

Result<void> Checks::log(Examination &examination)
{
    // First, because it can be repaired, and what follows may be only that.
    if (auto ok = checkHeads(examination); !ok)
        return ok;
    const auto report = LogCheck::numbers(*examination.database);
    if (!report)
        return report.error();
    if (report->findingCount > 0)
        examination.findings.append(
            {Severity::Problem, QStringLiteral("The log has %1 faults.").arg(report->findingCount),
             QStringLiteral("Clients that miss these events cannot catch up, and the past cannot be shown truly."),
             RestoreLog, shown(report->findings, report->findingCount)});
    return {};
}

Result<void> Checks::rows(Examination &examination)
{
    const auto report = LogCheck::everything(*examination.database, examination.progress);
    if (!report)
        return report.error();
    const auto differences = report->differences;
    if (differences.isEmpty())
        return {};
    Finding finding{Severity::Problem, QStringLiteral("%1 rows are not what the log says.").arg(differences.size()),
                    QStringLiteral("People who start anew see something else than those who follow the events."),
                    QStringLiteral("Let `doctor --repair` bring them back as the log has them."),
                    shown(report->findings, report->findingCount)};
    const auto numbers = LogCheck::numbers(*examination.database);
    // A log with holes is no witness.
    if (numbers && numbers->findingCount == 0)
        finding.repair = [differences](Database &database) {
            for (const LogCheck::Report::Difference &difference : differences) {
                if (auto ok = RowRepair::bringBack(database, difference.place, difference.played); !ok)
                    return ok;
            }
            return SearchIndex::rebuild(database);
        };
    else
        finding.cure = RestoreLog;
    examination.findings.append(finding);
    return {};
}

Result<void> Checks::strays(Examination &examination)
{
    QStringList examples;
    for (int k = 0; k < EntityKindCount; ++k) {
        const auto kind = static_cast<EntityKind>(k);
        const auto count = examination.database->value(
            QStringLiteral(
                "SELECT COUNT(*) FROM %1 AS x WHERE x.rev > coalesce((SELECT MAX(h.seq) FROM stream_head AS h "
                "WHERE h.workspace_id = x.workspace_id AND h.scope_id = x.scope_id), -1)")
                .arg(RowSql::tableName(kind)));
        if (!count)
            return count.error();
        if (count->toLongLong() > 0)
            examples << QStringLiteral("%1: %2").arg(QLatin1StringView(describe(kind).name)).arg(count->toLongLong());
    }
    if (!examples.isEmpty())
        examination.findings.append(
            {Severity::Problem, QStringLiteral("There are rows newer than their stream, or of no stream at all."),
             QStringLiteral("Nobody is told of them, and they hide events that come."),
             QStringLiteral(
                 "Rows of a stream that is there: `doctor --deep --repair`. Otherwise restore the newest backup "
                 "that `verify` accepts."),
             examples});
    return {};
}

Result<void> Checks::reactions(Examination &examination)
{
    const auto ahead =
        examination.database->value(QStringLiteral("SELECT COUNT(*) FROM stream_head WHERE reacted_seq > seq"));
    if (!ahead)
        return ahead.error();
    if (ahead->toLongLong() > 0)
        examination.findings.append(
            {Severity::Problem,
             QStringLiteral("In %1 streams more was reacted to than there is.").arg(ahead->toLongLong()),
             QStringLiteral("The next events there would stay without notifications and copies."),
             QStringLiteral("Let `doctor --repair` put the marks back to the heads."),
             {},
             [](Database &database) {
                 return database.runScript(
                     {QStringLiteral("UPDATE stream_head SET reacted_seq = seq WHERE reacted_seq > seq")});
             }});
    const auto lagging = examination.database->value(
        QStringLiteral("SELECT COUNT(*) FROM stream_head WHERE reacted_seq < seq AND at < ?"),
        {examination.nowMs - LagMs});
    if (!lagging)
        return lagging.error();
    if (lagging->toLongLong() > 0)
        examination.findings.append(
            {examination.isServerRunning ? Severity::Warning : Severity::Hint,
             QStringLiteral("In %1 streams events of more than a minute ago wait for reactions.")
                 .arg(lagging->toLongLong()),
             QStringLiteral("Notifications, lists of projects and copies of names are late."),
             examination.isServerRunning
                 ? QStringLiteral("Look for taskmaster.jobs in the server's log: it says what they wait for.")
                 : QStringLiteral("They are done when the server is started.")});
    return {};
}

} // namespace TaskMaster::Server
