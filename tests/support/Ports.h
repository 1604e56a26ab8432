// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>

namespace TaskMaster::Test {

/// A port of 127.0.0.1 that nobody listened on a moment ago. Programs that can should be given port 0 instead.
inline quint16 freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

} // namespace TaskMaster::Test
