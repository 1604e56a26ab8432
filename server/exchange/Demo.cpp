// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/Demo.h"

#include "server/exchange/DemoTexts.h"

#include <QDateTime>
#include <QSet>

namespace TaskMaster::Server {
namespace {

constexpr Uuid DemoSpace{0x7461736b6d617374ULL, 0x8465726d64656d6fULL};
constexpr qint64 MinuteMs = 60'000;
constexpr qint64 DayMs = 24 * 60 * MinuteMs;
constexpr qint64 HistoryDays = 240; ///< the oldest task is that old
constexpr int UsualTasks = 400;
/// What the projects behind the first one have of UsualTasks.
constexpr int smallProjects[]{80, 60, 29};
constexpr int WorkInProgressMax = 4;
enum UsualColumn { Backlog, Todo, InProgress, Done };

/// Letters that an e-mail address can have: `Petrović` is `petrovic`.
QString asciiName(const QString &name)
{
    QString plain;
    for (const QChar c : name.toLower().normalized(QString::NormalizationForm_KD)) {
        if (c >= u'a' && c <= u'z')
            plain.append(c);
        else if (c == QChar(0x0131)) // ı
            plain.append(u'i');
        else if (c == QChar(0x0142)) // ł
            plain.append(u'l');
    }
    return plain;
}

QList<DemoPerson> makePeople(const Uuid &space, int count)
{
    const auto firsts = DemoTexts::firstNames();
    const auto lasts = DemoTexts::lastNames();
    QList<DemoPerson> people;
    QSet<QString> taken;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        const std::size_t round = i / firsts.size();
        const QString first = QString::fromUtf8(firsts[i % firsts.size()]);
        const QString last = QString::fromUtf8(lasts[(i + round) % lasts.size()]);
        QString account = asciiName(first);
        if (taken.contains(account))
            account += u'.' + asciiName(last);
        if (taken.contains(account))
            account += QString::number(round);
        taken.insert(account);
        people.append({Uuid::v5(space, "person:" + QByteArray::number(static_cast<qulonglong>(i))), first + u' ' + last,
                       account + QStringLiteral("@demo.example")});
    }
    return people;
}

} // namespace

struct Demo::Project {
    const DemoTexts::ProjectText &text;
    Uuid id;
    StreamId stream;
    int tasks = 0;
    QList<Uuid> columns{};
    QList<Uuid> labels{};
    QList<Uuid> firstFiller{}; ///< per column: what the featured ones stand before
    QHash<const DemoTexts::FeaturedTask *, Uuid> made{};
};

Demo::Demo(const DemoOptions &options)
    : m_options(options)
    , m_space(Uuid::v5(DemoSpace, QByteArray::number(options.seed)))
    , m_workspace(idOf("workspace"))
    , m_today(QDateTime::fromMSecsSinceEpoch(options.nowMs, Qt::UTC).date())
    , m_people(makePeople(m_space, std::clamp(options.users, 1, DemoOptions::UsersMax)))
    , m_random(options.seed)
{
    m_options.tasks = std::clamp(options.tasks, 0, DemoOptions::TasksMax);
}

QString Demo::pick(DemoTexts::Words words)
{
    return QString::fromUtf8(words[random(words.size())]);
}

QList<Command> Demo::accounts() const
{
    QList<Command> commands;
    for (const DemoPerson &person : m_people)
        commands.append(
            {Uuid::v5(person.id, "CreateUser"), StreamId::ofUser(person.id), CreateUser{person.email, person.name}});
    return commands;
}

QList<Command> Demo::workspace() const
{
    const StreamId stream = StreamId::ofWorkspace(m_workspace);
    QList<Command> commands{
        {idOf("CreateWorkspace"), stream, CreateWorkspace{QStringLiteral("Northwind"), m_people[0].id}}};
    for (qsizetype i = 1; i < m_people.size(); ++i)
        commands.append({Uuid::v5(m_people[i].id, "SetMember"), stream,
                         SetMember{m_people[i].id, i == 1 ? Role::Admin : Role::Member}});
    return commands;
}

void Demo::projects(const std::function<bool(Command)> &take)
{
    m_take = &take;
    m_random.seed(m_options.seed);
    const auto texts = DemoTexts::projects();
    std::vector<int> sizes(texts.size());
    int rest = m_options.tasks;
    for (std::size_t i = 1; i < texts.size(); ++i) {
        sizes[i] = static_cast<int>(qint64(smallProjects[i - 1]) * std::min(m_options.tasks, UsualTasks) / UsualTasks);
        rest -= sizes[i];
    }
    sizes[0] = rest;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (!makeProject(texts[i], sizes[i]))
            break;
    }
    m_take = nullptr;
}

bool Demo::emitCommand(const StreamId &stream, const CommandArgs &args, const QByteArray &name)
{
    return (*m_take)({Uuid::v5(stream.scope, name), stream, args});
}

