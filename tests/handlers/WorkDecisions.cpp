// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/DecisionTable.h"

namespace TaskMaster::Server::Decisions {
namespace {

QString line(const char *text)
{
    return QString::fromLatin1(text);
}

/// A task below another one, counted there.
void sandIsAPartOfPaint(MemoryStream &stream)
{
    given<Task>(stream, idOf("sand"), [](Task &task) { task.parentId = idOf("paint"); });
    given<Task>(stream, idOf("paint"), [](Task &task) { task.childCount = 1; });
}

Given related(const char *from, const char *to, RelationType type = RelationType::Blocks)
{
    return [from, to, type](MemoryStream &stream) {
        Relation relation;
        relation.id = relationId(idOf(from), idOf(to), type);
        relation.taskId = idOf(from);
        relation.otherId = idOf(to);
        relation.type = type;
        stream.store(relation);
        if (type != RelationType::Blocks)
            return;
        given<Task>(stream, idOf(from), [](Task &task) { ++task.blocksCount; });
        given<Task>(stream, idOf(to), [](Task &task) { ++task.blockerCount; });
    };
}

Given both(Given first, Given second)
{
    return [first = std::move(first), second = std::move(second)](MemoryStream &stream) {
        first(stream);
        second(stream);
    };
}

void miaWatchesPaint(MemoryStream &stream)
{
    Watcher watcher;
    watcher.id = pairId(idOf("paint"), idOf("mia"));
    watcher.taskId = idOf("paint");
    watcher.userId = idOf("mia");
    stream.store(watcher);
}

void miaLikesTheComment(MemoryStream &stream)
{
    Reaction reaction;
    reaction.id = reactionId(idOf("comment"), idOf("mia"), QStringLiteral("+"));
    reaction.targetKind = RowTarget::Comment;
    reaction.targetId = idOf("comment");
    reaction.userId = idOf("mia");
    reaction.emoji = QStringLiteral("+");
    stream.store(reaction);
}

void paintHasALink(MemoryStream &stream)
{
    Attachment link;
    link.id = idOf("link");
    link.taskId = idOf("paint");
    link.name = QStringLiteral("Plan");
    link.url = QStringLiteral("https://example.org");
    stream.store(link);
    given<Task>(stream, idOf("paint"), [](Task &task) { task.attachmentCount = 1; });
}

void shippedComesAgain(MemoryStream &stream)
{
    TaskMaster::Recurrence recurrence;
    recurrence.id = recurrenceId(idOf("shipped"));
    recurrence.taskId = idOf("shipped");
    recurrence.rule = QStringLiteral("FREQ=WEEKLY;COUNT=2");
    stream.store(recurrence);
}

void paintIsLarge(MemoryStream &stream)
{
    CustomValue value;
    value.id = pairId(idOf("paint"), idOf("size"));
    value.taskId = idOf("paint");
    value.fieldId = idOf("size");
    value.value = QStringLiteral("l");
    stream.store(value);
}

Given entryOf(const char *person, qint64 endedAt = 0)
{
    return [person, endedAt](MemoryStream &stream) {
        TimeEntry entry;
        entry.id = idOf("entry");
        entry.taskId = idOf("paint");
        entry.userId = idOf(person);
        entry.startedAt = 1000;
        entry.endedAt = endedAt;
        stream.store(entry);
    };
}

/// Mia's earlier command, as the journal remembers it.
Given miaDid(CommandArgs wish)
{
    return [wish = std::move(wish)](MemoryStream &stream) {
        const auto done = stream.decide(idOf("mia"), wish, idOf("left"));
        if (done.refusal)
            qFatal("what should be undone was refused: %s", qPrintable(done.message));
        stream.flush();
    };
}

void full(MemoryStream &stream)
{
    given<Column>(stream, idOf("done"), [](Column &column) {
        column.wipLimit = 1;
        column.wipPolicy = WipPolicy::Refuse;
    });
}

AttachLink link(const QString &url)
{
    return {idOf("new"), idOf("paint"), QStringLiteral("Plan"), url, {}, 0, 0};
}

CommandArgs bulk(std::initializer_list<CommandArgs> wishes)
{
    Bulk bulk;
    for (const CommandArgs &wish : wishes)
        bulk.commands.push_back({wish});
    return bulk;
}

} // namespace

void limitsOfColumns(Table &table)
{
    table.refuses("into a full column", moveTask("paint", "done"), ErrorCode::WipLimit, full);
    table.refuses("a new task in a full column", createTask("done"), ErrorCode::WipLimit, full);
    table.changes("into a full column that only warns", moveTask("oil", "done"),
                  {line("put task columnId=done rank completedAt=9000")}, [](MemoryStream &stream) {
                      given<Column>(stream, idOf("done"), [](Column &column) { column.wipLimit = 1; });
                  });
    table.changes("within a full column", moveTask("shipped", "done", nullptr, "paint"), {line("put task rank")}, full);
    table.refuses("out of the trash into a full column", RestoreTask{idOf("binned")}, ErrorCode::WipLimit,
                  both(full, [](MemoryStream &stream) {
                      given<Task>(stream, idOf("binned"), [](Task &task) { task.columnId = idOf("done"); });
                  }));
}

void partsOfTasks(Table &table)
{
    table.changes("becomes a part", SetParent{idOf("sand"), idOf("paint")},
                  {line("put task parentId=paint"), line("put task childCount=1")});
    table.changes("a done one counts as done", SetParent{idOf("shipped"), idOf("paint")},
                  {line("put task parentId=paint"), line("put task childCount=1 childDoneCount=1")});
    table.changes("stands by itself again", SetParent{idOf("sand"), {}},
                  {line("put task parentId=unset"), line("put task childCount=0")}, sandIsAPartOfPaint);
    table.changes("a part that is done", moveTask("sand", "done"),
                  {line("put task columnId=done rank completedAt=9000"), line("put task childDoneCount=1")},
                  sandIsAPartOfPaint);
    table.changes("a part in the trash is none", TrashTask{idOf("sand")},
                  {line("put task trashedAt=9000"), line("put task childCount=0")}, sandIsAPartOfPaint);
    table.nothing("a part already", SetParent{idOf("sand"), idOf("paint")}, sandIsAPartOfPaint);
    table.refuses("a part of itself", SetParent{idOf("sand"), idOf("sand")}, ErrorCode::InvalidField);
    table.refuses("a part of its own part", SetParent{idOf("paint"), idOf("sand")}, ErrorCode::InvalidField,
                  sandIsAPartOfPaint);
    table.refuses("a part of what is in the trash", SetParent{idOf("sand"), idOf("binned")}, ErrorCode::Archived);
    table.refuses("no such whole", SetParent{idOf("sand"), idOf("new")}, ErrorCode::NotFound);
    CreateTask part = createTask("todo");
    part.parentId = idOf("paint");
    table.changes(
        "made as a part", part,
        {line("put project lastNumber=7"),
         line("create task number=7 title=Caulk columnId=todo rank creatorId=mia createdAt=9000 parentId=paint"),
         line("put task childCount=1")});
    part.parentId = idOf("new");
    table.refuses("made as a part of nothing", part, ErrorCode::NotFound);
}

void checklists(Table &table)
{
    table.changes("a checklist", AddChecklist{idOf("new"), idOf("paint"), line("Tools"), {}, {}},
                  {line("create checklist taskId=paint name=Tools rank")});
    table.refuses("there already", AddChecklist{idOf("steps"), idOf("paint"), line("Tools"), {}, {}},
                  ErrorCode::AlreadyExists);
    table.refuses("on no such task", AddChecklist{idOf("new"), idOf("new"), line("Tools"), {}, {}},
                  ErrorCode::NotFound);
    table.changes("a checklist goes with its items", RemoveChecklist{idOf("steps")},
                  {line("delete checklistItem"), line("put task checkCount=0 checkDoneCount=0"),
                   line("delete checklistItem"), line("delete checklist")});
    table.refuses("no such checklist", RemoveChecklist{idOf("new")}, ErrorCode::NotFound);
    table.changes(
        "an item", AddChecklistItem{idOf("new"), idOf("steps"), line("Wax"), {}, {}, false},
        {line("create checklistItem taskId=paint checklistId=steps text=Wax rank"), line("put task checkCount=3")});
    table.refuses("an item there already", AddChecklistItem{idOf("mop"), idOf("steps"), line("Wax"), {}, {}, false},
                  ErrorCode::AlreadyExists);
    table.refuses("an item in no list", AddChecklistItem{idOf("new"), idOf("new"), line("Wax"), {}, {}, false},
                  ErrorCode::NotFound);
    table.changes("ticked", CheckItem{idOf("sweep"), true},
                  {line("put checklistItem done=true"), line("put task checkDoneCount=2")});
    table.changes("unticked", CheckItem{idOf("mop"), false},
                  {line("put checklistItem done=false"), line("put task checkDoneCount=0")});
    table.nothing("ticked already", CheckItem{idOf("mop"), true});
    table.refuses("no such item", CheckItem{idOf("new"), true}, ErrorCode::NotFound);
    table.refuses("ticked in an archived project", CheckItem{idOf("sweep"), true}, ErrorCode::Archived,
                  archivedProject);
    table.changes("an item goes down", MoveChecklistItem{idOf("mop"), idOf("steps"), idOf("sweep"), {}},
                  {line("put checklistItem rank")});
    table.nothing("where it is already", MoveChecklistItem{idOf("mop"), idOf("steps"), {}, idOf("sweep")});
    table.refuses("into no such list", MoveChecklistItem{idOf("mop"), idOf("new"), {}, {}}, ErrorCode::NotFound);
    table.changes("an item goes", RemoveChecklistItem{idOf("mop")},
                  {line("delete checklistItem"), line("put task checkCount=1 checkDoneCount=0")});
    table.refuses("no such item to delete", RemoveChecklistItem{idOf("new")}, ErrorCode::NotFound);
}

void relations(Table &table)
{
    const auto relate = [](const char *from, const char *to, RelationType type = RelationType::Blocks, bool on = true) {
        return RelateTasks{idOf(from), idOf(to), type, on};
    };
    table.changes("blocks", relate("paint", "sand"),
                  {line("create relation taskId=paint otherId=sand type=blocks"), line("put task blocksCount=1"),
                   line("put task blockerCount=1")});
    table.changes("what is done blocks nobody", relate("shipped", "sand"),
                  {line("create relation taskId=shipped otherId=sand type=blocks"), line("put task blocksCount=1")});
    table.changes("relates", relate("paint", "sand", RelationType::Relates),
                  {line("create relation taskId=paint otherId=sand")});
    table.changes("no longer", relate("paint", "sand", RelationType::Blocks, false),
                  {line("delete relation"), line("put task blocksCount=0"), line("put task blockerCount=0")},
                  related("paint", "sand"));
    table.changes("a blocker that is done frees the other", moveTask("paint", "done"),
                  {line("put task columnId=done rank completedAt=9000"), line("put task blockerCount=0")},
                  related("paint", "sand"));
    table.nothing("already", relate("paint", "sand"), related("paint", "sand"));
    table.nothing("not anyway", relate("paint", "sand", RelationType::Blocks, false));
    table.refuses("itself", relate("paint", "paint"), ErrorCode::InvalidField);
    table.refuses("each other", relate("sand", "paint"), ErrorCode::InvalidField, related("paint", "sand"));
    table.refuses("in a circle of three", relate("oil", "paint"), ErrorCode::InvalidField,
                  both(related("paint", "sand"), related("sand", "oil")));
    table.refuses("what is not there", relate("paint", "new"), ErrorCode::NotFound);
}

void watchingAndReacting(Table &table)
{
    table.changes("watches", WatchTask{idOf("paint"), true, {}}, {line("create watcher taskId=paint userId=mia")});
    table.changes("watches no longer", WatchTask{idOf("paint"), false, {}}, {line("delete watcher")}, miaWatchesPaint);
    table.changes("watches, by an import", "system", WatchTask{idOf("paint"), true, idOf("olga")},
                  {line("create watcher taskId=paint userId=olga")});
    table.nothing("watches already", WatchTask{idOf("paint"), true, {}}, miaWatchesPaint);
    table.refuses("for somebody else", WatchTask{idOf("paint"), true, idOf("olga")}, ErrorCode::Forbidden);
    const auto react = [](const char *target, bool on = true) {
        return React{RowTarget::Comment, idOf(target), QStringLiteral("+"), on};
    };
    table.changes("likes a comment", react("comment"), {line("create reaction targetId=comment userId=mia emoji=+")});
    table.changes("likes it no longer", react("comment", false), {line("delete reaction")}, miaLikesTheComment);
    table.nothing("likes it already", react("comment"), miaLikesTheComment);
    table.refuses("likes what is not there", react("new"), ErrorCode::NotFound);
    table.changes("a comment goes with what was put on it", DeleteComment{idOf("comment")},
                  {line("delete reaction"), line("delete comment"), line("put task commentCount=0")},
                  miaLikesTheComment);
    table.changes(
        "a link", link(QStringLiteral("https://example.org")),
        {line("create attachment taskId=paint name=Plan url=https://example.org creatorId=mia createdAt=9000"),
         line("put task attachmentCount=1")});
    table.refuses("a file of the reader's own", link(QStringLiteral("file:///etc/passwd")), ErrorCode::InvalidField);
    table.refuses("a script", link(QStringLiteral("javascript:alert(1)")), ErrorCode::InvalidField);
    table.changes("a link goes", RemoveAttachment{idOf("link")},
                  {line("delete attachment"), line("put task attachmentCount=0")}, paintHasALink);
    table.refuses("no such link", RemoveAttachment{idOf("new")}, ErrorCode::NotFound);
}

void planning(Table &table)
{
    table.changes("a cycle", CreateCycle{idOf("new"), line("May"), {}, QDate(2026, 5, 1), QDate(2026, 5, 14)},
                  {line("create cycle name=May startDate=2026-05-01 endDate=2026-05-14")});
    table.refuses("a cycle that ends before it begins",
                  CreateCycle{idOf("new"), line("May"), {}, QDate(2026, 5, 14), QDate(2026, 5, 1)},
                  ErrorCode::InvalidField);
    table.changes("closes a cycle", CloseCycle{idOf("sprint"), {}}, {line("put cycle closedAt=9000")});
    table.nothing("closed already", CloseCycle{idOf("over"), {}});
    table.refuses("carried to a closed one", CloseCycle{idOf("sprint"), idOf("over")}, ErrorCode::Archived);
    table.refuses("carried to itself", CloseCycle{idOf("sprint"), idOf("sprint")}, ErrorCode::InvalidField);
    table.changes("plans a task", editTask("paint", {{"cycleId", Value(idOf("sprint"))}}),
                  {line("put task cycleId=sprint")});
    table.refuses("plans for a closed cycle", editTask("paint", {{"cycleId", Value(idOf("over"))}}),
                  ErrorCode::Archived);
    table.refuses("plans for no such milestone", editTask("paint", {{"milestoneId", Value(idOf("new"))}}),
                  ErrorCode::NotFound);
    table.changes("a milestone", CreateMilestone{idOf("new"), line("Beta"), {}, {}},
                  {line("create milestone name=Beta")});
    table.refuses("a milestone there already", CreateMilestone{idOf("launch"), line("Beta"), {}, {}},
                  ErrorCode::AlreadyExists);
    table.changes("reached", CompleteMilestone{idOf("launch"), true}, {line("put milestone completedAt=9000")});
    table.nothing("not reached anyway", CompleteMilestone{idOf("launch"), false});
    table.refuses("reached what is not there", CompleteMilestone{idOf("new"), true}, ErrorCode::NotFound);
    table.changes("a milestone away", ArchiveMilestone{idOf("launch"), true}, {line("put milestone archivedAt=9000")});
    table.nothing("not away anyway", ArchiveMilestone{idOf("launch"), false});
    table.refuses("away with what is not there", ArchiveMilestone{idOf("new"), true}, ErrorCode::NotFound);
    table.changes("a day", "system", RecordDay{QDate(2026, 11, 24), idOf("todo"), {}, 3, 8},
                  {line("create dayCount date=2026-11-24 columnId=todo tasks=3 points=8")});
    table.nothing("an empty day is a row of its own", "system", RecordDay{QDate(2026, 11, 24), idOf("todo"), {}, 3, 8},
                  [](MemoryStream &stream) {
                      stream.decide(systemActor(), RecordDay{QDate(2026, 11, 24), idOf("todo"), {}, 3, 8});
                      stream.flush();
                  });
    table.refuses("a day of no project", "system", RecordDay{QDate(2026, 11, 24), idOf("todo"), {}, 3, 8},
                  ErrorCode::NotFound, nothingStored);
}

void customFields(Table &table)
{
    const QString options = QStringLiteral(R"([{"id":"a","name":"A"},{"id":"a","name":"B"}])");
    table.changes("a field", CreateField{idOf("new"), line("Cost"), CustomFieldType::Number, {}, {}, {}},
                  {line("create customField name=Cost type=number rank")});
    table.refuses("with options of one id",
                  CreateField{idOf("new"), line("Cost"), CustomFieldType::Select, options, {}, {}},
                  ErrorCode::InvalidField);
    table.nothing("where it is already", MoveField{idOf("size"), {}, {}});
    table.refuses("no such field to move", MoveField{idOf("new"), {}, {}}, ErrorCode::NotFound);
    table.changes("goes before another", MoveField{idOf("size"), {}, idOf("right")}, {line("put customField rank")},
                  [](MemoryStream &stream) {
                      CustomField other;
                      other.id = idOf("right");
                      other.name = QStringLiteral("Right");
                      other.rank = QStringLiteral("F");
                      stream.store(other);
                  });
    table.changes("a field away", ArchiveField{idOf("size"), true}, {line("put customField archivedAt=9000")});
    table.nothing("not away anyway", ArchiveField{idOf("size"), false});
    table.refuses("no such field", ArchiveField{idOf("new"), true}, ErrorCode::NotFound);
    table.changes("a value", SetField{idOf("paint"), idOf("size"), line("s")},
                  {line("create customValue taskId=paint fieldId=size value=s")});
    table.changes("another value", SetField{idOf("paint"), idOf("size"), line("s")}, {line("put customValue value=s")},
                  paintIsLarge);
    table.changes("no value", SetField{idOf("paint"), idOf("size"), {}}, {line("delete customValue")}, paintIsLarge);
    table.nothing("that value already", SetField{idOf("paint"), idOf("size"), line("l")}, paintIsLarge);
    table.refuses("none of the options", SetField{idOf("paint"), idOf("size"), line("xl")}, ErrorCode::InvalidField);
    table.refuses("no such field at a task", SetField{idOf("paint"), idOf("new"), line("s")}, ErrorCode::NotFound);
    const struct {
        CustomFieldType type;
        const char *good;
        const char *bad;
    } types[]{{CustomFieldType::Number, "-12.5", "12,5"},
              {CustomFieldType::Date, "2026-02-28", "2026-02-30"},
              {CustomFieldType::MultiSelect, "s,l", "s,xl"},
              {CustomFieldType::Url, "https://example.org/a", "ftp://example.org"},
              {CustomFieldType::Checkbox, "true", "yes"}};
    for (const auto &type : types) {
        const Given typed = [type](MemoryStream &stream) {
            given<CustomField>(stream, idOf("size"), [type](CustomField &field) { field.type = type.type; });
        };
        table.changes(type.good, SetField{idOf("paint"), idOf("size"), line(type.good)},
                      {QStringLiteral("create customValue taskId=paint fieldId=size value=%1").arg(line(type.good))},
                      typed);
        table.refuses(type.bad, SetField{idOf("paint"), idOf("size"), line(type.bad)}, ErrorCode::InvalidField, typed);
    }
}

void comingAgain(Table &table)
{
    const auto recur = [](const char *rule, RecurFrom from = RecurFrom::Done) {
        return SetRecurrence{idOf("paint"), line(rule), from, {}};
    };
    table.changes("every week", recur("FREQ=WEEKLY"),
                  {line("create recurrence taskId=paint rule=FREQ=WEEKLY from=done")});
    table.nothing("never, as before", recur(""));
    table.refuses("every hour", recur("FREQ=HOURLY"), ErrorCode::InvalidField);
    table.refuses("no rule at all", recur("every monday"), ErrorCode::InvalidField);
    table.refuses("from a due date that is not there", recur("FREQ=WEEKLY", RecurFrom::Due), ErrorCode::InvalidField);
    table.refuses("in no zone", SetRecurrence{idOf("paint"), line("FREQ=DAILY"), RecurFrom::Done, line("Middle/Earth")},
                  ErrorCode::InvalidField);
    const RepeatTask repeat{idOf("shipped"), idOf("new"), {}, QDate(1970, 1, 8), 0, 0};
    table.changes("the next one takes the recurrence over", "system", repeat,
                  {line("delete recurrence"), line("put project lastNumber=7"),
                   line("create task number=7 title=shipped columnId=todo rank dueDate=1970-01-08 createdAt=9000"),
                   line("create recurrence taskId=new rule=FREQ=WEEKLY;COUNT=1")},
                  shippedComesAgain);
    table.nothing("it does not come again", "system", repeat);
    const auto donesStarted = [](MemoryStream &stream) {
        Column done;
        done.id = idOf("done");
        done.name = line("Done");
        done.type = ColumnType::Started;
        stream.store(done);
    };
    table.changes("its column is one of work now", "system", DateTask{idOf("shipped")},
                  {line("put task completedAt=unset startedAt=9000")}, donesStarted);
    table.refuses("by somebody", DateTask{idOf("shipped")}, ErrorCode::Forbidden, donesStarted);
    table.nothing("its column is what it was", "system", DateTask{idOf("shipped")});
    table.nothing("its column is another, and it is gone", "system", DateTask{idOf("new")}, donesStarted);
    table.refuses("it would begin after it ends", "system",
                  RepeatTask{idOf("shipped"), idOf("new"), QDate(1970, 1, 9), QDate(1970, 1, 8), 0, 0},
                  ErrorCode::InvalidField, shippedComesAgain);
}

void copiesAndMoves(Table &table)
{
    table.changes("a copy with its steps unticked", DuplicateTask{idOf("paint"), idOf("new"), {}, {}, {}, {}},
                  {line("put project lastNumber=7"),
                   line("create task number=7 title=paint description=All walls. columnId=todo rank creatorId=mia "
                        "createdAt=9000 checkCount=2"),
                   line("create checklist taskId=new name=steps rank"),
                   line("create checklistItem taskId=new checklistId=? text=mop rank"),
                   line("create checklistItem taskId=new checklistId=? text=sweep rank")});
    table.refuses("a copy of nothing", DuplicateTask{idOf("new"), idOf("newer"), {}, {}, {}, {}}, ErrorCode::NotFound);
    table.refuses("a copy under an id that is taken", DuplicateTask{idOf("paint"), idOf("sand"), {}, {}, {}, {}},
                  ErrorCode::AlreadyExists);
    table.changes("to another project, with its parts", MoveTaskToProject{idOf("paint"), idOf("other project"), {}},
                  {line("create redirect number=1 toProjectId=other project toTaskId=?"),
                   line("put task trashedAt=9000 movedToId=? childCount=0"),
                   line("create redirect number=2 toProjectId=other project toTaskId=?"),
                   line("put task trashedAt=9000 movedToId=?")},
                  sandIsAPartOfPaint);
    table.refuses("to the same project", MoveTaskToProject{idOf("paint"), projectId(), {}}, ErrorCode::InvalidField);
    table.refuses("what is in the trash, to another project",
                  MoveTaskToProject{idOf("binned"), idOf("other project"), {}}, ErrorCode::Archived);
    table.refuses("back from the trash, what went on elsewhere", RestoreTask{idOf("binned")}, ErrorCode::Archived,
                  [](MemoryStream &stream) {
                      given<Task>(stream, idOf("binned"), [](Task &task) { task.movedToId = idOf("new"); });
                  });
    table.changes("for good", "adam", PurgeTask{idOf("binned")}, {line("delete task")});
    table.nothing("gone already", "adam", PurgeTask{idOf("new")});
    table.refuses("for good, but not from the trash", "adam", PurgeTask{idOf("paint")}, ErrorCode::InvalidField);
    Label label;
    label.name = QStringLiteral("Dry");
    const PutRows rows{{{EntityKind::Label, idOf("new"), ChangeOp::Create, setFields(Entity(label))}}};
    table.changes("rows from elsewhere", "system", rows, {line("create label name=Dry")});
    table.nothing("rows that are there", "system",
                  PutRows{{{EntityKind::Label, idOf("red"), ChangeOp::Create, setFields(Entity(label))}}});
    table.refuses("rows, by a person", rows, ErrorCode::Forbidden);
}

void timeSpent(Table &table)
{
    table.changes("a timer", StartTimer{idOf("new"), idOf("paint"), {}},
                  {line("create timeEntry taskId=paint userId=mia startedAt=9000")});
    table.changes("ends the one that runs", StartTimer{idOf("new"), idOf("sand"), {}},
                  {line("put timeEntry endedAt=9000"), line("put task spentSeconds=8"),
                   line("create timeEntry taskId=sand userId=mia startedAt=9000")},
                  entryOf("mia"));
    table.refuses("on no such task", StartTimer{idOf("new"), idOf("new"), {}}, ErrorCode::NotFound);
    table.changes("stopped", StopTimer{idOf("entry")},
                  {line("put timeEntry endedAt=9000"), line("put task spentSeconds=8")}, entryOf("mia"));
    table.nothing("stopped already", StopTimer{idOf("entry")}, entryOf("mia", 5000));
    table.refuses("that of another", StopTimer{idOf("entry")}, ErrorCode::Forbidden, entryOf("olga"));
    table.changes("noted later", AddTimeEntry{idOf("new"), idOf("paint"), 1000, 61'000, {}, {}},
                  {line("create timeEntry taskId=paint userId=mia startedAt=1000 endedAt=61000"),
                   line("put task spentSeconds=60")});
    table.refuses("backwards", AddTimeEntry{idOf("new"), idOf("paint"), 2000, 1000, {}, {}}, ErrorCode::InvalidField);
    table.refuses("in the name of another", AddTimeEntry{idOf("new"), idOf("paint"), 1000, 2000, {}, idOf("olga")},
                  ErrorCode::Forbidden);
    table.changes("longer than thought", AdjustTimeEntry{idOf("entry"), 1000, 31'000},
                  {line("put timeEntry endedAt=31000"), line("put task spentSeconds=30")}, entryOf("mia"));
    table.nothing("as it was", AdjustTimeEntry{idOf("entry"), 1000, 5000}, entryOf("mia", 5000));
    table.refuses("adjusted by another", AdjustTimeEntry{idOf("entry"), 1000, 2000}, ErrorCode::Forbidden,
                  entryOf("olga"));
    table.changes("never spent", RemoveTimeEntry{idOf("entry")}, {line("delete timeEntry")}, entryOf("mia"));
    table.refuses("no such entry", RemoveTimeEntry{idOf("entry")}, ErrorCode::NotFound);
}

void discussing(Table &table)
{
    table.changes("says something", PostMessage{idOf("new"), line("Aye."), {}, {}, {}, 0},
                  {line("create message authorId=mia authorName=mia body=Aye. createdAt=9000")});
    table.refuses("answers what is not there", PostMessage{idOf("new"), line("Aye."), idOf("newer"), {}, {}, 0},
                  ErrorCode::NotFound);
    table.changes("takes it back", RemoveMessage{idOf("message")}, {line("delete message")});
    table.refuses("takes back what another said", "gus", RemoveMessage{idOf("message")}, ErrorCode::Forbidden);
}

void manyAtOnce(Table &table)
{
    table.changes("both", bulk({TrashTask{idOf("paint")}, ArchiveTask{idOf("sand"), true}}),
                  {line("put task trashedAt=9000"), line("put task archivedAt=9000")});
    table.refuses("all or nothing", bulk({TrashTask{idOf("paint")}, ArchiveTask{idOf("new"), true}}),
                  ErrorCode::NotFound);
    table.refuses("what one may not do alone", "gus",
                  bulk({TrashTask{idOf("paint")}, CreateLabel{idOf("new"), line("Dry"), {}}}), ErrorCode::Forbidden);
    table.nothing("nothing changes anything", bulk({TrashTask{idOf("binned")}}));
    CreateTask made = createTask("todo");
    table.changes("the second knows of the first", bulk({made, LabelTask{idOf("new"), idOf("red"), true}}),
                  {line("put project lastNumber=7"),
                   line("create task number=7 title=Caulk columnId=todo rank creatorId=mia createdAt=9000"),
                   line("create taskLabel taskId=new labelId=red")});
}

void takingBack(Table &table)
{
    const Undo undo{idOf("left")};
    table.changes("a move", undo, {line("put task columnId=todo rank completedAt=unset")},
                  miaDid(moveTask("paint", "done")));
    table.changes("a new task", undo, {line("put task trashedAt=9000")}, miaDid(createTask("todo")));
    table.changes("a comment", undo, {line("put task commentCount=1"), line("delete comment")},
                  miaDid(AddComment{idOf("new"), idOf("paint"), line("Oh."), {}, {}, 0, {}}));
    table.changes(
        "a deleted comment", undo,
        {line("put task commentCount=1"), line("create comment taskId=paint authorId=mia body=Which colour?")},
        miaDid(DeleteComment{idOf("comment")}));
    table.changes("a ticked item", undo, {line("put task checkDoneCount=1"), line("put checklistItem done=false")},
                  miaDid(CheckItem{idOf("sweep"), true}));
    table.changes("what somebody has changed since stays, and is named", undo,
                  {line("create conflict entity=task entityId=paint field=title losingValue=paint createdAt=9000")},
                  both(miaDid(editTask("paint", {{"title", Value(line("Mine"))}})), [](MemoryStream &stream) {
                      stream.decide(idOf("olga"), editTask("paint", {{"title", Value(line("Hers"))}}));
                      stream.flush();
                  }));
    table.changes("the other fields go back all the same", undo,
                  {line("put task priority=none"),
                   line("create conflict entity=task entityId=paint field=title losingValue=paint createdAt=9000")},
                  both(miaDid(editTask("paint", {{"title", Value(line("Mine"))}, {"priority", Value(line("high"))}})),
                       [](MemoryStream &stream) {
                           stream.decide(idOf("olga"), editTask("paint", {{"title", Value(line("Hers"))}}));
                           stream.flush();
                       }));
    table.changes("many at once, at once", undo, {line("put task archivedAt=unset"), line("put task trashedAt=unset")},
                  miaDid(bulk({TrashTask{idOf("paint")}, ArchiveTask{idOf("sand"), true}})));
    table.changes("a new column is put away", undo, {line("put column archivedAt=9000")},
                  miaDid(CreateColumn{idOf("new"), line("Wet"), ColumnType::Started, 0, {}, {}}));
    table.nothing("a label that somebody took off already", undo,
                  both(miaDid(LabelTask{idOf("paint"), idOf("red"), true}), [](MemoryStream &stream) {
                      stream.decide(idOf("olga"), LabelTask{idOf("paint"), idOf("red"), false});
                      stream.flush();
                  }));
    table.refuses("what another did", "olga", undo, ErrorCode::NotFound, miaDid(moveTask("paint", "done")));
    table.refuses("what nobody did", undo, ErrorCode::NotFound);
    table.refuses("a task that went on elsewhere", undo, ErrorCode::Forbidden,
                  miaDid(MoveTaskToProject{idOf("paint"), idOf("other project"), {}}));
    table.changes("a conflict that was looked at", DismissConflict{idOf("command")}, {line("delete conflict")},
                  [](MemoryStream &stream) {
                      Conflict conflict;
                      conflict.id = idOf("command");
                      stream.store(conflict);
                  });
    table.nothing("no such conflict", DismissConflict{idOf("new")});
    table.refuses("a conflict, by a stranger", "stranger", DismissConflict{idOf("new")}, ErrorCode::NotFound);
}

void editingParts(Table &table)
{
    const auto text = [](const char *value) { return Value(line(value)); };
    const struct {
        EntityKind kind;
        const char *id;
        const char *field;
        const char *entity;
    } rows[]{{EntityKind::Checklist, "steps", "name", "checklist"},
             {EntityKind::ChecklistItem, "sweep", "text", "checklistItem"},
             {EntityKind::Cycle, "sprint", "name", "cycle"},
             {EntityKind::Milestone, "launch", "name", "milestone"},
             {EntityKind::CustomField, "size", "name", "customField"},
             {EntityKind::SavedView, "view", "name", "savedView"},
             {EntityKind::Message, "message", "body", "message"},
             {EntityKind::Attachment, "link", "name", "attachment"},
             {EntityKind::TimeEntry, "entry", "note", "timeEntry"}};
    const Given everything = both(paintHasALink, entryOf("mia"));
    for (const auto &row : rows) {
        const bool isTold = row.kind == EntityKind::Message;
        table.changes(row.entity, edit(row.kind, idOf(row.id), {{row.field, text("Changed")}}),
                      {QStringLiteral("put %1 %2=Changed%3")
                           .arg(line(row.entity), line(row.field), isTold ? line(" editedAt=9000") : QString())},
                      everything);
        table.refuses(row.entity, edit(row.kind, idOf("new"), {{row.field, text("Changed")}}), ErrorCode::NotFound);
        const Given changed = both(everything, [row](MemoryStream &stream) {
            stream.decide(idOf("mia"), edit(row.kind, idOf(row.id), {{row.field, Value(line("Changed"))}}));
            stream.flush();
        });
        table.nothing(row.entity, edit(row.kind, idOf(row.id), {{row.field, text("Changed")}}), changed);
    }
    table.refuses("options that are none", edit(EntityKind::CustomField, idOf("size"), {{"options", text("{}")}}),
                  ErrorCode::InvalidField);
    table.refuses("what another said", "gus", edit(EntityKind::Message, idOf("message"), {{"body", text("No.")}}),
                  ErrorCode::Forbidden);
    const qint64 noon = QDate(2026, 11, 24).startOfDay(Qt::UTC).toMSecsSinceEpoch() + 12LL * 60 * 60 * 1000;
    const Given dueAtNoon = [noon](MemoryStream &stream) {
        given<Task>(stream, idOf("paint"), [noon](Task &task) {
            task.dueDate = QDate(2026, 11, 24);
            task.dueAt = noon;
        });
    };
    table.changes("a due date takes its moment along", editTask("paint", {{"dueDate", text("2026-11-25")}}),
                  {QStringLiteral("put task dueDate=2026-11-25 dueAt=%1").arg(noon + 86'400'000)}, dueAtNoon);
    table.changes("without a due date there is no moment", editTask("paint", {{"dueDate", Value()}}),
                  {line("put task dueDate=unset dueAt=unset")}, dueAtNoon);
    table.refuses("a moment on another day", editTask("paint", {{"dueAt", Value(noon + 3LL * 86'400'000)}}),
                  ErrorCode::InvalidField, dueAtNoon);
}

} // namespace TaskMaster::Server::Decisions
