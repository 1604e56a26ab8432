// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Doctor.h"
#include "server/admin/RowRepair.h"
#include "server/storage/Catalog.h"
#include "server/storage/RowSql.h"

namespace TaskMaster::Server {
namespace {

constexpr int RowsMax = 10'000; ///< corrected at a time; the next examination finds the rest
constexpr int ExamplesMax = 5;
/// The server removes what has expired every hour.
constexpr qint64 ExpiredMs = 2 * 3600 * 1000;

PlacedRow placeAt(const QSqlQuery &query, StreamKind kind, EntityKind entity)
{
    return {{kind, RowSql::uuidAt(query, 0), RowSql::uuidAt(query, 1)}, entity, RowSql::uuidAt(query, 2)};
}

QString nameOf(const PlacedRow &row)
{
    return QStringLiteral("%1 %2 in %3")
        .arg(QLatin1StringView(describe(row.kind).name), row.id.toString(), row.stream.toString());
}

/// Accounts live in no workspace.
const QString NoWorkspace = QStringLiteral("'00000000-0000-0000-0000-000000000000'");

/// What a field that holds an id points to, by its name: `columnId` is a column. Nothing for those that may outlive
/// what they name (authors, creators) or name something of another stream.
std::optional<EntityKind> targetOf(EntityKind kind, const FieldDescription &field)
{
    const QString name = QString::fromLatin1(field.name);
    if (field.type != FieldType::Id || !name.endsWith(u"Id"))
        return std::nullopt;
    if (name == u"parentId")
        return kind;
    if (name == u"otherId")
        return EntityKind::Task;
    if (name == u"fieldId")
        return entityKindFromName(u"customField");
    const auto target = entityKindFromName(name.chopped(2));
    return target == EntityKind::Project || target == EntityKind::Workspace ? std::nullopt : target;
}

/// Rows that go with what they belong to; the others are somebody's work and stay.
bool mayBeRemoved(EntityKind kind)
{
    return kind != EntityKind::Task && kind != EntityKind::Comment;
}

bool livesInProjectsOnly(EntityKind kind)
{
    return describe(kind).streams == InProject;
}

Result<void> checkReference(Examination &examination, EntityKind kind, int index, EntityKind target)
{
    const FieldDescription &field = describe(kind).fields[static_cast<std::size_t>(index)];
    const QString column = RowSql::columnName(field.name);
    const QString workspace = target == EntityKind::User ? NoWorkspace : QStringLiteral("x.workspace_id");
    auto query = examination.database->run(
        QStringLiteral("SELECT x.workspace_id, x.scope_id, x.id FROM %1 AS x WHERE x.%2 IS NOT NULL AND NOT EXISTS "
                       "(SELECT 1 FROM %3 AS t WHERE t.workspace_id = %4 AND t.id = x.%2) LIMIT %5")
            .arg(RowSql::tableName(kind), column, RowSql::tableName(target), workspace)
            .arg(RowsMax));
    if (!query)
        return query.error();
    QList<RowRepair::Correction> corrections;
    QStringList examples;
    const bool isRequired = (field.flags & Required) != 0;
    while ((*query)->next()) {
        RowRepair::Correction correction{placeAt(**query, StreamKind::Project, kind), std::nullopt};
        if (!isRequired)
            correction.fields = FieldValues{{static_cast<quint8>(index), Value()}};
        if (examples.size() < ExamplesMax)
            examples << nameOf(correction.place);
        corrections.append(std::move(correction));
    }
    if (auto ok = examination.database->checkRead(**query); !ok || corrections.isEmpty())
        return ok;
    const QString targetName = QString::fromLatin1(describe(target).name);
    Finding finding{
        Severity::Problem,
        QStringLiteral("%1 rows of the kind “%2” belong to a %3 that does not exist.")
            .arg(corrections.size())
            .arg(QLatin1StringView(describe(kind).name), targetName),
        QStringLiteral("They are shown nowhere, or break what counts them."),
        QStringLiteral("If the %1 was lost, `doctor --deep --repair` brings it back from the log, or a backup "
                       "does. %2")
            .arg(targetName,
                 !isRequired              ? QStringLiteral("`doctor --repair` takes the reference away.")
                     : mayBeRemoved(kind) ? QStringLiteral("`doctor --repair` removes them.")
                                          : QStringLiteral("They are not removed: somebody wrote them.")),
        examples};
    if (!isRequired || mayBeRemoved(kind))
        finding.repair = [corrections, now = examination.nowMs](Database &database) {
            return RowRepair::correct(database, corrections, now);
        };
    examination.findings.append(finding);
    return {};
}

/// A counter of a task, and what it counts: rows of (w: workspace, k: task, n: how many).
struct CountedField {
    const char *field;
    const char *counted;
};
constexpr CountedField counterTable[]{
    {"commentCount",
     "SELECT workspace_id AS w, f_task_id AS k, COUNT(*) AS n FROM comment GROUP BY workspace_id, f_task_id"},
    {"childCount",
     "SELECT workspace_id AS w, f_parent_id AS k, COUNT(*) AS n FROM task WHERE coalesce(f_trashed_at, 0) = 0 "
     "GROUP BY workspace_id, f_parent_id"},
    {"childDoneCount",
     "SELECT workspace_id AS w, f_parent_id AS k, COUNT(*) AS n FROM task WHERE coalesce(f_trashed_at, 0) = 0 AND "
     "(coalesce(f_completed_at, 0) <> 0 OR coalesce(f_cancelled_at, 0) <> 0) GROUP BY workspace_id, f_parent_id"},
    {"checkCount",
     "SELECT workspace_id AS w, f_task_id AS k, COUNT(*) AS n FROM checklist_item GROUP BY workspace_id, f_task_id"},
    {"checkDoneCount",
     "SELECT workspace_id AS w, f_task_id AS k, COUNT(*) AS n FROM checklist_item WHERE f_done <> 0 "
     "GROUP BY workspace_id, f_task_id"},
    {"attachmentCount",
     "SELECT workspace_id AS w, f_task_id AS k, COUNT(*) AS n FROM attachment GROUP BY workspace_id, f_task_id"},
    {"spentSeconds",
     "SELECT workspace_id AS w, f_task_id AS k, CAST(SUM((f_ended_at - f_started_at) / 1000) AS bigint) AS n "
     "FROM time_entry WHERE f_ended_at > f_started_at GROUP BY workspace_id, f_task_id"},
    {"blocksCount",
     "SELECT workspace_id AS w, f_task_id AS k, COUNT(*) AS n FROM relation WHERE f_type = 'blocks' "
     "GROUP BY workspace_id, f_task_id"},
    {"blockerCount",
     "SELECT r.workspace_id AS w, r.f_other_id AS k, COUNT(*) AS n FROM relation AS r JOIN task AS b "
     "ON b.workspace_id = r.workspace_id AND b.id = r.f_task_id WHERE r.f_type = 'blocks' "
     "AND coalesce(b.f_completed_at, 0) = 0 AND coalesce(b.f_cancelled_at, 0) = 0 "
     "AND coalesce(b.f_trashed_at, 0) = 0 AND coalesce(b.f_archived_at, 0) = 0 GROUP BY r.workspace_id, r.f_other_id"},
};

Result<void> checkCounter(Examination &examination, const CountedField &counter, int index)
{
    auto query = examination.database->run(
        QStringLiteral(
            "SELECT t.workspace_id, t.scope_id, t.id, t.%1, coalesce(c.n, 0) FROM task AS t LEFT JOIN (%2) AS c "
            "ON c.w = t.workspace_id AND c.k = t.id WHERE t.%1 <> coalesce(c.n, 0) LIMIT %3")
            .arg(RowSql::columnName(counter.field), QLatin1StringView(counter.counted))
            .arg(RowsMax));
    if (!query)
        return query.error();
    QList<RowRepair::Correction> corrections;
    QStringList examples;
    while ((*query)->next()) {
        const qint64 right = (*query)->value(4).toLongLong();
        const PlacedRow place = placeAt(**query, StreamKind::Project, EntityKind::Task);
        corrections.append({place, FieldValues{{static_cast<quint8>(index), Value(right)}}});
        if (examples.size() < ExamplesMax)
            examples << QStringLiteral("%1: %2 instead of %3")
                            .arg(nameOf(place))
                            .arg((*query)->value(3).toLongLong())
                            .arg(right);
    }
    if (auto ok = examination.database->checkRead(**query); !ok || corrections.isEmpty())
        return ok;
    examination.findings.append(
        {Severity::Warning,
         QStringLiteral("%1 tasks have a wrong %2.").arg(corrections.size()).arg(QLatin1StringView(counter.field)),
         QStringLiteral("Cards show a number that is not true."),
         QStringLiteral("Let `doctor --repair` correct them; people see it like any other change."), examples,
         [corrections, now = examination.nowMs](Database &database) {
             return RowRepair::correct(database, corrections, now);
         }});
    return {};
}

} // namespace

Result<void> Checks::parts(Examination &examination)
{
    for (int k = 0; k < EntityKindCount; ++k) {
        const auto kind = static_cast<EntityKind>(k);
        if (!livesInProjectsOnly(kind))
            continue;
        const auto fields = describe(kind).fields;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const auto target = targetOf(kind, fields[i]);
            if (!target)
                continue;
            if (auto ok = checkReference(examination, kind, static_cast<int>(i), *target); !ok)
                return ok;
        }
    }
    return {};
}

