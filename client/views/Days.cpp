// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/Days.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace TaskMaster::Client {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("Days", source);
}

QString dated(const QDate &day, const QDate &today, const QString &weekday)
{
    const QLocale locale;
    const QString withYear = day.year() == today.year() ? QString() : locale.toString(day, u", yyyy"_qs);
    return weekday + locale.toString(day, u"MMM d"_qs) + withYear;
}

} // namespace

QString nameOf(DueState state)
{
    switch (state) {
    case DueState::Later:
        return u"later"_qs;
    case DueState::Today:
        return u"today"_qs;
    case DueState::Overdue:
        return u"overdue"_qs;
    case DueState::None:
        break;
    }
    return u"none"_qs;
}

DueState dueState(const QDate &due, const QDate &today, bool done)
{
    if (!due.isValid())
        return DueState::None;
    if (done || due > today)
        return DueState::Later;
    return due == today ? DueState::Today : DueState::Overdue;
}

QString shortDay(const QDate &day, const QDate &today)
{
    if (!day.isValid())
        return {};
    switch (today.daysTo(day)) {
    case -1:
        return text("Yesterday");
    case 0:
        return text("Today");
    case 1:
        return text("Tomorrow");
    default:
        return dated(day, today, {});
    }
}

QString longDay(const QDate &day, const QDate &today)
{
    return day.isValid() ? dated(day, today, QLocale().toString(day, u"ddd, "_qs)) : QString();
}

QString ago(qint64 thenMs, qint64 nowMs)
{
    const qint64 minutes = (nowMs - thenMs) / 60'000;
    if (minutes < 1)
        return text("just now");
    if (minutes < 60)
        return text("%1 min").arg(minutes);
    const QDate then = QDateTime::fromMSecsSinceEpoch(thenMs).date();
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    return then == today ? text("%1 h").arg(minutes / 60) : shortDay(then, today);
}

} // namespace TaskMaster::Client
