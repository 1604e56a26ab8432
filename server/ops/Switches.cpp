// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Switches.h"

#include "shared/core/Slips.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

constexpr std::array table{
    SwitchDescription{Switch::Compression, "compression", true,
                      "Compress large frames once per event for clients that accept zstd."},
    SwitchDescription{Switch::MergedSends, "mergedSends", true,
                      "Send what is due to one client in one loop turn with one system call."},
    SwitchDescription{Switch::DirectSend, "directSend", true,
                      "Write to a plain socket at once when nothing is queued before it."},
    SwitchDescription{Switch::WriteBatching, "writeBatching", true,
                      "Commit the commands that wait together in one transaction."},
    SwitchDescription{Switch::KeptRows, "keptRows", true,
                      "Use the rows of the last batch again while nobody else wrote."},
    SwitchDescription{Switch::EpollDispatcher, "epollDispatcher", true,
                      "Wait for sockets with epoll, so that idle connections cost nothing."},
    SwitchDescription{Switch::SnapshotCache, "snapshotCache", true,
                      "Serve one encoded snapshot of a stream to everybody."},
    SwitchDescription{Switch::RecentEvents, "recentEvents", true,
                      "Answer short catch-ups from memory instead of the database."},
};

constexpr bool inEnumOrder()
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].id) != i)
            return false;
    }
    return true;
}
static_assert(inEnumOrder(), "isOn() indexes by enum value");

} // namespace

std::span<const SwitchDescription> Switches::table()
{
    return Server::table;
}

Switches::Switches()
{
    static_assert(std::tuple_size_v<decltype(m_on)> == Server::table.size(), "one bool per row");
    std::transform(Server::table.begin(), Server::table.end(), m_on.begin(),
                   [](const SwitchDescription &row) { return row.on; });
}

Switches Switches::allOff()
{
    Switches switches;
    switches.m_on.fill(false);
    return switches;
}

Result<void> Switches::set(const QString &name, bool on)
{
    QStringList known;
    for (const SwitchDescription &row : Server::table) {
        known.append(QString::fromLatin1(row.name));
        if (known.constLast() == name) {
            set(row.id, on);
            return {};
        }
    }
    const QString nearest = fewestSlips(name, known);
    return Error(ErrorCode::ConfigInvalid,
                 QStringLiteral("There is no switch “%1”; did you mean “%2”?").arg(name, nearest),
                 {{QStringLiteral("name"), name}, {QStringLiteral("nearest"), nearest}});
}

} // namespace TaskMaster::Server
