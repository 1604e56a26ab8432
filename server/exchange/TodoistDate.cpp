// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TodoistBoard.h"

#include <QRegularExpression>

#include <array>

namespace TaskMaster::Server {
namespace {

constexpr std::array weekdays{"mo", "tu", "we", "th", "fr", "sa", "su"};

/// `MO` of mon, monday, mondays.
QString weekdayOf(const QString &word)
{
    for (const char *day : weekdays) {
        if (word.size() >= 3 && word.startsWith(QLatin1StringView(day)))
            return QString::fromLatin1(day).toUpper();
    }
    return {};
}

struct TodoistUnit {
    const char *word;
    const char *frequency;
};
constexpr std::array todoistUnits{TodoistUnit{"day", "DAILY"}, TodoistUnit{"week", "WEEKLY"},
                                  TodoistUnit{"month", "MONTHLY"}, TodoistUnit{"year", "YEARLY"}};

QString frequencyOf(QString word)
{
    if (word.endsWith(u's'))
        word.chop(1);
    for (const TodoistUnit &unit : todoistUnits) {
        if (word == QLatin1StringView(unit.word))
            return QStringLiteral("FREQ=") + QLatin1StringView(unit.frequency);
    }
    return {};
}

/// `monday, thu` → `MO,TH`; empty: not all of them are days of the week.
QString weekdaysOf(const QString &words)
{
    static const QRegularExpression between(QStringLiteral("\\s*(?:,|and|\\s)\\s*"));
    QStringList days;
    for (const QString &word : words.split(between, Qt::SkipEmptyParts)) {
        const QString day = weekdayOf(word);
        if (day.isEmpty())
            return {};
        days.append(day);
    }
    return days.join(u',');
}

/// `every …`, without the `every`.
QString ruleOf(const QString &words)
{
    static const QRegularExpression interval(QStringLiteral("^(\\d{1,3}|other)\\s+(\\w+)$"));
    static const QRegularExpression ordinal(
        QStringLiteral("^(\\d{1,2})(?:st|nd|rd|th)?(?: of (?:the|each|every) month)?$"));
    if (words == u"weekday" || words == u"workday" || words == u"weekdays" || words == u"workdays")
        return QStringLiteral("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
    if (const QString simple = frequencyOf(words); !simple.isEmpty())
        return simple;
    if (const auto match = interval.match(words); match.hasMatch()) {
        const QString frequency = frequencyOf(match.captured(2));
        const int times = match.captured(1) == u"other" ? 2 : match.captured(1).toInt();
        if (!frequency.isEmpty() && times > 0)
            return times == 1 ? frequency : frequency + QStringLiteral(";INTERVAL=%1").arg(times);
    }
    if (const auto match = ordinal.match(words); match.hasMatch()) {
        const int day = match.captured(1).toInt();
        return day >= 1 && day <= 31 ? QStringLiteral("FREQ=MONTHLY;BYMONTHDAY=%1").arg(day) : QString();
    }
    if (words == u"last day" || words == u"last day of the month")
        return QStringLiteral("FREQ=MONTHLY;BYMONTHDAY=-1");
    const QString days = weekdaysOf(words);
    return days.isEmpty() ? QString() : QStringLiteral("FREQ=WEEKLY;BYDAY=") + days;
}

} // namespace

std::optional<TodoistDate> readTodoistDate(const QString &words, const ImportDates &dates)
{
    QString text = words.simplified();
    TodoistDate result;
    if (const auto moment = dates.read(text)) {
        result.moment = *moment;
        return result;
    }
    text = text.toLower();
    static const QRegularExpression every(QStringLiteral("^(every!?|after) (.+?)(?: starting (?:on )?(.+))?$"));
    const auto match = every.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    result.rule = ruleOf(match.captured(2));
    if (result.rule.isEmpty())
        return std::nullopt;
    if (match.captured(1) != u"every")
        result.from = RecurFrom::Done;
    if (!match.captured(3).isEmpty()) {
        const auto start = dates.read(match.captured(3));
        if (!start)
            return std::nullopt;
        result.moment = *start;
    }
    return result;
}

} // namespace TaskMaster::Server
