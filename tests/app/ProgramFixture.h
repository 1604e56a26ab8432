// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/Variant.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>
#include <QWebSocket>

#include <csignal>

/**
 * The real server program as a person at a shell meets it: subcommands run to their end, a server on a free port, and
 * requests and sockets from outside, in the Variant that is asked for. Everything of a test lives below one folder,
 * HOME too. One thread, with an event loop.
 */
namespace TaskMaster::Test {

inline constexpr int PatienceMs = 30'000;

inline QProcessEnvironment cleanEnvironment(const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(u"TASKMASTER_") || name.startsWith(u"XDG_"))
            environment.remove(name);
    }
    environment.insert(QStringLiteral("HOME"), home); // nobody's own settings get into a test
    static QHash<QString, QString> databases; // one for each home, as with the embedded one
    if (!databases.contains(home))
        databases.insert(home, Variant::newDatabase());
    Variant::addTo(environment, databases.value(home));
    return environment;
}

struct Run {
    int code = -1;
    QString out;
    QString err;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
};

/// What a program is started in: variables that it finds, and the program that starts it («setpriv …»).
struct Surroundings {
    QMap<QString, QString> environment = {};
    QStringList starter = {};

    void start(QProcess &process, const QTemporaryDir &home, const QStringList &arguments) const
    {
        QProcessEnvironment all = cleanEnvironment(home.path());
        for (auto it = environment.begin(); it != environment.end(); ++it)
            all.insert(it.key(), it.value());
        process.setProcessEnvironment(all);
        QStringList command = starter + QStringList{QStringLiteral(SERVER_PROGRAM)} + arguments;
        process.start(command.takeFirst(), command);
    }
};

/// The real program, to its end.
inline Run run(const QTemporaryDir &home, const QStringList &arguments, const QByteArray &input = {},
               const Surroundings &surroundings = {})
{
    QProcess process;
    surroundings.start(process, home, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(PatienceMs) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// The real server, ready. Killed with the object, unless it was stopped.
class RunningServer {
public:
    explicit RunningServer(const QTemporaryDir &home, const QStringList &more = {},
                           const Surroundings &surroundings = {})
    {
        surroundings.start(process, home,
                           QStringList{QStringLiteral("serve"), QStringLiteral("--listen"),
                                       QStringLiteral("127.0.0.1:0"), QStringLiteral("--data"),
                                       home.filePath(QStringLiteral("data"))}
                               + more);
        while (!process.canReadLine() && process.waitForReadyRead(PatienceMs)) { }
        const QString line = QString::fromUtf8(process.readLine()).trimmed();
        if (line.startsWith(u"ready on "))
            url = line.mid(9);
    }
    ~RunningServer() { kill(); }
    void kill()
    {
        process.kill();
        process.waitForFinished(PatienceMs);
    }
    int stop()
    {
        ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
        return process.waitForFinished(PatienceMs) && process.exitStatus() == QProcess::NormalExit ? process.exitCode()
                                                                                                   : -1;
    }
    /// What it has printed since, up to a line that contains this; empty: what there is.
    QString printed(const QString &end)
    {
        QString text = QString::fromUtf8(process.readAllStandardOutput());
        while (!end.isEmpty() && !text.contains(end) && process.waitForReadyRead(PatienceMs))
            text += QString::fromUtf8(process.readAllStandardOutput());
        return text;
    }
    [[nodiscard]] int port() const { return url.section(u':', -1).toInt(); }

    QProcess process;
    QString url;
};

struct Answer {
    int status = 0;
    QJsonObject body;
    QByteArray retryAfter;
};

inline Answer ask(const QString &url, const QByteArray &method, const QJsonObject &body = {}, const QString &token = {})
{
    QNetworkAccessManager network;
    QNetworkRequest request{QUrl(url)};
    if (!body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token.toLatin1());
    QNetworkReply *reply = network.sendCustomRequest(
        request, method, body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact));
    if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, PatienceMs))
        return {};
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            QJsonDocument::fromJson(reply->readAll()).object(), reply->rawHeader("Retry-After")};
}

inline QStringList at(const QTemporaryDir &home, QStringList arguments)
{
    return arguments << QStringLiteral("--data") << home.filePath(QStringLiteral("data"));
}

inline QJsonArray workspacesOf(const QTemporaryDir &home)
{
    return run(home, at(home, {QStringLiteral("workspace"), QStringLiteral("list"), QStringLiteral("--json")}))
        .json()
        .value(u"workspaces")
        .toArray();
}

/// Somebody who is signed in, follows one stream, and may say something too.
class Watcher {
public:
    Watcher(const RunningServer &server, const QString &token, const QString &stream)
        : Watcher(server.port(), token, stream)
    {
    }
    Watcher(int port, const QString &token, const QString &stream)
    {
        QObject::connect(&m_socket, &QWebSocket::connected, &m_socket, [this, token, stream] {
            say({{QStringLiteral("type"), QStringLiteral("hello")},
                 {QStringLiteral("token"), token},
                 {QStringLiteral("clientId"), QStringLiteral("0190aaaa-0000-7000-8000-000000000001")},
                 {QStringLiteral("version"), 1},
                 {QStringLiteral("accept"), QJsonArray{}},
                 {QStringLiteral("streams"),
                  QJsonArray{QJsonObject{
                      {QStringLiteral("stream"), stream}, {QStringLiteral("epoch"), 0}, {QStringLiteral("seq"), 0}}}}});
        });
        QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                         [this](const QString &frame) { m_frames.append(frame); });
        m_socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/ws").arg(port)));
    }
    /// What became of a command: "accepted", or the code of the refusal. A command that is sent again keeps its id.
    QString submit(const QString &stream, const QString &name, const QJsonObject &args,
                   const QString &id = QUuid::createUuid().toString(QUuid::WithoutBraces))
    {
        const qsizetype before = m_frames.size();
        say({{QStringLiteral("type"), QStringLiteral("command")},
             {QStringLiteral("commandId"), id},
             {QStringLiteral("stream"), stream},
             {QStringLiteral("name"), name},
             {QStringLiteral("args"), args}});
        QString outcome;
        const bool isAnswered = QTest::qWaitFor(
            [&] {
                for (qsizetype i = before; i < m_frames.size(); ++i) {
                    const QJsonObject answer = QJsonDocument::fromJson(m_frames[i].toUtf8()).object();
                    if (answer[u"commandId"].toString() == id)
                        outcome = answer[u"code"].toString(answer[u"type"].toString());
                }
                return !outcome.isEmpty();
            },
            PatienceMs);
        return isAnswered ? outcome : QStringLiteral("no answer");
    }
    [[nodiscard]] bool has(const QString &part) const { return count(part) > 0; }
    /// How many frames say that.
    [[nodiscard]] qsizetype count(const QString &part) const { return m_frames.filter(part).size(); }
    [[nodiscard]] bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }

private:
    void say(const QJsonObject &frame)
    {
        m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
    }

    QWebSocket m_socket;
    QStringList m_frames;
};

} // namespace TaskMaster::Test
