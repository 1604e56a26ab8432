// SPDX-License-Identifier: GPL-3.0-or-later
// A test program that crashes: starts a private PostgreSQL and a process, says who they are, and is gone.
#include "tests/support/PostgresFixture.h"
#include "tests/support/ProcessFixture.h"

#include <QCoreApplication>
#include <QTextStream>

#include <csignal>

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    TaskMaster::Test::PostgresFixture postgres;
    TaskMaster::Test::ProcessFixture sleeper(QStringLiteral("sleep"), {QStringLiteral("600")});
    QTextStream(stdout) << "started " << postgres.url() << ' ' << sleeper.pid() << '\n' << Qt::flush;
    return ::raise(SIGKILL);
}
