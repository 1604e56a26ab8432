// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace TaskMaster::Server::ImportText {

/// What every store can carry: U+0000 and halves of surrogate pairs become U+FFFD.
[[nodiscard]] QString storable(QString text);
/// One line: every run of white space is one space, and none is at the ends.
[[nodiscard]] QString singleLine(const QString &text);
/// `text` in parts of at most `charactersMax`, broken at paragraphs, lines, words or, if need be, characters: joined
/// they have every word of it. Never breaks a surrogate pair.
[[nodiscard]] QStringList split(const QString &text, qsizetype charactersMax);
/// The longest start of `text` that fits, with an ellipsis when something is missing.
[[nodiscard]] QString shortened(const QString &text, qsizetype charactersMax);

} // namespace TaskMaster::Server::ImportText
