// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QString>

#include <array>
#include <span>

namespace TaskMaster::Server {

/// Every optimisation that can be taken out without changing what the server does. Order as in the table of
/// Switches.cpp.
enum class Switch : quint8 {
    Compression,
    MergedSends,
    DirectSend,
    WriteBatching,
    KeptRows,
    EpollDispatcher,
    SnapshotCache,
    RecentEvents,
};

struct SwitchDescription {
    Switch id;
    const char *name; ///< in the configuration and after --switch-off, camelCase
    bool on; ///< the default
    const char *sentence; ///< what is lost without it, for --help and the operator's guide
};

/**
 * Which optimisations are on. Built once at start from the configuration and the command line, then handed to the
 * rooms by const reference; reading one is reading a bool, from any thread. Every switch may be off at any time
 * without changing a result: tests run the whole server that way.
 */
class Switches {
public:
    Switches(); ///< the defaults

    /// One row per switch, in enum order.
    [[nodiscard]] static std::span<const SwitchDescription> table();
    [[nodiscard]] static Switches allOff();

    [[nodiscard]] bool isOn(Switch which) const { return m_on[static_cast<std::size_t>(which)]; }

    void set(Switch which, bool on) { m_on[static_cast<std::size_t>(which)] = on; }
    /// From `[switches]` of the configuration or from `--switch-off NAME`; an unknown name is a ConfigInvalid error
    /// that names the nearest known one.
    Result<void> set(const QString &name, bool on);

private:
    std::array<bool, 8> m_on;
};

} // namespace TaskMaster::Server
