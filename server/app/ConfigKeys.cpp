// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Config.h"

#include "shared/core/Slips.h"

#include <array>
#include <limits>

namespace TaskMaster::Server {
namespace {

using Kind = ConfigKey::Kind;

constexpr ConfigKey text(const char *name, QString Config::*member, const char *sentence, Kind kind = Kind::Text)
{
    return {name, kind, 0, 4096, member, nullptr, nullptr, sentence};
}

constexpr ConfigKey number(const char *name, qint64 minimum, qint64 maximum, int Config::*member, const char *sentence)
{
    return {name, Kind::Integer, minimum, maximum, nullptr, member, nullptr, sentence};
}

constexpr ConfigKey flag(const char *name, bool Config::*member, const char *sentence)
{
    return {name, Kind::Flag, 0, 0, nullptr, nullptr, member, sentence};
}

constexpr std::array keys{
    text("listen", &Config::listen, "Address and port; port 0 picks a free one. [::]:7420 is every address."),
    text("publicUrl", &Config::publicUrl,
         "How people reach the server, like https://tasks.example.org, for links; empty: http:// and `listen`."),
    text("data", &Config::dataFolder, "The data folder: the embedded database, its lock and the control socket."),
    text("database", &Config::databaseUrl,
         "postgres://user:password@host:port/name?sslmode=…, or a file; empty: taskmaster.db in the data folder.",
         Kind::Secret),
    number("lanes", 0, 256, &Config::lanes, "I/O threads; 0: half the cores, at least one."),
    number("writeLanes", 1, 16, &Config::writeLanes, "Writing connections to PostgreSQL; SQLite always has one."),
    number("readThreads", 1, 64, &Config::readThreads, "Reading connections to the database."),
    number("drainSeconds", 1, 25, &Config::drainSeconds, "How long a stopping server lets clients finish."),
    text("log.level", &Config::logLevel, "debug, info, warning or error."),
    number("session.days", 1, 3650, &Config::sessionDays, "A sign-in ends after so many days."),
    number("password.lengthMin", 8, 128, &Config::passwordLengthMin, "The shortest password that is accepted."),
    number("http.bodyBytesMax", 1024, 64 * 1024 * 1024, &Config::httpBodyBytesMax, "The largest request body."),
    number("http.headSeconds", 1, 120, &Config::httpHeadSeconds, "A request's head must be complete by then."),
    number("http.bodySeconds", 1, 600, &Config::httpBodySeconds, "A request's body must be complete by then."),
    number("http.idleSeconds", 1, 3600, &Config::httpIdleSeconds, "A connection without requests is closed then."),
    text(
        "http.trustedProxies", &Config::trustedProxies,
        "Proxies in front, like 127.0.0.1, 10.0.0.0/8: the last address that they add to X-Forwarded-For is who asks."),
    number("import.bytesMax", 1024, 512 * 1024 * 1024, &Config::importBytesMax,
           "The largest file that may be sent to the API for an import."),
    number("limits.connections", 1, 1'000'000, &Config::connectionsMax, "Connections per lane."),
    number("limits.waitingCommands", 64, 1'000'000, &Config::waitingCommandsMax,
           "Commands that may wait for a write lane; more are told to come again."),
    flag("webhooks.allowHttp", &Config::isWebhookHttpAllowed, "Webhooks may be sent without encryption (http://)."),
    flag("webhooks.allowPrivate", &Config::isWebhookPrivateAllowed,
         "Webhooks may be sent into private networks and to this machine; see docs/SECURITY.md first."),
};

QStringList allNames()
{
    QStringList names;
    for (const ConfigKey &key : keys)
        names.append(QString::fromLatin1(key.name));
    for (const SwitchDescription &row : Switches::table())
        names.append(QStringLiteral("switches.") + QLatin1StringView(row.name));
    return names;
}

} // namespace

std::span<const ConfigKey> configKeys()
{
    return keys;
}

QString environmentName(const QString &key)
{
    QString name = QStringLiteral("TASKMASTER_");
    for (const QChar c : key) {
        if (c == u'.') {
            name += u'_';
        } else {
            if (c.isUpper())
                name += u'_';
            name += c.toUpper();
        }
    }
    return name;
}

Result<void> checkKey(const QString &key, const QString &origin)
{
    const QStringList names = allNames();
    if (names.contains(key))
        return {};
    const QString nearest = fewestSlips(key, names);
    return Error(ErrorCode::ConfigInvalid,
                 QStringLiteral("%1: there is no setting “%2”; did you mean “%3”?").arg(origin, key, nearest),
                 {{QStringLiteral("key"), key}, {QStringLiteral("nearest"), nearest}});
}

Result<QList<Assignment>> readEnvironment(const QProcessEnvironment &environment)
{
    QHash<QString, QString> keyOf;
    for (const QString &name : allNames())
        keyOf.insert(environmentName(name), name);
    QList<Assignment> assignments;
    QStringList variables = environment.keys();
    variables.sort();
    for (const QString &variable : std::as_const(variables)) {
        if (!variable.startsWith(u"TASKMASTER_") || variable == u"TASKMASTER_CONFIG")
            continue;
        if (!keyOf.contains(variable)) {
            QStringList known = keyOf.keys();
            known.sort(); // the same advice each time
            const QString nearest = fewestSlips(variable, known);
            return Error(
                ErrorCode::ConfigInvalid,
                QStringLiteral("The environment variable %1 is not known; did you mean %2?").arg(variable, nearest),
                {{QStringLiteral("key"), variable}, {QStringLiteral("nearest"), nearest}});
        }
        assignments.append({keyOf.value(variable), environment.value(variable), variable});
    }
    return assignments;
}

} // namespace TaskMaster::Server
