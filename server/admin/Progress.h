// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

namespace TaskMaster::Server {

/// How far a long piece of work has come: «Writing task», 12,000. Called often, from the thread that works; whoever
/// shows it decides how often. Empty: nobody looks.
using Progress = std::function<void(const QString &what, qint64 done)>;

} // namespace TaskMaster::Server
