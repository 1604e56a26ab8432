// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportDates.h"

#include <QRegularExpression>

#include <array>

namespace TaskMaster::Server {
namespace {

constexpr std::array monthNames{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

/// 1–12; 0: no month. German and French names begin alike, but for these.
int monthOf(const QString &word)
{
    const QString start = word.toLower().left(3);
    for (std::size_t i = 0; i < monthNames.size(); ++i) {
        if (start == QLatin1StringView(monthNames[i]))
            return static_cast<int>(i) + 1;
    }
    if (start == u"mär")
        return 3;
    if (start == u"mai")
        return 5;
    if (start == u"okt")
        return 10;
    return start == u"dez" ? 12 : 0;
}

int fullYear(const QString &digits)
{
    const int year = digits.toInt();
    return digits.size() <= 2 ? (year < 70 ? 2000 : 1900) + year : year;
}

std::optional<QDate> validDate(int year, int month, int day)
{
    const QDate date(year, month, day);
    return date.isValid() && year >= 1970 && year <= 9999 ? std::optional(date) : std::nullopt;
}

const QRegularExpression &numericDate()
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,2})([./-])(\\d{1,2})\\2(\\d{4}|\\d{2})$"));
    return pattern;
}

/// The date and the time behind it, if there is one.
struct DateParts {
    QString date;
    QString time;
};
DateParts splitTime(const QString &text)
{
    static const QRegularExpression time(QStringLiteral(
        "^(.*?)(?:,?\\s+(?:at\\s+)?|T)(\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?\\s*(?:[AaPp]\\.?[Mm]\\.?)?)$"));
    const auto match = time.match(text);
    if (!match.hasMatch())
        return {text, {}};
    return {match.captured(1).trimmed(), match.captured(2).trimmed()};
}

std::optional<QTime> clockTime(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:[.,]\\d+)?\\s*([AaPp])?(?:\\.?[Mm]\\.?)?$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    int hour = match.captured(1).toInt();
    if (const QString half = match.captured(4).toLower(); !half.isEmpty())
        hour = hour % 12 + (half == u"p" ? 12 : 0);
    const QTime time(hour, match.captured(2).toInt(), match.captured(3).toInt());
    return time.isValid() ? std::optional(time) : std::nullopt;
}

} // namespace

qint64 ImportedMoment::timestamp() const
{
    return at != 0 || !date.isValid() ? at : date.startOfDay(Qt::UTC).toMSecsSinceEpoch();
}

Result<ImportDates> ImportDates::fromFormat(const QString &format, const QTimeZone &zone)
{
    ImportDates dates;
    dates.m_zone = zone;
    const QString plain = format.toLower();
    dates.m_isGuessing = plain.isEmpty() || plain == u"auto";
    if (dates.m_isGuessing)
        return dates;
    dates.m_isoOnly = plain == u"iso";
    if (plain == u"dmy" || plain == u"eu")
        dates.m_order = Order::DayMonthYear;
    else if (plain == u"mdy" || plain == u"us")
        dates.m_order = Order::MonthDayYear;
    else if (!dates.m_isoOnly && (!format.contains(u'd') || !format.contains(u'M') || !format.contains(u"yy")))
        return Error::invalidField(QStringLiteral("dateFormat"),
                                   QStringLiteral("must be iso, dmy, mdy, or a pattern such as dd.MM.yyyy"));
    else if (!dates.m_isoOnly)
        dates.m_pattern = format;
    return dates;
}

Result<void> ImportDates::guess(const QList<Sample> &samples)
{
    if (!m_isGuessing)
        return {};
    const Sample *dayFirst = nullptr;
    const Sample *monthFirst = nullptr;
    bool hasDots = false;
    bool isUnclear = false;
    for (const Sample &sample : samples) {
        const auto match = numericDate().match(splitTime(sample.text.trimmed()).date);
        if (!match.hasMatch())
            continue;
        hasDots = hasDots || match.captured(2) == u".";
        const int first = match.captured(1).toInt();
        const int second = match.captured(3).toInt();
        if (first > 12 && second <= 12)
            dayFirst = dayFirst ? dayFirst : &sample;
        else if (second > 12 && first <= 12)
            monthFirst = monthFirst ? monthFirst : &sample;
        else
            isUnclear = isUnclear || first != second;
    }
    if (dayFirst && monthFirst)
        return Error(ErrorCode::BadImport,
                     QStringLiteral("Is the day or the month first in the dates? %1 has “%2”, and %3 has “%4”. Say it "
                                    "with the date format (dmy, mdy, iso), or correct the file.")
                         .arg(dayFirst->place, dayFirst->text, monthFirst->place, monthFirst->text));
    // With dots between the numbers, nobody writes the month first.
    m_order = dayFirst || (hasDots && !monthFirst) ? Order::DayMonthYear : Order::MonthDayYear;
    m_isAmbiguous = isUnclear && !dayFirst && !monthFirst && !hasDots;
    return {};
}

