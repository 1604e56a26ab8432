// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/AccessLink.h"
#include "tests/app/ProgramFixture.h"

#include <QElapsedTimer>
#include <QRegularExpression>

#include <set>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

const QString keeper = QStringLiteral("kim@test.example");
const QString secretWord = QStringLiteral("correct horse");

/// Kim, who owns the workspace Shop, and a server that is killed and started again on the same data.
class Shop {
public:
    Shop()
    {
        command({QStringLiteral("user"), QStringLiteral("add"), keeper, QStringLiteral("--password-stdin")});
        command({QStringLiteral("workspace"), QStringLiteral("create"), QStringLiteral("Shop"),
                 QStringLiteral("--owner"), keeper});
        workspace = workspacesOf(home)[0][u"id"].toString();
        start();
    }
    void start()
    {
        server = std::make_unique<RunningServer>(home);
        token = signIn(keeper);
    }
    void command(const QStringList &arguments) const
    {
        if (run(home, at(home, arguments), secretWord.toUtf8() + '\n').code != 0)
            qFatal("the shop cannot be made");
    }
    [[nodiscard]] QString signIn(const QString &email) const
    {
        return ask(server->url + QStringLiteral("/api/v1/session"), "POST",
                   {{QStringLiteral("email"), email}, {QStringLiteral("password"), secretWord}})
            .body.value(u"token")
            .toString();
    }
    [[nodiscard]] Answer get(const QString &path) const { return ask(server->url + path, "GET", {}, token); }
    [[nodiscard]] QString base() const { return QStringLiteral("/api/v1/workspaces/") + workspace; }
    [[nodiscard]] QString project() const
    {
        const QJsonArray projects = get(base() + QStringLiteral("/projects")).body[u"items"].toArray();
        return projects.isEmpty() ? QString() : base() + QStringLiteral("/projects/") + projects[0][u"id"].toString();
    }
    /// A field of all rows of a list.
    [[nodiscard]] QStringList all(const QString &list, const QString &field) const
    {
        QStringList values;
        QString cursor;
        do {
            const QJsonObject page = get(project() + list + QStringLiteral("?limit=500&fields=") + field + cursor).body;
            for (const QJsonValue row : page[u"items"].toArray())
                values << row[field].toString();
            cursor = QStringLiteral("&cursor=") + page[u"next"].toString();
        } while (cursor.size() > 8);
        values.sort();
        return values;
    }

    QTemporaryDir home;
    std::unique_ptr<RunningServer> server;
    QString workspace;
    QString token;
};

constexpr int CardCount = 1500;

QByteArray manyCards()
{
    QByteArray table = "Title,List,Labels,Description\n";
    for (int i = 0; i < CardCount; ++i)
        table += "Card " + QByteArray::number(10'000 + i) + ",List " + QByteArray::number(i % 4) + ",label "
            + QByteArray::number(i % 10) + ",What to do\n";
    return table;
}

/// All is there once, and nothing else.
void verifyCards(const Shop &shop)
{
    const QStringList titles = shop.all(QStringLiteral("/tasks"), QStringLiteral("title"));
    QCOMPARE(titles.size(), CardCount);
    QCOMPARE(titles.first(), QStringLiteral("Card 10000"));
    QCOMPARE(titles.last(), QStringLiteral("Card %1").arg(10'000 + CardCount - 1));
    QCOMPARE(std::set<QString>(titles.begin(), titles.end()).size(), static_cast<std::size_t>(CardCount));
    QCOMPARE(shop.all(QStringLiteral("/labels"), QStringLiteral("name")).size(), 10);
    QCOMPARE(shop.all(QStringLiteral("/columns"), QStringLiteral("name")).size(), 4);
    QCOMPARE(shop.all(QStringLiteral("/task-labels"), QStringLiteral("taskId")).size(), CardCount);
    QCOMPARE(shop.get(shop.base() + QStringLiteral("/projects")).body[u"items"].toArray().size(), 1);
}

/// A request on its way, while its server is killed.
class Wish {
public:
    Wish(const QString &url, const QJsonObject &body)
    {
        QNetworkRequest request{QUrl(url)};
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        m_reply.reset(m_network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact)));
    }
    /// 0: it was not answered.
    [[nodiscard]] int status()
    {
        if (!QTest::qWaitFor([this] { return m_reply->isFinished(); }, PatienceMs))
            return -1;
        return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }

private:
    QNetworkAccessManager m_network;
    std::unique_ptr<QNetworkReply> m_reply;
};

QJsonObject newcomer(const QString &secret, const QString &email)
{
    return {{QStringLiteral("secret"), secret},
            {QStringLiteral("email"), email},
            {QStringLiteral("name"), email.section(u'@', 0, 0)},
            {QStringLiteral("password"), secretWord}};
}

} // namespace

/**
 * The server is killed in the middle of what takes several steps, at every moment of it: whoever does the same again
 * gets all of it, once; and what was answered is so.
 */
