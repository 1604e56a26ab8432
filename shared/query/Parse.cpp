// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Parse.h"

#include "shared/model/Field.h"
#include "shared/query/Operands.h"

namespace TaskMaster::Query {
namespace {

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

/// Reads left to right, without going back further than to the beginning of a word.
class Parser {
public:
    explicit Parser(const QString &text)
        : m_text(text)
    {
    }

    Result<Sentence> run()
    {
        auto filter = anyOf(0);
        if (!filter)
            return filter.error();
        if (!atEnd()) // only a closing parenthesis ends a list early
            return badQuery({at(), 1}, QStringLiteral("This parenthesis was never opened."));
        return Sentence{std::move(*filter), m_sort};
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] int at() const { return static_cast<int>(m_at); }
    [[nodiscard]] QChar peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar();
    }
    void skipSpace()
    {
        while (!atEnd() && m_text[m_at].isSpace())
            ++m_at;
    }
    [[nodiscard]] bool endsWord(qsizetype i) const
    {
        return i >= m_text.size() || m_text[i].isSpace() || m_text[i] == u'(' || m_text[i] == u')' || m_text[i] == u'"';
    }
    [[nodiscard]] Place wordPlace() const
    {
        qsizetype end = m_at;
        while (!endsWord(end))
            ++end;
        return {at(), static_cast<int>(std::max<qsizetype>(1, end - m_at))};
    }
    bool takeKeyword(QStringView keyword)
    {
        if (!QStringView(m_text).mid(m_at).startsWith(keyword) || !endsWord(m_at + keyword.size()))
            return false;
        m_at += keyword.size();
        return true;
    }

    Result<Expression> anyOf(int depth)
    {
        std::vector<Expression> alternatives;
        for (;;) {
            auto next = allOf(depth);
            if (!next)
                return next.error();
            const Place place = atEnd() ? Place{at(), 0} : wordPlace();
            const bool isLast = !takeKeyword(u"OR");
            const bool isAlone = isLast && alternatives.empty();
            if (next->isEverything() && (!isAlone || depth > 0))
                return badQuery(place, QStringLiteral("A condition is missing here."));
            alternatives.push_back(std::move(*next));
            if (isLast)
                return any(std::move(alternatives));
        }
    }

    /// Stops before OR, a closing parenthesis and the end. Empty where nothing stands.
    Result<Expression> allOf(int depth)
    {
        std::vector<Expression> conditions;
        for (;;) {
            skipSpace();
            if (atEnd() || peek() == u')')
                break;
            const qsizetype before = m_at;
            if (takeKeyword(u"OR")) {
                m_at = before;
                break;
            }
            if (!conditions.empty() && takeKeyword(u"AND"))
                continue;
            auto condition = factor(depth);
            if (!condition)
                return condition.error();
            if (condition->has_value())
                conditions.push_back(std::move(**condition));
        }
        return all(std::move(conditions));
    }

    /// Nothing for `sort:`, which is no condition.
    Result<std::optional<Expression>> factor(int depth)
    {
        if (depth > DepthMax)
            return badQuery({at(), 1}, QStringLiteral("This is nested deeper than %1 levels.").arg(DepthMax));
        const Place place = wordPlace();
        if (takeKeyword(u"NOT") || peek() == u'-') {
            if (peek() == u'-')
                ++m_at;
            skipSpace();
            if (atEnd() || peek() == u')')
                return badQuery(place, QStringLiteral("There is nothing here to be negated."));
            auto inner = factor(depth + 1);
            if (!inner)
                return inner.error();
            return std::optional(negated(std::move(**inner))); // below the top a factor is always a condition
        }
        if (peek() == u'(') {
            ++m_at;
            auto inner = anyOf(depth + 1);
            if (!inner)
                return inner.error();
            if (atEnd())
                return badQuery({place.position, 1}, QStringLiteral("This parenthesis is never closed."));
            ++m_at;
            return std::optional(std::move(*inner));
        }
        if (++m_terms > TermsMax)
            return badQuery(place, QStringLiteral("A query can have %1 conditions.").arg(TermsMax));
        if (peek() == u'"') {
            auto phrase = quoted();
            return phrase ? textTerm(*phrase) : Result<std::optional<Expression>>(phrase.error());
        }
        return wordOrField(depth);
    }

