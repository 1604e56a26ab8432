// SPDX-License-Identifier: GPL-3.0-or-later
// taskmaster-test-postgres [--durable]: a private PostgreSQL for a whole run of tests, or, syncing as in production,
// for a measurement. Prints its address, then runs until it is told to stop (SIGINT, SIGTERM) or its parent is gone.

#include "tests/support/PostgresFixture.h"

#include <QCoreApplication>
#include <QTextStream>

#include <csignal>
#include <sys/prctl.h>

int main(int argc, char *argv[])
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    // Blocked before any child is made would be inherited by it: PostgreSQL needs its signals, so block afterwards.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    QCoreApplication application(argc, argv);
    using Fixture = TaskMaster::Test::PostgresFixture;
    const bool isDurable = QCoreApplication::arguments().contains(QStringLiteral("--durable"));
    Fixture postgres(isDurable ? Fixture::Syncing::Durable : Fixture::Syncing::Fast);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    QTextStream(stdout) << postgres.url() << '\n' << Qt::flush;
    int signal = 0;
    sigwait(&signals, &signal);
    return 0;
}
