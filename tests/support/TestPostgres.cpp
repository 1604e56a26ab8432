// SPDX-License-Identifier: GPL-3.0-or-later
// taskmaster-test-postgres: a private PostgreSQL for a whole run of tests. Prints its address, then runs until it is
// told to stop (SIGINT, SIGTERM) or its parent is gone.

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
    TaskMaster::Test::PostgresFixture postgres;
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    QTextStream(stdout) << postgres.url() << '\n' << Qt::flush;
    int signal = 0;
    sigwait(&signals, &signal);
    return 0;
}
