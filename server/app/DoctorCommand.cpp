// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Doctor.h"
#include "server/app/ControlClient.h"
#include "server/app/DataFolder.h"
#include "server/app/Subcommands.h"
#include "server/app/TerminalProgress.h"
#include "shared/core/Clock.h"

#include <QFileInfo>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

const char *severityName(Severity severity)
{
    switch (severity) {
    case Severity::Hint:
        return "hint";
    case Severity::Warning:
        return "warning";
    case Severity::Problem:
        break;
    }
    return "problem";
}

QJsonObject toJson(const Finding &finding)
{
    return {{QStringLiteral("check"), finding.check},
            {QStringLiteral("severity"), QString::fromLatin1(severityName(finding.severity))},
            {QStringLiteral("what"), finding.what},
            {QStringLiteral("meaning"), finding.meaning},
            {QStringLiteral("cure"), finding.cure},
            {QStringLiteral("examples"), QJsonArray::fromStringList(finding.examples)},
            {QStringLiteral("repairable"), static_cast<bool>(finding.repair)}};
}

QString toText(const Finding &finding)
{
    QString text = QStringLiteral("%1 %2: %3\n")
                       .arg(QString::fromLatin1(severityName(finding.severity)).toUpper().leftJustified(8),
                            finding.check, finding.what);
    text += QStringLiteral("         It means: %1\n         Do this: %2\n").arg(finding.meaning, finding.cure);
    for (const QString &example : finding.examples)
        text += QStringLiteral("           - %1\n").arg(example);
    return text;
}

QString toText(const Doctor::Report &report)
{
    QString text;
    for (const Doctor::Check &check : Doctor::checks()) {
        const QString name = QString::fromLatin1(check.name);
        const bool isFine = std::none_of(report.findings.cbegin(), report.findings.cend(),
                                         [&](const Finding &finding) { return finding.check == name; });
        if (isFine && report.done.contains(name))
            text += QStringLiteral("ok       %1: %2\n").arg(name, QLatin1StringView(check.question));
        for (const Finding &finding : report.findings) {
            if (finding.check == name)
                text += toText(finding);
        }
    }
    for (const QString &what : report.repaired)
        text += QStringLiteral("repaired %1\n").arg(what);
    return text;
}

} // namespace

Result<Outcome> Subcommands::doctor(const Invocation &invocation, const Config &config)
{
    std::unique_ptr<DataFolder::Lock> lock;
    bool isServerRunning = false;
    if (QFileInfo(config.dataFolder).isDir()) { // looking makes no folder, and takes no lock that a server wants
        const auto folder = DataFolder::open(config.dataFolder);
        isServerRunning = folder && ControlClient::connect(folder->controlSocket());
        auto taken = folder && invocation.repair ? folder->lock() : Result<std::unique_ptr<DataFolder::Lock>>(nullptr);
        if (!taken)
            return taken.error();
        lock = std::move(*taken);
    }
    TerminalProgress progress(!invocation.json);
    const Examination examination{config.database,
                                  config.dataFolder,
                                  configFileOf(invocation, QProcessEnvironment::systemEnvironment()),
                                  SystemClock().nowMs(),
                                  invocation.isDeep || invocation.repair,
                                  isServerRunning,
                                  progress.callback(),
                                  nullptr,
                                  {}};
    const Doctor::Report report = invocation.repair ? Doctor::repair(examination) : Doctor::examine(examination);
    QJsonArray findings;
    qsizetype serious = 0;
    for (const Finding &finding : report.findings) {
        findings.append(toJson(finding));
        serious += finding.severity == Severity::Hint ? 0 : 1;
    }
    QString text = toText(report);
    text +=
        serious == 0 ? QStringLiteral("All is well.\n") : QStringLiteral("%1 findings need somebody.\n").arg(serious);
    return Outcome{serious == 0 ? ExitCode::Ok : ExitCode::Failed,
                   text,
                   {{QStringLiteral("healthy"), serious == 0},
                    {QStringLiteral("checks"), QJsonArray::fromStringList(report.done)},
                    {QStringLiteral("findings"), findings},
                    {QStringLiteral("repaired"), QJsonArray::fromStringList(report.repaired)}}};
}

} // namespace TaskMaster::Server
