// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Config.h"
#include "server/app/ExitCode.h"

#include <QJsonObject>

#include <variant>

namespace TaskMaster::Server {

/// What a subcommand has to say: as text for people, or with --json for scripts. Nobody else prints.
struct Outcome {
    ExitCode code = ExitCode::Ok;
    QString text;
    QJsonObject json;
};

/// What somebody typed, understood but not yet done. Every subcommand reads the few that its group fills.
struct Invocation {
    using Run = Result<Outcome> (*)(const Invocation &invocation, const Config &config);
    Run run = nullptr; ///< none: serve
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
    QString format;
    QStringList columnMap; ///< `Header=field`
    QString dateFormat;
    QString timeZone;
    QString delimiter;
    QString encoding;
    QString outputFile;
    bool byteOrderMark = false;
    int tasks = 400;
    int users = 6;
    quint32 seed = 1;
    QString tokensFile;
    bool isServerAdmin = false;
    QString heir;
    QString scope = QStringLiteral("read");
    int days = 0; ///< until an API token expires; 0: never

    QString id; ///< of a webhook
    QString url;
    QStringList events;
    QString state;
    QString delivery;

    QString path; ///< a backup, or the folder for it
    QString scratch; ///< where verify may put what it restores
    int keep = 0; ///< 0: all
    bool withoutSessions = false;
    bool replace = false;
    bool isDeep = false;
    bool repair = false;
    bool bringBack = false; ///< restore what was archived
    QString removedEmail;
};

/// Said already (help, version, or an error with a hint): end with this code.
struct Finished {
    ExitCode code = ExitCode::Ok;
};

/**
 * Reads the command line (CLI11). Flags overrule the environment and the file; what is not known is an error with a
 * hint. Prints help to stdout and errors to stderr by itself. The subcommands are added by CommandGroups.
 */
[[nodiscard]] std::variant<Invocation, Finished> readCommandLine(int argc, const char *const *argv);

/// The settings file that is meant: named, of the environment, or in its usual place. Empty: none.
[[nodiscard]] QString configFileOf(const Invocation &invocation, const QProcessEnvironment &environment);
/// Reads file, environment and flags in that order.
[[nodiscard]] Result<Config> loadConfig(const Invocation &invocation, const QProcessEnvironment &environment);

} // namespace TaskMaster::Server
