// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/Config.h"

#include <QDir>
#include <QStandardPaths>
#include <QThread>
#include <QUrl>

namespace TaskMaster::Server {
namespace {

Error wrong(const Assignment &assignment, const QString &why)
{
    return Error(ErrorCode::ConfigInvalid, QStringLiteral("%1: “%2” %3.").arg(assignment.origin, assignment.key, why),
                 {{QStringLiteral("key"), assignment.key}});
}

Result<bool> truthOf(const Assignment &assignment)
{
    const bool isOn = assignment.value == u"true" || assignment.value == u"1" || assignment.value == u"on";
    const bool isOff = assignment.value == u"false" || assignment.value == u"0" || assignment.value == u"off";
    if (!isOn && !isOff)
        return wrong(assignment, QStringLiteral("must be true or false"));
    return isOn;
}

Result<void> assignSwitch(Config &config, const Assignment &assignment)
{
    const auto isOn = truthOf(assignment);
    return isOn ? config.switches.set(assignment.key.section(u'.', 1), *isOn) : Result<void>(isOn.error());
}

Result<void> assign(Config &config, const Assignment &assignment)
{
    if (assignment.key.startsWith(u"switches."))
        return assignSwitch(config, assignment);
    for (const ConfigKey &key : configKeys()) {
        if (assignment.key != QLatin1StringView(key.name))
            continue;
        if (key.kind == ConfigKey::Kind::Flag) {
            const auto isOn = truthOf(assignment);
            if (!isOn)
                return isOn.error();
            config.*key.flag = *isOn;
            return {};
        }
        if (key.kind != ConfigKey::Kind::Integer) {
            if (assignment.value.size() > key.maximum)
                return wrong(assignment, QStringLiteral("is too long"));
            config.*key.text = assignment.value;
            return {};
        }
        bool isNumber = false;
        const qint64 number = assignment.value.toLongLong(&isNumber);
        if (!isNumber || number < key.minimum || number > key.maximum)
            return wrong(assignment,
                         QStringLiteral("must be a whole number from %1 to %2").arg(key.minimum).arg(key.maximum));
        config.*key.number = static_cast<int>(number);
        return {};
    }
    Q_UNREACHABLE(); // checkKey() has been asked
}

Result<LogLevel> levelFrom(const QString &text)
{
    static constexpr const char *names[]{"debug", "info", "warning", "error"};
    for (std::size_t i = 0; i < std::size(names); ++i) {
        if (text == QLatin1StringView(names[i]))
            return static_cast<LogLevel>(i);
    }
    return Error(ErrorCode::ConfigInvalid, QStringLiteral("must be debug, info, warning or error"));
}

/// The database address without its password.
QString withoutPassword(const QString &url)
{
    QUrl parsed(url, QUrl::TolerantMode);
    if (!url.contains(u"://") || !parsed.isValid())
        return url.contains(u"://") ? QStringLiteral("(hidden)") : url;
    if (!parsed.password().isEmpty())
        parsed.setPassword(QStringLiteral("hidden"));
    return parsed.toString();
}

} // namespace

Result<Endpoint> Endpoint::fromString(const QString &text)
{
    const Error error(ErrorCode::ConfigInvalid, QStringLiteral("must be like 127.0.0.1:7420 or [::1]:7420"));
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 1)
        return error;
    bool isNumber = false;
    const uint port = text.mid(colon + 1).toUInt(&isNumber);
    QString host = text.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    else if (host.contains(u':'))
        return error;
    if (host == u"localhost")
        host = QStringLiteral("127.0.0.1");
    const QHostAddress address(host);
    if (!isNumber || port > 65535 || address.isNull())
        return error;
    return Endpoint{address, static_cast<quint16>(port)};
}

