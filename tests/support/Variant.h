// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ops/Switches.h"

#include <QProcessEnvironment>

namespace TaskMaster::Test {

/**
 * Which server a whole suite is run against, so that ctest can run one program several times (`taskmaster_variants` in
 * CMake): with `TASKMASTER_TEST_DATABASE=postgres` on the PostgreSQL of the run instead of the embedded database, with
 * `TASKMASTER_TEST_SWITCHES=off` without any optimisation. What a suite asks must hold in every variant.
 */
class Variant {
public:
    /// The address of a new and empty database, or nothing: the embedded one.
    [[nodiscard]] static QString newDatabase();
    /// For a server in the test's own process …
    [[nodiscard]] static Server::Switches switches();
    /// … and for one that is started as a program. The address may be empty.
    static void addTo(QProcessEnvironment &environment, const QString &databaseUrl = {});
};

} // namespace TaskMaster::Test
