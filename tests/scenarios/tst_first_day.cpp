// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/app/ClientApp.h"
#include "tests/support/ProcessFixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Test;
using Client::ClientApp;
using Client::Joining;
using Client::SignIn;

namespace {

const QString password = QStringLiteral("correct horse");

/// A desk of somebody who has just got the program and a link.
class Person {
public:
    Person(const QTemporaryDir &folder, const QString &called)
        : name(called)
        , email(called.toLower() + QStringLiteral("@test.example"))
        , app(folder.filePath(called))
    {
    }
    [[nodiscard]] Joining &joining() { return *app.workbench().joining(); }
    /// Pastes the link and fills the form that it leads to.
    [[nodiscard]] bool joins(const QString &link, const QString &workspace = {})
    {
        if (!joining().take(link)
            || !QTest::qWaitFor([this] { return joining().state() == Joining::Newcomer; }, patienceMs))
            return false;
        joining().join(name, email, password, workspace);
        return isIn();
    }
    [[nodiscard]] bool isIn()
    {
        return QTest::qWaitFor([this] { return app.workbench().signIn()->state() == SignIn::SignedIn; }, patienceMs);
    }
    [[nodiscard]] bool sees(const QString &workspace)
    {
        Client::WorkspaceList &list = *app.workbench().workspaces();
        return QTest::qWaitFor(
            [&] {
                for (int i = 0; i < list.rowCount(); ++i) {
                    if (list.data(list.index(i), list.roleNames().key("name")).toString() == workspace)
                        return true;
                }
                return false;
            },
            patienceMs);
    }

    static constexpr int patienceMs = 20'000;
    const QString name;
    const QString email;
    ClientApp app;
};

} // namespace

/// The first day of a team, with whole clients against a real server that has no account yet.
class FirstDay : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<ProcessFixture> m_server;
    QString m_url;
    QString m_setUpLink;

    QJsonObject post(const QString &path, const QJsonObject &body, const QString &token = {})
    {
        QNetworkAccessManager network;
        QNetworkRequest request{QUrl(m_url + QStringLiteral("/api/v1") + path)};
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        if (!token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + token.toLatin1());
        QNetworkReply *reply = network.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
        if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, Person::patienceMs))
            return {};
        return QJsonDocument::fromJson(reply->readAll()).object();
    }
    QString signedIn(const Person &person)
    {
        return post(QStringLiteral("/session"),
                    {{QStringLiteral("email"), person.email}, {QStringLiteral("password"), password}})[u"token"]
            .toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<ProcessFixture>(QStringLiteral(TASKMASTER_SERVER),
                                                    QStringList{QStringLiteral("serve"), QStringLiteral("--listen"),
                                                                QStringLiteral("127.0.0.1:0"), QStringLiteral("--data"),
                                                                m_folder.filePath(QStringLiteral("server"))});
        m_url = m_server->waitUntilReady();
        m_setUpLink = m_server->waitForLine(QRegularExpression(QStringLiteral("(taskmaster://\\S+)"))).captured(1);
        QVERIFY2(!m_setUpLink.isEmpty(), m_server->output().constData());
    }

    void theFirstSetsTheServerUpAndTheOthersJoinByLinks()
    {
        Person olga(m_folder, QStringLiteral("Olga"));
        QVERIFY(olga.joins(m_setUpLink, QStringLiteral("Garden")));
        QVERIFY(olga.sees(QStringLiteral("Garden")));
        QCOMPARE(olga.joining().state(), Joining::NoLink);

        const QString token = signedIn(olga);
        const auto invite = [&](const QString &workspace) {
            return post(QStringLiteral("/workspaces/%1/invitations").arg(workspace), {}, token)[u"link"].toString();
        };
        const Client::WorkspaceList &list = *olga.app.workbench().workspaces();
        const QString garden = list.data(list.index(0), list.roleNames().key("workspaceId")).toString();

        Person gus(m_folder, QStringLiteral("Gus"));
        QVERIFY(gus.joins(invite(garden)));
        QVERIFY(gus.sees(QStringLiteral("Garden")));

        // Whoever has an account signs in, and is in then.
        const QJsonObject sue{{QStringLiteral("email"), QStringLiteral("sue@test.example")},
                              {QStringLiteral("name"), QStringLiteral("Sue")},
                              {QStringLiteral("password"), password}};
        QVERIFY(!post(QStringLiteral("/admin/users"), sue, token)[u"id"].toString().isEmpty());
        Person second(m_folder, QStringLiteral("Sue"));
        QVERIFY(second.joining().take(invite(garden)));
        QTRY_COMPARE(second.joining().place(), QStringLiteral("Garden"));
        second.joining().useAccount();
        second.app.workbench().signIn()->signIn(second.joining().server(), second.email, password);
        QVERIFY(second.isIn());
        QVERIFY(second.sees(QStringLiteral("Garden")));
        QTRY_COMPARE(second.joining().state(), Joining::NoLink);

        // A link that is spent says so, and leaves the door as it was.
        Person late(m_folder, QStringLiteral("Late"));
        QVERIFY(late.joining().take(m_setUpLink));
        late.joining().join(late.name, late.email, password);
        QTRY_COMPARE(late.joining().state(), Joining::NoLink);
        QCOMPARE(late.joining().problemField(), QStringLiteral("link"));
        QCOMPARE(late.app.workbench().signIn()->state(), SignIn::SignedOut);
    }
};

QTEST_MAIN(FirstDay)
#include "tst_first_day.moc"