bool Demo::makeProject(const DemoTexts::ProjectText &text, int tasks)
{
    const Uuid id = idOf(QByteArray("project:") + text.key);
    Project project{text, id, StreamId::ofProject(m_workspace, id), tasks};
    if (!makeFrame(project))
        return false;
    const std::vector<Slot> tasksToMake = slotsOf(text, tasks);
    for (std::size_t i = 0; i < tasksToMake.size(); ++i) {
        if (!makeTask(project, static_cast<int>(i), tasksToMake[i]))
            return false;
    }
    // A limit that the column is over already: set last, or it would have kept the cards out.
    const int field = describe(EntityKind::Column).indexOf(u"wipLimit");
    Edit limit;
    limit.entity = EntityKind::Column;
    limit.id = project.columns[InProgress];
    limit.fields = {{static_cast<quint8>(field), Value(qint64(WorkInProgressMax))}};
    return text.featured.empty() || emitCommand(project.stream, limit, "limit");
}

bool Demo::makeFrame(Project &project)
{
    const auto &text = project.text;
    if (!emitCommand(project.stream,
                     CreateProject{QString::fromUtf8(text.name), QString::fromUtf8(text.key),
                                   QString::fromUtf8(text.color), true},
                     "project"))
        return false;
    for (const DemoTexts::ColumnText &column : text.columns) {
        CreateColumn wish;
        wish.columnId = Uuid::v5(project.id, QByteArray("column:") + column.name);
        wish.name = QString::fromUtf8(column.name);
        wish.type = column.type;
        project.columns.append(wish.columnId);
        project.firstFiller.append(Uuid{});
        if (!emitCommand(project.stream, wish, QByteArray("column:") + column.name))
            return false;
    }
    for (const DemoTexts::LabelText &label : text.labels) {
        CreateLabel wish{Uuid::v5(project.id, QByteArray("label:") + label.name), QString::fromUtf8(label.name),
                         QString::fromUtf8(label.color)};
        project.labels.append(wish.labelId);
        if (!emitCommand(project.stream, wish, QByteArray("label:") + label.name))
            return false;
    }
    return true;
}

/// What each task is, in the order of their numbers: old ones are archived or done, open ones are spread over the rest.
std::vector<Demo::Slot> Demo::slotsOf(const DemoTexts::ProjectText &text, int tasks)
{
    std::vector<Slot> result(static_cast<std::size_t>(std::max(tasks, 0)));
    const int history = text.featured.empty() ? tasks : std::min(tasks, text.featured.back().number);
    const bool numbersFit = !text.featured.empty() && tasks >= text.featured.back().number;
    const int featured = std::min(tasks, static_cast<int>(text.featured.size()));
    for (int i = 0; i < featured; ++i) {
        const auto &card = text.featured[static_cast<std::size_t>(i)];
        const int place = numbersFit ? card.number - 1 : tasks - featured + i;
        result[static_cast<std::size_t>(place)] = {&card, card.column, false};
    }
    const int fillers = history - featured;
    const int archived = fillers * 28 / 100;
    const int rest = fillers - archived;
    const int open = text.featured.empty() ? rest * 45 / 100 : rest * 24 / 100;
    int filler = 0;
    int opened = 0;
    for (int i = 0; i < history; ++i) {
        Slot &slot = result[static_cast<std::size_t>(i)];
        if (slot.featured)
            continue;
        const int behind = filler++ - archived;
        slot.column = Done;
        slot.archived = behind < 0;
        if (behind < 0 || behind * open / rest == (behind + 1) * open / rest)
            continue;
        // With the cards on top of the first board, one more is being worked on there and three more are planned.
        ++opened;
        if (text.featured.empty())
            slot.column = opened % 7 == 0 ? InProgress : opened % 4 == 0 ? Todo : Backlog;
        else
            slot.column = opened == open / 2 ? InProgress : opened > open - 16 && opened % 5 == 0 ? Todo : Backlog;
    }
    for (int i = history; i < tasks; ++i) {
        const quint32 dice = random(100);
        result[static_cast<std::size_t>(i)].column = dice < 55 ? Backlog : dice < 75 ? Todo : Done;
    }
    return result;
}

bool Demo::makeTask(Project &project, int index, const Slot &slot)
{
    CreateTask wish;
    wish.taskId = Uuid::v5(project.id, "task:" + QByteArray::number(index));
    wish.columnId = project.columns[slot.column];
    wish.archived = slot.archived;
    const qint64 age = (project.tasks - index) * HistoryDays * DayMs / (project.tasks + 1);
    wish.createdAt = m_options.nowMs - age - random(8 * 60) * MinuteMs;
    if (slot.featured)
        placeFeatured(project, slot, wish);
    else
        fill(project, slot, wish);
    if (!emitCommand(project.stream, wish, "task:" + QByteArray::number(index)))
        return false;
    if (slot.archived)
        return true; // nothing may be changed in what is archived
    const bool isEarly = index < UsualTasks;
    const int comments = slot.featured ? slot.featured->comments
        : chance(isEarly ? 35 : 8)     ? 1 + static_cast<int>(random(3))
                                       : 0;
    return addPeopleAndLabels(project, slot, wish) && addComments(project, slot, wish, comments);
}

