// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Operands.h"

#include "shared/core/Uuid.h"
#include "shared/query/Days.h"

#include <QStringList>

namespace TaskMaster::Query {
namespace {

constexpr qint64 NumberMax = 1'000'000'000;

struct Keyword {
    const char *name;
    Operand::Kind kind;
};
constexpr Keyword keywords[]{
    {"me", Operand::Kind::Me},
    {"none", Operand::Kind::None},
    {"any", Operand::Kind::Any},
    {"current", Operand::Kind::Current},
};

bool isAllowed(const FieldWord &field, Operand::Kind kind)
{
    switch (kind) {
    case Operand::Kind::Me:
        return field.kind == ValueKind::Person || field.kind == ValueKind::Custom;
    case Operand::Kind::Current:
        return field.field == Field::Cycle;
    default:
        return field.mayBeMissing;
    }
}

std::optional<Operand> keywordOf(const FieldWord &field, QStringView text)
{
    for (const Keyword &keyword : keywords) {
        if (text.compare(QLatin1StringView(keyword.name), Qt::CaseInsensitive) == 0 && isAllowed(field, keyword.kind))
            return Operand{keyword.kind, {}, 0, {}};
    }
    return std::nullopt;
}

std::optional<qint64> numberOf(QStringView text)
{
    if (text.isEmpty() || text.size() > 10)
        return std::nullopt;
    qint64 number = 0;
    for (const QChar c : text) {
        if (c < u'0' || c > u'9')
            return std::nullopt;
        number = number * 10 + (c.unicode() - u'0');
    }
    return number <= NumberMax ? std::optional(number) : std::nullopt;
}

constexpr struct {
    const char *name;
    qint64 seconds;
} durations[]{{"h", 3600}, {"min", 60}, {"s", 1}};

std::optional<qint64> secondsOf(QStringView text)
{
    for (const auto &[name, seconds] : durations) {
        if (!text.endsWith(QLatin1StringView(name), Qt::CaseInsensitive))
            continue;
        const auto amount = numberOf(text.chopped(static_cast<qsizetype>(qstrlen(name))));
        return amount && *amount * seconds <= NumberMax ? std::optional(*amount * seconds) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<Operand> taskOf(QStringView text)
{
    if (text.startsWith(u'#'))
        text = text.mid(1);
    const qsizetype dash = text.lastIndexOf(u'-');
    const auto number = numberOf(text.mid(dash + 1));
    if (!number)
        return std::nullopt;
    const QStringView key = text.left(std::max<qsizetype>(0, dash));
    if (dash == 0 || !std::all_of(key.begin(), key.end(), [](QChar c) { return c.isLetterOrNumber(); }))
        return std::nullopt;
    return Operand{Operand::Kind::Task, key.toString().toUpper(), *number, {}};
}

Error unknownValue(const FieldWord &field, const ValueToken &token)
{
    const QString name = QString::fromLatin1(field.name);
    switch (field.kind) {
    case ValueKind::Choice: {
        QStringList choices;
        for (const char *choice : field.choices)
            choices << QString::fromLatin1(choice);
        return badQuery(token.place, QStringLiteral("“%1:” takes %2.").arg(name, choices.join(QStringLiteral(", "))),
                        nearest(token.text, choices));
    }
    case ValueKind::Day: {
        QStringList words;
        for (const DayWord &word : dayWords())
            words << QString::fromLatin1(word.name);
        return badQuery(token.place,
                        QStringLiteral("“%1” takes a day: today, 7d, -2w, this-week, 2026-11-27 …").arg(name),
                        nearest(token.text, words));
    }
    case ValueKind::Duration:
        return badQuery(token.place, QStringLiteral("“%1” takes a length of time: 90min, 2h.").arg(name));
    case ValueKind::Task:
        return badQuery(token.place, QStringLiteral("“%1” takes a task: TM-12 or 12.").arg(name));
    default:
        return badQuery(token.place, QStringLiteral("“%1” takes a whole number from 0.").arg(name));
    }
}

/// Names, people and custom fields: anything that is not a keyword.
Operand nameFrom(const FieldWord &field, const ValueToken &token)
{
    if (token.isQuoted)
        return {Operand::Kind::Name, token.text, 0, {}};
    if (const auto keyword = keywordOf(field, token.text))
        return *keyword;
    if (token.text.size() > 1 && token.text.endsWith(u'*'))
        return {Operand::Kind::Prefix, token.text.chopped(1), 0, {}};
    return {Operand::Kind::Name, token.text, 0, {}};
}

} // namespace

Error badQuery(const Place &place, const QString &sentence, const QString &suggestion)
{
    QVariantMap details{{QStringLiteral("position"), place.position}, {QStringLiteral("length"), place.length}};
    QString message = sentence;
    if (!suggestion.isEmpty()) {
        details.insert(QStringLiteral("suggestion"), suggestion);
        message += QStringLiteral(" Did you mean “%1”?").arg(suggestion);
    }
    return Error(ErrorCode::BadQuery, message, details);
}

Result<Operand> operandFrom(const FieldWord &field, const ValueToken &token)
{
    const QString &text = token.text;
    if (field.kind == ValueKind::Words) {
        if (token.isQuoted)
            return Operand{Operand::Kind::Phrase, text, 0, {}};
        qsizetype size = text.size();
        while (size > 1 && text[size - 1] == u'*')
            --size; // every word is the beginning of one already
        const QString word = text.left(size);
        const bool isKeyword = word == u"OR" || word == u"AND" || word == u"NOT";
        return Operand{Operand::Kind::Word, isKeyword ? word + u'*' : word, 0, {}};
    }
    if (field.kind == ValueKind::Person || field.kind == ValueKind::Name || field.kind == ValueKind::Custom)
        return nameFrom(field, token);
    if (field.kind == ValueKind::Choice) {
        if (const auto choice = findChoice(field.choices, text))
            return Operand{Operand::Kind::Choice, {}, *choice, {}};
        return unknownValue(field, token);
    }
    if (const auto keyword = token.isQuoted ? std::nullopt : keywordOf(field, text))
        return *keyword;
    if (field.kind == ValueKind::Day) {
        if (const auto day = dayFromText(text))
            return Operand{Operand::Kind::Day, {}, 0, *day};
    } else if (field.kind == ValueKind::Task) {
        if (auto task = taskOf(text))
            return *task;
        if (const auto id = Uuid::fromString(text))
            return Operand{Operand::Kind::Name, id->toString(), 0, {}};
    } else {
        const auto number = field.kind == ValueKind::Duration ? secondsOf(text) : numberOf(text);
        if (number)
            return Operand{Operand::Kind::Number, {}, *number, {}};
    }
    return unknownValue(field, token);
}

QString quotedIfNeeded(const QString &name, QStringView signs)
{
    bool isPlain = !name.isEmpty() && !name.endsWith(u'*') && !name.startsWith(u'=');
    for (const QChar c : name)
        isPlain = isPlain && !endsValue(c) && !signs.contains(c);
    for (const Keyword &keyword : keywords)
        isPlain = isPlain && name.compare(QLatin1StringView(keyword.name), Qt::CaseInsensitive) != 0;
    if (isPlain)
        return name;
    QString quoted(u'"');
    for (const QChar c : name) {
        if (c == u'"' || c == u'\\')
            quoted += u'\\';
        quoted += c;
    }
    return quoted + u'"';
}

QString textOf(const FieldWord &field, const Operand &operand)
{
    switch (operand.kind) {
    case Operand::Kind::Name:
        return quotedIfNeeded(operand.text);
    case Operand::Kind::Prefix:
        return operand.text + u'*';
    case Operand::Kind::Word:
        return operand.text;
    case Operand::Kind::Phrase: {
        const QString quoted = quotedIfNeeded(operand.text + u'*'); // the star has it quoted for certain
        return quoted.chopped(2) + u'"';
    }
    case Operand::Kind::Choice:
        return QString::fromLatin1(field.choices[static_cast<std::size_t>(operand.number)]);
    case Operand::Kind::Number:
        if (field.kind == ValueKind::Duration) {
            for (const auto &[name, seconds] : durations) {
                if (operand.number % seconds == 0)
                    return QString::number(operand.number / seconds) + QLatin1StringView(name);
            }
        }
        return QString::number(operand.number);
    case Operand::Kind::Day:
        return toText(operand.day);
    case Operand::Kind::Task:
        return operand.text.isEmpty() ? QString::number(operand.number)
                                      : operand.text + u'-' + QString::number(operand.number);
    case Operand::Kind::Me:
    case Operand::Kind::None:
    case Operand::Kind::Any:
    case Operand::Kind::Current:
        break;
    }
    for (const Keyword &keyword : keywords) {
        if (keyword.kind == operand.kind)
            return QString::fromLatin1(keyword.name);
    }
    return {};
}

} // namespace TaskMaster::Query
