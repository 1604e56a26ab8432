// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/Recurrence.h"

#include <QRegularExpression>

#include <libical/ical.h>

namespace TaskMaster::Server::Recurrence {
namespace {

/// Nobody looks further: a rule that never falls (30 February) must come to an end.
constexpr int OccurrencesMax = 20'000;

icalrecurrencetype parsed(const QString &rule)
{
    return icalrecurrencetype_from_string(rule.toLatin1().constData());
}

icaltimetype timeOf(const QDate &date)
{
    icaltimetype time = icaltime_null_time(); // (a null *date* has an hour of -1, and never moves on)
    time.is_date = 1;
    time.year = date.year();
    time.month = date.month();
    time.day = date.day();
    return time;
}

} // namespace

Result<void> check(const QString &rule)
{
    static const QRegularExpression shape(QStringLiteral("^FREQ=[A-Z]+(;[A-Z]+=[A-Z0-9,+:-]+)*$"));
    const auto wrong = [](const QString &why) { return Error::invalidField(QStringLiteral("rule"), why); };
    if (!shape.match(rule).hasMatch())
        return wrong(QStringLiteral("must be a recurrence rule like FREQ=WEEKLY;BYDAY=MO,TH"));
    const icalrecurrencetype recurrence = parsed(rule);
    switch (recurrence.freq) {
    case ICAL_DAILY_RECURRENCE:
    case ICAL_WEEKLY_RECURRENCE:
    case ICAL_MONTHLY_RECURRENCE:
    case ICAL_YEARLY_RECURRENCE:
        break;
    case ICAL_SECONDLY_RECURRENCE:
    case ICAL_MINUTELY_RECURRENCE:
    case ICAL_HOURLY_RECURRENCE:
        return wrong(QStringLiteral("must count in days, weeks, months or years"));
    default:
        return wrong(QStringLiteral("cannot be read as a recurrence rule"));
    }
    return {};
}

std::optional<QDate> next(const QString &rule, const QDate &start, const QDate &after)
{
    if (!check(rule) || !start.isValid())
        return std::nullopt;
    icalrecur_iterator *iterator = icalrecur_iterator_new(parsed(rule), timeOf(start));
    if (!iterator)
        return std::nullopt;
    std::optional<QDate> found;
    for (int i = 0; i < OccurrencesMax && !found; ++i) {
        const icaltimetype time = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(time))
            break;
        const QDate date(time.year, time.month, time.day);
        if (date > after)
            found = date;
    }
    icalrecur_iterator_free(iterator);
    return found;
}

QString rest(const QString &rule)
{
    static const QRegularExpression count(QStringLiteral("(^|;)COUNT=([0-9]+)"));
    const auto match = count.match(rule);
    if (!match.hasMatch())
        return rule;
    const int left = match.captured(2).toInt() - 1;
    if (left <= 0)
        return {};
    QString shorter = rule;
    return shorter.replace(match.capturedStart(2), match.capturedLength(2), QString::number(left));
}

} // namespace TaskMaster::Server::Recurrence