void Demo::placeFeatured(Project &project, const Slot &slot, CreateTask &wish) const
{
    const auto &card = *slot.featured;
    wish.title = QString::fromUtf8(card.title);
    wish.description = QString::fromUtf8(card.description);
    wish.priority = card.priority;
    wish.estimate = card.estimate;
    if (card.dueInDays != DemoTexts::FeaturedTask::NoDate)
        wish.dueDate = m_today.addDays(card.dueInDays);
    // Above all others of its column, behind the featured ones that were made before.
    for (const auto &other : project.text.featured) {
        if (other.column == card.column && project.made.contains(&other))
            wish.afterId = project.made.value(&other);
    }
    wish.beforeId = project.firstFiller[slot.column];
    project.made.insert(&card, wish.taskId);
}

void Demo::fill(Project &project, const Slot &slot, CreateTask &wish)
{
    const auto &text = project.text;
    if (chance(60)) {
        wish.title = pick(text.verbs) + u' ' + pick(text.things) + u' ' + pick(text.purposes);
    } else {
        QString thing = pick(text.things);
        if (thing.startsWith(u"the "))
            thing.remove(0, 4);
        wish.title = thing.left(1).toUpper() + thing.mid(1) + u' ' + pick(text.problems) + u' ' + pick(text.moments);
    }
    for (quint32 i = random(4); i > 0; --i) {
        const QString sentence = pick(DemoTexts::descriptionSentences());
        if (!wish.description.contains(sentence))
            wish.description += (wish.description.isEmpty() ? QString() : QStringLiteral(" ")) + sentence;
    }
    const quint32 dice = random(100);
    wish.priority = dice < 45 ? Priority::None
        : dice < 65           ? Priority::Low
        : dice < 86           ? Priority::Medium
        : dice < 97           ? Priority::High
                              : Priority::Urgent;
    if (chance(40))
        wish.estimate = 1 << random(4);
    if (slot.column != Done && chance(slot.column == Backlog ? 15 : 55))
        wish.dueDate = m_today.addDays(static_cast<qint64>(random(35)) - 4);
    if (!slot.archived && project.firstFiller[slot.column].isNull())
        project.firstFiller[slot.column] = wish.taskId;
}

bool Demo::addPeopleAndLabels(Project &project, const Slot &slot, const CreateTask &wish)
{
    const QByteArray key = wish.taskId.toBytes();
    QList<int> labels;
    qsizetype assignee = -1;
    if (slot.featured) {
        labels = {slot.featured->labels[0], slot.featured->labels[1]};
        assignee = slot.featured->assignee;
    } else {
        if (chance(55))
            labels.append(static_cast<int>(random(project.text.labels.size())));
        if (chance(slot.column == Backlog ? 25 : 80))
            assignee = random(static_cast<std::size_t>(m_people.size()));
    }
    for (const int label : std::as_const(labels)) {
        if (label >= 0
            && !emitCommand(project.stream, LabelTask{wish.taskId, project.labels[label], true},
                            "label:" + key + QByteArray::number(label)))
            return false;
    }
    return assignee < 0 || assignee >= m_people.size()
        || emitCommand(project.stream, AssignTask{wish.taskId, m_people[assignee].id, true}, "assign:" + key);
}

bool Demo::addComments(Project &project, const Slot &slot, const CreateTask &wish, int count)
{
    const auto talk = DemoTexts::passkeyComments();
    const bool isTalk = slot.featured && count == static_cast<int>(talk.size());
    for (int i = 0; i < count; ++i) {
        AddComment comment;
        comment.commentId = Uuid::v5(wish.taskId, "comment:" + QByteArray::number(i));
        comment.taskId = wish.taskId;
        const DemoPerson &author = isTalk
            ? m_people[talk[static_cast<std::size_t>(i)].author % m_people.size()]
            : m_people[static_cast<qsizetype>(random(static_cast<std::size_t>(m_people.size())))];
        comment.body = isTalk ? QString::fromUtf8(talk[static_cast<std::size_t>(i)].body) : pick(DemoTexts::comments());
        comment.authorId = author.id;
        comment.authorName = author.name;
        // The last ones today, the others back to the day on which the task was made.
        const qint64 sinceMade = m_options.nowMs - wish.createdAt;
        const qint64 newest = std::min<qint64>(sinceMade, (isTalk ? 1 : 90) * MinuteMs);
        comment.createdAt = m_options.nowMs - newest - (sinceMade - newest) * (count - 1 - i) / (count + 1);
        if (!emitCommand(project.stream, comment, "comment:" + comment.commentId.toBytes()))
            return false;
    }
    return true;
}

} // namespace TaskMaster::Server
