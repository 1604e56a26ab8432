// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Switches.h"

#include <algorithm>
#include <numeric>
#include <vector>

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

/// Levenshtein distance, case-insensitive: small alphabets of short names, so the plain algorithm will do.
int distance(QStringView a, QStringView b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = static_cast<std::size_t>(j);
            const int replaced = diagonal + (a[i - 1].toLower() == b[j - 1].toLower() ? 0 : 1);
            diagonal = row[at];
            row[at] = std::min({row[at] + 1, row[at - 1] + 1, replaced});
        }
    }
    return row.back();
}

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
    const SwitchDescription *nearest = &Server::table.front();
    int nearestDistance = std::numeric_limits<int>::max();
    for (const SwitchDescription &row : Server::table) {
        const QString known = QString::fromLatin1(row.name);
        if (known == name) {
            set(row.id, on);
            return {};
        }
        if (const int far = distance(known, name); far < nearestDistance) {
            nearestDistance = far;
            nearest = &row;
        }
    }
    const QString known = QString::fromLatin1(nearest->name);
    return Error(ErrorCode::ConfigInvalid,
                 QStringLiteral("There is no switch “%1”; did you mean “%2”?").arg(name, known),
                 {{QStringLiteral("name"), name}, {QStringLiteral("nearest"), known}});
}

} // namespace TaskMaster::Server