class KillsTest : public QObject {
    Q_OBJECT

private:
    /// How long one of them takes when nothing comes between.
    static int durationOf(const std::function<void()> &work)
    {
        QElapsedTimer timer;
        timer.start();
        work();
        return static_cast<int>(timer.elapsed()) + 1;
    }

private Q_SLOTS:
    // ---- imports

    void anImportOverTheApiIsCompletedByTheSameFile()
    {
        Shop shop;
        const auto send = [&shop] {
            QNetworkAccessManager network;
            QNetworkRequest request{
                QUrl(shop.server->url + shop.base() + QStringLiteral("/imports?format=csv&project=Stock"))};
            request.setRawHeader("Content-Type", "text/csv");
            request.setRawHeader("Authorization", "Bearer " + shop.token.toLatin1());
            const std::unique_ptr<QNetworkReply> reply(network.post(request, manyCards()));
            (void)QTest::qWaitFor([&reply] { return reply->isFinished(); }, PatienceMs);
            return QString::fromLatin1(reply->rawHeader("Location"));
        };
        const QString first = send();
        QVERIFY(!first.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(shop.get(first).body[u"done"].toInt() > 200, PatienceMs);
        QCOMPARE(shop.get(first).body[u"phase"].toString(), QStringLiteral("writing"));
        shop.server->kill();
        shop.start();
        const Answer forgotten = shop.get(first);
        QCOMPARE(forgotten.status, 404);
        QVERIFY(forgotten.body[u"detail"].toString().contains(u"Import the file again"));
        QVERIFY(shop.get(shop.base() + QStringLiteral("/imports")).body[u"items"].toArray().isEmpty());
        const qsizetype there = shop.all(QStringLiteral("/tasks"), QStringLiteral("title")).size();
        QVERIFY(there > 0 && there < CardCount);

        const QString second = send();
        QTRY_COMPARE_WITH_TIMEOUT(shop.get(second).body[u"phase"].toString(), QStringLiteral("done"), PatienceMs);
        const QJsonObject done = shop.get(second).body;
        QCOMPARE(done[u"refused"].toInt(), 0);
        QVERIFY(done[u"wereThere"].toInt() > 200 && done[u"done"].toInt() > 0);
        QCOMPARE(done[u"wereThere"].toInt() + done[u"done"].toInt(), done[u"commands"].toInt());
        verifyCards(shop);
    }

    void anImportOfTheCommandLineIsCompletedByTheSameFile()
    {
        Shop shop;
        QFile file(shop.home.filePath(QStringLiteral("stock.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(manyCards());
        file.close();
        const QStringList import = at(shop.home,
                                      {QStringLiteral("import"), QStringLiteral("csv"), file.fileName(),
                                       QStringLiteral("--workspace"), QStringLiteral("Shop"),
                                       QStringLiteral("--project"), QStringLiteral("Stock"), QStringLiteral("--json")});
        QProcess first;
        Surroundings().start(first, shop.home, import);
        const auto isUnderWay = [&shop] {
            const QString project = shop.project();
            return !project.isEmpty()
                && shop.get(project + QStringLiteral("/tasks?limit=200&fields=title")).body[u"items"].toArray().size()
                == 200;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isUnderWay(), PatienceMs);
        shop.server->kill();
        QVERIFY(first.waitForFinished(PatienceMs));
        QVERIFY(first.exitStatus() == QProcess::NormalExit && first.exitCode() != 0);
        QVERIFY(first.readAllStandardError().contains("Do the same again"));
        shop.start();
        const Run second = run(shop.home, import);
        QVERIFY2(second.code == 0, qPrintable(second.err));
        QVERIFY(second.json()[u"wereThere"].toInt() > 200 && second.json()[u"done"].toInt() > 0);
        verifyCards(shop);
    }

    // ---- links that let somebody in

    void theSetUpLinkMakesOneAdminWheneverItIsCutOff()
    {
        static const QRegularExpression linkText(QStringLiteral("taskmaster://\\S+"));
        const auto linkOf = [](RunningServer &server) {
            return AccessLink::fromString(linkText.match(server.printed(QStringLiteral("curl "))).captured())->secret;
        };
        const auto setUp = [](const RunningServer &server) { return server.url + QStringLiteral("/api/v1/setup"); };
        const auto wishFor = [](const QString &secret) {
            QJsonObject wish = newcomer(secret, keeper);
            wish[QStringLiteral("workspace")] = QStringLiteral("Shop");
            return wish;
        };
        const auto session = [](const RunningServer &server) {
            return ask(server.url + QStringLiteral("/api/v1/session"), "POST",
                       {{QStringLiteral("email"), keeper}, {QStringLiteral("password"), secretWord}})
                .status;
        };
        int whole = 0;
        {
            const QTemporaryDir home;
            RunningServer server(home);
            const QString secret = linkOf(server);
            whole = durationOf([&] { QCOMPARE(Wish(setUp(server), wishFor(secret)).status(), 201); });
        }
        int answered = 0;
        int cutOff = 0;
        for (int i = 0; i < 8; ++i) {
            const QTemporaryDir home;
            auto server = std::make_unique<RunningServer>(home);
            const QString secret = linkOf(*server);
            Wish wish(setUp(*server), wishFor(secret));
            QTest::qWait(whole * i / 6);
            server->kill();
            const int status = wish.status();
            QVERIFY(status == 201 || status == 0);
            ++(status == 201 ? answered : cutOff);
            server = std::make_unique<RunningServer>(home);
            const bool isThere = session(*server) == 201;
            QVERIFY(isThere || status == 0); // what was answered is so
            QCOMPARE(ask(setUp(*server), "POST", wishFor(secret)).status, 404); // a link of the server that was killed
            if (!isThere) {
                QCOMPARE(ask(setUp(*server), "POST", wishFor(linkOf(*server))).status, 201);
                QCOMPARE(session(*server), 201);
            }
            QCOMPARE(run(home, at(home, {QStringLiteral("user"), QStringLiteral("list"), QStringLiteral("--json")}))
                         .json()[u"users"]
                         .toArray()
                         .size(),
                     1);
            QVERIFY(workspacesOf(home).size() <= 1);
        }
        qInfo("%d answered, %d cut off", answered, cutOff);
        QVERIFY(cutOff > 0);
    }

    void anInvitationLetsInAsManyAsItSaysWheneverItIsCutOff()
    {
        constexpr int rounds = 6;
        const int usesMax = 3;
        Shop shop;
        const auto redeem = [&shop] { return shop.server->url + QStringLiteral("/api/v1/invitations/redeem"); };
        const auto invite = [&shop, usesMax] {
            return ask(shop.server->url + shop.base() + QStringLiteral("/invitations"), "POST",
                       {{QStringLiteral("role"), QStringLiteral("member")}, {QStringLiteral("usesMax"), usesMax}},
                       shop.token)
                .body;
        };
        const QJsonObject warmUp = invite();
        const int whole = durationOf([&] {
            QCOMPARE(Wish(redeem(), newcomer(warmUp[u"secret"].toString(), QStringLiteral("w@test.example"))).status(),
                     201);
        });
        int answered = 0;
        int cutOff = 0;
        for (int round = 0; round < rounds; ++round) {
            const QJsonObject made = invite();
            const QString secret = made[u"secret"].toString();
            QVERIFY(!secret.isEmpty());
            // One more than may come, all at once.
            QStringList people;
            std::vector<std::unique_ptr<Wish>> wishes;
            for (int i = 0; i <= usesMax; ++i) {
                people << QStringLiteral("p%1-%2@test.example").arg(round).arg(i);
                wishes.push_back(std::make_unique<Wish>(redeem(), newcomer(secret, people.last())));
            }
            QTest::qWait(whole * (usesMax + 1) * round / (rounds - 1));
            shop.server->kill();
            QList<int> first;
            for (const auto &wish : wishes)
                first << wish->status();
            shop.start();
            int inside = 0;
            for (qsizetype i = 0; i < people.size(); ++i) {
                if (first[i] == 201) {
                    ++answered;
                    QVERIFY(!shop.signIn(people[i]).isEmpty()); // what was answered is so
                } else if (first[i] == 0) {
                    ++cutOff;
                    const int again = ask(redeem(), "POST", newcomer(secret, people[i])).status;
                    // Or the account was whole already, and only the way in is missing: sign in, then use the link.
                    QVERIFY2(again == 201 || again == 409 || again == 404, qPrintable(QString::number(again)));
                    if (again == 409) {
                        const QString token = shop.signIn(people[i]);
                        QVERIFY(!token.isEmpty());
                        QCOMPARE(ask(shop.server->url + QStringLiteral("/api/v1/invitations/accept"), "POST",
                                     {{QStringLiteral("secret"), secret}}, token)
                                     .status,
                                 200);
                    }
                }
                const bool isIn = !shop.signIn(people[i]).isEmpty();
                inside += isIn ? 1 : 0;
            }
            QCOMPARE(inside, usesMax);
            const Answer listed = shop.get(shop.base() + QStringLiteral("/invitations"));
            for (const QJsonValue invitation : listed.body[u"items"].toArray()) {
                if (invitation[u"id"] == made[u"id"])
                    QCOMPARE(invitation[u"uses"].toInt(), usesMax);
            }
            const QJsonArray members =
                shop.get(shop.base() + QStringLiteral("/members?limit=500")).body[u"items"].toArray();
            QCOMPARE(members.size(), 2 + usesMax * (round + 1));
        }
        qInfo("%d answered, %d cut off", answered, cutOff);
        QVERIFY(cutOff > 0);
    }
};

QTEST_GUILESS_MAIN(KillsTest)
#include "tst_kills.moc"
