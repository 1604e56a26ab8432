// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

namespace TaskMaster::Server {

/**
 * How many commands of background work (imports, jobs) one batch takes. Whoever drags a card meanwhile waits for all of
 * that batch, so while people work it is as long as they do not notice, by what such commands took lately; when nobody
 * does, it is as large as pays. WriteLanes asks it under its lock.
 */
class BackgroundShare {
public:
    using Moment = std::chrono::steady_clock::time_point;
    static constexpr std::size_t CommandsMax = 64;
    static constexpr std::size_t CommandsMin = 4; ///< however slow the disk: what is asked for gets done
    static constexpr auto TimeMax = std::chrono::milliseconds(12);
    static constexpr auto PresentFor = std::chrono::seconds(1);

    /// Somebody has asked for something and waits for the answer.
    void personCame(Moment now) { m_personAt = now; }
    /// A batch of background work alone was made durable.
    void batchTook(std::size_t commands, std::chrono::steady_clock::duration time)
    {
        if (commands == 0)
            return;
        const auto each = std::chrono::duration<double>(time) / static_cast<double>(commands);
        m_each = m_each.count() == 0 ? each : (m_each * 3 + each) / 4;
    }
    [[nodiscard]] std::size_t room(Moment now) const
    {
        if (!m_personAt || now - *m_personAt > PresentFor || m_each.count() <= 0)
            return CommandsMax;
        const double fits = std::chrono::duration<double>(TimeMax) / m_each;
        return static_cast<std::size_t>(
            std::clamp(fits, static_cast<double>(CommandsMin), static_cast<double>(CommandsMax)));
    }

private:
    std::optional<Moment> m_personAt;
    std::chrono::duration<double> m_each{0};
};

} // namespace TaskMaster::Server
