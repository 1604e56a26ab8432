// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Words.h"

#include "shared/core/Slips.h"

#include <QStringList>

#include <array>

namespace TaskMaster::Query {
namespace {

constexpr const char *flagNames[]{"open",   "done",     "cancelled",  "overdue",  "blocked",   "blocking", "subtask",
                                  "parent", "assigned", "unassigned", "watching", "recurring", "archived", "trashed"};
constexpr const char *featureNames[]{"assignee",    "label",    "due",      "start",     "estimate",    "priority",
                                     "description", "comments", "subtasks", "checklist", "attachments", "cycle",
                                     "milestone",   "parent",   "watcher",  "time"};
constexpr const char *statusNames[]{"backlog", "unstarted", "started", "done", "cancelled"};
constexpr const char *priorityNames[]{"none", "low", "medium", "high", "urgent"};

static_assert(std::size(flagNames) == static_cast<std::size_t>(Flag::Trashed) + 1);
static_assert(std::size(featureNames) == static_cast<std::size_t>(Feature::Time) + 1);

constexpr bool Ordered = true;
constexpr bool MayBeMissing = true;
constexpr bool Sortable = true;

constexpr std::array<FieldWord, FieldCount> table{{
    {Field::Text, "", nullptr, ValueKind::Words, !Ordered, !MayBeMissing, !Sortable, {}, "words of the task"},
    {Field::Title, "title", nullptr, ValueKind::Words, !Ordered, !MayBeMissing, Sortable, {}, "words of the title"},
    {Field::Description,
     "description",
     nullptr,
     ValueKind::Words,
     !Ordered,
     !MayBeMissing,
     !Sortable,
     {},
     "words of the description"},
    {Field::Comment,
     "comment",
     nullptr,
     ValueKind::Words,
     !Ordered,
     !MayBeMissing,
     !Sortable,
     {},
     "words of comments and checklists"},
    {Field::Is, "is", nullptr, ValueKind::Choice, !Ordered, !MayBeMissing, !Sortable, flagNames, "what state it is in"},
    {Field::Has, "has", nullptr, ValueKind::Choice, !Ordered, !MayBeMissing, !Sortable, featureNames, "what it has"},
    {Field::Assignee,
     "assignee",
     "assigned",
     ValueKind::Person,
     !Ordered,
     MayBeMissing,
     !Sortable,
     {},
     "who works on it"},
    {Field::Creator, "creator", "author", ValueKind::Person, !Ordered, !MayBeMissing, !Sortable, {}, "who made it"},
    {Field::Watcher, "watcher", nullptr, ValueKind::Person, !Ordered, MayBeMissing, !Sortable, {}, "who watches it"},
    {Field::Label, "label", "tag", ValueKind::Name, !Ordered, MayBeMissing, !Sortable, {}, "a label"},
    {Field::Column, "column", nullptr, ValueKind::Name, !Ordered, !MayBeMissing, !Sortable, {}, "the column it is in"},
    {Field::Status, "status", nullptr, ValueKind::Choice, !Ordered, !MayBeMissing, !Sortable, statusNames,
     "the kind of column it is in"},
    {Field::Cycle, "cycle", "sprint", ValueKind::Name, !Ordered, MayBeMissing, !Sortable, {}, "a cycle, or current"},
    {Field::Milestone, "milestone", nullptr, ValueKind::Name, !Ordered, MayBeMissing, !Sortable, {}, "a milestone"},
    {Field::Project,
     "project",
     nullptr,
     ValueKind::Name,
     !Ordered,
     !MayBeMissing,
     !Sortable,
     {},
     "the name or key of its project"},
    {Field::Parent, "parent", nullptr, ValueKind::Task, !Ordered, MayBeMissing, !Sortable, {}, "subtasks of a task"},
    {Field::Number, "number", nullptr, ValueKind::Task, Ordered, !MayBeMissing, Sortable, {}, "the 12 of TM-12"},
    {Field::Priority, "priority", nullptr, ValueKind::Choice, Ordered, !MayBeMissing, Sortable, priorityNames,
     "how urgent it is"},
    {Field::Estimate, "estimate", "points", ValueKind::Number, Ordered, MayBeMissing, Sortable, {}, "points"},
    {Field::Due, "due", nullptr, ValueKind::Day, Ordered, MayBeMissing, Sortable, {}, "when it is due"},
    {Field::Start, "start", nullptr, ValueKind::Day, Ordered, MayBeMissing, Sortable, {}, "when it is to begin"},
    {Field::Created, "created", nullptr, ValueKind::Day, Ordered, !MayBeMissing, Sortable, {}, "when it was made"},
    {Field::Updated, "updated", nullptr, ValueKind::Day, Ordered, !MayBeMissing, Sortable, {}, "when it last changed"},
    {Field::Started, "started", nullptr, ValueKind::Day, Ordered, MayBeMissing, !Sortable, {}, "when work began"},
    {Field::Completed, "completed", nullptr, ValueKind::Day, Ordered, MayBeMissing, Sortable, {}, "when it was done"},
    {Field::Comments,
     "comments",
     nullptr,
     ValueKind::Number,
     Ordered,
     !MayBeMissing,
     !Sortable,
     {},
     "how many comments"},
    {Field::Subtasks,
     "subtasks",
     nullptr,
     ValueKind::Number,
     Ordered,
     !MayBeMissing,
     !Sortable,
     {},
     "how many subtasks"},
    {Field::Attachments,
     "attachments",
     nullptr,
     ValueKind::Number,
     Ordered,
     !MayBeMissing,
     !Sortable,
     {},
     "how many attachments"},
    {Field::Spent, "spent", nullptr, ValueKind::Duration, Ordered, MayBeMissing, !Sortable, {}, "how much time"},
    {Field::Custom,
     "field",
     nullptr,
     ValueKind::Custom,
     Ordered,
     MayBeMissing,
     !Sortable,
     {},
     "a field of the project"},
    {Field::Relevance,
     "relevance",
     nullptr,
     ValueKind::Number,
     !Ordered,
     !MayBeMissing,
     Sortable,
     {},
     "how well the words fit"},
}};

constexpr bool inFieldOrder()
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].field) != i)
            return false;
    }
    return true;
}
static_assert(inFieldOrder(), "wordOf() indexes the table by field");

