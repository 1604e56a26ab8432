// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/CommandLine.h"
#include "server/app/Config.h"

#include <QTemporaryDir>
#include <QTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

QString messageOf(const Result<QList<Assignment>> &result)
{
    return result ? QString() : result.error().message;
}

Result<Config> made(const QString &key, const QString &value)
{
    return Config::make({{key, value, QStringLiteral("here")}});
}

} // namespace

class ConfigTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDefaultsAreValid()
    {
        const auto config = Config::make({});
        QVERIFY(config.ok());
        QCOMPARE(config->endpoint.toString(), QStringLiteral("127.0.0.1:7420"));
        QCOMPARE(config->database.dialect, Dialect::Sqlite);
        QVERIFY(config->database.path.endsWith(u"/taskmaster/taskmaster.db"));
        QVERIFY(config->laneCount >= 1);
    }

    void anUnknownKeyNamesTheNearestOneWithItsPlace()
    {
        const auto result =
            parseConfig("listen = \"127.0.0.1:1\"\n\n[http]\nbodyByteMax = 5\n", QStringLiteral("t.toml"));
        QCOMPARE(messageOf(result),
                 QStringLiteral("t.toml:4: there is no setting “http.bodyByteMax”; did you mean “http.bodyBytesMax”?"));
        QCOMPARE(exitCodeOf(result.error()), ExitCode::Config);
    }

    void anUnknownSwitchNamesTheNearestOne()
    {
        const auto result = parseConfig("[switches]\ncompresion = false\n", QStringLiteral("t.toml"));
        QVERIFY2(messageOf(result).contains(u"did you mean “switches.compression”"), qPrintable(messageOf(result)));
    }

    void brokenTomlNamesItsLine()
    {
        const auto result = parseConfig("listen = \"a\"\nlanes = = 3\n", QStringLiteral("t.toml"));
        QVERIFY2(messageOf(result).startsWith(u"t.toml:2: this is not TOML"), qPrintable(messageOf(result)));
    }

    void valuesOfAnotherTypeAreRefused()
    {
        const auto result = parseConfig("listen = [1, 2]\n", QStringLiteral("t.toml"));
        QCOMPARE(messageOf(result), QStringLiteral("t.toml:1: “listen” must be text, a whole number, true or false."));
    }

    void wrongValuesSayWhereAndWhy_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("message");
        QTest::newRow("port") << "listen"
                              << "127.0.0.1:70000"
                              << "here: “listen” must be like 127.0.0.1:7420 or [::1]:7420.";
        QTest::newRow("no port") << "listen"
                                 << "127.0.0.1"
                                 << "here: “listen” must be like 127.0.0.1:7420 or [::1]:7420.";
        QTest::newRow("IPv6 without brackets") << "listen"
                                               << "::1:7420"
                                               << "here: “listen” must be like 127.0.0.1:7420 or [::1]:7420.";
        QTest::newRow("lanes") << "lanes"
                               << "many"
                               << "here: “lanes” must be a whole number from 0 to 256.";
        QTest::newRow("drain") << "drainSeconds"
                               << "26"
                               << "here: “drainSeconds” must be a whole number from 1 to 25.";
        QTest::newRow("level") << "log.level"
                               << "loud"
                               << "here: “log.level” must be debug, info, warning or error.";
        QTest::newRow("switch") << "switches.compression"
                                << "maybe"
                                << "here: “switches.compression” must be true or false.";
        QTest::newRow("database") << "database"
                                  << "mysql://somewhere"
                                  << "here: “database” must be a file or like postgres://user:password@host:port/name.";
    }
    void wrongValuesSayWhereAndWhy()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, message);
        const auto config = made(key, value);
        QVERIFY(!config.ok());
        QCOMPARE(config.error().message, message);
        QCOMPARE(exitCodeOf(config.error()), ExitCode::Config);
    }

    void addressesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("localhost") << "localhost:0"
                                   << "127.0.0.1:0";
        QTest::newRow("IPv6") << "[::1]:8080"
                              << "[::1]:8080";
        QTest::newRow("everywhere") << "0.0.0.0:80"
                                    << "0.0.0.0:80";
    }
    void addressesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto config = made(QStringLiteral("listen"), text);
        QVERIFY(config.ok());
        QCOMPARE(config->endpoint.toString(), expected);
    }

    void flagsWinOverTheEnvironmentAndTheEnvironmentOverTheFile()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("server.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("lanes = 2\nwriteLanes = 2\nreadThreads = 2\n[switches]\nrecentEvents = false\n");
        file.close();
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("TASKMASTER_WRITE_LANES"), QStringLiteral("3"));
        environment.insert(QStringLiteral("TASKMASTER_READ_THREADS"), QStringLiteral("3"));
        Invocation invocation;
        invocation.configFile = file.fileName();
        invocation.flags = {{QStringLiteral("readThreads"), QStringLiteral("4"), QStringLiteral("--set")}};
        const auto config = loadConfig(invocation, environment);
        QVERIFY2(config.ok(), config ? "" : qPrintable(config.error().message));
        QCOMPARE(config->lanes, 2);
        QCOMPARE(config->writeLanes, 3);
        QCOMPARE(config->readThreads, 4);
        QVERIFY(!config->switches.isOn(Switch::RecentEvents));
    }

    void anUnknownEnvironmentVariableIsAnError()
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("TASKMASTER_LISTN"), QStringLiteral("x"));
        QCOMPARE(
            messageOf(readEnvironment(environment)),
            QStringLiteral("The environment variable TASKMASTER_LISTN is not known; did you mean TASKMASTER_LISTEN?"));
    }

    void aMissingConfigurationFileIsNoInput()
    {
        const auto result = readConfigFile(QStringLiteral("/nowhere/server.toml"));
        QVERIFY(!result.ok());
        QCOMPARE(exitCodeOf(result.error()), ExitCode::NoInput);
    }

    void printedSettingsAreReadBackAndHideThePassword()
    {
        const auto config = Config::make(
            {{QStringLiteral("database"), QStringLiteral("postgres://tm:s3cret@db.example:5432/tm?sslmode=require"),
              QStringLiteral("here")},
             {QStringLiteral("switches.compression"), QStringLiteral("false"), {}}});
        QVERIFY(config.ok());
        QCOMPARE(config->database.password, QStringLiteral("s3cret"));
        const QString text = config->toText();
        QVERIFY(!text.contains(u"s3cret"));
        const auto again = parseConfig(text.toUtf8(), QStringLiteral("printed"));
        QVERIFY2(again.ok(), qPrintable(messageOf(again)));
        const auto same = Config::make(*again);
        QVERIFY(same.ok());
        QCOMPARE(same->database.host, QStringLiteral("db.example"));
        QVERIFY(!same->switches.isOn(Switch::Compression));
        QCOMPARE(same->toText(), text);
    }

    void proxiesAreAddressesAndNetworks()
    {
        QVERIFY(made(QStringLiteral("http.trustedProxies"), QStringLiteral("127.0.0.1, ::1 ,10.0.0.0/8")).ok());
        for (const char *wrong : {"10", "10.1", "proxy.example.org", "10.0.0.0/33", "1.2.3.4/x", "::1/200"}) {
            const auto refused = made(QStringLiteral("http.trustedProxies"), QString::fromLatin1(wrong));
            QVERIFY2(!refused, wrong);
            QVERIFY(refused.error().message.contains(QString::fromLatin1(wrong)));
        }
    }

    void whoAsksIsWhomTheLastTrustedProxyNames_data()
    {
        QTest::addColumn<QString>("peer");
        QTest::addColumn<QByteArrayList>("forwarded");
        QTest::addColumn<QString>("client");
        const auto row = [](const char *name, const char *peer, const QByteArrayList &forwarded, const char *client) {
            QTest::newRow(name) << QString::fromLatin1(peer) << forwarded << QString::fromLatin1(client);
        };
        row("nothing is said", "127.0.0.1", {}, "127.0.0.1");
        row("a stranger says something", "192.0.2.9", {"203.0.113.5"}, "192.0.2.9");
        row("one proxy", "127.0.0.1", {"203.0.113.5"}, "203.0.113.5");
        row("what the client wrote itself", "127.0.0.1", {"8.8.8.8, 203.0.113.5"}, "203.0.113.5");
        row("it wrote a proxy's address", "127.0.0.1", {"10.0.0.1, 203.0.113.5"}, "203.0.113.5");
        row("two proxies", "127.0.0.1", {"8.8.8.8, 203.0.113.5, 10.1.2.3"}, "203.0.113.5");
        row("in two headers", "127.0.0.1", {"8.8.8.8, 203.0.113.5", "10.1.2.3"}, "203.0.113.5");
        row("nobody but proxies", "127.0.0.1", {"10.1.2.3"}, "10.1.2.3");
        row("with a port", "127.0.0.1", {"203.0.113.5:4711"}, "203.0.113.5");
        row("IPv6", "::1", {"2001:db8::5"}, "2001:db8::5");
        row("IPv6 with a port", "::1", {"[2001:db8::5]:4711"}, "2001:db8::5");
        row("a server on every address", "::ffff:127.0.0.1", {"203.0.113.5"}, "203.0.113.5");
        row("unknown", "127.0.0.1", {"203.0.113.5, unknown"}, "127.0.0.1");
        row("half an address", "127.0.0.1", {"203.0.113.5, 7"}, "127.0.0.1");
        row("brackets", "127.0.0.1", {"[]", "["}, "127.0.0.1");
        row("empty", "127.0.0.1", {"", " , "}, "127.0.0.1");
    }
    void whoAsksIsWhomTheLastTrustedProxyNames()
    {
        QFETCH(QString, peer);
        QFETCH(QByteArrayList, forwarded);
        QFETCH(QString, client);
        HttpHeaders headers{{"Host", "x"}};
        for (const QByteArray &value : forwarded)
            headers.append({"x-forwarded-for", value});
        const auto proxies = TrustedProxies::fromString(QStringLiteral("127.0.0.1, ::1, 10.0.0.0/8"));
        QVERIFY(proxies);
        QCOMPARE(proxies->clientOf(QHostAddress(peer), headers).toString(), client);
        QCOMPARE(TrustedProxies().clientOf(QHostAddress(peer), headers), QHostAddress(peer));
    }

    void everyKeyHasASentence()
    {
        for (const ConfigKey &key : configKeys())
            QVERIFY2(QString::fromUtf8(key.sentence).endsWith(u'.'), key.name);
    }
};

QTEST_GUILESS_MAIN(ConfigTest)
#include "tst_config.moc"
