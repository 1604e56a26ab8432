// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/handlers/MemoryStream.h"

namespace TaskMaster::Server::Sample {

/**
 * The small world of the handler tests: a workspace with one person of each role, its project with four columns, and
 * one task for each fate that a task can have. Rows are found by name: idOf("paint").
 */
inline constexpr const char *names[]{
    "workspace", "project",  "olga",         "adam",   "mia",     "gus",           "gwen",     "stranger", "nobody",
    "backlog",   "todo",     "done",         "shelf",  "red",     "faded",         "paint",    "sand",     "oil",
    "shipped",   "stored",   "binned",       "new",    "newer",   "comment",       "imported", "steps",    "sweep",
    "mop",       "sprint",   "over",         "launch", "size",    "other project", "entry",    "message",  "view",
    "template",  "reminder", "notification", "link",   "command", "left",          "right"};

inline Uuid workspaceId()
{
    return idOf("workspace");
}
inline Uuid projectId()
{
    return idOf("project");
}

/// Olga owns, Adam administers, Mia is a member, Gus a guest of the project, Gwen a guest of another one.
void fillAccess(MemoryStream &stream);
[[nodiscard]] MemoryStream workspace();
[[nodiscard]] MemoryStream project();
/// What belongs to a person in the workspace: a reminder, a notification, a favourite, a view.
[[nodiscard]] MemoryStream personal(const Uuid &user);
/// The account of a person; so are all accounts that commands look up.
[[nodiscard]] MemoryStream account(const Uuid &user);

/// Changes a stored row before the story begins.
template <class E, class Change> void given(MemoryStream &stream, const Uuid &row, Change change)
{
    change(std::get<E>(stream.stored.at({Describes<E>::kind, row})));
}

/// An Edit by field names.
struct Field {
    const char *name;
    Value value;
};
[[nodiscard]] Edit edit(EntityKind kind, const Uuid &id, const std::vector<Field> &fields,
                        const std::vector<Field> &base = {});

/// "MoveTask", "Edit task": edits by the kind of row that they change.
[[nodiscard]] QString nameOf(const CommandArgs &wish);
/// Every command kind, and for Edit every kind of row that has an editable field, by these names.
[[nodiscard]] QStringList everyCommand();

} // namespace TaskMaster::Server::Sample
