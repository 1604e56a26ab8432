// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QJsonObject>

#include <functional>
#include <optional>

namespace TaskMaster::Cli {

/// What a command has to say: as text for people, or with --json for scripts.
struct Outcome {
    QString text;
    QJsonObject json;
};

/// What somebody typed. Every command reads the few members that it has options for.
struct Invocation {
    using Run = Result<Outcome> (*)(const Invocation &invocation);
    Run run = nullptr;
    QString server; ///< empty: of the environment, of the latest login, or this machine
    QString tokenFile;
    bool json = false;

    QString workspace; ///< name or id
    QString project; ///< key, name or id
    QString task; ///< MOB-12
    QString text; ///< a title or a comment
    QString column;
    QString person;
    QString email;
    QString query;
    QString description;
    QString priority;
    QString dueDate;
    int estimate = 0;
    int limit = 200;
    bool isEverything = false; ///< also what is done, archived or in the trash
    bool isRemoval = false;
    bool passwordFromStdin = false;
};

/// An invocation, or the exit code when all has been said (help, version, mistakes).
struct Parsed {
    std::optional<Invocation> invocation;
    int exitCode = 0;
};
[[nodiscard]] Parsed readCommandLine(int argc, const char *const *argv);

} // namespace TaskMaster::Cli
