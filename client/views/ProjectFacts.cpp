// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/ProjectFacts.h"

#include "shared/core/Zone.h"
#include "shared/model/FieldOptions.h"

#include <algorithm>

namespace TaskMaster::Client {

namespace {

using Query::Field;
using Query::Operand;

// As the server's index has them; more of one task is not looked at.
constexpr int WordsMax = 8000;

// Does a name behind a field mean this row?
class Naming {
public:
    explicit Naming(const Operand &operand)
        : m_wanted(SearchText::folded(operand.text.simplified()))
        , m_isPrefix(operand.kind == Operand::Kind::Prefix)
    {
        if (operand.kind == Operand::Kind::Name)
            m_id = Uuid::fromString(operand.text).value_or(Uuid());
    }
    [[nodiscard]] bool fits(const QString &name) const
    {
        const QString folded = SearchText::folded(name);
        return m_isPrefix ? folded.startsWith(m_wanted) : folded == m_wanted;
    }
    [[nodiscard]] bool fits(const Uuid &id) const { return !m_id.isNull() && m_id == id; }

private:
    QString m_wanted;
    Uuid m_id;
    bool m_isPrefix;
};

template <class E> QList<Uuid> named(const Table<E> &rows, const Naming &naming)
{
    QList<Uuid> found;
    for (const E &row : rows) {
        if (naming.fits(row.id) || naming.fits(row.name))
            found.append(row.id);
    }
    return found;
}

template <class E, class Pick> QList<Uuid> idsOf(const std::vector<const E *> &rows, Pick pick)
{
    QList<Uuid> ids;
    ids.reserve(static_cast<qsizetype>(rows.size()));
    for (const E *row : rows)
        ids.append(row->*pick);
    return ids;
}

} // namespace

ProjectFacts::ProjectFacts(const ProjectRows &rows)
    : m_rows(rows)
{
}

void ProjectFacts::forget(const Uuid &task)
{
    m_words.remove(task);
    m_numbers.clear();
}

void ProjectFacts::forgetAll()
{
    m_words.clear();
    m_numbers.clear();
}

Query::Asker ProjectFacts::asker() const
{
    const User *user = m_rows.reader();
    const QTimeZone zone = user && !user->timeZone.isEmpty() ? zoneNamed(user->timeZone) : QTimeZone::systemTimeZone();
    return {m_rows.readerId(), QDateTime::currentMSecsSinceEpoch(), zone};
}

Uuid ProjectFacts::projectOf(const Task &) const
{
    return m_rows.stream().scope;
}

QString ProjectFacts::keyOf(const Uuid &) const
{
    return m_rows.project() ? m_rows.project()->key : QString();
}

QList<Uuid> ProjectFacts::meantBy(Field field, const Operand &operand) const
{
    const Naming naming(operand);
    switch (field) {
    case Field::Label:
        return named(m_rows.all<Label>(), naming);
    case Field::Column:
        return named(m_rows.all<Column>(), naming);
    case Field::Milestone:
        return named(m_rows.all<Milestone>(), naming);
    case Field::Cycle: {
        if (operand.kind != Operand::Kind::Current)
            return named(m_rows.all<Cycle>(), naming);
        QList<Uuid> running;
        const QDate today = asker().today();
        for (const Cycle &cycle : m_rows.all<Cycle>()) {
            if (cycle.closedAt == 0 && cycle.startDate <= today && today <= cycle.endDate)
                running.append(cycle.id);
        }
        return running;
    }
    case Field::Project: {
        const Project *project = m_rows.project();
        const bool fits =
            project && (naming.fits(project->id) || naming.fits(project->name) || naming.fits(project->key));
        return fits ? QList<Uuid>{project->id} : QList<Uuid>();
    }
    default:
        return people(operand);
    }
}

QList<Uuid> ProjectFacts::people(const Operand &operand) const
{
    if (operand.kind == Operand::Kind::Me)
        return {m_rows.readerId()};
    QList<Uuid> found;
    const Naming naming(operand);
    const auto look = [&](const Uuid &user, const QString &name, const QString &email) {
        QStringList names = name.split(u' ', Qt::SkipEmptyParts);
        names.append(name);
        if (!email.isEmpty())
            names << email << email.section(u'@', 0, 0);
        const bool fits = naming.fits(user)
            || std::any_of(names.cbegin(), names.cend(), [&](const QString &one) { return naming.fits(one); });
        if (fits && !found.contains(user))
            found.append(user);
    };
    for (const Member &member : m_rows.members())
        look(member.userId, member.name, member.email);
    for (const ProjectMember &member : m_rows.all<ProjectMember>())
        look(member.userId, member.name, {});
    return found;
}

QList<Uuid> ProjectFacts::linkedTo(const Task &task, Field field) const
{
    if (field == Field::Assignee)
        return idsOf(m_rows.all<TaskAssignee>().ofTask(task.id), &TaskAssignee::userId);
    if (field == Field::Watcher)
        return idsOf(m_rows.all<Watcher>().ofTask(task.id), &Watcher::userId);
    return idsOf(m_rows.all<TaskLabel>().ofTask(task.id), &TaskLabel::labelId);
}

ColumnType ProjectFacts::columnType(const Uuid &column) const
{
    const Column *row = m_rows.column(column);
    return row ? row->type : ColumnType::Backlog;
}

Uuid ProjectFacts::taskByNumber(const Uuid &, qint64 number) const
{
    auto known = m_numbers.constFind(number);
    if (known == m_numbers.cend()) {
        Uuid found;
        for (const Task &task : m_rows.tasks()) {
            if (task.number == number)
                found = task.id;
        }
        known = m_numbers.insert(number, found);
    }
    return *known;
}

bool ProjectFacts::isRecurring(const Task &task) const
{
    return m_rows.find<Recurrence>(recurrenceId(task.id)) != nullptr;
}

QString ProjectFacts::wordsOf(const Task &task, Field part) const
{
    QString &words = m_words[task.id][part == Field::Title ? 0 : part == Field::Description ? 1 : 2];
    if (words.isNull()) {
        words = cut(task, part);
        if (words.isNull())
            words = QLatin1String(""); // cut, and nothing was in it
    }
    return words;
}

QString ProjectFacts::cut(const Task &task, Field part) const
{
    int room = WordsMax;
    if (part == Field::Title)
        return SearchText::tokenLine(task.title, room);
    if (part == Field::Description)
        return SearchText::tokenLine(task.description, room);
    QString line;
    for (const Comment *comment : m_rows.commentsOf(task.id))
        line += SearchText::tokenLine(comment->body, room);
    for (const ChecklistItem *item : m_rows.all<ChecklistItem>().ofTask(task.id))
        line += SearchText::tokenLine(item->text, room);
    return line;
}

QList<Query::Facts::Custom> ProjectFacts::customOf(const Task &task, const QString &name) const
{
    QList<Custom> found;
    const QString wanted = SearchText::folded(name.simplified());
    for (const CustomField &field : m_rows.all<CustomField>()) {
        if (SearchText::folded(field.name) != wanted)
            continue;
        Custom custom{field.type, {}, {}};
        if (const CustomValue *value = m_rows.find<CustomValue>(pairId(task.id, field.id)))
            custom.value = value->value;
        const bool isChoice = field.type == CustomFieldType::Select || field.type == CustomFieldType::MultiSelect;
        if (isChoice && !custom.value.isEmpty()) {
            const QStringList chosen = custom.value.split(u',');
            const auto options = readFieldOptions(field.options);
            for (const FieldOption &option : options ? *options : QList<FieldOption>()) {
                if (chosen.contains(option.id))
                    custom.chosen.append(option.name);
            }
        }
        found.append(custom);
    }
    return found;
}

} // namespace TaskMaster::Client
