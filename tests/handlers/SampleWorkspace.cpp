// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/SampleWorkspace.h"

namespace TaskMaster::Server::Sample {
namespace {

constexpr qint64 Before = 100; ///< when everything in the sample was made

struct Person {
    const char *name;
    std::optional<Role> role;
};
constexpr Person people[]{{"olga", Role::Owner}, {"adam", Role::Admin}, {"mia", Role::Member},
                          {"gus", Role::Guest},  {"gwen", Role::Guest}, {"stranger", {}}};

User userFor(const Uuid &id, const QString &name)
{
    User user;
    user.id = id;
    user.name = name;
    user.email = name + QStringLiteral("@example.org");
    user.createdAt = Before;
    return user;
}

Column column(const char *name, ColumnType type, const QString &rank)
{
    Column column;
    column.id = idOf(name);
    column.name = QString::fromLatin1(name);
    column.type = type;
    column.rank = rank;
    return column;
}

Label label(const char *name)
{
    Label label;
    label.id = idOf(name);
    label.name = QString::fromLatin1(name);
    return label;
}

Task task(const char *name, const char *columnName, const QString &rank, qint64 number)
{
    Task task;
    task.id = idOf(name);
    task.title = QString::fromLatin1(name);
    task.columnId = idOf(columnName);
    task.rank = rank;
    task.number = number;
    task.createdAt = Before;
    return task;
}

void storeTasks(MemoryStream &stream)
{
    Task paint = task("paint", "todo", QStringLiteral("F"), 1);
    paint.commentCount = 1;
    paint.description = QStringLiteral("All walls.");
    stream.store(paint);
    stream.store(task("sand", "todo", QStringLiteral("V"), 2));
    stream.store(task("oil", "todo", QStringLiteral("k"), 3));
    Task shipped = task("shipped", "done", QStringLiteral("V"), 4);
    shipped.completedAt = Before;
    stream.store(shipped);
    Task stored = task("stored", "todo", QStringLiteral("m"), 5);
    stored.archivedAt = Before;
    stream.store(stored);
    Task binned = task("binned", "todo", QStringLiteral("n"), 6);
    binned.trashedAt = Before;
    stream.store(binned);
    Comment comment;
    comment.id = idOf("comment");
    comment.taskId = idOf("paint");
    comment.authorId = idOf("mia");
    comment.body = QStringLiteral("Which colour?");
    stream.store(comment);
}

template <class E> E named(const char *id)
{
    E row;
    row.id = idOf(id);
    row.name = QString::fromLatin1(id);
    return row;
}

void storePlans(MemoryStream &stream)
{
    Checklist steps = named<Checklist>("steps");
    steps.taskId = idOf("paint");
    steps.rank = QStringLiteral("V");
    stream.store(steps);
    for (const char *name : {"mop", "sweep"}) {
        ChecklistItem item;
        item.id = idOf(name);
        item.taskId = idOf("paint");
        item.checklistId = idOf("steps");
        item.text = QString::fromLatin1(name);
        item.done = name == QByteArray("mop");
        item.rank = item.done ? QStringLiteral("F") : QStringLiteral("V");
        stream.store(item);
    }
    given<Task>(stream, idOf("paint"), [](Task &paint) {
        paint.checkCount = 2;
        paint.checkDoneCount = 1;
    });
    stream.store(named<Cycle>("sprint"));
    Cycle over = named<Cycle>("over");
    over.closedAt = Before;
    stream.store(over);
    stream.store(named<Milestone>("launch"));
    CustomField size = named<CustomField>("size");
    size.type = CustomFieldType::Select;
    size.options = QStringLiteral(R"([{"id":"s","name":"Small"},{"id":"l","name":"Large"}])");
    size.rank = QStringLiteral("V");
    stream.store(size);
    Message message;
    message.id = idOf("message");
    message.authorId = idOf("mia");
    message.body = QStringLiteral("Ahoy.");
    stream.store(message);
}

} // namespace

void fillAccess(MemoryStream &stream)
{
    for (const Person &person : people) {
        const Uuid id = idOf(person.name);
        const QString name = QString::fromLatin1(person.name);
        stream.people[id] = userFor(id, name);
        if (person.role)
            stream.access.members[id] = {*person.role, name, stream.people[id].email};
    }
}

MemoryStream workspace()
{
    MemoryStream stream(StreamId::ofWorkspace(workspaceId()));
    fillAccess(stream);
    Workspace row;
    row.id = workspaceId();
    row.name = QStringLiteral("Harbour");
    stream.store(row);
    for (const auto &[id, membership] : stream.access.members) {
        Member member;
        member.id = memberId(workspaceId(), id);
        member.userId = id;
        member.role = membership.role;
        member.name = membership.name;
        member.email = membership.email;
        stream.store(member);
    }
    Template form = named<Template>("template");
    form.body = QStringLiteral(R"({"task":{"title":"Paint a boat"}})");
    form.creatorId = idOf("mia");
    stream.store(form);
    SavedView view = named<SavedView>("view");
    view.rank = QStringLiteral("V");
    stream.store(view);
    return stream;
}

MemoryStream project()
{
    MemoryStream stream(StreamId::ofProject(workspaceId(), projectId()));
    fillAccess(stream);
    Project row;
    row.id = projectId();
    row.name = QStringLiteral("Boat");
    row.key = QStringLiteral("BO");
    row.lastNumber = 6;
    stream.store(row);
    ProjectMember guest;
    guest.id = memberId(projectId(), idOf("gus"));
    guest.userId = idOf("gus");
    stream.store(guest);
    stream.store(column("backlog", ColumnType::Backlog, QStringLiteral("B")));
    stream.store(column("todo", ColumnType::Unstarted, QStringLiteral("F")));
    stream.store(column("done", ColumnType::Done, QStringLiteral("V")));
    Column shelf = column("shelf", ColumnType::Unstarted, QStringLiteral("k"));
    shelf.archivedAt = Before;
    stream.store(shelf);
    stream.store(label("red"));
    Label faded = label("faded");
    faded.archivedAt = Before;
    stream.store(faded);
    storeTasks(stream);
    storePlans(stream);
    SavedView view = named<SavedView>("view");
    view.rank = QStringLiteral("V");
    stream.store(view);
    return stream;
}

MemoryStream personal(const Uuid &user)
{
    MemoryStream stream(StreamId::ofPerson(workspaceId(), user));
    fillAccess(stream);
    Reminder reminder;
    reminder.id = idOf("reminder");
    reminder.projectId = projectId();
    reminder.taskId = idOf("paint");
    reminder.at = 8000;
    stream.store(reminder);
    Notification notification;
    notification.id = idOf("notification");
    notification.taskId = idOf("paint");
    notification.createdAt = Before;
    stream.store(notification);
    Favorite favorite;
    favorite.id = pairId(user, idOf("paint"));
    favorite.targetKind = FavoriteTarget::Task;
    favorite.targetId = idOf("paint");
    favorite.rank = QStringLiteral("V");
    stream.store(favorite);
    SavedView view = named<SavedView>("view");
    view.rank = QStringLiteral("V");
    stream.store(view);
    return stream;
}

MemoryStream account(const Uuid &user)
{
    MemoryStream stream(StreamId::ofUser(user));
    stream.hasWorkspace = false;
    stream.store(userFor(user, QStringLiteral("somebody")));
    return stream;
}

Edit edit(EntityKind kind, const Uuid &id, const std::vector<Field> &fields, const std::vector<Field> &base)
{
    const auto toValues = [kind](const std::vector<Field> &from) {
        FieldValues values;
        for (const Field &field : from)
            values.append({static_cast<quint8>(describe(kind).indexOf(QString::fromLatin1(field.name))), field.value});
        return values;
    };
    return {kind, id, toValues(fields), toValues(base)};
}

QString nameOf(const CommandArgs &wish)
{
    const auto name = QString::fromLatin1(describeCommand(wish).name);
    const auto *edit = std::get_if<Edit>(&wish);
    return edit ? name + u' ' + QLatin1StringView(describe(edit->entity).name) : name;
}

QStringList everyCommand()
{
    QStringList all;
    for (int kind = 0; kind < CommandKindCount; ++kind) {
        if (const CommandArgs wish = describeCommand(kind).make(); !std::holds_alternative<Edit>(wish))
            all << nameOf(wish);
    }
    for (int kind = 0; kind < EntityKindCount; ++kind) {
        const EntityDescription &entity = describe(static_cast<EntityKind>(kind));
        const bool isEditable = std::any_of(entity.fields.begin(), entity.fields.end(),
                                            [](const FieldDescription &field) { return field.has(Editable); });
        if (isEditable)
            all << nameOf(Edit{static_cast<EntityKind>(kind), {}, {}, {}});
    }
    return all;
}

} // namespace TaskMaster::Server::Sample
