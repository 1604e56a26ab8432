// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/NameBook.h"

#include "server/storage/Loader.h"
#include "server/storage/LogRange.h"
#include "server/storage/RowSql.h"
#include "shared/model/FieldOptions.h"
#include "shared/protocol/Codec.h"

#include <QDateTime>

namespace TaskMaster::Server {
namespace {

constexpr int ExcerptMax = 120; ///< characters of a comment that stand for it
constexpr int TextMax = 1000;
constexpr int LastEventsMax = 3; ///< in which a row that is gone is looked for

QString excerpt(const QString &text, int max)
{
    return text.size() <= max ? text : text.left(max - 1) + u'…';
}

enum class PointsAt : quint8 { Nothing, Person, Row };
struct Target {
    PointsAt what = PointsAt::Nothing;
    EntityKind kind = EntityKind::Task;
};

/// What the id in a field is the id of.
Target targetOf(EntityKind kind, const FieldDescription &field)
{
    if (field.type != FieldType::Id)
        return {};
    struct Line {
        const char *field;
        Target target;
    };
    static constexpr Line lines[]{
        {"columnId", {PointsAt::Row, EntityKind::Column}},
        {"cycleId", {PointsAt::Row, EntityKind::Cycle}},
        {"carriedToId", {PointsAt::Row, EntityKind::Cycle}},
        {"milestoneId", {PointsAt::Row, EntityKind::Milestone}},
        {"labelId", {PointsAt::Row, EntityKind::Label}},
        {"fieldId", {PointsAt::Row, EntityKind::CustomField}},
        {"taskId", {PointsAt::Row, EntityKind::Task}},
        {"otherId", {PointsAt::Row, EntityKind::Task}},
        {"checklistId", {PointsAt::Row, EntityKind::Checklist}},
        {"userId", {PointsAt::Person}},
        {"creatorId", {PointsAt::Person}},
        {"authorId", {PointsAt::Person}},
        {"winnerId", {PointsAt::Person}},
    };
    const QLatin1StringView name(field.name);
    if (name == QLatin1StringView("parentId"))
        return {PointsAt::Row, kind}; // of the same kind
    for (const Line &line : lines) {
        if (name == QLatin1StringView(line.field))
            return line.target;
    }
    return {};
}

/// The row or person that stands for a row without a name of its own.
struct Stand {
    PointsAt what = PointsAt::Nothing;
    EntityKind kind = EntityKind::Task;
    Uuid id;
};
Stand standFor(const Entity &row)
{
    if (const auto *assignee = std::get_if<TaskAssignee>(&row))
        return {PointsAt::Person, {}, assignee->userId};
    if (const auto *watcher = std::get_if<Watcher>(&row))
        return {PointsAt::Person, {}, watcher->userId};
    if (const auto *label = std::get_if<TaskLabel>(&row))
        return {PointsAt::Row, EntityKind::Label, label->labelId};
    if (const auto *relation = std::get_if<Relation>(&row))
        return {PointsAt::Row, EntityKind::Task, relation->otherId};
    if (const auto *value = std::get_if<CustomValue>(&row))
        return {PointsAt::Row, EntityKind::CustomField, value->fieldId};
    return {};
}

} // namespace

NameBook::NameBook(Database &database, const StreamId &stream)
    : m_database(database)
    , m_stream(stream)
{
}

void NameBook::know(Entity row)
{
    const Key key{kindOf(row), rowOf(row).id};
    want(key.kind, key.id);
    m_past.try_emplace(key, std::move(row));
}

void NameBook::want(EntityKind kind, const Uuid &id)
{
    if (!id.isNull() && !m_rows.contains({kind, id}))
        m_wanted.insert({kind, id});
}

void NameBook::wantPerson(const Uuid &user)
{
    if (!user.isNull() && !m_people.contains(user))
        m_wantedPeople.insert(user);
}

void NameBook::wantTarget(const Entity &row, quint8 field, const Value &value)
{
    if (const auto *custom = std::get_if<CustomValue>(&row)) {
        const auto *definition = find(EntityKind::CustomField, custom->fieldId);
        const QString *text = std::get_if<QString>(&value);
        if (definition && text && std::get<CustomField>(*definition).type == CustomFieldType::Person)
            wantPerson(Uuid::fromString(*text).value_or(Uuid{}));
    }
    const Uuid *id = std::get_if<Uuid>(&value);
    const Target target = targetOf(kindOf(row), describe(kindOf(row)).fields[field]);
    if (!id)
        return;
    if (target.what == PointsAt::Row)
        want(target.kind, *id);
    else if (target.what == PointsAt::Person)
        wantPerson(*id);
}

void NameBook::wantNameOf(const Entity &row)
{
    const Stand stand = standFor(row);
    if (stand.what == PointsAt::Person)
        wantPerson(stand.id);
    else if (stand.what == PointsAt::Row)
        want(stand.kind, stand.id);
}

Result<void> NameBook::load()
{
    if (auto ok = loadRows(); !ok)
        return ok;
    return loadPeople();
}

Result<void> NameBook::loadRows()
{
    std::map<EntityKind, std::vector<Uuid>> byKind;
    for (const Key &key : m_wanted)
        byKind[key.kind].push_back(key.id);
    for (const auto &[kind, ids] : byKind) {
        auto query = m_database.run(RowSql::statements(m_database.dialect(), kind).selectByIds,
                                    streamKey(m_stream) << RowSql::idsParameter(ids));
        if (!query)
            return query.error();
        while ((*query)->next()) {
            Entity row = RowSql::readRow(**query, kind);
            const Uuid id = rowOf(row).id;
            m_rows.insert_or_assign({kind, id}, std::move(row));
        }
    }
    for (const Key &key : std::exchange(m_wanted, {})) {
        if (m_rows.contains(key))
            continue;
        m_rows.emplace(key, std::nullopt);
        if (m_past.contains(key))
            continue;
        if (auto ok = loadGone(key); !ok)
            return ok;
    }
    return {};
}

/// The last event about a row that is gone is the one that deleted it, and it kept what it was.
Result<void> NameBook::loadGone(const Key &key)
{
    const Dialect dialect = m_database.dialect();
    auto query = m_database.run(
        QStringLiteral("SELECT seq FROM event_entity WHERE workspace_id = %1 AND entity_id = %1 AND scope_id = %1 "
                       "AND kind = ? ORDER BY seq DESC LIMIT ?")
            .arg(RowSql::uuidParameter(dialect)),
        {m_stream.workspace.toString(), key.id.toString(), m_stream.scope.toString(),
         static_cast<qint64>(m_stream.kind), LastEventsMax});
    if (!query)
        return query.error();
    std::vector<qint64> seqs;
    while ((*query)->next())
        seqs.push_back((*query)->value(0).toLongLong());
    query = m_database.run(QStringLiteral("SELECT old_values FROM event WHERE %1 AND %2 ORDER BY seq DESC")
                               .arg(LogRange::inStream(dialect), LogRange::isSeqAmong(dialect)),
                           LogRange::streamValues(m_stream) << LogRange::seqsParameter(seqs));
    if (!query)
        return query.error();
    QByteArrayList events;
    while ((*query)->next())
        events << (*query)->value(0).toString().toUtf8();
    for (const QByteArray &event : events) {
        if (!event.contains(Codec::startOfChange(key.kind, key.id)))
            continue;
        const auto changes = Codec::decodeChanges(event);
        if (!changes)
            return changes.error();
        for (const Change &before : *changes) {
            if (before.entity != key.kind || before.id != key.id || before.op != ChangeOp::Delete)
                continue;
            Entity row = makeEntity(key.kind, key.id);
            applyFields(row, before.fields);
            m_past.emplace(key, std::move(row));
            return {};
        }
    }
    return {};
}

/// Members as the workspace knows them; who has left, by their account.
Result<void> NameBook::loadPeople()
{
    if (m_wantedPeople.empty())
        return {};
    const std::set<Uuid> wanted = std::exchange(m_wantedPeople, {});
    std::vector<Uuid> members;
    for (const Uuid &user : wanted) {
        members.push_back(memberId(m_stream.workspace, user));
        m_people[user] = user == systemActor() ? QStringLiteral("Task Master") : QString();
    }
    const Dialect dialect = m_database.dialect();
    auto query = m_database.run(RowSql::statements(dialect, EntityKind::Member).selectByIds,
                                streamKey(StreamId::ofWorkspace(m_stream.workspace)) << RowSql::idsParameter(members));
    if (!query)
        return query.error();
    while ((*query)->next()) {
        const auto member = std::get<Member>(RowSql::readRow(**query, EntityKind::Member));
        m_people[member.userId] = member.name;
    }
    std::vector<Uuid> rest;
    for (const Uuid &user : wanted) {
        if (m_people[user].isEmpty())
            rest.push_back(user);
    }
    if (rest.empty())
        return {};
    query = m_database.run(QStringLiteral("SELECT id, f_name FROM \"user\" WHERE workspace_id = %1 AND %2")
                               .arg(RowSql::uuidParameter(dialect), RowSql::isAmong(dialect)),
                           {Uuid{}.toString(), RowSql::idsParameter(rest)});
    if (!query)
        return query.error();
    while ((*query)->next())
        m_people[RowSql::uuidAt(**query, 0)] = (*query)->value(1).toString();
    return {};
}

const Entity *NameBook::present(EntityKind kind, const Uuid &id) const
{
    const auto row = m_rows.find({kind, id});
    return row != m_rows.end() && row->second ? &*row->second : nullptr;
}

const Entity *NameBook::find(EntityKind kind, const Uuid &id) const
{
    if (const Entity *row = present(kind, id))
        return row;
    const auto past = m_past.find({kind, id});
    return past == m_past.end() ? nullptr : &past->second;
}

QString NameBook::nameOf(EntityKind kind, const Uuid &id) const
{
    const Entity *row = find(kind, id);
    return row ? nameOf(*row) : QString();
}

QString NameBook::nameOf(const Entity &row) const
{
    const Stand stand = standFor(row);
    if (stand.what == PointsAt::Person)
        return personName(stand.id);
    if (stand.what == PointsAt::Row)
        return nameOf(stand.kind, stand.id);
    return std::visit(
        []<class E>(const E &entity) -> QString {
            if constexpr (std::is_same_v<E, Task>)
                return entity.title;
            else if constexpr (std::is_same_v<E, ChecklistItem>)
                return entity.text;
            else if constexpr (std::is_same_v<E, Comment> || std::is_same_v<E, Message>)
                return excerpt(entity.body.simplified(), ExcerptMax);
            else if constexpr (std::is_same_v<E, TimeEntry> || std::is_same_v<E, Reminder>)
                return entity.note;
            else if constexpr (std::is_same_v<E, Reaction>)
                return entity.emoji;
            else if constexpr (std::is_same_v<E, Recurrence>)
                return entity.rule;
            else if constexpr (std::is_same_v<E, Conflict>)
                return entity.field;
            else if constexpr (requires { entity.name; })
                return entity.name;
            else
                return {};
        },
        row);
}

QString NameBook::personName(const Uuid &user) const
{
    const auto it = m_people.find(user);
    return it == m_people.end() ? QString() : it->second;
}

QString NameBook::customText(const CustomValue &row, const QString &value) const
{
    const auto *definition = find(EntityKind::CustomField, row.fieldId);
    if (!definition)
        return value;
    const auto &field = std::get<CustomField>(*definition);
    if (field.type == CustomFieldType::Person)
        return personName(Uuid::fromString(value).value_or(Uuid{}));
    if (field.type != CustomFieldType::Select && field.type != CustomFieldType::MultiSelect)
        return value;
    const auto options = readFieldOptions(field.options);
    const QList<FieldOption> known = options ? *options : QList<FieldOption>();
    QStringList names;
    for (const QString &id : value.split(u',', Qt::SkipEmptyParts)) {
        const auto named =
            std::find_if(known.begin(), known.end(), [&id](const FieldOption &option) { return option.id == id; });
        names << (named != known.end() ? named->name : id);
    }
    return names.join(QStringLiteral(", "));
}

QString NameBook::textOf(const Entity &row, quint8 field, const Value &value) const
{
    const FieldDescription &description = describe(kindOf(row)).fields[field];
    const Target target = targetOf(kindOf(row), description);
    if (const Uuid *id = std::get_if<Uuid>(&value)) {
        if (target.what == PointsAt::Person)
            return personName(*id);
        return target.what == PointsAt::Row ? nameOf(target.kind, *id) : id->toString();
    }
    if (const bool *flag = std::get_if<bool>(&value))
        return *flag ? QStringLiteral("true") : QStringLiteral("false");
    const auto *number = std::get_if<qint64>(&value);
    if (number && description.type == FieldType::Timestamp)
        return QDateTime::fromMSecsSinceEpoch(*number, Qt::UTC).toString(Qt::ISODateWithMs);
    const auto *custom = std::get_if<CustomValue>(&row);
    const QString text = custom && field == fieldIndex<&CustomValue::value>()
        ? customText(*custom, TaskMaster::textOf(value))
        : TaskMaster::textOf(value);
    return excerpt(text, TextMax);
}

} // namespace TaskMaster::Server
