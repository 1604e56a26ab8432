// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Evaluate.h"

#include "shared/query/Words.h"

namespace TaskMaster::Query {
namespace {

template <class T> bool compare(Comparison comparison, const T &value, const T &first, const T &last)
{
    switch (comparison) {
    case Comparison::Equal:
        return first <= value && value <= last;
    case Comparison::Less:
        return value < first;
    case Comparison::LessOrEqual:
        return value <= last;
    case Comparison::Greater:
        return last < value;
    case Comparison::GreaterOrEqual:
        return first <= value;
    }
    return false;
}

using Value = Matcher::Value;
using Step = Matcher::Step;

class Evaluator {
public:
    Evaluator(const Task &task, const Facts &facts, const Asker &asker, const QDate &today)
        : m_task(task)
        , m_facts(facts)
        , m_asker(asker)
        , m_today(today)
    {
    }

    bool holds(const Step &step) const
    {
        const auto child = [this](const Step &one) { return holds(one); };
        switch (step.kind) {
        case Expression::Kind::All:
            return std::all_of(step.children.begin(), step.children.end(), child);
        case Expression::Kind::Any:
            return std::any_of(step.children.begin(), step.children.end(), child);
        case Expression::Kind::Not:
            return !holds(step.children.front());
        case Expression::Kind::Term:
            break;
        }
        return std::any_of(step.values.begin(), step.values.end(),
                           [&](const Value &value) { return holds(step, value); });
    }

private:
    bool holds(const Step &term, const Value &operand) const
    {
        switch (term.field) {
        case Field::Text:
        case Field::Title:
        case Field::Description:
        case Field::Comment:
            return hasWords(term.field, operand);
        case Field::Is:
            return is(static_cast<Flag>(operand.number));
        case Field::Has:
            return has(static_cast<Feature>(operand.number));
        case Field::Assignee:
        case Field::Watcher:
        case Field::Label:
            return isLinked(term.field, operand);
        case Field::Creator:
            return isAmong(m_task.creatorId, operand);
        case Field::Column:
            return isAmong(m_task.columnId, operand);
        case Field::Cycle:
            return isAmong(m_task.cycleId, operand);
        case Field::Milestone:
            return isAmong(m_task.milestoneId, operand);
        case Field::Project:
            return isAmong(m_facts.projectOf(m_task), operand);
        case Field::Status:
            return m_facts.columnType(m_task.columnId) == static_cast<ColumnType>(operand.number);
        case Field::Parent:
            return isChildOf(operand);
        case Field::Number:
            return compare(term.comparison, m_task.number, operand.number, operand.number)
                && (operand.text.isEmpty() || isInProject(operand.text));
        case Field::Priority:
            return compare(term.comparison, static_cast<qint64>(m_task.priority), operand.number, operand.number);
        case Field::Estimate:
            return amount(term, operand, m_task.estimate, true);
        case Field::Comments:
            return amount(term, operand, m_task.commentCount, false);
        case Field::Subtasks:
            return amount(term, operand, m_task.childCount, false);
        case Field::Attachments:
            return amount(term, operand, m_task.attachmentCount, false);
        case Field::Spent:
            return amount(term, operand, m_task.spentSeconds, false);
        case Field::Due:
            return day(term, operand, m_task.dueDate, m_task.dueAt);
        case Field::Start:
            return day(term, operand, m_task.startDate, m_task.startAt);
        case Field::Created:
            return moment(term, operand, m_task.createdAt);
        case Field::Updated:
            return moment(term, operand, m_task.updatedAt);
        case Field::Started:
            return moment(term, operand, m_task.startedAt);
        case Field::Completed:
            return moment(term, operand, m_task.completedAt);
        case Field::Custom:
            return custom(term, operand);
        case Field::Relevance:
            break;
        }
        return true;
    }

    bool isInProject(const QString &key) const
    {
        return SearchText::folded(m_facts.keyOf(m_facts.projectOf(m_task))) == SearchText::folded(key);
    }

    bool hasWords(Field field, const Value &operand) const
    {
        const SearchText::Wanted &wanted = operand.words;
        if (wanted.tokens.isEmpty())
            return true;
        for (const Field part : {Field::Title, Field::Description, Field::Comment}) {
            if ((field == Field::Text || field == part) && SearchText::contains(m_facts.wordsOf(m_task, part), wanted))
                return true;
        }
        const auto dash = operand.text.lastIndexOf(u'-');
        bool isNumber = false;
        const qint64 number = operand.text.mid(dash + 1).toUInt(&isNumber);
        return field == Field::Text && operand.kind == Operand::Kind::Word && dash > 0 && isNumber
            && number == m_task.number && isInProject(operand.text.left(dash));
    }