QString Endpoint::toString() const
{
    const bool isV6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    return (isV6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(address.toString()).arg(port);
}

/// A scheme, a host, perhaps a port, and nothing behind.
std::optional<QUrl> publicUrlFrom(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
    const bool isPlain = url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment()
        && (url.path().isEmpty() || url.path() == u"/");
    if (!url.isValid() || !isWeb || !isPlain || url.host().isEmpty())
        return std::nullopt;
    return url.adjusted(QUrl::RemovePath);
}

Result<Config> Config::make(const QList<Assignment> &assignments)
{
    Config config;
    config.dataFolder =
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/taskmaster");
    QHash<QString, Assignment> last;
    for (const Assignment &assignment : assignments) {
        if (auto ok = checkKey(assignment.key, assignment.origin); !ok)
            return ok.error();
        if (auto ok = assign(config, assignment); !ok)
            return ok.error();
        last.insert(assignment.key, assignment);
    }
    const auto at = [&last](const QString &key) { return last.value(key, {key, {}, QStringLiteral("the default")}); };

    const auto endpoint = Endpoint::fromString(config.listen);
    if (!endpoint)
        return wrong(at(QStringLiteral("listen")), endpoint.error().message);
    config.endpoint = *endpoint;
    if (!config.publicUrl.isEmpty()) {
        const auto url = publicUrlFrom(config.publicUrl);
        if (!url)
            return wrong(at(QStringLiteral("publicUrl")), QStringLiteral("must be like https://tasks.example.org"));
        config.publicAddress = *url;
    }
    const auto proxies = TrustedProxies::fromString(config.trustedProxies);
    if (!proxies)
        return wrong(at(QStringLiteral("http.trustedProxies")), proxies.error().message);
    config.proxies = *proxies;
    if (config.dataFolder.isEmpty())
        return wrong(at(QStringLiteral("data")), QStringLiteral("must name a folder"));
    config.dataFolder = QDir::cleanPath(QDir(config.dataFolder).absolutePath());
    auto database = DatabaseSettings::fromUrl(
        config.databaseUrl.isEmpty() ? config.dataFolder + QStringLiteral("/taskmaster.db") : config.databaseUrl);
    if (!database)
        return wrong(at(QStringLiteral("database")),
                     QStringLiteral("must be a file or like postgres://user:password@host:port/name"));
    config.database = *database;
    const auto level = levelFrom(config.logLevel);
    if (!level)
        return wrong(at(QStringLiteral("log.level")), level.error().message);
    config.level = *level;
    config.laneCount = config.lanes > 0 ? config.lanes : std::max(1, QThread::idealThreadCount() / 2);
    return config;
}

HttpLimits Config::httpLimits() const
{
    HttpLimits limits;
    limits.bodyBytesMax = httpBodyBytesMax;
    limits.headTime = std::chrono::seconds(httpHeadSeconds);
    limits.bodyTime = std::chrono::seconds(httpBodySeconds);
    limits.idleTime = std::chrono::seconds(httpIdleSeconds);
    return limits;
}

QString Config::toText() const
{
    QString text;
    QString section;
    const auto enter = [&](const QString &wanted) {
        if (wanted != section)
            text += QStringLiteral("\n[%1]\n").arg(wanted);
        section = wanted;
    };
    for (const ConfigKey &key : configKeys()) {
        const QString name = QString::fromLatin1(key.name);
        enter(name.contains(u'.') ? name.section(u'.', 0, 0) : QString());
        QString value;
        if (key.kind == ConfigKey::Kind::Integer) {
            value = QString::number(this->*key.number);
        } else if (key.kind == ConfigKey::Kind::Flag) {
            value = this->*key.flag ? QStringLiteral("true") : QStringLiteral("false");
        } else {
            value = key.kind == ConfigKey::Kind::Secret ? withoutPassword(this->*key.text) : this->*key.text;
            value.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
            value = u'"' + value + u'"';
        }
        text += QStringLiteral("# %1\n%2 = %3\n").arg(QString::fromUtf8(key.sentence), name.section(u'.', -1), value);
    }
    enter(QStringLiteral("switches"));
    for (const SwitchDescription &row : Switches::table())
        text += QStringLiteral("# %1\n%2 = %3\n")
                    .arg(QString::fromUtf8(row.sentence), QString::fromLatin1(row.name),
                         switches.isOn(row.id) ? QStringLiteral("true") : QStringLiteral("false"));
    return text;
}

} // namespace TaskMaster::Server
