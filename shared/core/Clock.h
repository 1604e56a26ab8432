// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

namespace TaskMaster {

/**
 * The wall clock as a door that tests can replace. Everything that stores or compares a time of day asks a Clock;
 * durations and deadlines inside a process use QElapsedTimer or the event loop. Thread-safe.
 */
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual qint64 nowMs() const = 0; ///< UTC milliseconds since 1970
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] qint64 nowMs() const override { return QDateTime::currentMSecsSinceEpoch(); }
};

} // namespace TaskMaster