    bool is(Flag flag) const
    {
        switch (flag) {
        case Flag::Open:
            return !m_task.isClosed();
        case Flag::Done:
            return m_task.completedAt != 0;
        case Flag::Cancelled:
            return m_task.cancelledAt != 0;
        case Flag::Overdue:
            if (m_task.isClosed() || !m_task.dueDate.isValid())
                return false;
            return m_task.dueAt != 0 ? m_task.dueAt < m_asker.nowMs : m_task.dueDate < m_today;
        case Flag::Blocked:
            return m_task.blockerCount > 0;
        case Flag::Blocking:
            return m_task.blocksCount > 0;
        case Flag::Subtask:
            return !m_task.parentId.isNull();
        case Flag::Parent:
            return m_task.childCount > 0;
        case Flag::Assigned:
            return !m_facts.linkedTo(m_task, Field::Assignee).isEmpty();
        case Flag::Unassigned:
            return m_facts.linkedTo(m_task, Field::Assignee).isEmpty();
        case Flag::Watching:
            return m_facts.linkedTo(m_task, Field::Watcher).contains(m_asker.me);
        case Flag::Recurring:
            return m_facts.isRecurring(m_task);
        case Flag::Archived:
            return m_task.archivedAt != 0;
        case Flag::Trashed:
            return m_task.trashedAt != 0;
        }
        return false;
    }

    bool has(Feature feature) const
    {
        switch (feature) {
        case Feature::Assignee:
            return is(Flag::Assigned);
        case Feature::Label:
            return !m_facts.linkedTo(m_task, Field::Label).isEmpty();
        case Feature::Due:
            return m_task.dueDate.isValid();
        case Feature::Start:
            return m_task.startDate.isValid();
        case Feature::Estimate:
            return m_task.estimate > 0;
        case Feature::Priority:
            return m_task.priority != Priority::None;
        case Feature::Description:
            return !m_task.description.isEmpty();
        case Feature::Comments:
            return m_task.commentCount > 0;
        case Feature::Subtasks:
            return is(Flag::Parent);
        case Feature::Checklist:
            return m_task.checkCount > 0;
        case Feature::Attachments:
            return m_task.attachmentCount > 0;
        case Feature::Cycle:
            return !m_task.cycleId.isNull();
        case Feature::Milestone:
            return !m_task.milestoneId.isNull();
        case Feature::Parent:
            return is(Flag::Subtask);
        case Feature::Watcher:
            return !m_facts.linkedTo(m_task, Field::Watcher).isEmpty();
        case Feature::Time:
            return m_task.spentSeconds > 0;
        }
        return false;
    }

    bool isLinked(Field field, const Value &operand) const
    {
        const QList<Uuid> linked = m_facts.linkedTo(m_task, field);
        if (operand.kind == Operand::Kind::None || operand.kind == Operand::Kind::Any)
            return linked.isEmpty() == (operand.kind == Operand::Kind::None);
        return std::any_of(operand.meant.cbegin(), operand.meant.cend(),
                           [&linked](const Uuid &id) { return linked.contains(id); });
    }

    bool isAmong(const Uuid &id, const Value &operand) const
    {
        if (operand.kind == Operand::Kind::None || operand.kind == Operand::Kind::Any)
            return id.isNull() == (operand.kind == Operand::Kind::None);
        return !id.isNull() && operand.meant.contains(id);
    }

    bool isChildOf(const Operand &operand) const
    {
        if (operand.kind == Operand::Kind::None || operand.kind == Operand::Kind::Any)
            return m_task.parentId.isNull() == (operand.kind == Operand::Kind::None);
        if (m_task.parentId.isNull())
            return false;
        if (operand.kind == Operand::Kind::Name)
            return m_task.parentId.toString() == operand.text;
        return (operand.text.isEmpty() || isInProject(operand.text))
            && m_facts.taskByNumber(m_facts.projectOf(m_task), operand.number) == m_task.parentId;
    }

    static bool amount(const Step &term, const Value &operand, qint64 value, bool zeroIsMissing)
    {
        if (operand.kind == Operand::Kind::None || operand.kind == Operand::Kind::Any)
            return (value == 0) == (operand.kind == Operand::Kind::None);
        const bool isZero = operand.number == 0 && term.comparison == Comparison::Equal;
        if (zeroIsMissing && value == 0 && !isZero)
            return false;
        return compare(term.comparison, value, operand.number, operand.number);
    }

    static bool moment(const Step &term, const Value &operand, qint64 at)
    {
        if (operand.kind != Operand::Kind::Day)
            return (at == 0) == (operand.kind == Operand::Kind::None);
        return at != 0 && compare(term.comparison, at, operand.span.fromMs, operand.span.untilMs - 1);
    }

    static bool day(const Step &term, const Value &operand, const QDate &date, qint64 at)
    {
        if (operand.kind != Operand::Kind::Day)
            return date.isValid() == (operand.kind == Operand::Kind::Any);
        if (!date.isValid())
            return false;
        const Span &span = operand.span;
        return at != 0 ? compare(term.comparison, at, span.fromMs, span.untilMs - 1)
                       : compare(term.comparison, date, span.first, span.last);
    }

