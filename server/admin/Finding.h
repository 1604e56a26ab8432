// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/Progress.h"
#include "server/storage/Database.h"

#include <QList>

namespace TaskMaster::Server {

enum class Severity : quint8 {
    Hint, ///< good to know
    Warning, ///< will hurt some day
    Problem, ///< hurts now
};

/// Something that an examination found. Four sentences for the person who has to act, and what could be done about it.
struct Finding {
    Severity severity = Severity::Problem;
    QString what; ///< how it is
    QString meaning; ///< what follows from it
    QString cure; ///< what to do
    QStringList examples = {}; ///< a few of many
    /// Makes it good without losing anything; none: a person has to. With a database to write, while no server runs.
    std::function<Result<void>(Database &database)> repair = {};
    QString check = {}; ///< whose finding it is; set by the Doctor
};

/// What a check looks at. The database is one snapshot; checks only read.
struct Examination {
    const DatabaseSettings &settings;
    QString dataFolder;
    QString configFile; ///< empty: none
    qint64 nowMs = 0;
    bool isDeep = false; ///< everything is read, however long it takes
    bool isServerRunning = false;
    Progress progress;
    Database *database = nullptr; ///< for reading; checks of the machine have none
    QList<Finding> findings;
};

} // namespace TaskMaster::Server
