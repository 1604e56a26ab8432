// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace TaskMaster::Test {

/// The seed of everything random in a test: TASKMASTER_TEST_SEED (`./check --seed S`), else 1. Said once per program,
/// so that a failure can be repeated.
inline quint32 testSeed()
{
    static const quint32 seed = [] {
        bool isNumber = false;
        const quint32 wanted = qEnvironmentVariable("TASKMASTER_TEST_SEED").toUInt(&isNumber);
        const quint32 chosen = isNumber ? wanted : 1;
        qInfo("Seed %u", chosen);
        return chosen;
    }();
    return seed;
}

} // namespace TaskMaster::Test
