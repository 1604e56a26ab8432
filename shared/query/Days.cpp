// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Days.h"

#include "shared/query/Words.h"

namespace TaskMaster::Query {
namespace {

constexpr qint64 AmountMax = 9999;
constexpr qint64 HourMs = 3'600'000;
constexpr int YearMin = 1900;
constexpr int YearMax = 9998; ///< the end of the year after it can still be written

constexpr struct {
    char letter;
    Day::Unit unit;
} units[]{
    {'h', Day::Unit::Hour},  {'d', Day::Unit::Day},  {'w', Day::Unit::Week},
    {'m', Day::Unit::Month}, {'y', Day::Unit::Year},
};

QDate moved(const QDate &date, Day::Unit unit, qint64 amount)
{
    switch (unit) {
    case Day::Unit::Hour:
        break;
    case Day::Unit::Day:
        return date.addDays(amount);
    case Day::Unit::Week:
        return date.addDays(7 * amount);
    case Day::Unit::Month:
        return date.addMonths(static_cast<int>(amount));
    case Day::Unit::Year:
        return date.addYears(static_cast<int>(amount));
    }
    return date;
}

/// Weeks begin on Monday (ISO 8601).
QDate beginningOf(const QDate &date, Day::Unit unit)
{
    switch (unit) {
    case Day::Unit::Week:
        return date.addDays(1 - date.dayOfWeek());
    case Day::Unit::Month:
        return {date.year(), date.month(), 1};
    case Day::Unit::Year:
        return {date.year(), 1, 1};
    case Day::Unit::Hour:
    case Day::Unit::Day:
        break;
    }
    return date;
}

std::optional<int> digitsAt(QStringView text, qsizetype from, qsizetype count)
{
    int number = 0;
    for (qsizetype i = from; i < from + count; ++i) {
        if (i >= text.size() || text[i] < u'0' || text[i] > u'9')
            return std::nullopt;
        number = number * 10 + (text[i].unicode() - u'0');
    }
    return number;
}

std::optional<Day> absolute(QStringView text)
{
    const auto year = digitsAt(text, 0, 4);
    if (!year || *year < YearMin || *year > YearMax)
        return std::nullopt;
    if (text.size() == 4)
        return Day{Day::Kind::Year, Day::Unit::Year, 0, QDate(*year, 1, 1)};
    const auto month = digitsAt(text, 5, 2);
    if (text[4] != u'-' || !month || *month < 1 || *month > 12)
        return std::nullopt;
    if (text.size() == 7)
        return Day{Day::Kind::Month, Day::Unit::Month, 0, QDate(*year, *month, 1)};
    const auto day = digitsAt(text, 8, 2);
    if (text.size() != 10 || text[7] != u'-' || !day || !QDate::isValid(*year, *month, *day))
        return std::nullopt;
    return Day{Day::Kind::Date, Day::Unit::Day, 0, QDate(*year, *month, *day)};
}

std::optional<Day> relative(QStringView text)
{
    const bool isNegative = text.startsWith(u'-');
    if (isNegative || text.startsWith(u'+'))
        text = text.mid(1);
    if (text.size() < 2 || text.size() > 5)
        return std::nullopt;
    const auto amount = digitsAt(text, 0, text.size() - 1);
    if (!amount || *amount > AmountMax)
        return std::nullopt;
    for (const auto &[letter, unit] : units) {
        if (text.back().toLower() == QLatin1Char(letter)) {
            // No unit is written for «today»: 0d and 0w are the same day.
            const auto used = *amount == 0 && unit != Day::Unit::Hour ? Day::Unit::Day : unit;
            return Day{Day::Kind::FromToday, used, isNegative ? -*amount : *amount, {}};
        }
    }
    return std::nullopt;
}

} // namespace

QDate Asker::today() const
{
    return QDateTime::fromMSecsSinceEpoch(nowMs, zone).date();
}

Span resolve(const Day &day, const Asker &asker)
{
    Span span;
    switch (day.kind) {
    case Day::Kind::Date:
        span.first = span.last = day.date;
        break;
    case Day::Kind::Month:
    case Day::Kind::Year:
        span.first = day.date;
        span.last = moved(day.date, day.unit, 1).addDays(-1);
        break;
    case Day::Kind::FromToday:
        if (day.unit == Day::Unit::Hour) {
            span.fromMs = asker.nowMs + day.amount * HourMs;
            span.untilMs = span.fromMs + 1;
            span.first = span.last = QDateTime::fromMSecsSinceEpoch(span.fromMs, asker.zone).date();
            return span;
        }
        span.first = span.last = moved(asker.today(), day.unit, day.amount);
        break;
    case Day::Kind::Around:
        span.first = moved(beginningOf(asker.today(), day.unit), day.unit, day.amount);
        span.last = moved(span.first, day.unit, 1).addDays(-1);
        break;
    }
    // Where clocks go forward at midnight the day begins at one o'clock: startOfDay() knows.
    span.fromMs = span.first.startOfDay(asker.zone).toMSecsSinceEpoch();
    span.untilMs = span.last.addDays(1).startOfDay(asker.zone).toMSecsSinceEpoch();
    return span;
}

std::optional<Day> dayFromText(QStringView text)
{
    for (const DayWord &word : dayWords()) {
        if (text.compare(QLatin1StringView(word.name), Qt::CaseInsensitive) == 0)
            return word.day;
    }
    if (auto day = relative(text))
        return day;
    return absolute(text);
}

QString toText(const Day &day)
{
    for (const DayWord &word : dayWords()) {
        if (word.day == day)
            return QString::fromLatin1(word.name);
    }
    switch (day.kind) {
    case Day::Kind::Year:
        return day.date.toString(QStringLiteral("yyyy"));
    case Day::Kind::Month:
        return day.date.toString(QStringLiteral("yyyy-MM"));
    case Day::Kind::FromToday:
        for (const auto &[letter, unit] : units) {
            if (unit == day.unit)
                return QString::number(day.amount) + QLatin1Char(letter);
        }
        break;
    case Day::Kind::Date:
    case Day::Kind::Around:
        break;
    }
    return day.date.toString(Qt::ISODate);
}

} // namespace TaskMaster::Query
