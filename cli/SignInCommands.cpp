// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/Commands.h"
#include "cli/Credentials.h"
#include "cli/ExitCode.h"

#include <QSysInfo>

#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace TaskMaster::Cli {
namespace {

/// Asks without showing what is typed.
QString askForPassword()
{
    termios before = {};
    const bool isSilent = ::tcgetattr(STDIN_FILENO, &before) == 0;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    std::cerr << "Password: " << std::flush;
    if (isSilent)
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::string line;
    std::getline(std::cin, line);
    if (isSilent)
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << '\n';
    return QString::fromStdString(line);
}

Result<QString> readPassword(const Invocation &invocation)
{
    if (!invocation.passwordFromStdin && ::isatty(STDIN_FILENO) == 0)
        return usageError(QStringLiteral("There is no terminal to ask for the password: use --password-stdin."));
    if (!invocation.passwordFromStdin)
        return askForPassword();
    std::string line;
    std::getline(std::cin, line);
    return QString::fromStdString(line);
}

} // namespace

Result<Outcome> Commands::login(const Invocation &invocation)
{
    const auto server = Credentials::server(invocation);
    if (!server)
        return server.error();
    const auto password = readPassword(invocation);
    if (!password)
        return password.error();
    ApiClient stranger(*server, {});
    const auto session =
        stranger.send("POST", QStringLiteral("/session"),
                      {{QStringLiteral("email"), invocation.email},
                       {QStringLiteral("password"), *password},
                       {QStringLiteral("device"), QStringLiteral("taskmaster-cli on ") + QSysInfo::machineHostName()}});
    if (!session) {
        if (session.error().code != ErrorCode::Unauthenticated)
            return session.error();
        return Error(ErrorCode::Unauthenticated, QStringLiteral("The e-mail address or the password is wrong."));
    }
    const auto place = Credentials::keep(invocation, *server, session->value(u"token").toString());
    if (!place)
        return place.error();
    const QJsonObject user = session->value(u"user").toObject();
    return Outcome{QStringLiteral("Signed in at %1 as %2; the token is in %3.\n")
                       .arg(server->toString(), user.value(u"name").toString(), *place),
                   {{QStringLiteral("server"), server->toString()},
                    {QStringLiteral("user"), user},
                    {QStringLiteral("expiresAt"), session->value(u"expiresAt")},
                    {QStringLiteral("tokenIn"), *place}}};
}

Result<Outcome> Commands::logout(const Invocation &invocation)
{
    auto api = Credentials::signedIn(invocation);
    if (!api)
        return api.error();
    const auto ended = (*api)->send("DELETE", QStringLiteral("/session"));
    if (!ended && ended.error().code != ErrorCode::Unauthenticated) // that one is over already
        return ended.error();
    Credentials::forget(invocation, (*api)->server());
    return Outcome{QStringLiteral("Signed out of %1.\n").arg((*api)->server().toString()),
                   {{QStringLiteral("server"), (*api)->server().toString()}}};
}

} // namespace TaskMaster::Cli
