// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Clock.h"

#include <atomic>

namespace TaskMaster::Test {

/// A clock that stands still until a test moves it. Thread-safe.
class FakeClock final : public Clock {
public:
    [[nodiscard]] qint64 nowMs() const override { return m_now; }
    void advance(qint64 ms) { m_now += ms; }
    void set(qint64 ms) { m_now = ms; }

private:
    std::atomic<qint64> m_now = 1'790'000'000'000; // some day in September 2026
};

} // namespace TaskMaster::Test
