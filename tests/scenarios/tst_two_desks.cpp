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
};

QTEST_MAIN(TwoDesks)
#include "tst_two_desks.moc"
