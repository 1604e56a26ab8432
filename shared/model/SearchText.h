// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <vector>

namespace TaskMaster {

/**
 * Text as search sees it. Both databases index what is made here with their plainest tokenizer, and the client searches
 * its replica with the same functions, so that a search finds the same everywhere: case, diacritics and width do not
 * count (NFKD, case folding), words are runs of letters and digits, scripts without spaces (Chinese, Japanese, Thai …)
 * become pairs of neighbours. Pure functions, any thread.
 */
namespace SearchText {

/// Changes whenever the same text becomes other tokens: an index written with another one is made anew.
inline constexpr int Version = 1;
inline constexpr int TokenLengthMax = 64; ///< the rest of a longer word is not looked at

/// One token and what it was made of.
struct Token {
    QString text;
    int position = 0; ///< in the original, UTF-16 units
    int length = 0;
};

/// Without case, diacritics and width, for comparing names: «Größe» and «GROSSE» are the same.
[[nodiscard]] QString folded(QStringView text);

/// The tokens of something that is to be found. At most `max`.
[[nodiscard]] std::vector<Token> tokens(QStringView text, int max);
/// The same joined by single spaces, with a space at both ends; empty without tokens. `takenMax` counts down.
[[nodiscard]] QString tokenLine(QStringView text, int &takenMax);

/// What is looked for: tokens side by side, in that order.
struct Wanted {
    QStringList tokens; ///< empty: nothing that could be looked for; fits everything
    bool isPrefix = false; ///< the last one is the beginning of a token

    bool operator==(const Wanted &) const = default;
};
/// A word as somebody types it: finds all words that begin so.
[[nodiscard]] Wanted beginningOf(QStringView word);
/// Words exactly as written.
[[nodiscard]] Wanted phraseOf(QStringView words);

/// Does a token line (see tokenLine) contain it?
[[nodiscard]] bool contains(QStringView tokenLine, const Wanted &wanted);

struct Range {
    int position = 0;
    int length = 0;

    bool operator==(const Range &) const = default;
};
/// Where in the text something wanted stands, in order, without overlaps.
[[nodiscard]] QList<Range> find(QStringView text, const QList<Wanted> &wanted);

/// A piece of a longer text around the first find, on one line, with the finds in it.
struct Snippet {
    QString text;
    QList<Range> finds;

    bool operator==(const Snippet &) const = default;
};
/// Nothing of it found: the beginning of the text and no finds.
[[nodiscard]] Snippet snippet(const QString &text, const QList<Wanted> &wanted, int lengthMax = 160);

} // namespace SearchText

} // namespace TaskMaster