Result<void> Checks::counters(Examination &examination)
{
    for (const CountedField &counter : counterTable) {
        const int index = describe(EntityKind::Task).indexOf(QString::fromLatin1(counter.field));
        if (index < 0)
            continue;
        if (auto ok = checkCounter(examination, counter, index); !ok)
            return ok;
    }
    return {};
}

Result<void> Checks::people(Examination &examination)
{
    auto ownerless = examination.database->run(
        QStringLiteral("SELECT w.id, w.f_name FROM workspace AS w WHERE NOT EXISTS (SELECT 1 FROM member AS m WHERE "
                       "m.workspace_id = w.workspace_id AND m.f_role = 'owner')"));
    if (!ownerless)
        return ownerless.error();
    QStringList names;
    while ((*ownerless)->next())
        names << QStringLiteral("%1 (%2)").arg((*ownerless)->value(1).toString(), (*ownerless)->value(0).toString());
    if (!names.isEmpty())
        examination.findings.append(
            {Severity::Problem, QStringLiteral("%1 workspaces have no owner.").arg(names.size()),
             QStringLiteral("Nobody there can invite people, set roles or archive it."),
             QStringLiteral("Run: taskmaster-server workspace members WORKSPACE --add EMAIL --role owner"), names});
    auto strangers = examination.database->run(
        QStringLiteral(
            "SELECT m.workspace_id, m.f_email FROM member AS m WHERE NOT EXISTS (SELECT 1 FROM \"user\" AS u "
            "WHERE u.workspace_id = %1 AND u.id = m.f_user_id) LIMIT 100")
            .arg(NoWorkspace));
    if (!strangers)
        return strangers.error();
    QStringList missing;
    while ((*strangers)->next())
        missing
            << QStringLiteral("%1 in w:%2").arg((*strangers)->value(1).toString(), (*strangers)->value(0).toString());
    if (!missing.isEmpty())
        examination.findings.append(
            {Severity::Problem, QStringLiteral("%1 members of workspaces have no account.").arg(missing.size()),
             QStringLiteral("They are shown in lists, but cannot sign in."),
             QStringLiteral(
                 "If accounts were lost, `doctor --deep --repair` brings them back from the log, or a backup does. "
                 "Otherwise: taskmaster-server workspace members WORKSPACE --remove EMAIL"),
             missing});
    return {};
}

