// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/QueryNames.h"

#include "server/storage/QuerySql.h"
#include "server/storage/RowSql.h"
#include "shared/model/SearchText.h"
#include "shared/query/Words.h"

#include <set>

namespace TaskMaster::Server {
namespace {

using Query::Field;
using Query::Operand;

/// Which rows have the names behind a field.
std::optional<EntityKind> rowsBehind(Field field)
{
    switch (field) {
    case Field::Label:
        return EntityKind::Label;
    case Field::Column:
    case Field::Status:
        return EntityKind::Column;
    case Field::Cycle:
        return EntityKind::Cycle;
    case Field::Milestone:
        return EntityKind::Milestone;
    case Field::Custom:
        return EntityKind::CustomField;
    default:
        return std::nullopt;
    }
}

bool isName(const Operand &operand)
{
    return operand.kind == Operand::Kind::Name || operand.kind == Operand::Kind::Prefix;
}

} // namespace

std::vector<Uuid> QueryScope::projectIds() const
{
    std::vector<Uuid> ids;
    for (const QueryProject &project : projects)
        ids.push_back(project.id);
    return ids;
}

Result<QueryNames> QueryNames::load(Database &database, const QueryScope &scope, const Query::Expression &filter,
                                    const Query::Asker &asker, const WorkspaceAccess &access)
{
    QueryNames names;
    names.m_asker = asker;
    std::set<EntityKind> kinds;
    bool needsPeople = false;
    Query::forEachTerm(filter, [&](const Query::Term &term) {
        if (const auto kind = rowsBehind(term.field))
            kinds.insert(*kind);
        needsPeople =
            needsPeople || Query::wordOf(term.field).kind == Query::ValueKind::Person || term.field == Field::Custom;
    });
    for (const EntityKind kind : kinds) {
        if (auto ok = names.loadKind(database, scope, kind); !ok)
            return ok.error();
    }
    if (needsPeople)
        names.takePeople(scope, access);
    for (const QueryProject &project : scope.projects)
        names.m_projects.push_back(
            {project.id, {SearchText::folded(project.name), SearchText::folded(project.key)}, project.name});
    if (auto ok = names.loadTasks(database, scope, filter); !ok)
        return ok.error();
    return names;
}

Result<void> QueryNames::loadKind(Database &database, const QueryScope &scope, EntityKind kind)
{
    // All of a workspace and a look at each, or exactly one project.
    const bool isOne = scope.projects.size() == 1;
    QString sql = QStringLiteral("SELECT id, rev, updated_at");
    for (const FieldDescription &field : describe(kind).fields)
        sql += u',' + RowSql::columnName(field.name);
    const QString id = RowSql::uuidParameter(database.dialect());
    sql += QStringLiteral(", scope_id FROM %1 WHERE workspace_id = %2").arg(RowSql::tableName(kind), id);
    QVariantList values{scope.workspace.toString()};
    if (isOne) {
        sql += QStringLiteral(" AND scope_id = ") + id;
        values << scope.projects.front().id.toString();
    }
    auto query = database.run(sql, values);
    if (!query)
        return query.error();
    std::set<Uuid> projects;
    for (const QueryProject &project : scope.projects)
        projects.insert(project.id);
    const int scopeColumn = static_cast<int>(describe(kind).fields.size()) + 3;
    while ((*query)->next()) {
        if (projects.contains(RowSql::uuidAt(**query, scopeColumn)))
            take(RowSql::readRow(**query, kind));
    }
    if (auto ok = database.checkRead(**query); !ok)
        return ok.error();
    return {};
}

void QueryNames::take(const Entity &entity)
{
    const auto named = [](const auto &row) { return Named{row.id, {SearchText::folded(row.name)}, row.name}; };
    if (const auto *label = std::get_if<Label>(&entity)) {
        m_labels.push_back(named(*label));
    } else if (const auto *column = std::get_if<Column>(&entity)) {
        m_columns.push_back(named(*column));
        m_columnTypes.push_back({column->id, column->type});
    } else if (const auto *cycle = std::get_if<Cycle>(&entity)) {
        m_cycles.push_back(named(*cycle));
        m_cycleDays.push_back({cycle->id, cycle->startDate, cycle->endDate, cycle->closedAt != 0});
    } else if (const auto *milestone = std::get_if<Milestone>(&entity)) {
        m_milestones.push_back(named(*milestone));
    } else if (const auto *field = std::get_if<CustomField>(&entity)) {
        m_fields.push_back(named(*field));
        auto options = readFieldOptions(field->options);
        m_fieldTypes.push_back({field->id, field->type, options ? *options : QList<FieldOption>()});
    }
}

void QueryNames::takePeople(const QueryScope &scope, const WorkspaceAccess &access)
{
    for (const auto &[user, membership] : access.members) {
        Named person{user, {SearchText::folded(membership.name)}, membership.name};
        for (const QString &part : membership.name.split(u' ', Qt::SkipEmptyParts))
            person.names << SearchText::folded(part);
        if (!scope.isGuest) {
            person.names << SearchText::folded(membership.email);
            person.names << SearchText::folded(membership.email.section(u'@', 0, 0));
        }
        m_people.push_back(std::move(person));
    }
}

Result<void> QueryNames::loadTasks(Database &database, const QueryScope &scope, const Query::Expression &filter)
{
    std::set<std::pair<QString, qint64>> wanted;
    Query::forEachTerm(filter, [&wanted](const Query::Term &term) {
        if (term.field != Field::Parent)
            return;
        for (const Operand &operand : term.operands) {
            if (operand.kind == Operand::Kind::Task)
                wanted.insert({operand.text, operand.number});
        }
    });
    const QueryDialect dialect(database.dialect());
    for (const auto &[key, number] : wanted) {
        const std::vector<Uuid> projects = key.isEmpty() ? scope.projectIds() : projectsWithKey(key);
        std::vector<Uuid> &found = m_tasks[{key, number}];
        if (projects.empty())
            continue;
        Sql sql(QStringLiteral("SELECT t.id FROM \"task\" AS t") + dialect.indexed("task_by_number")
                + QStringLiteral("WHERE "));
        sql << dialect.in(QStringLiteral("t.scope_id"), projects) << " AND "
            << QueryDialect::isIn(QStringLiteral("t"), AllStates)
            << Sql(QStringLiteral(" AND t.f_number = ? AND t.workspace_id = ") + dialect.id(),
                   {number, scope.workspace.toString()});
        auto query = database.run(sql.text, sql.values);
        if (!query)
            return query.error();
        while ((*query)->next())
            found.push_back(RowSql::uuidAt(**query, 0));
        if (auto ok = database.checkRead(**query); !ok)
            return ok.error();
    }
    return {};
}

std::vector<Uuid> QueryNames::matches(const std::vector<Named> &list, const Operand &operand)
{
    std::vector<Uuid> found;
    if (const auto id = Uuid::fromString(operand.text); id && operand.kind == Operand::Kind::Name)
        found.push_back(*id);
    const QString name = SearchText::folded(operand.text.simplified());
    for (const Named &named : list) {
        const bool fits = std::any_of(named.names.cbegin(), named.names.cend(), [&](const QString &candidate) {
            return operand.kind == Operand::Kind::Prefix ? candidate.startsWith(name) : candidate == name;
        });
        if (fits)
            found.push_back(named.id);
    }
    return found;
}

std::vector<Uuid> QueryNames::people(const Operand &operand) const
{
    if (operand.kind == Operand::Kind::Me)
        return {m_asker.me};
    return isName(operand) ? matches(m_people, operand) : std::vector<Uuid>();
}

std::vector<Uuid> QueryNames::things(Field field, const Operand &operand) const
{
    if (operand.kind != Operand::Kind::Current)
        return isName(operand) ? matches(listOf(field), operand) : std::vector<Uuid>();
    std::vector<Uuid> running;
    const QDate today = m_asker.today();
    for (const CycleDays &cycle : m_cycleDays) {
        if (!cycle.isClosed && cycle.start <= today && today <= cycle.end)
            running.push_back(cycle.id);
    }
    return running;
}

std::vector<Uuid> QueryNames::columnsOf(ColumnType type) const
{
    std::vector<Uuid> found;
    for (const FoundColumn &column : m_columnTypes) {
        if (column.type == type)
            found.push_back(column.id);
    }
    return found;
}

std::vector<Uuid> QueryNames::projectsWithKey(const QString &key) const
{
    std::vector<Uuid> found;
    for (const Named &project : m_projects) {
        if (project.names[1] == SearchText::folded(key))
            found.push_back(project.id);
    }
    return found;
}

std::vector<Uuid> QueryNames::tasks(const Operand &operand) const
{
    if (operand.kind == Operand::Kind::Name) {
        const auto id = Uuid::fromString(operand.text);
        return id ? std::vector<Uuid>{*id} : std::vector<Uuid>();
    }
    const auto it = m_tasks.find({operand.text, operand.number});
    return it == m_tasks.end() ? std::vector<Uuid>() : it->second;
}

std::vector<QueryNames::FoundField> QueryNames::customFields(const QString &name) const
{
    std::vector<FoundField> found;
    for (const Uuid &id : matches(m_fields, Operand{Operand::Kind::Name, name, 0, {}})) {
        const auto field = std::find_if(m_fieldTypes.begin(), m_fieldTypes.end(),
                                        [&id](const FoundField &candidate) { return candidate.id == id; });
        if (field != m_fieldTypes.end())
            found.push_back(*field);
    }
    return found;
}

const std::vector<QueryNames::Named> &QueryNames::listOf(Field field) const
{
    switch (field) {
    case Field::Label:
        return m_labels;
    case Field::Column:
        return m_columns;
    case Field::Cycle:
        return m_cycles;
    case Field::Milestone:
        return m_milestones;
    case Field::Project:
        return m_projects;
    default:
        return m_people;
    }
}

QList<QueryNotice> QueryNames::notices(const Query::Expression &filter) const
{
    QList<QueryNotice> found;
    const auto note = [&found](const Query::Term &term, const std::vector<Named> &list, const QString &name) {
        QStringList known;
        for (const Named &named : list)
            known << named.shown;
        const QString near = Query::nearest(name, known);
        found.append(
            {term.place,
             QStringLiteral("Nothing here is called “%1”%2")
                 .arg(name, near.isEmpty() ? QStringLiteral(".") : QStringLiteral("; did you mean “%1”?").arg(near))});
    };
    Query::forEachTerm(filter, [&](const Query::Term &term) {
        const Query::ValueKind kind = Query::wordOf(term.field).kind;
        if (term.field == Field::Custom && customFields(term.custom).empty())
            note(term, m_fields, term.custom);
        for (const Operand &operand : term.operands) {
            if (kind == Query::ValueKind::Person && isName(operand) && people(operand).empty())
                note(term, m_people, operand.text);
            if (kind == Query::ValueKind::Name && isName(operand) && things(term.field, operand).empty())
                note(term, listOf(term.field), operand.text);
        }
    });
    return found;
}

} // namespace TaskMaster::Server
