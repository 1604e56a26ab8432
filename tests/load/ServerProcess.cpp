// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/ServerProcess.h"

#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace TaskMaster::Load {

std::int64_t ServerProcess::cpuNs() const
{
    if (!isKnown())
        return 0;
    std::ifstream file("/proc/" + std::to_string(m_pid) + "/stat");
    std::string line;
    std::getline(file, line);
    const std::size_t nameEnd = line.rfind(')'); // the name may hold spaces
    if (nameEnd == std::string::npos)
        return 0;
    std::istringstream fields(line.substr(nameEnd + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) // utime is the 14th, stime the 15th: proc(5)
        fields >> skipped;
    std::int64_t user = 0;
    std::int64_t system = 0;
    fields >> user >> system;
    return (user + system) * (1'000'000'000 / ::sysconf(_SC_CLK_TCK));
}

double ServerProcess::rssMiB() const
{
    if (!isKnown())
        return 0;
    std::ifstream file("/proc/" + std::to_string(m_pid) + "/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    file >> size >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

} // namespace TaskMaster::Load
