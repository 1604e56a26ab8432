// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/QueryOrder.h"

namespace TaskMaster::Server {
namespace {

using Query::Field;

constexpr auto LastDay = "9999-12-31";
constexpr qint64 LargestNumber = 9'000'000'000'000'000;
constexpr qint64 SmallestNumber = -1;

bool hasKey(const QList<Query::SortKey> &keys, Field field)
{
    return std::any_of(keys.cbegin(), keys.cend(), [field](const Query::SortKey &key) { return key.field == field; });
}

/// What people expect behind the keys that they named: by day, the urgent before the rest; by urgency, the earlier due.
QList<Query::SortKey> wholeOrder(QList<Query::SortKey> keys)
{
    keys.removeIf([](const Query::SortKey &key) { return key.field == Field::Relevance; });
    if (hasKey(keys, Field::Priority) && !hasKey(keys, Field::Due) && keys.size() == 1)
        keys.append({Field::Due, false});
    if (!hasKey(keys, Field::Number))
        keys.append({Field::Number, false});
    while (keys.constLast().field != Field::Number)
        keys.removeLast(); // a task's number is its own: nothing behind it decides
    return keys;
}

/// Texts byte by byte, as both databases compare them.
int compareKeys(const QVariant &a, const QVariant &b)
{
    if (a.typeId() == QMetaType::QString) {
        const QByteArray left = a.toString().toUtf8();
        const QByteArray right = b.toString().toUtf8();
        return left.compare(right);
    }
    const qint64 left = a.toLongLong();
    const qint64 right = b.toLongLong();
    return left < right ? -1 : left > right ? 1 : 0;
}

} // namespace

QueryOrder::QueryOrder(QueryDialect dialect, const QList<Query::SortKey> &sort)
    : m_dialect(dialect)
{
    bool isWalked = true;
    for (const Query::SortKey &key : wholeOrder(sort)) {
        m_keys.push_back(makeKey(key));
        m_phases += isWalked ? 1 : 0;
        isWalked = isWalked && !m_keys.back().present.isEmpty();
    }
}

QueryOrder::Key QueryOrder::makeKey(const Query::SortKey &key) const
{
    Key made{key.field, key.isDescending, {}, {}, {}, {}, "task_by_number"};
    const auto optional = [&](const QString &column, const char *index, bool isText) {
        made.column = column;
        made.present = column + QStringLiteral(" IS NOT NULL");
        made.index = index;
        if (isText)
            made.missing = key.isDescending ? QString(QStringLiteral("")) : QString::fromLatin1(LastDay);
        else
            made.missing = key.isDescending ? SmallestNumber : LargestNumber;
        const QString missing = isText ? u'\'' + made.missing.toString() + u'\'' : made.missing.toString();
        made.value = QStringLiteral("COALESCE(%1, %2)").arg(column, missing);
    };
    const auto positive = [&](const QString &column, const QString &present, const char *index) {
        made.column = column;
        made.present = present;
        made.index = index;
        made.missing = key.isDescending ? 0 : LargestNumber;
        made.value = key.isDescending
            ? column
            : QStringLiteral("(CASE WHEN %1 > 0 THEN %1 ELSE %2 END)").arg(column).arg(LargestNumber);
    };
    const auto always = [&](const char *column, const char *index) {
        made.column = made.value = QString::fromLatin1(column);
        made.index = index;
    };
    switch (key.field) {
    case Field::Title:
        always("s.title_key", "task_search_by_title");
        break;
    case Field::Created:
        optional(QStringLiteral("t.f_created_at"), "task_by_created", false);
        break;
    case Field::Updated:
        always("t.updated_at", "task_by_updated");
        break;
    case Field::Completed:
        optional(QStringLiteral("t.f_completed_at"), "task_by_completed", false);
        break;
    case Field::Due:
        optional(m_dialect.text(QStringLiteral("t.f_due_date")), "task_by_due", true);
        break;
    case Field::Start:
        optional(m_dialect.text(QStringLiteral("t.f_start_date")), "task_by_start", true);
        break;
    case Field::Priority:
        positive(QueryDialect::priorityRank(QStringLiteral("t")),
                 QStringLiteral("t.f_priority IN ('low', 'medium', 'high', 'urgent')"), "task_by_priority");
        break;
    case Field::Estimate:
        positive(QStringLiteral("t.f_estimate"), QStringLiteral("t.f_estimate > 0"), "task_by_estimate");
        break;
    default:
        always("t.f_number", "task_by_number");
        break;
    }
    return made;
}

bool QueryOrder::usesWords() const
{
    return std::any_of(m_keys.begin(), m_keys.end(), [](const Key &key) { return key.field == Field::Title; });
}

QString QueryOrder::columns() const
{
    QString sql;
    for (std::size_t i = 0; i < m_keys.size(); ++i)
        sql += QStringLiteral("%1 AS k%2, ").arg(m_keys[i].value).arg(i);
    return sql;
}

QString QueryOrder::orderBy() const
{
    QString sql;
    for (const Key &key : m_keys)
        sql += key.value + (key.isDescending ? QStringLiteral(" DESC, ") : QStringLiteral(", "));
    return sql + QStringLiteral("t.id");
}

QString QueryOrder::orderByNames() const
{
    QString sql;
    for (std::size_t i = 0; i < m_keys.size(); ++i)
        sql += QStringLiteral("k%1%2, ").arg(i).arg(m_keys[i].isDescending ? QStringLiteral(" DESC") : QString());
    return sql + QStringLiteral("id");
}

/// Lexicographic: behind in the first key, or equal there and behind in the second, and so on.
Sql QueryOrder::behindFrom(std::size_t first, bool isWalk, const QueryPosition &position) const
{
    const auto value = [&](std::size_t i) { return isWalk && i == first ? m_keys[i].column : m_keys[i].value; };
    const auto bound = [&](std::size_t i) { return position.keys[static_cast<qsizetype>(i)]; };
    Sql sql(QStringLiteral("("));
    Sql equal;
    for (std::size_t i = first; i < m_keys.size(); ++i) {
        sql << equal
            << Sql(QStringLiteral("%1 %2 ?").arg(value(i),
                                                 m_keys[i].isDescending ? QStringLiteral("<") : QStringLiteral(">")),
                   {bound(i)})
            << " OR ";
        equal << Sql(QStringLiteral("%1 = ? AND ").arg(value(i)), {bound(i)});
    }
    sql << equal << Sql(QStringLiteral("t.id > %1)").arg(m_dialect.id()), {position.id.toString()});
    if (!isWalk)
        return sql;
    // Says where in the index to begin.
    const QString from = m_keys[first].isDescending ? QStringLiteral(" <= ?") : QStringLiteral(" >= ?");
    return Sql(value(first) + from + QStringLiteral(" AND "), {bound(first)}) << sql;
}

Sql QueryOrder::behind(const QueryPosition &position) const
{
    return behindFrom(0, false, position);
}

int QueryOrder::phaseOf(const QueryPosition &position) const
{
    for (int phase = 0; phase < m_phases; ++phase) {
        const Key &key = m_keys[static_cast<std::size_t>(phase)];
        if (key.present.isEmpty() || compareKeys(position.keys[phase], key.missing) != 0)
            return phase;
    }
    return m_phases - 1;
}

const char *QueryOrder::phaseIndex(int phase) const
{
    return m_keys[static_cast<std::size_t>(phase)].index;
}

bool QueryOrder::isPhaseByTitle(int phase) const
{
    return m_keys[static_cast<std::size_t>(phase)].field == Field::Title;
}

QString QueryOrder::phaseFilter(int phase) const
{
    QStringList conditions;
    for (int i = 0; i < phase; ++i)
        conditions << QStringLiteral("NOT (%1)").arg(m_keys[static_cast<std::size_t>(i)].present);
    if (const QString &present = m_keys[static_cast<std::size_t>(phase)].present; !present.isEmpty())
        conditions << present;
    return conditions.isEmpty() ? QueryDialect::always() : conditions.join(QStringLiteral(" AND "));
}

QString QueryOrder::phaseOrderBy(int phase) const
{
    QString sql;
    for (auto i = static_cast<std::size_t>(phase); i < m_keys.size(); ++i) {
        const Key &key = m_keys[i];
        sql += (i == static_cast<std::size_t>(phase) ? key.column : key.value)
            + (key.isDescending ? QStringLiteral(" DESC, ") : QStringLiteral(", "));
    }
    return sql + QStringLiteral("t.id");
}

Sql QueryOrder::phaseBehind(int phase, const QueryPosition &position) const
{
    return behindFrom(static_cast<std::size_t>(phase), true, position);
}

bool QueryOrder::isBefore(const QueryPosition &a, const QueryPosition &b) const
{
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        const int order = compareKeys(a.keys[static_cast<qsizetype>(i)], b.keys[static_cast<qsizetype>(i)]);
        if (order != 0)
            return (order < 0) != m_keys[i].isDescending;
    }
    return a.id < b.id;
}

} // namespace TaskMaster::Server