using Unit = Day::Unit;

} // namespace

const FieldWord &wordOf(Field field)
{
    return table[static_cast<std::size_t>(field)];
}

std::span<const FieldWord> fieldWords()
{
    return table;
}

const FieldWord *findField(QStringView name)
{
    const auto is = [name](const char *known) {
        return known && name.compare(QLatin1StringView(known), Qt::CaseInsensitive) == 0;
    };
    if (name.isEmpty())
        return nullptr;
    for (const FieldWord &word : table) {
        if (is(word.name) || is(word.alias))
            return &word;
    }
    return nullptr;
}

std::optional<qint64> findChoice(std::span<const char *const> choices, QStringView name)
{
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (name.compare(QLatin1StringView(choices[i]), Qt::CaseInsensitive) == 0)
            return static_cast<qint64>(i);
    }
    return std::nullopt;
}

std::span<const DayWord> dayWords()
{
    static const std::array words{
        DayWord{"today", {Day::Kind::FromToday, Unit::Day, 0, {}}},
        DayWord{"tomorrow", {Day::Kind::FromToday, Unit::Day, 1, {}}},
        DayWord{"yesterday", {Day::Kind::FromToday, Unit::Day, -1, {}}},
        DayWord{"now", {Day::Kind::FromToday, Unit::Hour, 0, {}}},
        DayWord{"this-week", {Day::Kind::Around, Unit::Week, 0, {}}},
        DayWord{"next-week", {Day::Kind::Around, Unit::Week, 1, {}}},
        DayWord{"last-week", {Day::Kind::Around, Unit::Week, -1, {}}},
        DayWord{"this-month", {Day::Kind::Around, Unit::Month, 0, {}}},
        DayWord{"next-month", {Day::Kind::Around, Unit::Month, 1, {}}},
        DayWord{"last-month", {Day::Kind::Around, Unit::Month, -1, {}}},
        DayWord{"this-year", {Day::Kind::Around, Unit::Year, 0, {}}},
        DayWord{"next-year", {Day::Kind::Around, Unit::Year, 1, {}}},
        DayWord{"last-year", {Day::Kind::Around, Unit::Year, -1, {}}},
    };
    return words;
}

QString nearest(QStringView word, const QStringList &candidates)
{
    QString best;
    // A third of the letters may be wrong; more would be another word.
    int fewest = static_cast<int>(std::max<qsizetype>(1, word.size() / 3)) + 1;
    for (const QString &candidate : candidates) {
        const int found = slips(word, candidate);
        if (found < fewest) {
            fewest = found;
            best = candidate;
        }
    }
    if (!best.isEmpty() || word.size() < 3)
        return best;
    for (const QString &candidate : candidates) {
        if (candidate.startsWith(word, Qt::CaseInsensitive))
            return candidate;
    }
    return {};
}

} // namespace TaskMaster::Query