Result<void> Checks::sessions(Examination &examination)
{
    const QString expired = QStringLiteral("FROM session WHERE expires_at < %1").arg(examination.nowMs - ExpiredMs);
    const auto count = examination.database->value(QStringLiteral("SELECT COUNT(*) ") + expired);
    if (!count)
        return count.error();
    if (count->toLongLong() > 0)
        examination.findings.append(
            {Severity::Hint,
             QStringLiteral("%1 sign-ins have expired and are still kept.").arg(count->toLongLong()),
             QStringLiteral("They let nobody in; a running server removes them every hour."),
             QStringLiteral("Start the server, or let `doctor --repair` remove them."),
             {},
             [expired](Database &database) { return database.runScript({QStringLiteral("DELETE ") + expired}); }});
    const auto tables = Catalog::tables(*examination.database);
    if (!tables)
        return tables.error();
    for (const TableDescription &table : *tables) {
        if (!table.columnNames().contains(QStringLiteral("user_id")))
            continue;
        const QString orphaned =
            QStringLiteral(
                "FROM \"%1\" WHERE NOT EXISTS (SELECT 1 FROM \"user\" AS u WHERE u.workspace_id = %2 AND u.id = "
                "\"%1\".user_id)")
                .arg(table.name, NoWorkspace);
        const auto rows = examination.database->value(QStringLiteral("SELECT COUNT(*) ") + orphaned);
        if (!rows)
            return rows.error();
        if (rows->toLongLong() > 0)
            examination.findings.append(
                {Severity::Warning,
                 QStringLiteral("%1 rows of the table %2 are of accounts that do not exist.")
                     .arg(rows->toLongLong())
                     .arg(table.name),
                 QStringLiteral("They let nobody in, and would if an account came back under the same id."),
                 QStringLiteral("If accounts were lost, `doctor --deep --repair` brings them back from the log first; "
                                "`doctor --repair` removes what is left."),
                 {},
                 [orphaned](Database &database) {
                     return database.runScript({QStringLiteral("DELETE ") + orphaned});
                 }});
    }
    return {};
}

} // namespace TaskMaster::Server
