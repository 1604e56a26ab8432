// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Database.h"
#include "shared/core/Uuid.h"

namespace TaskMaster::Server {

/// A piece of SQL and the values of its placeholders, in order.
struct Sql {
    QString text;
    QVariantList values;

    Sql() = default;
    Sql(QString sql, QVariantList bound = {}) // NOLINT(google-explicit-constructor): text is SQL without values
        : text(std::move(sql))
        , values(std::move(bound))
    {
    }
    Sql &operator<<(const Sql &next)
    {
        text += next.text;
        values += next.values;
        return *this;
    }
    /// `(a OR b …)`; never true without parts.
    [[nodiscard]] static Sql either(const std::vector<Sql> &parts);
    Sql &operator<<(const char *next)
    {
        text += QLatin1StringView(next);
        return *this;
    }
};

/// States of a task, as the indexes of migration 0006 know them.
enum class TaskState : quint8 { Open, Done, Cancelled, Archived, Trashed };
using TaskStates = unsigned; ///< a bit per state
[[nodiscard]] constexpr TaskStates stateBit(TaskState state)
{
    return 1U << static_cast<unsigned>(state);
}
inline constexpr TaskStates AllStates = 0b11111;
inline constexpr TaskStates LiveStates = 0b00111;
inline constexpr TaskStates PutAwayStates = 0b11000;

/**
 * The words of SQL in which queries over tasks are written, where the two databases differ. `t` is the task, `s` its
 * row in task_search. On SQLite, whose planner knows nothing of how many rows there are, every access names its index.
 */
class QueryDialect {
public:
    explicit QueryDialect(Dialect dialect)
        : m_isSqlite(dialect == Dialect::Sqlite)
    {
    }
    [[nodiscard]] bool isSqlite() const { return m_isSqlite; }

    /// `INDEXED BY name ` on SQLite.
    [[nodiscard]] QString indexed(const char *name) const;
    [[nodiscard]] QString id() const; ///< the placeholder of an id
    [[nodiscard]] Sql in(const QString &column, const std::vector<Uuid> &ids) const;
    /// The column as something that must not be looked up in an index.
    [[nodiscard]] QString unindexed(const QString &column) const;
    /// Text compared byte by byte.
    [[nodiscard]] QString text(const QString &column) const;
    [[nodiscard]] static QString state(const QString &alias);
    [[nodiscard]] static QString priorityRank(const QString &alias);
    [[nodiscard]] static Sql isIn(const QString &alias, TaskStates states);
    [[nodiscard]] static QString always();
    [[nodiscard]] static QString never();

private:
    bool m_isSqlite;
};

} // namespace TaskMaster::Server