    Result<std::optional<Expression>> textTerm(const ValueToken &token)
    {
        auto operand = operandFrom(wordOf(Field::Text), token);
        if (!operand)
            return operand.error();
        return std::optional(term({Field::Text, {}, Comparison::Equal, {std::move(*operand)}, token.place}));
    }

    Result<std::optional<Expression>> wordOrField(int depth)
    {
        const Place place = wordPlace();
        if (takeKeyword(u"OR") || takeKeyword(u"AND") || takeKeyword(u"NOT"))
            return badQuery(place, QStringLiteral("A condition is missing here."));
        qsizetype letters = 0;
        while (isLetter(peek(letters)))
            ++letters;
        const QString name = m_text.mid(m_at, letters);
        const QChar next = peek(letters);
        const bool isSort = name.compare(u"sort", Qt::CaseInsensitive) == 0 && next == u':';
        if (isSort && depth > 0)
            return badQuery(place, QStringLiteral("“sort:” cannot stand in parentheses or be negated."));
        if (isSort) {
            m_at += letters + 1;
            if (auto ok = sortKeys(); !ok)
                return ok.error();
            return std::optional<Expression>();
        }
        const FieldWord *field = findField(name);
        const bool isCustom = field && field->field == Field::Custom && next == u'.';
        const bool hasOperator = letters > 0 && (next == u':' || next == u'=' || next == u'<' || next == u'>');
        const bool isAddress = next == u':' && peek(letters + 1) == u'/'; // https://…
        if (isCustom || (field && hasOperator)) {
            m_at += letters;
            auto made = fieldTerm(*field, place);
            return made ? Result<std::optional<Expression>>(std::optional(term(std::move(*made)))) : made.error();
        }
        if (hasOperator && !isAddress)
            return badQuery({place.position, static_cast<int>(letters)},
                            QStringLiteral("There is no field “%1”; text with this sign needs quotes.").arg(name),
                            nearest(name, fieldNames()));
        ValueToken word{m_text.mid(m_at, place.length), false, place};
        m_at += place.length;
        return textTerm(word);
    }

    static QStringList fieldNames()
    {
        QStringList names{QStringLiteral("sort")};
        for (const FieldWord &word : fieldWords()) {
            if (word.field != Field::Text && word.field != Field::Relevance)
                names << QString::fromLatin1(word.name);
        }
        return names;
    }

    Result<Term> fieldTerm(const FieldWord &field, const Place &start)
    {
        Term made;
        made.field = field.field;
        if (field.field == Field::Relevance)
            return badQuery(start, QStringLiteral("One can only sort by “relevance”."));
        if (field.field == Field::Custom) {
            if (auto ok = customName(made, start); !ok)
                return ok.error();
        }
        if (auto ok = comparison(made, field); !ok)
            return ok.error();
        for (;;) {
            auto token = value();
            if (!token)
                return token.error();
            auto operand = operandFrom(field, *token);
            if (!operand)
                return operand.error();
            const bool isOneOf = operand->kind == Operand::Kind::None || operand->kind == Operand::Kind::Any
                || operand->kind == Operand::Kind::Prefix || operand->kind == Operand::Kind::Me;
            if (made.comparison != Comparison::Equal && isOneOf)
                return badQuery(token->place, QStringLiteral("This value cannot be compared with < or >."));
            made.operands.append(std::move(*operand));
            if (made.operands.size() > ValuesMax)
                return badQuery(token->place, QStringLiteral("A condition can have %1 values.").arg(ValuesMax));
            if (peek() != u',')
                break;
            if (made.comparison != Comparison::Equal)
                return badQuery({at(), 1}, QStringLiteral("< and > take one value."));
            ++m_at;
        }
        made.place = {start.position, at() - start.position};
        return made;
    }

