// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Directory.h"
#include "server/app/Subcommands.h"
#include "server/exchange/WorkspaceExport.h"
#include "server/storage/Migrations.h"

#include <QSaveFile>

#include <cstdio>

namespace TaskMaster::Server {
namespace {

Error cannotWriteExport(const QString &path, const QString &why, ExitCode code)
{
    return {ErrorCode::Unavailable,
            QStringLiteral("Cannot write %1: %2.").arg(path, why),
            {{QStringLiteral("exitCode"), static_cast<int>(code)}}};
}

Result<ExportScope> typedScope(Database &database, const Invocation &invocation)
{
    const auto workspace = Directory::findWorkspace(database, invocation.workspace);
    if (!workspace)
        return workspace.error();
    ExportScope scope{workspace->workspace.id, {}};
    if (invocation.project.isEmpty())
        return scope;
    const auto project = Directory::findProject(database, *workspace, invocation.project);
    if (!project)
        return project.error();
    scope.project = project->id;
    return scope;
}

Result<void> writeExport(Database &database, const ExportScope &scope, const Invocation &invocation,
                         const ExportSink &sink)
{
    if (invocation.format != u"csv")
        return exportJson(database, scope, sink);
    CsvExportOptions options;
    if (invocation.byteOrderMark)
        options.mark = CsvExportOptions::Mark::With;
    if (!invocation.delimiter.isEmpty())
        options.delimiter = invocation.delimiter == u"tab" ? QChar(u'\t') : invocation.delimiter[0];
    return exportCsv(database, scope, options, sink);
}

/// To the standard output; --json has nothing to add there.
Result<Outcome> exportToStdout(Database &database, const ExportScope &scope, const Invocation &invocation)
{
    bool isWritten = true;
    const auto ok = writeExport(database, scope, invocation, [&isWritten](const QByteArray &piece) {
        const auto size = static_cast<std::size_t>(piece.size());
        isWritten = std::fwrite(piece.constData(), 1, size, stdout) == size;
        return isWritten;
    });
    if (!ok)
        return ok.error();
    if (!isWritten || std::fflush(stdout) != 0)
        return cannotWriteExport(QStringLiteral("the standard output"), QString::fromLocal8Bit(std::strerror(errno)),
                                 ExitCode::IoError);
    return Outcome{ExitCode::Ok, {}, {}};
}

/// The file is there whole, or as it was before.
Result<Outcome> exportToFile(Database &database, const ExportScope &scope, const Invocation &invocation)
{
    const QString path = invocation.outputFile;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return cannotWriteExport(path, file.errorString(), ExitCode::CannotCreate);
    qint64 bytes = 0;
    const auto ok = writeExport(database, scope, invocation, [&](const QByteArray &piece) {
        bytes += piece.size();
        return file.write(piece) == piece.size();
    });
    if (!ok)
        return ok.error();
    if (!file.commit())
        return cannotWriteExport(path, file.errorString(), ExitCode::IoError);
    return Outcome{ExitCode::Ok,
                   QStringLiteral("Exported to %1 (%2 bytes).\n").arg(path).arg(bytes),
                   {{QStringLiteral("file"), path}, {QStringLiteral("bytes"), bytes}}};
}

} // namespace

Result<Outcome> Subcommands::exportFile(const Invocation &invocation, const Config &config)
{
    const bool isToStdout = invocation.outputFile.isEmpty() || invocation.outputFile == u"-";
    if (isToStdout && invocation.json)
        return Error(ErrorCode::InvalidField,
                     QStringLiteral("--json needs --output: the standard output has the export."),
                     {{QStringLiteral("exitCode"), static_cast<int>(ExitCode::Usage)}});
    // Reads beside a running server, and changes nothing; an older database is for `migrate` or `serve` to bring up.
    auto database = Database::open(config.database, Database::Use::Read);
    if (!database)
        return database.error();
    const auto pending = Migrations::pending(**database);
    if (!pending)
        return pending.error();
    if (!pending->isEmpty())
        return Error(ErrorCode::StorageTooNew,
                     QStringLiteral("The database is of an older version; run `taskmaster-server migrate` first."));
    const auto scope = typedScope(**database, invocation);
    if (!scope)
        return scope.error();
    return isToStdout ? exportToStdout(**database, *scope, invocation) : exportToFile(**database, *scope, invocation);
}

} // namespace TaskMaster::Server
