// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Program.h"

#include "server/app/Logging.h"
#include "server/app/ServerApp.h"
#include "server/app/Subcommands.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace TaskMaster::Server {

Q_LOGGING_CATEGORY(lcApp, "taskmaster.app")

namespace {

int stopSockets[2] = {-1, -1};

/// Only what is allowed in a signal handler; the event loop does the rest.
void askToStop(int)
{
    const char byte = 1;
    (void)::write(stopSockets[0], &byte, 1);
}

void print(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

int fail(const Error &error, bool asJson)
{
    const ExitCode code = exitCodeOf(error);
    if (asJson) {
        const QJsonObject object{{QStringLiteral("code"), error.wire()}, {QStringLiteral("message"), error.message}};
        print(QString::fromUtf8(
            QJsonDocument(QJsonObject{{QStringLiteral("error"), object}}).toJson(QJsonDocument::Indented)));
    }
    const QByteArray message = error.message.toUtf8();
    std::fprintf(stderr, "taskmaster-server: %s\n", message.constData());
    return static_cast<int>(code);
}

/// Whoever reads the output of the server may have it. The secret is for a body: in an address it would end up in logs.
QString invitationToSetUp(const AccessLink &link)
{
    return QStringLiteral(
               "\nNobody has an account here yet. Make the first one, which is an admin of the server: open this "
               "link with Task Master,\nor paste it into its sign-in page. It is good until it is used or the "
               "server stops.\n\n    %1\n\n"
               "Without the client:\n\n    curl %2/api/v1/setup --json '{\"secret\": \"%3\", \"email\": "
               "\"you@example.org\", \"name\": \"Your Name\", \"password\": \"…\", \"workspace\": \"Our "
               "team\"}'\n\n")
        .arg(link.toString(), link.server.toString(), link.secret);
}

int serve(const Config &config, bool asJson)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stopSockets) != 0)
        return fail(Error(ErrorCode::Internal, QStringLiteral("The process has no file descriptors left.")), asJson);
    QSocketNotifier stopNotifier(stopSockets[1], QSocketNotifier::Read);
    QObject::connect(&stopNotifier, &QSocketNotifier::activated, QCoreApplication::instance(), &QCoreApplication::quit);
    struct sigaction action = {};
    action.sa_handler = askToStop;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    ServerApp server(config);
    const auto endpoint = server.start();
    if (!endpoint)
        return fail(endpoint.error(), asJson);
    print(QStringLiteral("ready on http://%1\n").arg(endpoint->toString()));
    if (server.setUpLink())
        print(invitationToSetUp(*server.setUpLink()));
    QCoreApplication::exec();
    qCInfo(lcApp, "Stopping.");
    // What is durable stays durable: a drain that hangs is cut off by the default action of SIGALRM.
    ::alarm(static_cast<unsigned>(config.drainSeconds));
    server.stop();
    qCInfo(lcApp, "Stopped.");
    return static_cast<int>(ExitCode::Ok);
}

} // namespace

int runProgram(int argc, char **argv)
{
    ::umask(0077); // the database, its log and the socket are nobody else's business
    const auto parsed = readCommandLine(argc, argv);
    if (const auto *finished = std::get_if<Finished>(&parsed))
        return static_cast<int>(finished->code);
    const auto &invocation = std::get<Invocation>(parsed);
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("taskmaster-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TASKMASTER_VERSION));
    installLog(LogLevel::Critical);
    const auto config = loadConfig(invocation, QProcessEnvironment::systemEnvironment());
    if (!config)
        return fail(config.error(), invocation.json);
    if (!invocation.run) {
        installLog(config->level);
        return serve(*config, invocation.json);
    }
    const auto outcome = invocation.run(invocation, *config);
    if (!outcome)
        return fail(outcome.error(), invocation.json);
    print(invocation.json ? QString::fromUtf8(QJsonDocument(outcome->json).toJson(QJsonDocument::Indented))
                          : outcome->text);
    return static_cast<int>(outcome->code);
}

} // namespace TaskMaster::Server
