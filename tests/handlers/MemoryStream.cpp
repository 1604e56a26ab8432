// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/handlers/MemoryStream.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

constexpr int WavesMax = 6; // as many as storage allows itself

QString nameOf(const Uuid &id, std::span<const char *const> names)
{
    const auto it = std::find_if(names.begin(), names.end(), [&id](const char *name) { return idOf(name) == id; });
    return it == names.end() ? QStringLiteral("?") : QString::fromLatin1(*it);
}

QString toText(const Value &value, std::span<const char *const> names)
{
    if (const auto *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *number = std::get_if<qint64>(&value))
        return QString::number(*number);
    if (const auto *id = std::get_if<Uuid>(&value))
        return nameOf(*id, names);
    if (const bool *truth = std::get_if<bool>(&value))
        return *truth ? QStringLiteral("true") : QStringLiteral("false");
    return QStringLiteral("unset");
}

} // namespace

void MemoryStream::store(Entity entity)
{
    const Needs::Key key{kindOf(entity), rowOf(entity).id};
    stored.insert_or_assign(key, std::move(entity));
}

MemoryStream::Outcome MemoryStream::decide(const Uuid &actor, const CommandArgs &args, const Uuid &commandId)
{
    const Context context{commandId, actor, id, now, hasWorkspace ? &access : nullptr, rights};
    loadNeeds(context, args);
    set.beginLayer();
    const auto decision = HandlerTable::handle(context, args, set);
    if (!decision) {
        Outcome refused{decision.error().code, decision.error().message, {}};
        set.dropLayer();
        refused.difference = set.difference();
        return refused;
    }
    Outcome accepted{{}, {}, set.difference()};
    if (accepted.difference.changes.isEmpty()) {
        set.dropLayer();
        return accepted;
    }
    set.acceptLayer(++seq, now);
    past[{actor, commandId}] = {seq, QString::fromLatin1(describeCommand(args).verb), accepted.difference.changes,
                                accepted.difference.before};
    return accepted;
}

void MemoryStream::loadNeeds(const Context &context, const CommandArgs &args)
{
    for (wavesUsed = 0;; ++wavesUsed) {
        Needs wanted;
        HandlerTable::needs(context, args, set, wanted);
        const Needs missing = set.missing(wanted);
        if (missing.isEmpty())
            return;
        if (wavesUsed == WavesMax)
            qFatal("A decision wants more waves of loading than storage grants.");
        load(missing);
    }
}

void MemoryStream::load(const Needs &missing)
{
    for (const Needs::Key &key : missing.rows()) {
        if (const auto it = stored.find(key); it != stored.end())
            set.load(it->second);
        set.loadAbsent(key.kind, key.id);
    }
    for (const EntityKind kind : missing.kinds()) {
        for (const auto &[key, entity] : stored) {
            if (key.kind == kind)
                set.load(entity);
        }
        set.loadAll(kind);
    }
    for (const Uuid &user : missing.people()) {
        const auto it = people.find(user);
        set.loadPerson(user, it == people.end() ? std::nullopt : std::optional(it->second));
    }
    for (const RelatedRows &rows : missing.relatedRows()) {
        for (const auto &[key, entity] : stored) {
            if (key.kind == rows.kind && readField(entity, rows.field) == Value(rows.id))
                set.load(entity);
        }
        set.loadRelated(rows);
    }
    for (const Uuid &column : missing.counts()) {
        const auto tasks = storedColumn(column);
        set.loadCount(column, std::count_if(tasks.begin(), tasks.end(), [](const Task *task) {
                          return task->archivedAt == 0 && task->trashedAt == 0;
                      }));
    }
    for (const PastCommand &command : missing.pastCommands()) {
        const auto it = past.find(command);
        set.loadPast(command, it == past.end() ? std::nullopt : std::optional(it->second));
    }
    for (const Uuid &column : missing.tails()) {
        const auto tasks = storedColumn(column);
        set.loadTail(column, tasks.empty() ? QString() : tasks.back()->rank);
    }
    for (const ColumnWindow &window : missing.windows())
        loadWindow(window);
}

void MemoryStream::loadWindow(const ColumnWindow &window)
{
    const auto tasks = storedColumn(window.columnId);
    const auto split = std::upper_bound(tasks.begin(), tasks.end(), window.rank,
                                        [](const QString &rank, const Task *task) { return rank < task->rank; });
    const qsizetype half = window.size / 2;
    const qsizetype middle = split - tasks.begin();
    const qsizetype first = std::max<qsizetype>(0, middle - half);
    const qsizetype last = std::min<qsizetype>(static_cast<qsizetype>(tasks.size()), middle + half);
    for (qsizetype i = first; i < last; ++i)
        set.load(*tasks[static_cast<std::size_t>(i)]);
    const auto rankAt = [&tasks](qsizetype i) {
        return i < 0 || i >= static_cast<qsizetype>(tasks.size()) ? QString()
                                                                  : tasks[static_cast<std::size_t>(i)]->rank;
    };
    set.loadWindow(window, {rankAt(first - 1), rankAt(last)});
}

std::vector<const Task *> MemoryStream::storedColumn(const Uuid &columnId) const
{
    std::vector<const Task *> tasks;
    for (const auto &[key, entity] : stored) {
        if (const auto *task = std::get_if<Task>(&entity); task && task->columnId == columnId)
            tasks.push_back(task);
    }
    std::sort(tasks.begin(), tasks.end(),
              [](const Task *a, const Task *b) { return std::tie(a->rank, a->id) < std::tie(b->rank, b->id); });
    return tasks;
}

void MemoryStream::flush()
{
    for (const WorkingSet::Dirty &row : set.dirty()) {
        if (row.wasStored != stored.contains(row.key))
            qFatal("The working set is wrong about what is stored.");
        if (row.entity)
            store(*row.entity);
        else
            stored.erase(row.key);
    }
    set.markFlushed();
    set.forgetPeople();
}

QStringList rendered(const QList<Change> &changes, std::span<const char *const> names)
{
    static constexpr const char *operations[]{"create", "put", "delete"};
    QStringList lines;
    for (const Change &change : changes) {
        const EntityDescription &description = describe(change.entity);
        QString line =
            QLatin1StringView(operations[static_cast<int>(change.op)]) + u' ' + QLatin1StringView(description.name);
        for (const FieldValue &field : change.fields) {
            const FieldDescription &what = description.fields[field.field];
            line += u' ' + QLatin1StringView(what.name);
            if (what.type != FieldType::Rank)
                line += u'=' + toText(field.value, names);
        }
        lines << line;
    }
    return lines;
}

} // namespace TaskMaster::Server