QString ImportDates::describe() const
{
    if (!m_pattern.isEmpty())
        return m_pattern;
    if (m_isoOnly)
        return QStringLiteral("year-month-day");
    return m_order == Order::DayMonthYear ? QStringLiteral("day/month/year") : QStringLiteral("month/day/year");
}

ImportedMoment ImportDates::moment(const QDate &date, const QTime &time) const
{
    return {date, QDateTime(date, time, m_zone).toMSecsSinceEpoch()};
}

std::optional<ImportedMoment> ImportDates::read(const QString &text) const
{
    const QString trimmed = text.trimmed();
    if (!m_pattern.isEmpty()) {
        const QDateTime at = QLocale::c().toDateTime(trimmed, m_pattern);
        if (!at.isValid() || !validDate(at.date().year(), at.date().month(), at.date().day()))
            return std::nullopt;
        const bool hasTime = m_pattern.contains(u'h', Qt::CaseInsensitive);
        return hasTime ? moment(at.date(), at.time()) : ImportedMoment{at.date(), 0};
    }
    // With a zone of its own, a moment says all there is to say.
    static const QRegularExpression zoned(
        QStringLiteral("^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}.*(?:Z|[+-]\\d{2}:?\\d{2})$"));
    if (zoned.match(trimmed).hasMatch()) {
        const QDateTime at = QDateTime::fromString(QString(trimmed).replace(10, 1, u'T'), Qt::ISODateWithMs);
        if (!at.isValid() || at.date().year() < 1970)
            return std::nullopt;
        return ImportedMoment{at.toTimeZone(m_zone).date(), at.toMSecsSinceEpoch()};
    }
    const DateParts parts = splitTime(trimmed);
    const auto date = readDay(parts.date);
    if (!date)
        return std::nullopt;
    if (parts.time.isEmpty())
        return ImportedMoment{*date, 0};
    const auto time = clockTime(parts.time);
    return time ? std::optional(moment(*date, *time)) : std::nullopt;
}

std::optional<QDate> ImportDates::readDay(const QString &text) const
{
    static const QRegularExpression iso(QStringLiteral("^(\\d{4})([-/.]?)(\\d{2})\\2(\\d{2})$"));
    if (const auto match = iso.match(text); match.hasMatch())
        return validDate(match.captured(1).toInt(), match.captured(3).toInt(), match.captured(4).toInt());
    if (m_isoOnly)
        return std::nullopt;
    if (const auto date = readNumbers(text))
        return date;
    // «6 May 2020», «6. Mai 2020», «May 6, 2020», «Wed, May 6 2020»
    static const QRegularExpression named(QStringLiteral("^(?:[[:alpha:]]{2,9}\\.?,?\\s+)?(?:(\\d{1,2})(?:st|nd|rd|th|"
                                                         "\\.)?[ -]([[:alpha:]]{3,9})\\.?|([[:alpha:]]{3,9})\\.? "
                                                         "(\\d{1,2})(?:st|nd|rd|th)?),?[ -](\\d{4})$"),
                                          QRegularExpression::UseUnicodePropertiesOption);
    const auto match = named.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const bool dayFirst = !match.captured(1).isEmpty();
    const int month = monthOf(match.captured(dayFirst ? 2 : 3));
    return month == 0 ? std::nullopt
                      : validDate(match.captured(5).toInt(), month, match.captured(dayFirst ? 1 : 4).toInt());
}

std::optional<QDate> ImportDates::readNumbers(const QString &text) const
{
    const auto match = numericDate().match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const int first = match.captured(1).toInt();
    const int second = match.captured(3).toInt();
    const bool dayFirst = m_order == Order::DayMonthYear;
    return validDate(fullYear(match.captured(4)), dayFirst ? second : first, dayFirst ? first : second);
}

} // namespace TaskMaster::Server
