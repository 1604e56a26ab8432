// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/SearchText.h"

#include <QStringList>

#include <algorithm>

namespace TaskMaster::SearchText {
namespace {

enum class Role : quint8 {
    Apart, ///< between words
    Word, ///< letters, digits, and marks that belong to them
    Dense, ///< of a script that is written without spaces
};

bool isDense(char32_t c)
{
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return c == 0x30fc || c == 0xff70; // the long vowel of Katakana belongs to all scripts
    }
}

/// Of half-width Katakana: a sign of its own that becomes one with the letter before it.
bool isHalfWidthMark(QChar c)
{
    return c == u'\uff9e' || c == u'\uff9f';
}

Role roleOf(char32_t c)
{
    if (QChar::isLetterOrNumber(c))
        return isDense(c) ? Role::Dense : Role::Word;
    return QChar::isMark(c) ? Role::Word : Role::Apart;
}

/// Marks that change how a letter looks, not which one it is; other scripts write vowels as marks.
bool isDiacritic(char16_t c)
{
    return (c >= 0x0300 && c <= 0x036f) || (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff)
        || (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

/// Letters with a stroke or joined ones, which Unicode does not take apart; lower case.
constexpr struct {
    char16_t letter;
    const char *plain;
} plainLetters[]{
    {u'ø', "o"},  {u'ł', "l"},  {u'đ', "d"},  {u'ħ', "h"}, {u'ı', "i"}, {u'ŧ', "t"},
    {u'æ', "ae"}, {u'œ', "oe"}, {u'þ', "th"}, {u'ð', "d"}, {u'ŋ', "n"}, {u'ß', "ss"},
};

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

/// One character (or pair of surrogates) at a time, with where it stands.
struct Reader {
    QStringView text;
    qsizetype at = 0;

    [[nodiscard]] bool atEnd() const { return at >= text.size(); }
    /// The character here, and how many units it has.
    [[nodiscard]] std::pair<char32_t, int> peek() const
    {
        const QChar first = text[at];
        if (first.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
            return {QChar::surrogateToUcs4(first, text[at + 1]), 2};
        return {first.unicode(), 1};
    }
};

/// Cuts text into tokens. A document's run of a dense script ends with its last character alone, so that looking for
/// that one finds it; what is looked for has only the pairs.
class Cutter {
public:
    enum class For : quint8 { Document, Query };
    Cutter(For purpose, int max)
        : m_purpose(purpose)
        , m_max(static_cast<std::size_t>(std::max(0, max)))
    {
    }

    std::vector<Token> cut(QStringView text)
    {
        Reader reader{text};
        while (!reader.atEnd() && m_tokens.size() < m_max) {
            const auto [c, units] = reader.peek();
            switch (roleOf(c)) {
            case Role::Apart:
                reader.at += units;
                break;
            case Role::Word:
                word(reader);
                break;
            case Role::Dense:
                dense(reader);
                break;
            }
        }
        if (m_tokens.size() > m_max)
            m_tokens.resize(m_max);
        return std::move(m_tokens);
    }

private:
    void word(Reader &reader)
    {
        const qsizetype begin = reader.at;
        while (!reader.atEnd()) {
            const auto [c, units] = reader.peek();
            if (roleOf(c) != Role::Word)
                break;
            reader.at += units;
        }
        const QStringView original = reader.text.mid(begin, reader.at - begin);
        const Range place{static_cast<int>(begin), static_cast<int>(original.size())};
        // Folding may bring signs that part words: ½ becomes 1⁄2.
        QString part;
        const QString plain = folded(original);
        Reader parts{plain};
        while (!parts.atEnd()) {
            const auto [c, units] = parts.peek();
            if (roleOf(c) == Role::Apart)
                add(std::exchange(part, {}), place);
            else
                part += plain.mid(parts.at, units);
            parts.at += units;
        }
        add(std::move(part), place);
    }

    void dense(Reader &reader)
    {
        QString previous;
        Range previousPlace;
        int pairs = 0;
        while (!reader.atEnd()) {
            const auto [c, units] = reader.peek();
            const bool isMark = QChar::isMark(c);
            if (!isDense(c) || (!isMark && !QChar::isLetterOrNumber(c)))
                break;
            Range place{static_cast<int>(reader.at), units};
            reader.at += units;
            while (!reader.atEnd() && isHalfWidthMark(reader.text[reader.at])) {
                ++reader.at;
                ++place.length;
            }
            QString character = folded(reader.text.mid(place.position, place.length));
            if (!previous.isEmpty()) {
                add(previous + character, {previousPlace.position, previousPlace.length + place.length});
                ++pairs;
            }
            previous = std::move(character);
            previousPlace = place;
        }
        if (m_purpose == For::Document || pairs == 0)
            add(previous, previousPlace);
    }

    void add(QString text, const Range &place)
    {
        if (text.isEmpty())
            return;
        if (text.size() > TokenLengthMax)
            text.truncate(text[TokenLengthMax - 1].isHighSurrogate() ? TokenLengthMax - 1 : TokenLengthMax);
        m_tokens.push_back({std::move(text), place.position, place.length});
    }

    const For m_purpose;
    const std::size_t m_max;
    std::vector<Token> m_tokens;
};

constexpr int WantedTokensMax = 64;

Wanted wantedOf(QStringView text, bool isPrefix)
{
    Wanted wanted{{}, isPrefix};
    for (Token &token : Cutter(Cutter::For::Query, WantedTokensMax).cut(text))
        wanted.tokens << std::move(token.text);
    return wanted;
}

/// How many of the tokens from `from` are what is wanted there; 0 if they are something else.
std::size_t fits(const std::vector<Token> &tokens, std::size_t from, const Wanted &wanted)
{
    const auto count = static_cast<std::size_t>(wanted.tokens.size());
    if (count == 0 || from + count > tokens.size())
        return 0;
    for (std::size_t i = 0; i < count; ++i) {
        const QString &token = tokens[from + i].text;
        const QString &expected = wanted.tokens[static_cast<qsizetype>(i)];
        const bool isBeginning = wanted.isPrefix && i + 1 == count;
        if (isBeginning ? !token.startsWith(expected) : token != expected)
            return 0;
    }
    return count;
}

} // namespace

QString folded(QStringView text)
{
    if (isAscii(text))
        return text.toString().toLower();
    const QString apart = text.toString().normalized(QString::NormalizationForm_KD).toCaseFolded();
    QString plain;
    plain.reserve(apart.size());
    for (const QChar c : apart) {
        if (isDiacritic(c.unicode()))
            continue;
        const auto *const known = std::find_if(std::begin(plainLetters), std::end(plainLetters),
                                               [c](const auto &entry) { return entry.letter == c.unicode(); });
        if (known == std::end(plainLetters))
            plain += c;
        else
            plain += QLatin1StringView(known->plain);
    }
    return plain.normalized(QString::NormalizationForm_C);
}

std::vector<Token> tokens(QStringView text, int max)
{
    return Cutter(Cutter::For::Document, max).cut(text);
}

QString tokenLine(QStringView text, int &takenMax)
{
    const std::vector<Token> found = tokens(text, takenMax);
    takenMax -= static_cast<int>(found.size());
    if (found.empty())
        return {};
    QString line(u' ');
    for (const Token &token : found)
        line += token.text + u' ';
    return line;
}

Wanted beginningOf(QStringView word)
{
    return wantedOf(word, true);
}

Wanted phraseOf(QStringView words)
{
    return wantedOf(words, false);
}

bool contains(QStringView tokenLine, const Wanted &wanted)
{
    if (wanted.tokens.isEmpty())
        return true;
    const QString needle = u' ' + wanted.tokens.join(u' ') + (wanted.isPrefix ? QString() : QStringLiteral(" "));
    return tokenLine.contains(needle);
}

QList<Range> find(QStringView text, const QList<Wanted> &wanted)
{
    constexpr int LookedAtMax = 20'000;
    const std::vector<Token> found = tokens(text, LookedAtMax);
    QList<Range> ranges;
    for (std::size_t i = 0; i < found.size(); ++i) {
        std::size_t longest = 0;
        for (const Wanted &one : wanted)
            longest = std::max(longest, fits(found, i, one));
        if (longest == 0)
            continue;
        const Token &last = found[i + longest - 1];
        const int begin = found[i].position;
        const int end = last.position + last.length;
        // Pairs of a dense script overlap, and one word may have become two tokens.
        if (!ranges.isEmpty() && begin < ranges.constLast().position + ranges.constLast().length) {
            Range &before = ranges.last();
            before.length = std::max(before.length, end - before.position);
        } else {
            ranges.append({begin, end - begin});
        }
    }
    return ranges;
}

Snippet snippet(const QString &text, const QList<Wanted> &wanted, int lengthMax)
{
    const QList<Range> finds = find(text, wanted);
    const auto isLow = [&text](qsizetype at) { return at > 0 && at < text.size() && text[at].isLowSurrogate(); };
    qsizetype begin = 0;
    if (!finds.isEmpty() && text.size() > lengthMax) {
        // A quarter of the room for what is before it; from the beginning of a word where one is near.
        begin = std::max<qsizetype>(0, finds.constFirst().position - lengthMax / 4);
        const qsizetype space = text.indexOf(u' ', begin);
        if (begin > 0 && space >= 0 && space < finds.constFirst().position)
            begin = space + 1;
        begin += isLow(begin) ? 1 : 0;
    }
    qsizetype end = std::min<qsizetype>(text.size(), begin + lengthMax);
    end -= isLow(end) ? 1 : 0;
    Snippet made;
    made.text = text.mid(begin, end - begin);
    for (QChar &c : made.text) {
        if (c.isSpace() || c.category() == QChar::Other_Control)
            c = u' '; // one for one: the places of the finds stay
    }
    for (const Range &range : finds) {
        if (range.position >= begin && range.position + range.length <= end)
            made.finds.append({range.position - static_cast<int>(begin), range.length});
    }
    return made;
}

} // namespace TaskMaster::SearchText
