// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Config.h"
#include "server/app/ExitCode.h"

#include <variant>

namespace TaskMaster::Server {

/// What somebody typed, understood but not yet done.
struct Invocation {
    enum class Verb : quint8 {
        Serve,
        UserAdd,
        UserPasswd,
        UserRename,
        WorkspaceCreate,
        WorkspaceList,
        Demo,
        ImportTrello,
        Migrate,
        CheckConfig,
        PrintConfig,
    };
    Verb verb = Verb::Serve;
    QString configFile;
    QList<Assignment> flags; ///< settings, in the order of the table
    bool json = false;
    bool dryRun = false;

    QString email;
    QString name;
    QString workspace;
    QString role = QStringLiteral("member");
    bool passwordFromStdin = false;
    QString file;
    QString project;
    int tasks = 400;
    int users = 6;
    quint32 seed = 1;
    QString tokensFile;
};

/// Said already (help, version, or an error with a hint): end with this code.
struct Finished {
    ExitCode code = ExitCode::Ok;
};

/**
 * Reads the command line (CLI11). Flags overrule the environment and the file; what is not known is an error with a
 * hint. Prints help to stdout and errors to stderr by itself.
 */
[[nodiscard]] std::variant<Invocation, Finished> readCommandLine(int argc, const char *const *argv);

/// Reads file, environment and flags in that order.
[[nodiscard]] Result<Config> loadConfig(const Invocation &invocation, const QProcessEnvironment &environment);

} // namespace TaskMaster::Server
