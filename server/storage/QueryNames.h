// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "server/storage/QueryDoor.h"
#include "shared/model/Entity.h"
#include "shared/model/FieldOptions.h"
#include "shared/query/Days.h"

#include <map>

namespace TaskMaster::Server {

/// A project that the asker may read.
struct QueryProject {
    Uuid id;
    QString name;
    QString key;
    qint64 lastNumber = 0; ///< it has had so many tasks
};

/// Where a query looks: one project, or all of a workspace that the asker may read.
struct QueryScope {
    Uuid workspace;
    std::vector<QueryProject> projects; ///< never empty
    bool isGuest = false; ///< who asks sees no addresses of people

    [[nodiscard]] std::vector<Uuid> projectIds() const;
};

/**
 * What the names in one query mean in its scope: people, labels, columns, cycles, milestones, custom fields and tasks
 * by number, read in one go before the query is translated. Names fit whatever their case and accents; several things
 * may have the same one, and then all are meant.
 */
class QueryNames {
public:
    [[nodiscard]] static Result<QueryNames> load(Database &database, const QueryScope &scope,
                                                 const Query::Expression &filter, const Query::Asker &asker,
                                                 const WorkspaceAccess &access);

    struct FoundColumn {
        Uuid id;
        ColumnType type;
    };
    struct FoundField {
        Uuid id;
        CustomFieldType type;
        QList<FieldOption> options;
    };
    [[nodiscard]] std::vector<Uuid> people(const Query::Operand &operand) const;
    /// Labels, columns, cycles, milestones or projects, as the field says.
    [[nodiscard]] std::vector<Uuid> things(Query::Field field, const Query::Operand &operand) const;
    [[nodiscard]] std::vector<Uuid> columnsOf(ColumnType type) const;
    [[nodiscard]] std::vector<Uuid> projectsWithKey(const QString &key) const;
    [[nodiscard]] std::vector<Uuid> tasks(const Query::Operand &operand) const;
    [[nodiscard]] std::vector<FoundField> customFields(const QString &name) const;
    /// A sentence about every name that nothing has.
    [[nodiscard]] QList<QueryNotice> notices(const Query::Expression &filter) const;

private:
    struct Named {
        Uuid id;
        QStringList names; ///< folded; the first is the one to be suggested
        QString shown;
    };
    struct CycleDays {
        Uuid id;
        QDate start;
        QDate end;
        bool isClosed;
    };
    [[nodiscard]] Result<void> loadKind(Database &database, const QueryScope &scope, EntityKind kind);
    [[nodiscard]] Result<void> loadTasks(Database &database, const QueryScope &scope, const Query::Expression &filter);
    void take(const Entity &entity);
    void takePeople(const QueryScope &scope, const WorkspaceAccess &access);
    [[nodiscard]] const std::vector<Named> &listOf(Query::Field field) const;
    [[nodiscard]] static std::vector<Uuid> matches(const std::vector<Named> &list, const Query::Operand &operand);

    Query::Asker m_asker;
    std::vector<Named> m_people;
    std::vector<Named> m_labels;
    std::vector<Named> m_columns;
    std::vector<Named> m_cycles;
    std::vector<Named> m_milestones;
    std::vector<Named> m_projects;
    std::vector<Named> m_fields;
    std::vector<FoundColumn> m_columnTypes;
    std::vector<CycleDays> m_cycleDays;
    std::vector<FoundField> m_fieldTypes;
    std::map<std::pair<QString, qint64>, std::vector<Uuid>> m_tasks; ///< by key (may be empty) and number
};

} // namespace TaskMaster::Server