    Result<void> customName(Term &made, const Place &start)
    {
        if (peek() != u'.')
            return badQuery(start, QStringLiteral("Which field? Write “field.Name:value”."));
        ++m_at;
        if (peek() == u'"') {
            auto name = quoted();
            if (!name)
                return name.error();
            made.custom = name->text;
            return {};
        }
        const qsizetype begin = m_at;
        while (!endsWord(m_at) && peek() != u':' && peek() != u'=' && peek() != u'<' && peek() != u'>')
            ++m_at;
        made.custom = m_text.mid(begin, m_at - begin);
        return made.custom.isEmpty() ? badQuery(start, QStringLiteral("Which field? Write “field.Name:value”."))
                                     : Result<void>();
    }

    Result<void> comparison(Term &made, const FieldWord &field)
    {
        const Place place{at(), 1};
        const QChar sign = peek();
        if (sign != u':' && sign != u'=' && sign != u'<' && sign != u'>')
            return badQuery({at(), 0}, QStringLiteral("Here must stand “:”, “=”, “<” or “>”."));
        ++m_at;
        if (sign == u':' || sign == u'=')
            return {};
        if (!field.isOrdered)
            return badQuery(place, QStringLiteral("“%1” has no order: write “:”.").arg(QLatin1StringView(field.name)));
        const bool orEqual = peek() == u'=';
        if (orEqual)
            ++m_at;
        if (sign == u'<')
            made.comparison = orEqual ? Comparison::LessOrEqual : Comparison::Less;
        else
            made.comparison = orEqual ? Comparison::GreaterOrEqual : Comparison::Greater;
        return {};
    }

    Result<ValueToken> value()
    {
        if (peek() == u'"')
            return quoted();
        const qsizetype begin = m_at;
        while (!atEnd() && !endsValue(m_text[m_at]))
            ++m_at;
        const Place place{static_cast<int>(begin), static_cast<int>(m_at - begin)};
        if (place.length == 0)
            return badQuery(place, QStringLiteral("A value is missing here."));
        return ValueToken{m_text.mid(begin, place.length), false, place};
    }

    Result<ValueToken> quoted()
    {
        const int begin = at();
        ValueToken token{{}, true, {begin, 1}};
        for (++m_at; !atEnd() && peek() != u'"'; ++m_at) {
            if (peek() == u'\\' && (peek(1) == u'"' || peek(1) == u'\\'))
                ++m_at;
            token.text += m_text[m_at];
        }
        if (atEnd())
            return badQuery(token.place, QStringLiteral("This quote is never closed."));
        ++m_at;
        token.place.length = at() - begin;
        if (token.text.trimmed().isEmpty())
            return badQuery(token.place, QStringLiteral("There is nothing between the quotes."));
        return token;
    }

    Result<void> sortKeys()
    {
        for (;;) {
            const auto token = value();
            if (!token)
                return token.error();
            const bool isDescending = token->text.startsWith(u'-');
            const QString name = token->text.mid(isDescending ? 1 : 0);
            const FieldWord *field = findField(name);
            if (token->isQuoted || !field || !field->isSortable) {
                QStringList names;
                for (const FieldWord &word : fieldWords()) {
                    if (word.isSortable)
                        names << QString::fromLatin1(word.name);
                }
                return badQuery(token->place,
                                QStringLiteral("One can sort by %1.").arg(names.join(QStringLiteral(", "))),
                                nearest(name, names));
            }
            const bool isKnown = std::any_of(m_sort.cbegin(), m_sort.cend(),
                                             [field](const SortKey &key) { return key.field == field->field; });
            if (!isKnown)
                m_sort.append({field->field, isDescending});
            if (m_sort.size() > SortKeysMax)
                return badQuery(token->place, QStringLiteral("One can sort by %1 keys.").arg(SortKeysMax));
            if (peek() != u',')
                return {};
            ++m_at;
        }
    }

    const QString &m_text;
    qsizetype m_at = 0;
    int m_terms = 0;
    QList<SortKey> m_sort;
};

} // namespace

Result<Sentence> parse(const QString &text)
{
    if (text.size() > TextMax)
        return badQuery({TextMax, static_cast<int>(text.size() - TextMax)},
                        QStringLiteral("A query can have %1 characters.").arg(TextMax));
    if (!isStorableText(text))
        return Error(ErrorCode::InvalidText);
    return Parser(text).run();
}

} // namespace TaskMaster::Query
