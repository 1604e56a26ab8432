// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/CardOrder.h"

#include "shared/model/SearchText.h"

#include <optional>

namespace TaskMaster::Client {

namespace {

using Query::Field;

// What a task is sorted by, as a number; none: the task has no value.
std::optional<qint64> numberBehind(Field field, const Task &task)
{
    const auto positive = [](qint64 number) { return number > 0 ? std::optional(number) : std::nullopt; };
    const auto day = [](const QDate &date) {
        return date.isValid() ? std::optional<qint64>(date.toJulianDay()) : std::nullopt;
    };
    switch (field) {
    case Field::Created:
        return positive(task.createdAt);
    case Field::Updated:
        return task.updatedAt;
    case Field::Completed:
        return positive(task.completedAt);
    case Field::Due:
        return day(task.dueDate);
    case Field::Start:
        return day(task.startDate);
    case Field::Priority:
        return positive(static_cast<qint64>(task.priority));
    case Field::Estimate:
        return positive(task.estimate);
    default:
        return positive(task.number);
    }
}

} // namespace

// Text that compares by UTF-16 unit, as the key says: a unit for «has a value», then the value, its units turned round
// where the key is descending.
QString CardOrder::orderOf(const Task &task) const
{
    if (m_keys.isEmpty())
        return task.rank;
    QString order;
    for (const Query::SortKey &key : m_keys) {
        const char16_t turn = key.isDescending ? 0xffff : 0;
        const auto add = [&order, turn](char16_t unit) { order.append(QChar(static_cast<char16_t>(unit ^ turn))); };
        if (key.field == Field::Title) {
            for (const QChar letter : SearchText::folded(task.title))
                add(letter.unicode());
            add(0); // no text has it: a title that goes on comes after the one that ends here
            continue;
        }
        const auto number = numberBehind(key.field, task);
        order.append(QChar(number ? u'\1' : u'\2'));
        const quint64 value = static_cast<quint64>(number.value_or(0)) ^ (1ULL << 63);
        for (int shift = 48; number && shift >= 0; shift -= 16)
            add(static_cast<char16_t>(value >> shift));
    }
    return order + task.rank;
}

} // namespace TaskMaster::Client
