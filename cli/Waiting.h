// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QTimer>

namespace TaskMaster::Cli {

/// Until somebody calls QCoreApplication::quit(), or for so long.
inline void pauseUntilQuit(int atMostMs)
{
    QTimer deadline;
    deadline.setSingleShot(true);
    QObject::connect(&deadline, &QTimer::timeout, QCoreApplication::instance(), &QCoreApplication::quit);
    deadline.start(atMostMs);
    QCoreApplication::exec();
}

/// Runs the event loop until the signal comes, or for so long. This program does one thing after the other and has no
/// other loop: commands read top to bottom.
template <class Sender, class Signal> void runUntil(const Sender *sender, Signal signal, int atMostMs)
{
    const auto connection = QObject::connect(sender, signal, QCoreApplication::instance(), &QCoreApplication::quit);
    pauseUntilQuit(atMostMs);
    QObject::disconnect(connection);
}

} // namespace TaskMaster::Cli
