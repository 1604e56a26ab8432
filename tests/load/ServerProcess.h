// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace TaskMaster::Load {

/// What /proc says about the process that is being measured; zeros when no process is given.
class ServerProcess {
public:
    explicit ServerProcess(int pid)
        : m_pid(pid)
    {
    }
    [[nodiscard]] bool isKnown() const { return m_pid > 0; }
    /// User and system time since its start.
    [[nodiscard]] std::int64_t cpuNs() const;
    [[nodiscard]] double rssMiB() const;

private:
    int m_pid;
};

} // namespace TaskMaster::Load
