// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QDateTime>
#include <QStringList>
#include <QTimeZone>

namespace TaskMaster::Server {

/// A day, or a moment of it.
struct ImportedMoment {
    QDate date; ///< the day in the zone that the file was written in; invalid: none
    qint64 at = 0; ///< UTC milliseconds; 0: the whole day

    [[nodiscard]] bool isSet() const { return date.isValid(); }
    [[nodiscard]] qint64 timestamp() const; ///< of a whole day: its start in UTC
};

/**
 * How people write dates in tables: ISO 8601, day.month.year, month/day/year, with names of months, with or without a
 * time. Numbers alone do not say which is the day and which the month, so all dates of a file are looked at first:
 * guess() finds the one order that fits them all. Pure.
 */
class ImportDates {
public:
    enum class Order : quint8 { DayMonthYear, MonthDayYear };

    /// `iso`, `dmy`, `mdy`, or a pattern of Qt (`dd.MM.yyyy HH:mm`); empty: guessed.
    [[nodiscard]] static Result<ImportDates> fromFormat(const QString &format,
                                                        const QTimeZone &zone = QTimeZone::utc());

    /// Without a given format: decides the order from all dates there are. False: they contradict each other.
    struct Sample {
        QString text;
        QString place; ///< for the sentence when they contradict each other
    };
    [[nodiscard]] Result<void> guess(const QList<Sample> &samples);
    /// Some dates could be read both ways, none says which: month/day was taken.
    [[nodiscard]] bool isAmbiguous() const { return m_isAmbiguous; }
    [[nodiscard]] Order order() const { return m_order; }
    /// «month/day/year», for sentences.
    [[nodiscard]] QString describe() const;

    /// Nothing: it is no date in this format.
    [[nodiscard]] std::optional<ImportedMoment> read(const QString &text) const;

private:
    [[nodiscard]] std::optional<QDate> readDay(const QString &text) const;
    [[nodiscard]] std::optional<QDate> readNumbers(const QString &text) const;
    [[nodiscard]] ImportedMoment moment(const QDate &date, const QTime &time) const;

    QString m_pattern;
    QTimeZone m_zone = QTimeZone::utc();
    bool m_isGuessing = true;
    bool m_isAmbiguous = false;
    bool m_isoOnly = false;
    Order m_order = Order::MonthDayYear;
};

} // namespace TaskMaster::Server
