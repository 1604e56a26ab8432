// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QLoggingCategory>
#include <QString>

namespace TaskMaster::Server {

/**
 * How the server speaks to its operator: one line per record on stderr, with the UTC time, the level, the category, a
 * sentence, and behind it what a program wants to find again as `key=value`:
 *     2026-03-01T09:30:00.123Z warning taskmaster.gateway: Refused a request. status=413 peer=10.0.0.7
 * Rooms log through Qt's categories (`taskmaster.gateway`, `taskmaster.storage` …) and write the pairs with field().
 * Any thread; a line is written with one system call, so lines never mix.
 */
enum class LogLevel : quint8 { Debug, Info, Warning, Critical };

/// From now on all Qt messages of this process go to stderr like that; `taskmaster.*` below `level` is dropped.
void installLog(LogLevel level);

/// ` key=value`, to be put behind the sentence; a value with spaces, quotes or control characters is quoted and
/// escaped.
[[nodiscard]] QString field(const char *key, const QString &value);
[[nodiscard]] QString field(const char *key, qint64 value);

/// The line that a record becomes, with its line feed: line breaks inside are escaped, so a record stays one line.
[[nodiscard]] QByteArray logLine(const QDateTime &at, QtMsgType type, const char *category, const QString &message);

} // namespace TaskMaster::Server
