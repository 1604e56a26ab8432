// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/scenarios/Team.h"

using namespace TaskMaster;
using namespace TaskMaster::Test;

/// Two people, one board, one real server: what one does, the other sees; and what happens when the server dies.
class TwoDesks : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Team> m_team;

private Q_SLOTS:
    void initTestCase()
    {
        m_team = std::make_unique<Team>();
        QVERIFY(m_team->open(QStringLiteral("Mobile app")));
        QVERIFY(m_team->bothAreLive());
    }
    void cleanupTestCase() { m_team.reset(); }

    void aCardThatOneMovesMovesOnTheOthersBoard()
    {
        const QString task = Team::cardText(*m_team->ana, 0, 0, "taskId");
        const QString todo = Team::columnId(*m_team->ana, 1);
        Team::boardOf(*m_team->ana).moveTask(task, todo, {}, {});
        QCOMPARE(Team::boardOf(*m_team->ana).columnOf(task), todo); // at once, before anybody was asked
        QTRY_COMPARE(Team::boardOf(*m_team->jana).columnOf(task), todo);
    }

    void aNewCardGetsItsNumberEverywhere()
    {
        const int before = Team::cards(*m_team->jana, 1)->rowCount();
        Team::boardOf(*m_team->ana).addTask(Team::columnId(*m_team->ana, 1), QStringLiteral("Water the plants"), true);
        QTRY_COMPARE(Team::cards(*m_team->jana, 1)->rowCount(), before + 1);
        QCOMPARE(Team::cardText(*m_team->jana, 1, 0, "title"), QStringLiteral("Water the plants"));
        QTRY_COMPARE(Team::cardText(*m_team->ana, 1, 0, "taskKey"), Team::cardText(*m_team->jana, 1, 0, "taskKey"));
        QVERIFY(Team::cardText(*m_team->ana, 1, 0, "taskKey").startsWith(u"MOB-"));
    }

    void whatIsDoneWhileTheServerIsDeadArrivesWhenItIsBack()
    {
        m_team->killServer();
        const QString task = Team::cardText(*m_team->ana, 0, 1, "taskId");
        const QString done = Team::columnId(*m_team->ana, 3);
        Team::boardOf(*m_team->ana).moveTask(task, done, {}, {});
        QCOMPARE(Team::boardOf(*m_team->ana).columnOf(task), done);
        QTRY_VERIFY(m_team->jana->workbench().connection()->state() != Client::ConnectionState::Live);
        m_team->restartServer();
        QVERIFY(m_team->bothAreLive());
        QTRY_COMPARE_WITH_TIMEOUT(Team::boardOf(*m_team->jana).columnOf(task), done, 20'000);
        QTRY_COMPARE(m_team->ana->workbench().connection()->pendingCount(), 0);
    }

    void whileTheServerIsKilledAgainAndAgainNothingIsLostOrDoubled()
    {
        // The client's own library under what tests/chaos does to the server: link, outbox, replica and store.
        QStringList titles;
        for (int kill = 0; kill < 5; ++kill) {
            for (int i = 0; i < 12; ++i) {
                Client::ClientApp &app = i % 2 == 0 ? *m_team->ana : *m_team->jana;
                titles << QStringLiteral("Round %1, card %2").arg(kill).arg(i);
                Team::boardOf(app).addTask(Team::columnId(app, 2), titles.last(), i % 3 == 0);
                Team::boardOf(app).moveTask(Team::cardText(app, 0, i % 4, "taskId"), Team::columnId(app, i % 3), {},
                                            {});
                if (i == 2 + 2 * kill) { // each time somewhere else in the middle of the work
                    QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
                    m_team->killServer();
                }
            }
            m_team->restartServer();
            QVERIFY(m_team->bothAreLive());
        }
        const auto settled = [](Client::ClientApp &app) { return app.workbench().connection()->pendingCount() == 0; };
        QTRY_VERIFY_WITH_TIMEOUT(settled(*m_team->ana) && settled(*m_team->jana), 30'000);
        const auto shown = [](Client::ClientApp &app) {
            QStringList all;
            for (int column = 0; column < Team::boardOf(app).rowCount(); ++column) {
                for (int row = 0; row < Team::cards(app, column)->rowCount(); ++row)
                    all << QString::number(column) + u' ' + Team::cardText(app, column, row, "taskKey") + u' '
                            + Team::cardText(app, column, row, "title");
            }
            return all;
        };
        QTRY_COMPARE_WITH_TIMEOUT(shown(*m_team->ana), shown(*m_team->jana), 20'000);
        const QStringList all = shown(*m_team->ana);
        for (const QString &title : titles)
            QCOMPARE(all.filter(QRegularExpression(u' ' + title + u'$')).size(), 1);
        QCOMPARE(m_team->ana->workbench().refusals()->rowCount(), 0);
        QCOMPARE(m_team->jana->workbench().refusals()->rowCount(), 0);
    }
};

QTEST_MAIN(TwoDesks)
#include "tst_two_desks.moc"
