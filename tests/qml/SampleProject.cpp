// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/qml/SampleProject.h"

#include "shared/core/Rank.h"

#include <algorithm>

namespace TaskMaster::Test {

SampleProject::SampleProject(Client::Replica &replica)
    : m_replica(replica)
    , m_user(nextId())
    , m_workspace(nextId())
    , m_project(nextId())
{
    Workspace &workspace = make<Workspace>(m_workspaceRows);
    workspace.id = m_workspace;
    workspace.name = u"Northwind"_qs; // the reference is good until the next row
    for (const auto &[name, key, color] :
         {std::tuple{u"Mobile app"_qs, u"MOB"_qs, u"#4f74f0"_qs},
          std::tuple{u"Website relaunch"_qs, u"WEB"_qs, u"#2f9e6b"_qs},
          std::tuple{u"Operations"_qs, u"OPS"_qs, u"#e0930f"_qs}, std::tuple{u"Hiring"_qs, u"HIR"_qs, u"#e0569a"_qs}}) {
        ProjectEntry &entry = make<ProjectEntry>(m_workspaceRows);
        if (key == u"MOB")
            entry.id = m_project;
        entry.name = name;
        entry.key = key;
        entry.color = color;
    }
    Access &access = make<Access>(m_userRows);
    access.id = m_workspace;
    access.workspaceId = m_workspace;
    access.name = u"Northwind"_qs;
    access.role = Role::Owner;
    Project &project = make<Project>(m_projectRows);
    project.id = m_project;
    project.name = u"Mobile app"_qs;
    project.key = u"MOB"_qs;
    project.color = u"#4f74f0"_qs;
}

Uuid SampleProject::nextId()
{
    return {0x018f00000000'7000ULL, 0x8000000000000000ULL | (++m_lastId * 0x9e3779b97f4aULL & 0x3fffffffffffffffULL)};
}

template <class E> E &SampleProject::make(QList<Entity> &rows)
{
    E row;
    row.id = nextId();
    row.rev = 1;
    rows.append(row);
    return std::get<E>(rows.last());
}

Uuid SampleProject::addColumn(const QString &name, ColumnType type, int wipLimit)
{
    Column &column = make<Column>(m_projectRows);
    column.name = name;
    column.type = type;
    column.wipLimit = wipLimit;
    column.rank = m_tailColumn = Rank::between(m_tailColumn, {}, "column");
    return column.id;
}

Uuid SampleProject::addLabel(const QString &name, const QString &color)
{
    Label &label = make<Label>(m_projectRows);
    label.name = name;
    label.color = color;
    return label.id;
}

Uuid SampleProject::addPerson(const QString &name)
{
    const Uuid user = m_workspaceRows.size() == 5 ? m_user : nextId();
    Member &member = make<Member>(m_workspaceRows);
    member.id = memberId(m_workspace, user);
    member.userId = user;
    member.role = Role::Member;
    member.name = name;
    return user;
}

Uuid SampleProject::addTask(const Uuid &column, const Card &card)
{
    Task &task = make<Task>(m_projectRows);
    const Uuid id = task.id;
    task.number = ++m_number;
    task.columnId = column;
    task.rank = m_tailRanks[column] = Rank::between(m_tailRanks[column], {}, "task");
    task.title = card.title;
    task.description = card.description;
    task.priority = card.priority;
    task.dueDate = card.due;
    task.commentCount = card.comments;
    for (const Uuid &label : card.labels) {
        TaskLabel &row = make<TaskLabel>(m_projectRows);
        row.id = pairId(id, label);
        row.taskId = id;
        row.labelId = label;
    }
    for (const Uuid &person : card.people) {
        TaskAssignee &row = make<TaskAssignee>(m_projectRows);
        row.id = pairId(id, person);
        row.taskId = id;
        row.userId = person;
    }
    return id;
}

void SampleProject::addComment(const Uuid &task, const Uuid &person, const QString &body, qint64 createdAt)
{
    Comment &comment = make<Comment>(m_projectRows);
    comment.taskId = task;
    comment.authorId = person;
    comment.body = body;
    comment.createdAt = createdAt;
}

void SampleProject::send()
{
    sendRows(userStream(), m_userRows);
    sendRows(workspaceStream(), m_workspaceRows);
    sendRows(projectStream(), m_projectRows);
}

void SampleProject::sendRows(const StreamId &stream, const QList<Entity> &rows)
{
    const Position position{stream, 1, m_seq};
    bool first = true;
    for (int kind = 0; kind < EntityKindCount; ++kind) {
        QList<Entity> page;
        std::copy_if(rows.begin(), rows.end(), std::back_inserter(page),
                     [kind](const Entity &row) { return static_cast<int>(row.index()) == kind; });
        const bool last = kind == EntityKindCount - 1;
        if (!page.isEmpty() || last)
            m_replica.applySnapshotPage(
                {position, static_cast<EntityKind>(kind), page, std::exchange(first, false), last});
    }
}

EventPtr SampleProject::event(const QList<Change> &changes)
{
    Event event;
    event.stream = projectStream();
    event.epoch = 1;
    event.seq = ++m_seq;
    event.commandId = nextId();
    event.changes = changes;
    return std::make_shared<const Event>(event);
}

EventPtr SampleProject::renamed(const Uuid &task, const QString &title)
{
    return event({Change{EntityKind::Task, task, ChangeOp::Put,
                         FieldValues{{Client::Prediction::fieldOf<Task>(u"title"), title}}}});
}

EventPtr SampleProject::moved(const Uuid &task, const Uuid &column, const QString &rank)
{
    return event({Change{EntityKind::Task, task, ChangeOp::Put,
                         FieldValues{{Client::Prediction::fieldOf<Task>(u"columnId"), column},
                                     {Client::Prediction::fieldOf<Task>(u"rank"), rank}}}});
}

Uuid SampleProject::fillWithLongTexts()
{
    const QString words = u"Donaudampfschifffahrtsgesellschaftskapitän trägt eine außergewöhnlich lange Mütze "_qs;
    const QString japanese = u"長いタイトルは二行で切れて、カードの幅を決して超えません。"_qs;
    const QString arabic = u"عنوان طويل جدا لا يجوز أن يكسر شكل البطاقة أو يخرج منها "_qs;
    const Uuid person = addPerson(words.repeated(3).left(Limits::NameMax));
    const Uuid other = addPerson(u"李小龍"_qs);
    QList<Uuid> labels;
    for (const QString &name : {words.left(80), japanese.repeated(3).left(60), u"x"_qs, arabic})
        labels.append(addLabel(name.trimmed(), u"#e5484d"_qs));
    const Uuid column = addColumn(words.repeated(2).left(Limits::NameMax), ColumnType::Started, 2);
    const Uuid task = addTask(column,
                              {words.repeated(7).left(Limits::TitleMax),
                               Priority::Urgent,
                               QDate(2031, 12, 31),
                               labels,
                               {person, other},
                               9999,
                               words.repeated(30)});
    addTask(column, {japanese.repeated(4), Priority::Low, {}, labels, {}, 1, {}});
    addTask(column, {arabic.repeated(4), Priority::None, {}, {}, {person}, 0, {}});
    addTask(column, {QString(300, u'w'), Priority::None, {}, {}, {}, 0, {}});
    addComment(task, person, words.repeated(10), 1);
    addComment(task, other, QString(400, u'w'), 2);
    return task;
}

void SampleProject::fillWithMany(int columnCount, int tasksPerColumn)
{
    for (int number = 0; number < columnCount; ++number) {
        const Uuid column = addColumn(u"Column %1"_qs.arg(number + 1), ColumnType::Unstarted);
        const QStringList ranks = Rank::spread({}, {}, tasksPerColumn);
        for (const QString &rank : ranks) {
            Task &task = make<Task>(m_projectRows);
            task.number = ++m_number;
            task.columnId = column;
            task.rank = rank;
            task.title = u"Task number %1 of a long column"_qs.arg(m_number);
        }
    }
}

void SampleProject::fillLikeARealOne(const QDate &today)
{
    const Uuid ana = addPerson(u"Ana Moreno"_qs);
    const Uuid jana = addPerson(u"Jana Svoboda"_qs);
    const Uuid kofi = addPerson(u"Kofi Owusu"_qs);
    const Uuid lena = addPerson(u"Lena Brandt"_qs);
    addPerson(u"Tom Tan"_qs);
    const Uuid bug = addLabel(u"bug"_qs, u"#e5484d"_qs);
    const Uuid ios = addLabel(u"ios"_qs, u"#4f74f0"_qs);
    const Uuid settings = addLabel(u"settings"_qs, u"#8b5cf6"_qs);
    const Uuid auth = addLabel(u"auth"_qs, u"#2f9e6b"_qs);
    const Uuid sync = addLabel(u"sync"_qs, u"#e0930f"_qs);
    const Uuid i18n = addLabel(u"i18n"_qs, u"#12a5b5"_qs);
    const Uuid design = addLabel(u"design"_qs, u"#e0569a"_qs);
    const Uuid backlog = addColumn(u"Backlog"_qs, ColumnType::Backlog);
    const Uuid todo = addColumn(u"Todo"_qs, ColumnType::Unstarted);
    const Uuid progress = addColumn(u"In progress"_qs, ColumnType::Started, 3);
    const Uuid done = addColumn(u"Done"_qs, ColumnType::Done);

    addTask(
        backlog,
        {u"Offline banner hides the composer on small screens"_qs, Priority::Medium, {}, {bug, ios}, {kofi}, 0, {}});
    addTask(backlog, {u"Let people choose the first day of the week"_qs, Priority::Low, {}, {settings}, {}, 2, {}});
    addTask(backlog, {u"Export invoices as PDF"_qs, Priority::None, {}, {}, {}, 0, {}});
    addTask(backlog, {u"Haptics when a card is dropped"_qs, Priority::Low, {}, {}, {}, 0, {}});
    addTask(backlog,
            {u"Large attachments resume after the app was closed"_qs, Priority::Medium, {}, {sync}, {jana}, 5, {}});
    const Uuid passkey =
        addTask(todo,
                {u"Sign in with a passkey"_qs,
                 Priority::High,
                 today.addDays(4),
                 {auth},
                 {ana},
                 2,
                 u"People should be able to register a passkey in settings and use it instead of the password. The "
                 "password stays as a fallback until the next major version."_qs});
    addTask(todo, {u"Widget: my work today"_qs, Priority::Medium, today.addDays(9), {}, {lena, ana}, 0, {}});
    addTask(todo, {u"Translate onboarding to German and Polish"_qs, Priority::Low, {}, {i18n}, {}, 0, {}});
    addTask(progress,
            {u"Crash when two people drag the same card"_qs, Priority::Urgent, today, {bug, sync}, {jana}, 14, {}});
    addTask(progress,
            {u"Search as you type over all projects"_qs, Priority::High, today.addDays(-2), {}, {ana}, 3, {}});
    addTask(progress,
            {u"Push notifications respect quiet hours"_qs, Priority::Medium, today.addDays(5), {}, {kofi}, 0, {}});
    addTask(progress, {u"Dark theme follows the system"_qs, Priority::Low, {}, {design}, {kofi}, 0, {}});
    addTask(done, {u"Latency panel in settings"_qs, Priority::Low, {}, {}, {lena}, 1, {}});
    addTask(done, {u"Reconnect without losing drafts"_qs, Priority::Medium, today.addDays(-1), {sync}, {jana}, 0, {}});
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    addComment(
        passkey, jana,
        u"I tried it on Android 15: works, but the sheet says “unknown app”. @ana can you check the asset links?"_qs,
        now - 7'500'000);
    addComment(passkey, ana, u"On it."_qs, now - 20'000);
}

} // namespace TaskMaster::Test