    bool custom(const Step &term, const Value &operand) const
    {
        const QList<Facts::Custom> fields = m_facts.customOf(m_task, term.custom);
        const bool isSet = std::any_of(fields.cbegin(), fields.cend(),
                                       [](const Facts::Custom &field) { return !field.value.isEmpty(); });
        if (operand.kind == Operand::Kind::None || operand.kind == Operand::Kind::Any)
            return isSet == (operand.kind == Operand::Kind::Any);
        return std::any_of(fields.cbegin(), fields.cend(), [&](const Facts::Custom &field) {
            return !field.value.isEmpty() && customValue(field, term, operand);
        });
    }

    bool customValue(const Facts::Custom &field, const Step &term, const Value &operand) const
    {
        switch (field.type) {
        case CustomFieldType::Number: {
            bool isNumber = false;
            const double wanted = operand.text.toDouble(&isNumber);
            return isNumber && compare(term.comparison, field.value.toDouble(), wanted, wanted);
        }
        case CustomFieldType::Date: {
            const auto wanted = dayFromText(operand.text);
            if (!wanted)
                return false;
            const Span span = resolve(*wanted, m_asker);
            return compare(term.comparison, QDate::fromString(field.value, Qt::ISODate), span.first, span.last);
        }
        case CustomFieldType::Select:
        case CustomFieldType::MultiSelect: {
            const QString wanted = SearchText::folded(operand.text);
            return std::any_of(field.chosen.cbegin(), field.chosen.cend(), [&](const QString &name) {
                const QString folded = SearchText::folded(name);
                return operand.kind == Operand::Kind::Prefix ? folded.startsWith(wanted) : folded == wanted;
            });
        }
        case CustomFieldType::Person: {
            const auto id = Uuid::fromString(field.value);
            return id && operand.meant.contains(*id);
        }
        case CustomFieldType::Checkbox:
            return operand.text.compare(u"no", Qt::CaseInsensitive) != 0
                && operand.text.compare(u"false", Qt::CaseInsensitive) != 0;
        case CustomFieldType::Text:
        case CustomFieldType::Url:
            break;
        }
        const QString value = field.value.toLower();
        const QString wanted = operand.text.toLower();
        return operand.kind == Operand::Kind::Prefix ? value.startsWith(wanted)
                                                     : compare(term.comparison, value, wanted, wanted);
    }

    const Task &m_task;
    const Facts &m_facts;
    const Asker &m_asker;
    const QDate &m_today;
};

} // namespace

Matcher::Matcher(const Expression &filter, const Facts &facts, const Asker &asker)
    : m_facts(facts)
    , m_asker(asker)
    , m_today(asker.today())
    , m_step(prepared(filter))
{
    forEachTerm(filter, [this](const Term &term) {
        for (const Operand &operand : term.operands) {
            const bool isFlag = term.field == Field::Is;
            m_asksForArchived = m_asksForArchived || (isFlag && operand.number == static_cast<qint64>(Flag::Archived));
            m_asksForTrashed = m_asksForTrashed || (isFlag && operand.number == static_cast<qint64>(Flag::Trashed));
        }
    });
}

Step Matcher::prepared(const Expression &expression) const
{
    Step step;
    step.kind = expression.kind;
    for (const Expression &child : expression.children)
        step.children.push_back(prepared(child));
    step.field = expression.term.field;
    step.comparison = expression.term.comparison;
    step.custom = expression.term.custom;
    for (const Operand &operand : expression.term.operands)
        step.values.push_back(prepared(expression.term, operand));
    return step;
}

Value Matcher::prepared(const Term &term, const Operand &operand) const
{
    Value value{operand, {}, {}, {}};
    const ValueKind kind = wordOf(term.field).kind;
    if (operand.kind == Operand::Kind::Day)
        value.span = resolve(operand.day, m_asker);
    else if (operand.kind == Operand::Kind::Phrase)
        value.words = SearchText::phraseOf(operand.text);
    else if (operand.kind == Operand::Kind::Word)
        value.words = SearchText::beginningOf(operand.text);
    else if (kind == ValueKind::Person || kind == ValueKind::Name)
        value.meant = m_facts.meantBy(term.field, operand);
    else if (kind == ValueKind::Custom)
        value.meant = m_facts.meantBy(Field::Assignee, operand); // it may hold a person
    return value;
}

bool Matcher::fits(const Task &task) const
{
    if ((task.trashedAt != 0 && !m_asksForTrashed)
        || (task.archivedAt != 0 && task.trashedAt == 0 && !m_asksForArchived))
        return false;
    return Evaluator(task, m_facts, m_asker, m_today).holds(m_step);
}

bool holds(const Expression &filter, const Task &task, const Facts &facts, const Asker &asker)
{
    return Matcher(filter, facts, asker).fits(task);
}

} // namespace TaskMaster::Query
