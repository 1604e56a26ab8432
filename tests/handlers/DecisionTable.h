// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/handlers/SampleWorkspace.h"

#include <functional>

namespace TaskMaster::Server::Decisions {

using namespace TaskMaster::Server::Sample;

/// What is so before somebody wishes something, beyond the sample.
using Given = std::function<void(MemoryStream &)>;

/// One line of a table: what is so, who wishes what, and either the refusal or everything that changes.
struct Line {
    QByteArray title;
    QByteArray actor;
    CommandArgs wish;
    std::optional<ErrorCode> refusal;
    QStringList changes; ///< as rendered() says them; empty: without effect
    Given given;
};

/**
 * Every command's decision as a table: when it succeeds, what exactly changes; when it is refused, with which code, and
 * that nothing has changed; when it has no effect. Mia wishes unless a line says who. Who may ask at all is
 * tst_permissions' matter. Tables are filled in *Decisions.cpp and judged by tst_decisions, which also misses those
 * that are not there.
 */
class Table {
public:
    void changes(const char *title, const char *actor, CommandArgs wish, QStringList all, Given given = {})
    {
        m_lines.append({title, actor, std::move(wish), {}, std::move(all), std::move(given)});
    }
    void changes(const char *title, CommandArgs wish, QStringList all, Given given = {})
    {
        changes(title, "mia", std::move(wish), std::move(all), std::move(given));
    }
    void nothing(const char *title, const char *actor, CommandArgs wish, Given given = {})
    {
        changes(title, actor, std::move(wish), {}, std::move(given));
    }
    void nothing(const char *title, CommandArgs wish, Given given = {})
    {
        nothing(title, "mia", std::move(wish), std::move(given));
    }
    void refuses(const char *title, const char *actor, CommandArgs wish, ErrorCode code, Given given = {})
    {
        m_lines.append({title, actor, std::move(wish), code, {}, std::move(given)});
    }
    void refuses(const char *title, CommandArgs wish, ErrorCode code, Given given = {})
    {
        refuses(title, "mia", std::move(wish), code, std::move(given));
    }

    [[nodiscard]] const QList<Line> &lines() const { return m_lines; }

private:
    QList<Line> m_lines;
};

void creatingATask(Table &table);
void movingATask(Table &table);
void puttingTasksAway(Table &table);
void assigningAndLabelling(Table &table);
void commenting(Table &table);
void shapingAProject(Table &table);
void projectsAndTheirGuests(Table &table);
void peopleOfAWorkspace(Table &table);
void accounts(Table &table);
void editingATask(Table &table);
void editingAProject(Table &table);
void editingAWorkspace(Table &table);
void editingAnAccount(Table &table);
void limitsOfColumns(Table &table);
void partsOfTasks(Table &table);
void checklists(Table &table);
void relations(Table &table);
void watchingAndReacting(Table &table);
void planning(Table &table);
void customFields(Table &table);
void comingAgain(Table &table);
void copiesAndMoves(Table &table);
void timeSpent(Table &table);
void discussing(Table &table);
void manyAtOnce(Table &table);
void takingBack(Table &table);
void editingParts(Table &table);
void remembering(Table &table);
void theInbox(Table &table);
void favourites(Table &table);
void viewsOfOnesOwn(Table &table);
void viewsForAll(Table &table);
void templates(Table &table);

// ---- given --------------------------------------------------------------------------------------------------------

inline void archivedProject(MemoryStream &stream)
{
    given<Project>(stream, projectId(), [](Project &project) { project.archivedAt = 100; });
}
inline void nothingStored(MemoryStream &stream)
{
    stream.stored.clear();
}
inline Given rankOf(const char *task, const QString &rank)
{
    return [task, rank](MemoryStream &stream) {
        given<Task>(stream, idOf(task), [&rank](Task &row) { row.rank = rank; });
    };
}

// ---- wishes -------------------------------------------------------------------------------------------------------

inline CreateTask createTask(const char *column, const char *task = "new")
{
    CreateTask wish;
    wish.taskId = idOf(task);
    wish.columnId = idOf(column);
    wish.title = QStringLiteral("Caulk");
    return wish;
}
inline MoveTask moveTask(const char *task, const char *column, const char *after = nullptr,
                         const char *before = nullptr)
{
    return {idOf(task), idOf(column), after ? idOf(after) : Uuid{}, before ? idOf(before) : Uuid{}};
}
inline Edit editTask(const char *task, const std::vector<Field> &fields, const std::vector<Field> &base = {})
{
    return edit(EntityKind::Task, idOf(task), fields, base);
}

} // namespace TaskMaster::Server::Decisions
