// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/CsvValues.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace TaskMaster::Server {
namespace {

struct PriorityWord {
    const char *word;
    Priority priority;
};
constexpr std::array priorityWords{
    PriorityWord{"none", Priority::None},       PriorityWord{"-", Priority::None},
    PriorityWord{"0", Priority::None},          PriorityWord{"low", Priority::Low},
    PriorityWord{"lowest", Priority::Low},      PriorityWord{"minor", Priority::Low},
    PriorityWord{"trivial", Priority::Low},     PriorityWord{"p4", Priority::Low},
    PriorityWord{"4", Priority::Low},           PriorityWord{"5", Priority::Low},
    PriorityWord{"medium", Priority::Medium},   PriorityWord{"normal", Priority::Medium},
    PriorityWord{"moderate", Priority::Medium}, PriorityWord{"p3", Priority::Medium},
    PriorityWord{"3", Priority::Medium},        PriorityWord{"high", Priority::High},
    PriorityWord{"major", Priority::High},      PriorityWord{"important", Priority::High},
    PriorityWord{"p2", Priority::High},         PriorityWord{"2", Priority::High},
    PriorityWord{"urgent", Priority::Urgent},   PriorityWord{"highest", Priority::Urgent},
    PriorityWord{"critical", Priority::Urgent}, PriorityWord{"blocker", Priority::Urgent},
    PriorityWord{"asap", Priority::Urgent},     PriorityWord{"p1", Priority::Urgent},
    PriorityWord{"p0", Priority::Urgent},       PriorityWord{"1", Priority::Urgent},
};

bool isOneOf(const QString &text, std::initializer_list<QStringView> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&text](QStringView word) { return text.compare(word, Qt::CaseInsensitive) == 0; });
}

bool isUrl(const QString &text)
{
    return (text.startsWith(u"https://") || text.startsWith(u"http://")) && !text.contains(u' ')
        && text.size() <= Limits::UrlMax;
}

/// Where the number at the end of a name begins; its size: there is none.
qsizetype numberStart(const QString &name)
{
    qsizetype at = name.size();
    while (at > 0 && name[at - 1].isDigit())
        --at;
    return at;
}

} // namespace

QStringList splitList(const QString &text)
{
    static const QRegularExpression between(QStringLiteral("[,;|\\n]"));
    QStringList parts;
    for (const QString &part : text.split(between)) {
        if (const QString name = part.simplified(); !name.isEmpty())
            parts.append(name);
    }
    return parts;
}

QStringList splitPeople(const QString &text)
{
    static const QRegularExpression userNames(
        QStringLiteral("^@?[a-z0-9._+-]+(@[a-z0-9.-]+)?(\\s+@?[a-z0-9._+-]+(@[a-z0-9.-]+)?)+$"));
    const QStringList parts = splitList(text);
    if (parts.size() == 1 && userNames.match(parts.first()).hasMatch())
        return parts.first().split(u' ');
    return parts;
}

ImportBoard::Person personFrom(const QString &id, const QString &text)
{
    static const QRegularExpression withAddress(QStringLiteral("^(.*?)\\s*<([^<>\\s]+@[^<>\\s]+)>$"));
    if (const auto match = withAddress.match(text); match.hasMatch())
        return {id, match.captured(1), match.captured(2).section(u'@', 0, 0), match.captured(2)};
    if (text.indexOf(u'@') > 0)
        return {id, text.section(u'@', 0, 0), text.section(u'@', 0, 0), text};
    const QString name = text.startsWith(u'@') ? text.sliced(1) : text;
    return {id, name, name, {}};
}

bool isYes(const QString &text)
{
    return isOneOf(text, {u"yes", u"true", u"1", u"x", u"y", u"done", u"ja", u"✓", u"✔", u"checked"});
}

bool isNo(const QString &text)
{
    return isOneOf(text, {u"no", u"false", u"0", u"n", u"nein", u"-", u"unchecked"});
}

std::optional<Priority> priorityFrom(const QString &text)
{
    if (text.isEmpty())
        return Priority::None;
    for (const PriorityWord &row : priorityWords) {
        if (text.compare(QLatin1StringView(row.word), Qt::CaseInsensitive) == 0)
            return row.priority;
    }
    return std::nullopt;
}

std::optional<double> numberFrom(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^[+-]?\\d{1,15}(?:[.,]\\d{1,9})?$"));
    if (!pattern.match(text).hasMatch())
        return std::nullopt;
    return QString(text).replace(u',', u'.').toDouble();
}

CustomFieldType customTypeOf(const QStringList &texts, const ImportDates &dates)
{
    const auto all = [&texts](const auto &fits) { return std::all_of(texts.begin(), texts.end(), fits); };
    if (all([](const QString &text) { return isOneOf(text, {u"yes", u"no", u"true", u"false"}); }))
        return CustomFieldType::Checkbox;
    if (all([](const QString &text) { return numberFrom(text).has_value(); }))
        return CustomFieldType::Number;
    if (all([&dates](const QString &text) {
            const auto moment = dates.read(text);
            return moment && moment->at == 0; // a field of type date has no time
        }))
        return CustomFieldType::Date;
    return all(isUrl) ? CustomFieldType::Url : CustomFieldType::Text;
}

QString customText(CustomFieldType type, const QString &text, const ImportDates &dates)
{
    switch (type) {
    case CustomFieldType::Checkbox:
        return isYes(text) ? QStringLiteral("true") : QString();
    case CustomFieldType::Number:
        return QString(text).replace(u',', u'.').remove(u'+');
    case CustomFieldType::Date:
        return dates.read(text).value_or(ImportedMoment{}).date.toString(Qt::ISODate);
    default:
        return text;
    }
}

QString unguarded(const QString &text)
{
    static constexpr QStringView dangerous = u"=+-@\t\r";
    return text.size() > 1 && text[0] == u'\'' && dangerous.contains(text[1]) ? text.sliced(1) : text;
}

QList<qlonglong> numbersOf(const QStringList &names)
{
    QList<qlonglong> numbers;
    for (const QString &name : names) {
        const qsizetype start = numberStart(name);
        if (start == name.size() || name.left(start) != names.first().left(start))
            return {};
        numbers.append(name.sliced(start).toLongLong());
    }
    return numbers;
}

} // namespace TaskMaster::Server
