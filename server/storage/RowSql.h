// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Needs.h"
#include "server/storage/BulkStatement.h"
#include "shared/model/Entity.h"

#include <QSqlQuery>

namespace TaskMaster::Server {

/// The statements that read and write an entity's table, derived from its description, in both dialects.
struct RowStatements {
    BulkStatement insert; ///< rows as made by rowValues()
    BulkStatement update; ///< rows as made by rowValues()
    QString remove; ///< ? workspace, ? scope, ? ids
    QString selectByIds; ///< ? workspace, ? scope, ? ids
    QString selectAll; ///< ? workspace, ? scope
    QString selectPage; ///< ? workspace, ? scope, ? id after which, ? limit; ordered by id
};

namespace RowSql {

[[nodiscard]] const RowStatements &statements(Dialect dialect, EntityKind kind);
/// `column_id` of `columnId`, with the prefix that keeps fields apart from keys and reserved words.
[[nodiscard]] QString columnName(const char *field);
[[nodiscard]] QString tableName(EntityKind kind);
/// The placeholder of an id that is bound as text: PostgreSQL's driver binds text only.
[[nodiscard]] QString uuidParameter(Dialect dialect);
/// The rows of a stream that name another one: workspace, scope and that one's id are its values.
[[nodiscard]] QString selectRelated(Dialect dialect, const RelatedRows &rows);
/// A column (`id`) is in a JSON array of ids. On PostgreSQL the ids become an array before the rows are looked for: a
/// join with the list would let the planner read all rows of a stream whose statistics are old.
[[nodiscard]] QString isAmong(Dialect dialect, const char *column = "id");
/// A JSON array of ids as the parameter of `remove` and `selectByIds`.
[[nodiscard]] QString idsParameter(const std::vector<Uuid> &ids);
/// One row of `insert` and `update`: the stream's two ids, the row's id, rev, updated_at, then the fields.
[[nodiscard]] BulkStatement::Values rowValues(const StreamId &stream, const Entity &entity);
/// The row at which a select of this kind stands: id, rev, updated_at, then the fields.
[[nodiscard]] Entity readRow(const QSqlQuery &query, EntityKind kind);
/// A bound value from a column that holds a UUID.
[[nodiscard]] Uuid uuidAt(const QSqlQuery &query, int column);
/// A nested expression for element `index` of the JSON array in `value`, cast to the SQL type.
[[nodiscard]] QString element(Dialect dialect, int index, const char *type);
/// FROM clause that turns the parameter into rows of one JSON array called `value`.
[[nodiscard]] QString fromParameter(Dialect dialect);

} // namespace RowSql

} // namespace TaskMaster::Server
