// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

#include <cmath>

namespace TaskMaster::Server::RetrySchedule {

/// Ten attempts within some fourteen hours; then a delivery is dead.
inline constexpr int AttemptsMax = 10;
inline constexpr qint64 FirstDelayMs = 5'000;
inline constexpr double Factor = 3;
/// When a delivery dies, what waited behind it for longer than this dies with it, instead of being tried one by one.
inline constexpr qint64 GiveUpMs = 24LL * 60 * 60 * 1000;

/// How long to wait after the attempt of that number (from 1): 5 s, 15 s, 45 s … 9 h, up to a fifth more or less, so
/// that not everything comes back at once. Follows from the arguments alone.
[[nodiscard]] inline qint64 delayAfter(int attempt, const Uuid &delivery)
{
    const Uuid random = Uuid::v5(delivery, QByteArray::number(attempt));
    const double jitter = 0.8 + 0.4 * static_cast<double>(random.low % 1000) / 999.0;
    return static_cast<qint64>(static_cast<double>(FirstDelayMs) * std::pow(Factor, attempt - 1) * jitter);
}

} // namespace TaskMaster::Server::RetrySchedule
