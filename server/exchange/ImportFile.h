// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/WorkspaceFile.h"

#include <variant>

namespace TaskMaster::Server {

enum class ImportFormat : quint8 { Trello, Csv, Todoist, GitHub, TaskMaster };
[[nodiscard]] std::optional<ImportFormat> importFormatFromName(QStringView name);
[[nodiscard]] QStringList importFormatNames();

/**
 * A file in one of the formats, read from its first to its last byte: broken ones are refused before anything is done.
 * Used by the subcommand and by the server's import jobs. A plain value; reading is pure.
 */
class ImportFile {
public:
    [[nodiscard]] static Result<ImportFile> read(ImportFormat format, const QByteArray &bytes,
                                                 const ImportOptions &options);

    /// Into a workspace that is there.
    [[nodiscard]] ImportPlan plan(const ImportTarget &target) const;
    /// The file of a whole workspace, or null.
    [[nodiscard]] const WorkspaceFile *wholeWorkspace() const;

private:
    explicit ImportFile(std::variant<ImportBoard, WorkspaceFile> content)
        : m_content(std::move(content))
    {
    }
    std::variant<ImportBoard, WorkspaceFile> m_content;
};

} // namespace TaskMaster::Server
