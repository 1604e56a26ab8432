// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Complete.h"

#include "shared/query/Operands.h"

namespace TaskMaster::Query {
namespace {

/// The word that the cursor is in, as far as it was typed: where it begins, and whether inside of quotes.
struct TypedWord {
    int begin = 0; ///< of the word
    int valueBegin = 0; ///< of the value behind its last comma, colon or sign
    int signAt = -1; ///< of the first : = < > outside of quotes
    bool isQuoted = false; ///< the value has an open quote
};

TypedWord wordBefore(const QString &text, int cursor)
{
    TypedWord word;
    bool inQuotes = false;
    for (int i = 0; i < cursor; ++i) {
        const QChar c = text[i];
        if (c == u'"' && !(inQuotes && i > 0 && text[i - 1] == u'\\')) {
            inQuotes = !inQuotes;
            if (inQuotes)
                word.valueBegin = i;
            continue;
        }
        if (inQuotes)
            continue;
        if (c.isSpace() || c == u'(' || c == u')' || (c == u'-' && word.begin == i)) {
            word = {i + 1, i + 1, -1, false};
        } else if (c == u':' || c == u'=' || c == u'<' || c == u'>') {
            if (word.signAt < 0)
                word.signAt = i;
            word.valueBegin = i + 1;
        } else if (c == u',' && word.signAt >= 0) {
            word.valueBegin = i + 1;
        }
    }
    word.isQuoted = inQuotes;
    return word;
}

void suggest(Completion &completion, const QString &text, const char *help = "")
{
    if (text.startsWith(completion.typed, Qt::CaseInsensitive))
        completion.suggestions.append({text, QString::fromLatin1(help)});
}

void suggestFields(Completion &completion)
{
    for (const FieldWord &word : fieldWords()) {
        if (word.field == Field::Text || word.field == Field::Relevance)
            continue;
        const bool isCustom = word.field == Field::Custom;
        suggest(completion, QString::fromLatin1(word.name) + (isCustom ? u'.' : u':'), word.help);
    }
    suggest(completion, QStringLiteral("sort:"), "the order of the result");
}

void suggestSortKeys(Completion &completion)
{
    const bool isDescending = completion.typed.startsWith(u'-');
    const QString sign = isDescending ? QStringLiteral("-") : QString();
    for (const FieldWord &word : fieldWords()) {
        if (word.isSortable)
            suggest(completion, sign + QLatin1StringView(word.name), word.help);
    }
}

void suggestValues(Completion &completion, const FieldWord &field)
{
    completion.values = field.kind;
    completion.field = field.field;
    for (const char *choice : field.choices)
        suggest(completion, QString::fromLatin1(choice));
    if (field.kind == ValueKind::Day) {
        for (const DayWord &word : dayWords())
            suggest(completion, QString::fromLatin1(word.name));
        for (const char *example : {"7d", "-7d", "2w", "-2w"})
            suggest(completion, QString::fromLatin1(example));
    }
    if (field.kind == ValueKind::Person)
        suggest(completion, QStringLiteral("me"));
    if (field.field == Field::Cycle)
        suggest(completion, QStringLiteral("current"));
    if (field.mayBeMissing) {
        suggest(completion, QStringLiteral("none"));
        suggest(completion, QStringLiteral("any"));
    }
}

} // namespace

Completion complete(const QString &text, int cursor)
{
    cursor = std::clamp(cursor, 0, static_cast<int>(text.size()));
    const TypedWord word = wordBefore(text, cursor);
    Completion completion;
    if (word.signAt < 0) {
        if (word.isQuoted)
            return completion; // words of one's own
        completion.position = word.begin;
        completion.length = cursor - word.begin;
        completion.typed = text.mid(word.begin, completion.length);
        suggestFields(completion);
        if (completion.typed.isEmpty() || QStringLiteral("OR").startsWith(completion.typed))
            suggest(completion, QStringLiteral("OR"), "one or the other");
        return completion;
    }
    completion.position = word.valueBegin;
    completion.length = cursor - word.valueBegin;
    completion.typed = text.mid(word.valueBegin + (word.isQuoted ? 1 : 0), cursor);
    completion.typed.truncate(cursor - word.valueBegin - (word.isQuoted ? 1 : 0));
    QString name = text.mid(word.begin, word.signAt - word.begin);
    if (name.compare(u"sort", Qt::CaseInsensitive) == 0) {
        suggestSortKeys(completion);
        return completion;
    }
    if (const qsizetype dot = name.indexOf(u'.'); dot >= 0) {
        completion.custom = name.mid(dot + 1).remove(u'"');
        name.truncate(dot);
    }
    if (const FieldWord *field = findField(name))
        suggestValues(completion, *field);
    return completion;
}

} // namespace TaskMaster::Query
