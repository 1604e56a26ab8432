// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/ImportOptionsText.h"
#include "server/app/Subcommands.h"
#include "server/app/TerminalProgress.h"
#include "server/app/WriteDoor.h"
#include "server/exchange/ImportFile.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

constexpr qint64 ImportBytesMax = 512LL * 1024 * 1024;

Error notUsableFile(const QString &sentence, ExitCode code)
{
    return {ErrorCode::BadImport, sentence, {{QStringLiteral("exitCode"), static_cast<int>(code)}}};
}

/// `-` is the standard input.
Result<QByteArray> readImportFile(const QString &path)
{
    QFile file(path);
    if (path == u"-") {
        if (!file.open(stdin, QIODevice::ReadOnly))
            return notUsableFile(QStringLiteral("Cannot read the standard input: %1.").arg(file.errorString()),
                                 ExitCode::NoInput);
    } else {
        if (QFileInfo(file).isDir())
            return notUsableFile(QStringLiteral("%1 is a folder, not an export.").arg(path), ExitCode::NoInput);
        if (!file.open(QIODevice::ReadOnly))
            return notUsableFile(QStringLiteral("Cannot read %1: %2.").arg(path, file.errorString()),
                                 file.exists() ? ExitCode::NoPermission : ExitCode::NoInput);
    }
    QByteArray bytes = file.read(ImportBytesMax + 1);
    if (file.error() != QFileDevice::NoError)
        return notUsableFile(QStringLiteral("Cannot read %1: %2.").arg(path, file.errorString()), ExitCode::IoError);
    if (bytes.size() > ImportBytesMax)
        return Error(ErrorCode::BadImport,
                     QStringLiteral("%1 has more than %2 MiB: no export is that large.")
                         .arg(path)
                         .arg(ImportBytesMax / 1024 / 1024));
    return bytes;
}

/// What a usage error is about an option, stays one; all else is about the file.
Error aboutFile(const QString &path, Error error)
{
    if (error.code == ErrorCode::InvalidField)
        error.details.insert(QStringLiteral("exitCode"), static_cast<int>(ExitCode::Usage));
    else
        error.message = QStringLiteral("%1: %2").arg(path, error.message.replace(u'\n', QStringLiteral("\n  ")));
    return error;
}

/// The plan, and what the place is called that it goes into.
struct WantedImport {
    ImportPlan plan;
    QString place;
};

Result<WantedImport> planImportInto(const ImportFile &file, const Invocation &invocation, Database &database)
{
    if (const WorkspaceFile *whole = file.wholeWorkspace(); whole && invocation.workspace.isEmpty()) {
        QHash<QString, Uuid> accounts;
        for (const WorkspaceFile::Person &person : whole->people()) {
            const auto account = AccountStore::findByEmail(database, person.email);
            if (!account)
                return account.error();
            if (*account)
                accounts.insert(person.email, (*account)->userId);
        }
        return WantedImport{planRestore(*whole, accounts), QStringLiteral("the workspace “%1”").arg(whole->name())};
    }
    const auto workspace = Directory::findWorkspace(database, invocation.workspace);
    if (!workspace)
        return workspace.error();
    WantedImport wanted{file.plan(Directory::importTarget(*workspace)), {}};
    const QString name = workspace->workspace.name;
    wanted.place = wanted.plan.projectId.isNull()
        ? QStringLiteral("the workspace “%1”").arg(name)
        : QStringLiteral("the project “%1” (%2) of “%3”").arg(wanted.plan.projectName, wanted.plan.projectKey, name);
    return wanted;
}

/// The project first, by itself: when it is refused, all others would be.
Result<void> applyImport(const QList<Command> &commands, BulkWriter &writer, const Progress &progress)
{
    const QString what = QStringLiteral("Importing, of %1 commands").arg(commands.size());
    bool isOk = writer.add(commands.first()) && writer.flush();
    if (isOk && writer.tally().refused > 0)
        return Error(
            ErrorCode::BadImport,
            QStringLiteral("The server refused it, nothing was imported: %1").arg(writer.tally().refusals.value(0)));
    for (qsizetype i = 1; isOk && i < commands.size(); ++i) {
        isOk = writer.add(commands[i]);
        if (progress)
            progress(what, i);
    }
    if (!isOk || !writer.flush())
        return writer.error();
    return {};
}

Outcome importOutcome(const WantedImport &wanted, const BulkWriter::Tally &tally, const Invocation &invocation,
                      qint64 milliseconds)
{
    const ImportPlan &plan = wanted.plan;
    const bool wasThere = !invocation.dryRun && tally.done == 0 && tally.refused == 0;
    QString text = invocation.dryRun ? QStringLiteral("Would import into %1:\n")
        : wasThere                   ? QStringLiteral("Everything is in %1 already; nothing was changed:\n")
                                     : QStringLiteral("Imported into %1:\n");
    text = text.arg(wanted.place) + plan.report.toText();
    if (tally.refused > 0)
        text += QStringLiteral("\nRefused by the server (%1):\n").arg(tally.refused);
    for (const QString &refusal : tally.refusals)
        text += QStringLiteral("  - %1\n").arg(refusal);
    QJsonObject json = plan.report.toJson();
    if (!plan.projectId.isNull())
        json.insert(QStringLiteral("projectId"), plan.projectId.toString());
    json.insert(QStringLiteral("project"), plan.projectName);
    json.insert(QStringLiteral("dryRun"), invocation.dryRun);
    json.insert(QStringLiteral("commands"), plan.commands.size());
    json.insert(QStringLiteral("done"), tally.done);
    json.insert(QStringLiteral("wereThere"), tally.wereThere);
    json.insert(QStringLiteral("refused"), QJsonArray::fromStringList(tally.refusals));
    json.insert(QStringLiteral("milliseconds"), milliseconds);
    return {tally.refused > 0 ? ExitCode::Failed : ExitCode::Ok, text, json};
}

} // namespace

Result<Outcome> Subcommands::importFile(const Invocation &invocation, const Config &config)
{
    QElapsedTimer timer;
    timer.start();
    const auto options = importOptionsFrom({invocation.project, invocation.file == u"-" ? QString() : invocation.file,
                                            invocation.columnMap, invocation.dateFormat, invocation.timeZone,
                                            invocation.delimiter, invocation.encoding});
    if (!options)
        return aboutFile(invocation.file, options.error());
    const auto bytes = readImportFile(invocation.file);
    if (!bytes)
        return bytes.error();
    // Judged before the database is touched: a broken file is refused whatever the state of the server.
    const auto file = ImportFile::read(*importFormatFromName(invocation.format), *bytes, *options);
    if (!file)
        return aboutFile(invocation.file, file.error());

    auto door = WriteDoor::open(config);
    if (!door)
        return door.error();
    auto database = Database::open(config.database, Database::Use::Read);
    if (!database)
        return database.error();
    const auto wanted = planImportInto(*file, invocation, **database);
    if (!wanted)
        return wanted.error();
    BulkWriter writer(**door);
    QSet<StreamId> streams;
    for (const Command &command : wanted->plan.commands) {
        if (streams.contains(command.stream))
            continue;
        streams.insert(command.stream);
        const auto head = Directory::headOf(**database, command.stream);
        if (!head)
            return head.error();
        writer.setHead(command.stream, *head);
    }
    if (!invocation.dryRun) {
        TerminalProgress progress(!invocation.json);
        if (auto ok = applyImport(wanted->plan.commands, writer, progress.callback()); !ok)
            return ok.error();
    }
    return importOutcome(*wanted, writer.tally(), invocation, timer.elapsed());
}

} // namespace TaskMaster::Server
