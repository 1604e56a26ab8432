// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/Finding.h"

#include <span>

namespace TaskMaster::Server {

/**
 * Examines a server's folder, machine and database, and says for everything that is not as it should be what that means
 * and what to do. Works while a server runs; repairing needs the data folder's lock. Blocking; for subcommands.
 */
namespace Doctor {

struct Check {
    const char *name; ///< a word, stable: scripts look for it
    const char *question;
    Result<void> (*run)(Examination &examination);
    enum class Looks : quint8 { AtMachine, AtDatabase, Deeply } looks;
};
/// All there are, in the order in which they are made.
[[nodiscard]] std::span<const Check> checks();

struct Report {
    QStringList done; ///< names of the checks that were made
    QList<Finding> findings;
    QStringList repaired; ///< what was found and is good now
};
[[nodiscard]] Report examine(Examination examination);
/// The same, then repairs what can be repaired, and examines again. Whatever is left is in the report.
[[nodiscard]] Report repair(const Examination &examination);

} // namespace Doctor

/// One function for each row of checks(); see there what they ask.
namespace Checks {

[[nodiscard]] Result<void> folder(Examination &examination);
[[nodiscard]] Result<void> disk(Examination &examination);
[[nodiscard]] Result<void> clock(Examination &examination);
[[nodiscard]] Result<void> database(Examination &examination);
[[nodiscard]] Result<void> integrity(Examination &examination);
[[nodiscard]] Result<void> shape(Examination &examination);
[[nodiscard]] Result<void> log(Examination &examination);
[[nodiscard]] Result<void> rows(Examination &examination);
[[nodiscard]] Result<void> strays(Examination &examination);
[[nodiscard]] Result<void> parts(Examination &examination);
[[nodiscard]] Result<void> counters(Examination &examination);
[[nodiscard]] Result<void> people(Examination &examination);
[[nodiscard]] Result<void> sessions(Examination &examination);
[[nodiscard]] Result<void> reactions(Examination &examination);

} // namespace Checks

} // namespace TaskMaster::Server
