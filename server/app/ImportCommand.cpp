// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/Subcommands.h"
#include "server/app/WriteDoor.h"
#include "server/exchange/TrelloImport.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr qint64 FileBytesMax = 512LL * 1024 * 1024;

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (QFileInfo(file).isDir())
        return Error(ErrorCode::BadImport, QStringLiteral("%1 is a folder, not an export.").arg(path),
                     {{QStringLiteral("exitCode"), static_cast<int>(ExitCode::NoInput)}});
    if (!file.open(QIODevice::ReadOnly))
        return Error(ErrorCode::BadImport, QStringLiteral("Cannot read %1: %2.").arg(path, file.errorString()),
                     {{QStringLiteral("exitCode"),
                       static_cast<int>(file.exists() ? ExitCode::NoPermission : ExitCode::NoInput)}});
    if (file.size() > FileBytesMax)
        return Error(ErrorCode::BadImport,
                     QStringLiteral("%1 has more than %2 MiB: no board's export is that large.")
                         .arg(path)
                         .arg(FileBytesMax / 1024 / 1024));
    return file.readAll();
}

Error inFile(const QString &path, Error error)
{
    error.message = QStringLiteral("%1: %2").arg(path, error.message);
    return error;
}

/// The project first, by itself: when it is refused, all others would be.
Result<void> apply(const QList<Command> &commands, BulkWriter &writer)
{
    bool isOk = writer.add(commands.first()) && writer.flush();
    if (isOk && writer.tally().refused > 0)
        return Error(ErrorCode::BadImport,
                     QStringLiteral("The server refused the project, nothing was imported: %1")
                         .arg(writer.tally().refusals.value(0)));
    for (qsizetype i = 1; isOk && i < commands.size(); ++i)
        isOk = writer.add(commands[i]);
    if (!isOk || !writer.flush())
        return writer.error();
    return {};
}

} // namespace

Result<Outcome> Subcommands::importTrello(const Invocation &invocation, const Config &config)
{
    const auto bytes = readFile(invocation.file);
    if (!bytes)
        return bytes.error();
    // Judged before the database is touched: a broken file is refused whatever the state of the server.
    if (auto plan = planTrelloImport(*bytes, {}); !plan)
        return inFile(invocation.file, plan.error());

    auto door = WriteDoor::open(config);
    if (!door)
        return door.error();
    auto database = Database::open(config.database, Database::Use::Read);
    if (!database)
        return database.error();
    const auto workspace = Directory::findWorkspace(**database, invocation.workspace);
    if (!workspace)
        return workspace.error();
    ImportTarget target{workspace->workspace.id, invocation.project, {}};
    for (const Member &member : workspace->members) {
        if (member.role > Role::Guest)
            target.people.append({member.userId, member.name, member.email});
    }
    const auto plan = planTrelloImport(*bytes, target);
    if (!plan)
        return inFile(invocation.file, plan.error());

    const StreamId stream = StreamId::ofProject(target.workspace, plan->projectId);
    const auto head = Directory::headOf(**database, stream);
    if (!head)
        return head.error();
    BulkWriter writer(**door);
    writer.setHead(stream, *head);
    if (!invocation.dryRun) {
        if (auto ok = apply(plan->commands, writer); !ok)
            return ok.error();
    }

    const auto &tally = writer.tally();
    QString text = invocation.dryRun ? QStringLiteral("Would import into the project “%1” (%2) of “%3”:\n")
        : tally.done == 0 && tally.refused == 0
        ? QStringLiteral("Everything of this board is in the project “%1” (%2) of “%3” already; nothing was changed:\n")
        : QStringLiteral("Imported into the project “%1” (%2) of “%3”:\n");
    text = text.arg(plan->projectName, plan->projectKey, workspace->workspace.name) + plan->report.toText();
    if (tally.refused > 0)
        text += QStringLiteral("\nRefused by the server (%1):\n").arg(tally.refused);
    for (const QString &refusal : tally.refusals)
        text += QStringLiteral("  - %1\n").arg(refusal);
    QJsonObject json = plan->report.toJson();
    json.insert(QStringLiteral("projectId"), plan->projectId.toString());
    json.insert(QStringLiteral("project"), plan->projectName);
    json.insert(QStringLiteral("dryRun"), invocation.dryRun);
    json.insert(QStringLiteral("done"), tally.done);
    json.insert(QStringLiteral("wereThere"), tally.wereThere);
    json.insert(QStringLiteral("refused"), QJsonArray::fromStringList(tally.refusals));
    return Outcome{tally.refused > 0 ? ExitCode::Failed : ExitCode::Ok, text, json};
}

} // namespace TaskMaster::Server
