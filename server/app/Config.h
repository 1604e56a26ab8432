// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/TargetRules.h"
#include "server/gateway/HttpHead.h"
#include "server/gateway/TrustedProxies.h"
#include "server/ops/Log.h"
#include "server/ops/Switches.h"
#include "server/storage/Database.h"

#include <QHostAddress>
#include <QProcessEnvironment>
#include <QUrl>

#include <span>

namespace TaskMaster::Server {

/// Where the server listens: `127.0.0.1:7420`, `[::1]:7420`; port 0 picks a free one.
struct Endpoint {
    QHostAddress address;
    quint16 port = 0;

    [[nodiscard]] static Result<Endpoint> fromString(const QString &text);
    /// As in a URL: brackets around IPv6.
    [[nodiscard]] QString toString() const;
};

/// One setting as somebody wrote it, and where, so that an error can point there.
struct Assignment {
    QString key; ///< `http.bodyBytesMax`
    QString value;
    QString origin; ///< `taskmaster.toml:12`, `TASKMASTER_LISTEN`, `--listen`
};

/**
 * Everything that can be set, checked once at start and then passed on by value: no room reads settings by itself.
 * Comes from the defaults, a TOML file, the environment and the command line, each overruling the ones before. The
 * table of keys (ConfigKeys.cpp) gives the names, the limits, the help and --print-config.
 */
struct Config {
    QString listen = QStringLiteral("127.0.0.1:7420");
    QString publicUrl; ///< as people reach it, for links; empty: http:// and `listen`
    QString dataFolder;
    QString databaseUrl; ///< empty: taskmaster.db in the data folder
    int lanes = 0; ///< 0: half the cores, at least one
    int writeLanes = 4;
    int readThreads = 2;
    QString logLevel = QStringLiteral("info");
    int sessionDays = 30;
    int passwordLengthMin = 10;
    int httpBodyBytesMax = 1024 * 1024;
    int importBytesMax = 64 * 1024 * 1024;
    int httpHeadSeconds = 5;
    int httpBodySeconds = 15;
    int httpIdleSeconds = 60;
    QString trustedProxies;
    int connectionsMax = 20'000; ///< per lane
    int waitingCommandsMax = 20'000;
    int drainSeconds = 25;
    bool isWebhookHttpAllowed = false;
    bool isWebhookPrivateAllowed = false;
    Switches switches;

    // made from the above by make()
    Endpoint endpoint;
    QUrl publicAddress; ///< empty: see publicUrl
    TrustedProxies proxies;
    DatabaseSettings database;
    LogLevel level = LogLevel::Info;
    int laneCount = 1;

    /// Applies the assignments in order and checks the outcome; every error names key and origin.
    [[nodiscard]] static Result<Config> make(const QList<Assignment> &assignments);
    [[nodiscard]] HttpLimits httpLimits() const;
    [[nodiscard]] TargetPolicy webhookPolicy() const { return {isWebhookHttpAllowed, isWebhookPrivateAllowed}; }
    /// As a TOML file, with a sentence for each key and without secrets.
    [[nodiscard]] QString toText() const;
};

/// One row of the table of keys.
struct ConfigKey {
    enum class Kind : quint8 { Text, Secret, Integer, Flag };
    const char *name;
    Kind kind;
    qint64 minimum;
    qint64 maximum;
    QString Config::*text;
    int Config::*number;
    bool Config::*flag;
    const char *sentence;
};

[[nodiscard]] std::span<const ConfigKey> configKeys();
/// `http.bodyBytesMax` is TASKMASTER_HTTP_BODY_BYTES_MAX.
[[nodiscard]] QString environmentName(const QString &key);

/// The settings of a TOML file; an unknown key is an error that names the nearest known one with file:line.
[[nodiscard]] Result<QList<Assignment>> readConfigFile(const QString &path);
/// The same of a text, for tests and for the above. `name` is what errors call it.
[[nodiscard]] Result<QList<Assignment>> parseConfig(const QByteArray &toml, const QString &name);
/// The TASKMASTER_… variables; an unknown one is an error too. TASKMASTER_CONFIG names the file and is none of them.
[[nodiscard]] Result<QList<Assignment>> readEnvironment(const QProcessEnvironment &environment);
/// The first of the usual places that has a file: $XDG_CONFIG_HOME/taskmaster/server.toml, /etc/taskmaster/server.toml.
[[nodiscard]] QString usualConfigFile(const QProcessEnvironment &environment);

/// Ok for a key of the table or a switch (`switches.compression`), else an error with the nearest one.
[[nodiscard]] Result<void> checkKey(const QString &key, const QString &origin);

} // namespace TaskMaster::Server
