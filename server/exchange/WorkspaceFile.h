// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportPlan.h"

namespace TaskMaster::Server {

/**
 * The file that exportJson() writes, read whole and judged row by row: types, limits, the kinds of their streams, ids
 * that are given twice, rows that belong to a task or column which is not there. Errors name the stream, the row and
 * the field. What a newer version has added is skipped and reported.
 */
class WorkspaceFile {
public:
    struct Person {
        Uuid id;
        QString email;
        QString name;
        QString timeZone;
    };
    struct Stream {
        StreamId id;
        QList<Entity> rows;
    };

    [[nodiscard]] static Result<WorkspaceFile> parse(const QByteArray &json);

    [[nodiscard]] bool isWholeWorkspace() const { return m_isWhole; }
    [[nodiscard]] Uuid workspace() const { return m_workspace; }
    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const QList<Person> &people() const { return m_people; }
    [[nodiscard]] const QList<Stream> &streams() const { return m_streams; }
    [[nodiscard]] const ImportReport &report() const { return m_report; }

private:
    class Parser;

    bool m_isWhole = false;
    Uuid m_workspace;
    QString m_name;
    QList<Person> m_people;
    QList<Stream> m_streams;
    ImportReport m_report;
};

/**
 * The whole workspace as it was, under its own ids: the accounts that are missing, then every row. `accounts`: those of
 * the file's people who have one here already, by their address; rows about them name that account.
 */
[[nodiscard]] ImportPlan planRestore(const WorkspaceFile &file, const QHash<QString, Uuid> &accounts);

/// The file's projects into a workspace that is there. People are found by their addresses; rows about those who are
/// not in the workspace are left out and reported.
[[nodiscard]] ImportPlan planProjects(const WorkspaceFile &file, const ImportTarget &target);

} // namespace TaskMaster::Server
