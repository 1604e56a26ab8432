// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/DecisionTable.h"

namespace TaskMaster::Server::Decisions {
namespace {

QString line(const char *text)
{
    return QString::fromLatin1(text);
}

void read(MemoryStream &stream)
{
    given<Notification>(stream, idOf("notification"), [](Notification &row) { row.readAt = 200; });
}

void fired(MemoryStream &stream)
{
    given<Reminder>(stream, idOf("reminder"), [](Reminder &row) { row.firedAt = 200; });
}

void anotherFavorite(MemoryStream &stream)
{
    Favorite other;
    other.id = pairId(idOf("mia"), idOf("sand"));
    other.targetId = idOf("sand");
    other.rank = QStringLiteral("k");
    stream.store(other);
}

CreateView newView(const char *id)
{
    return {idOf(id), QStringLiteral("Late"), ViewKind::List, QStringLiteral("is:overdue"), {}, {}, {}, {}};
}

} // namespace

void remembering(Table &table)
{
    const auto add = [](qint64 at, qint64 before) {
        return AddReminder{idOf("new"), projectId(), idOf("paint"), at, before, {}};
    };
    table.changes("at a moment", add(10'000, 0), {line("create reminder projectId=project taskId=paint at=10000")});
    table.changes("before it is due", add(0, 30),
                  {line("create reminder projectId=project taskId=paint beforeDueMinutes=30")});
    table.refuses("both", add(10'000, 30), ErrorCode::InvalidField);
    table.refuses("never", add(0, 0), ErrorCode::InvalidField);
    table.changes("no longer", RemoveReminder{idOf("reminder")}, {line("delete reminder")});
    table.refuses("no such reminder", RemoveReminder{idOf("new")}, ErrorCode::NotFound);
    table.changes("its time has come", "system", FireReminder{idOf("reminder"), line("paint")},
                  {line("put reminder firedAt=9000"),
                   line("create notification kind=reminder projectId=project taskId=paint text=paint createdAt=9000")});
    table.nothing("it has come before", "system", FireReminder{idOf("reminder"), line("paint")}, fired);
    table.refuses("fired by oneself", FireReminder{idOf("reminder"), line("paint")}, ErrorCode::Forbidden);
    table.refuses("that of another", "olga", RemoveReminder{idOf("reminder")}, ErrorCode::NotFound);
    table.changes("later", edit(EntityKind::Reminder, idOf("reminder"), {{"at", Value(qint64(20'000))}}),
                  {line("put reminder at=20000")});
    table.nothing("as it was", edit(EntityKind::Reminder, idOf("reminder"), {{"at", Value(qint64(8000))}}));
    table.refuses("at no time", edit(EntityKind::Reminder, idOf("reminder"), {{"at", Value()}}),
                  ErrorCode::InvalidField);
}

void theInbox(Table &table)
{
    const Notify notify{idOf("new"),
                        NotificationKind::Assigned,
                        projectId(),
                        idOf("paint"),
                        {},
                        idOf("olga"),
                        line("olga"),
                        line("paint"),
                        0};
    table.changes("something happened", "system", notify,
                  {line("create notification projectId=project taskId=paint actorId=olga actorName=olga "
                        "text=paint createdAt=9000")});
    Notify again = notify;
    again.notificationId = idOf("notification");
    table.nothing("told already", "system", again);
    table.refuses("told by oneself", notify, ErrorCode::Forbidden);
    table.changes("read", MarkNotification{idOf("notification"), true}, {line("put notification readAt=9000")});
    table.nothing("not read anyway", MarkNotification{idOf("notification"), false});
    table.refuses("no such notification", MarkNotification{idOf("new"), true}, ErrorCode::NotFound);
    table.changes("all read", MarkAllNotifications{9000}, {line("put notification readAt=9000")});
    table.nothing("all read already", MarkAllNotifications{9000}, read);
    table.nothing("what came later stays", MarkAllNotifications{50});
    table.refuses("those of another", "olga", MarkAllNotifications{9000}, ErrorCode::NotFound);
    table.changes("later", SnoozeNotification{idOf("notification"), 20'000},
                  {line("put notification readAt=unset snoozedUntil=20000")}, read);
    table.nothing("not later", SnoozeNotification{idOf("notification"), 0});
    table.refuses("no such notification to snooze", SnoozeNotification{idOf("new"), 1}, ErrorCode::NotFound);
    table.changes("away", RemoveNotification{idOf("notification")}, {line("delete notification")});
    table.refuses("no such notification to remove", RemoveNotification{idOf("new")}, ErrorCode::NotFound);
}

void favourites(Table &table)
{
    table.changes("a favourite", AddFavorite{FavoriteTarget::Task, idOf("sand"), projectId(), {}, {}},
                  {line("create favorite targetKind=task targetId=sand projectId=project rank")});
    table.nothing("one already", AddFavorite{FavoriteTarget::Task, idOf("paint"), projectId(), {}, {}});
    table.refuses("for another", "olga", AddFavorite{FavoriteTarget::Task, idOf("sand"), projectId(), {}, {}},
                  ErrorCode::NotFound);
    table.changes("down", MoveFavorite{idOf("paint"), idOf("sand"), {}}, {line("put favorite rank")}, anotherFavorite);
    table.nothing("where it is", MoveFavorite{idOf("paint"), {}, {}});
    table.refuses("no favourite", MoveFavorite{idOf("new"), {}, {}}, ErrorCode::NotFound);
    table.changes("no longer", RemoveFavorite{idOf("paint")}, {line("delete favorite")});
    table.nothing("none anyway", RemoveFavorite{idOf("new")});
    table.refuses("that of another", "olga", RemoveFavorite{idOf("paint")}, ErrorCode::NotFound);
}

void viewsOfOnesOwn(Table &table)
{
    table.changes("a view", newView("new"),
                  {line("create savedView name=Late kind=list query=is:overdue rank creatorId=mia createdAt=9000")});
    table.refuses("a view there already", newView("view"), ErrorCode::AlreadyExists);
    table.changes("a view away", RemoveView{idOf("view")}, {line("delete savedView")});
    table.refuses("no such view", RemoveView{idOf("new")}, ErrorCode::NotFound);
    table.refuses("a view of another", "olga", newView("new"), ErrorCode::NotFound);
}

void viewsForAll(Table &table)
{
    table.changes("a view", newView("new"),
                  {line("create savedView name=Late kind=list query=is:overdue rank creatorId=mia createdAt=9000")});
    table.changes("a view away", RemoveView{idOf("view")}, {line("delete savedView")});
    table.refuses("a view, by a guest", "gus", newView("new"), ErrorCode::NotFound);
}

void templates(Table &table)
{
    const auto make = [](const char *id, const char *body) {
        return CreateTemplate{idOf(id), QStringLiteral("Boat"), TemplateKind::Task, line(body)};
    };
    table.changes(
        "a template", make("new", R"({"task":{"title":"Sand"}})"),
        {line("create template name=Boat body={\"task\":{\"title\":\"Sand\"}} creatorId=mia createdAt=9000")});
    table.refuses("a template of nothing", make("new", "{}"), ErrorCode::InvalidField);
    table.refuses("a template that is no JSON", make("new", "Sand the boat"), ErrorCode::InvalidField);
    table.refuses("a template there already", make("template", R"({"task":{"title":"Sand"}})"),
                  ErrorCode::AlreadyExists);
    table.changes("a template away", RemoveTemplate{idOf("template")}, {line("delete template")});
    table.refuses("no such template", RemoveTemplate{idOf("new")}, ErrorCode::NotFound);
    table.changes("renamed", edit(EntityKind::Template, idOf("template"), {{"name", Value(line("Ship"))}}),
                  {line("put template name=Ship")});
    table.nothing("named so already",
                  edit(EntityKind::Template, idOf("template"), {{"name", Value(line("template"))}}));
    table.refuses("a body that is none", edit(EntityKind::Template, idOf("template"), {{"body", Value(line("[]"))}}),
                  ErrorCode::InvalidField);
}

} // namespace TaskMaster::Server::Decisions
