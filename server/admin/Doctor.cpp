// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Doctor.h"

#include <QFileInfo>

namespace TaskMaster::Server {
namespace {

using Looks = Doctor::Check::Looks;

constexpr Doctor::Check allChecks[]{
    {"folder", "are the files there, and nobody else's?", &Checks::folder, Looks::AtMachine},
    {"disk", "is there room for what is to come?", &Checks::disk, Looks::AtMachine},
    {"database", "can it be read and written, and is it of this version?", &Checks::database, Looks::AtDatabase},
    {"clock", "is the time right?", &Checks::clock, Looks::AtDatabase},
    {"integrity", "does the database trust its own pages?", &Checks::integrity, Looks::AtDatabase},
    {"shape", "are all tables and indexes there?", &Checks::shape, Looks::AtDatabase},
    {"log", "is every event there, up to the head of its stream?", &Checks::log, Looks::AtDatabase},
    {"rows", "do the rows say what the log says?", &Checks::rows, Looks::Deeply},
    {"strays", "does every row belong to a stream?", &Checks::strays, Looks::AtDatabase},
    {"parts", "does everything that belongs to something find it?", &Checks::parts, Looks::AtDatabase},
    {"counters", "do counters say what there is?", &Checks::counters, Looks::AtDatabase},
    {"people", "is there somebody for every account and workspace?", &Checks::people, Looks::AtDatabase},
    {"sessions", "are only valid sign-ins kept?", &Checks::sessions, Looks::AtDatabase},
    {"reactions", "has everything been reacted to?", &Checks::reactions, Looks::AtDatabase},
};

Finding failed(const Doctor::Check &check, const Error &error)
{
    return {
        Severity::Problem,
        QStringLiteral("The check “%1” could not be made: %2").arg(QLatin1StringView(check.name), error.message),
        QStringLiteral("Something that it has to read cannot be read."),
        QStringLiteral("Look at the other findings first. If the database is damaged, restore the newest backup that "
                       "`verify` accepts.")};
}

Result<std::unique_ptr<Database>> openSnapshot(const DatabaseSettings &settings)
{
    if (settings.dialect == Dialect::Sqlite && !QFileInfo::exists(settings.path))
        return Error(ErrorCode::NotFound, QStringLiteral("There is no database at %1.").arg(settings.path));
    DatabaseSettings patient = settings;
    patient.statementTimeoutMs = 0;
    auto database = Database::open(patient, Database::Use::Read);
    if (!database)
        return database.error();
    if (auto ok = (*database)->beginSnapshot(); !ok)
        return ok.error();
    return database;
}

Finding unreachable(const Error &error)
{
    return {Severity::Problem, error.message, QStringLiteral("The server cannot work, and nothing in it was examined."),
            error.code == ErrorCode::NotFound
                ? QStringLiteral("Check --data and --database. A new server makes its database by itself: "
                                 "`taskmaster-server serve`; an old one's comes back with `restore`.")
                : QStringLiteral("Check that the database runs, and that its address, user and password are right "
                                 "(`--print-config` shows them, without the password).")};
}

/// What a check found is its own, and a check that failed is a finding.
void make(const Doctor::Check &check, Examination &examination)
{
    const qsizetype before = examination.findings.size();
    if (auto ok = check.run(examination); !ok) {
        examination.findings.append(failed(check, ok.error()));
        if (examination.database) { // PostgreSQL refuses everything else in a failed transaction
            examination.database->rollback();
            (void)examination.database->beginSnapshot();
        }
    }
    for (qsizetype i = before; i < examination.findings.size(); ++i)
        examination.findings[i].check = QString::fromLatin1(check.name);
}

/// Checks whose findings put in doubt what all later ones say: rows seem to be orphans when their task was lost.
bool isDoubtful(const Finding &finding)
{
    static const QStringList foundations{QStringLiteral("database"), QStringLiteral("integrity"),
                                         QStringLiteral("shape"),    QStringLiteral("log"),
                                         QStringLiteral("rows"),     QStringLiteral("strays")};
    return finding.severity == Severity::Problem && foundations.contains(finding.check);
}

/// The repairs of the first check that has any, unless something before it must be put right by a person.
QList<Finding> nextRepairs(const QList<Finding> &findings)
{
    QList<Finding> next;
    for (const Finding &finding : findings) {
        if (!next.isEmpty() && finding.check != next.constFirst().check)
            break;
        if (finding.repair)
            next.append(finding);
        else if (isDoubtful(finding))
            break;
    }
    return next;
}

Result<void> repairAll(const DatabaseSettings &settings, const QList<Finding> &findings)
{
    auto database = Database::open(settings, Database::Use::Write);
    if (!database)
        return database.error();
    if (auto ok = (*database)->begin(); !ok)
        return ok;
    for (const Finding &finding : findings) {
        if (auto ok = finding.repair(**database); !ok) {
            (*database)->rollback();
            return ok;
        }
    }
    return (*database)->commit();
}

} // namespace

std::span<const Doctor::Check> Doctor::checks()
{
    return allChecks;
}

Doctor::Report Doctor::examine(Examination examination)
{
    Report report;
    std::unique_ptr<Database> database;
    if (auto opened = openSnapshot(examination.settings)) {
        database = std::move(*opened);
        examination.database = database.get();
    } else {
        examination.findings.append(unreachable(opened.error()));
        examination.findings.last().check = QStringLiteral("database");
    }
    for (const Check &check : allChecks) {
        if (check.looks != Check::Looks::AtMachine && !database)
            continue;
        if (check.looks == Check::Looks::Deeply && !examination.isDeep)
            continue;
        make(check, examination);
        report.done << QString::fromLatin1(check.name);
    }
    report.findings = std::move(examination.findings);
    return report;
}

Doctor::Report Doctor::repair(const Examination &examination)
{
    QStringList repaired;
    for (std::size_t round = 0;; ++round) {
        Report report = examine(examination);
        const QList<Finding> repairs = nextRepairs(report.findings);
        report.repaired = repaired;
        if (repairs.isEmpty() || round == std::size(allChecks))
            return report;
        if (const auto done = repairAll(examination.settings, repairs); !done) {
            report.findings.append({Severity::Problem,
                                    QStringLiteral("Repairing failed and was undone: %1").arg(done.error().message),
                                    QStringLiteral("Nothing was changed by the repair that failed."),
                                    QStringLiteral("Look at the other findings; restore a backup if there is no other "
                                                   "way."),
                                    {},
                                    {},
                                    repairs.constFirst().check});
            return report;
        }
        for (const Finding &finding : repairs)
            repaired << finding.what;
    }
}

} // namespace TaskMaster::Server
