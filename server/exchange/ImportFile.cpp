// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportFile.h"

#include "server/exchange/CsvBoard.h"
#include "server/exchange/GitHubBoard.h"
#include "server/exchange/ImportText.h"
#include "server/exchange/TodoistBoard.h"
#include "server/exchange/TrelloImport.h"

#include <array>

namespace TaskMaster::Server {
namespace {

constexpr std::array formatNames{"trello", "csv", "todoist", "github", "taskmaster"};

Result<ImportBoard> readBoard(ImportFormat format, const QByteArray &bytes, const ImportOptions &options)
{
    switch (format) {
    case ImportFormat::Trello:
        return readTrelloBoard(bytes, options);
    case ImportFormat::Csv:
        return readCsvBoard(bytes, options);
    case ImportFormat::Todoist:
        return readTodoistBoard(bytes, options);
    case ImportFormat::GitHub:
    case ImportFormat::TaskMaster:
        break;
    }
    return readGitHubBoard(bytes, options);
}

/// Errors have pieces of files in them, and go where only clean text can.
Error shownError(Error error)
{
    error.message = ImportText::storable(error.message);
    return error;
}

} // namespace

std::optional<ImportFormat> importFormatFromName(QStringView name)
{
    for (std::size_t i = 0; i < formatNames.size(); ++i) {
        if (name == QLatin1StringView(formatNames[i]))
            return static_cast<ImportFormat>(i);
    }
    return std::nullopt;
}

QStringList importFormatNames()
{
    QStringList names;
    for (const char *name : formatNames)
        names.append(QString::fromLatin1(name));
    return names;
}

Result<ImportFile> ImportFile::read(ImportFormat format, const QByteArray &bytes, const ImportOptions &options)
{
    if (format == ImportFormat::TaskMaster) {
        auto file = WorkspaceFile::parse(bytes);
        return file ? Result<ImportFile>(ImportFile(*std::move(file))) : Result<ImportFile>(shownError(file.error()));
    }
    auto board = readBoard(format, bytes, options);
    return board ? Result<ImportFile>(ImportFile(*std::move(board))) : Result<ImportFile>(shownError(board.error()));
}

ImportPlan ImportFile::plan(const ImportTarget &target) const
{
    if (const auto *file = std::get_if<WorkspaceFile>(&m_content))
        return planProjects(*file, target);
    return planImport(std::get<ImportBoard>(m_content), target);
}

const WorkspaceFile *ImportFile::wholeWorkspace() const
{
    const auto *file = std::get_if<WorkspaceFile>(&m_content);
    return file && file->isWholeWorkspace() ? file : nullptr;
}

} // namespace TaskMaster::Server
