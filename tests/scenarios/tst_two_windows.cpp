// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ProgramFixture.h"
#include "tests/qml/AppWindow.h"
#include "tests/scenarios/Team.h"
#include "tests/scenarios/TypingPlaces.h"
#include "tests/support/Seed.h"

using namespace TaskMaster;
using namespace TaskMaster::Test;

namespace {

const QString realExport = QStringLiteral(TEST_DATA "/trello-export.json");

QString titleOf(const QQuickItem *card)
{
    return card ? card->property("title").toString() : QString();
}

} // namespace

/// Two people with a window each, one real server: hands on one window, eyes on the other.
class TwoWindows : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Team> m_team;
    std::unique_ptr<AppWindow> m_ana;
    std::unique_ptr<AppWindow> m_jana;

    [[nodiscard]] QString anasCard(int column, int row) const
    {
        return Team::cardText(*m_team->ana, column, row, "taskId");
    }
    /// The other window draws this card in the same column as that one.
    [[nodiscard]] bool janaSeesTogether(const QString &task, const QString &neighbour) const
    {
        const QQuickItem *card = m_jana->card(task);
        const QQuickItem *other = m_jana->card(neighbour);
        return card && other && card->mapToScene({}).x() == other->mapToScene({}).x();
    }
    void dragOnto(const QString &task, const QString &neighbour)
    {
        m_ana->settle();
        m_ana->drag(m_ana->centre(m_ana->card(task)), m_ana->centre(m_ana->card(neighbour)) - QPoint(0, 20));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_team = std::make_unique<Team>();
        QVERIFY(m_team->open(QStringLiteral("Mobile app")));
        QVERIFY(m_team->bothAreLive());
        for (Client::ClientApp *app : {m_team->ana.get(), m_team->jana.get()})
            app->workbench().preferences()->setReducedMotion(true); // what is aimed at stands still
        m_ana = std::make_unique<AppWindow>(m_team->ana->workbench());
        m_jana = std::make_unique<AppWindow>(m_team->jana->workbench());
        QTRY_VERIFY(m_ana->card(anasCard(0, 0)) && m_jana->card(anasCard(0, 0)));
    }
    void cleanupTestCase()
    {
        m_ana.reset();
        m_jana.reset();
        m_team.reset();
    }
    void cleanup()
    {
        QCOMPARE(m_ana->warnings(), QStringList());
        QCOMPARE(m_jana->warnings(), QStringList());
    }

    void aCardThatIsDraggedInOneWindowMovesInTheOther()
    {
        const QString task = anasCard(0, 0);
        const QString neighbour = anasCard(1, 0);
        QVERIFY(!janaSeesTogether(task, neighbour));
        dragOnto(task, neighbour);
        QCOMPARE(anasCard(1, 0), task); // before anybody was asked
        QTRY_VERIFY(janaSeesTogether(task, neighbour));
        QTRY_VERIFY(m_jana->card(task)->mapToScene({}).y() < m_jana->card(neighbour)->mapToScene({}).y());
        QTRY_COMPARE(m_team->ana->workbench().connection()->pendingCount(), 0);
    }

    void aTitleThatIsTypedInOneWindowIsOnTheCardOfTheOther()
    {
        const QString task = anasCard(0, 0);
        const QString before = titleOf(m_jana->card(task));
        m_team->ana->workbench().openTask(task);
        QTRY_VERIFY(m_ana->page("taskPage"));
        m_ana->window()->requestActivate();
        QVERIFY(QTest::qWaitForWindowActive(m_ana->window()));
        m_ana->focus("title");
        m_ana->key(Qt::Key_End);
        m_ana->write(QStringLiteral(" now"));
        m_ana->key(Qt::Key_Return);
        QTRY_COMPARE(titleOf(m_jana->card(task)), before + QStringLiteral(" now"));
        m_team->ana->workbench().closeTask();
        m_ana->settle();
    }

    void aViewThatIsSavedInOneWindowIsATabInTheOther()
    {
        const auto tabs = [](const AppWindow &window) {
            QStringList names;
            AppWindow::visit(window.window()->contentItem(), [&names](const QQuickItem *item) {
                if (item->objectName() == u"viewTab")
                    names.append(item->property("name").toString());
            });
            return names;
        };
        QCOMPARE(tabs(*m_jana), QStringList{QStringLiteral("Board")});
        Client::Workbench &bench = m_team->ana->workbench();
        bench.query()->set(QStringLiteral("is:open"), QStringLiteral("-priority"));
        bench.views()->saveAs(QStringLiteral("What to do"));
        QTRY_COMPARE(tabs(*m_jana).size(), 2);
        Client::Workbench &other = m_team->jana->workbench();
        other.views()->step(1);
        QCOMPARE(other.query()->text(), QStringLiteral("is:open"));
        QCOMPARE(other.query()->sortBy(), QStringLiteral("-priority"));
        other.views()->remove(other.views()->currentId());
        QTRY_COMPARE(bench.query()->text(), QString());
        QTRY_COMPARE(tabs(*m_ana), QStringList{QStringLiteral("Board")});
        QTRY_VERIFY(bench.board()->isSettled() && other.board()->isSettled());
        QTRY_COMPARE(m_team->ana->workbench().connection()->pendingCount(), 0);
    }

    void aDragThatIsRefusedGoesBackAndSaysWhy()
    {
        const QString token = ask(m_team->url().toString() + QStringLiteral("/api/v1/session"), "POST",
                                  {{QStringLiteral("email"), QStringLiteral("ana@demo.example")},
                                   {QStringLiteral("password"), QStringLiteral("taskmaster-demo")}})
                                  .body.value(u"token")
                                  .toString();
        const QString workspace = QStringLiteral("w:") + m_team->ana->workbench().workspaces()->currentId();
        Test::Watcher owner(m_team->url().port(), token, workspace);
        QTRY_VERIFY(owner.has(QStringLiteral("\"type\":\"subscribed\"")));
        const auto archive = [&](bool on) {
            return owner.submit(workspace, QStringLiteral("ArchiveWorkspace"), {{QStringLiteral("archived"), on}});
        };
        QCOMPARE(archive(true), QStringLiteral("accepted"));

        Client::Workbench &bench = m_team->ana->workbench();
        const QString task = anasCard(0, 0);
        const QString home = Team::columnId(*m_team->ana, 0);
        dragOnto(task, anasCard(1, 0));
        QCOMPARE(bench.board()->columnOf(task), Team::columnId(*m_team->ana, 1));
        QTRY_COMPARE(bench.board()->columnOf(task), home);
        QTRY_COMPARE(bench.refusals()->rowCount(), 1);
        QTRY_VERIFY(m_ana->card(task));
        QString said;
        QTRY_VERIFY((AppWindow::visit(m_ana->window()->contentItem(),
                                      [&said](QQuickItem *item) {
                                          if (item->isVisible() && item->property("sentence").isValid())
                                              said = item->property("sentence").toString();
                                      }),
                     !said.isEmpty()));
        QVERIFY2(said.contains(u"archived"), qPrintable(said));
        QCOMPARE(Team::boardOf(*m_team->jana).columnOf(task), home);

        const QModelIndex refused = bench.refusals()->index(0);
        bench.refusals()->dismiss(refused.data(Client::Refusals::CommandIdRole).toString());
        QCOMPARE(archive(false), QStringLiteral("accepted"));
        dragOnto(task, anasCard(1, 0));
        QTRY_COMPARE(Team::boardOf(*m_team->jana).columnOf(task), Team::columnId(*m_team->jana, 1));
    }

    void aWindowOpensWithoutAServerAndWorks()
    {
        m_team->killServer();
        m_ana.reset();
        m_team->restartAna();
        m_ana = std::make_unique<AppWindow>(m_team->ana->workbench());
        QTRY_VERIFY(Team::boardOf(*m_team->ana).rowCount() > 2);
        const QString task = anasCard(0, 0);
        const QString neighbour = anasCard(2, 0);
        QTRY_VERIFY(m_ana->card(task) && m_ana->card(neighbour));
        QVERIFY(m_team->ana->workbench().connection()->state() != Client::ConnectionState::Live);
        m_ana->settle();
        dragOnto(task, neighbour);
        QCOMPARE(anasCard(2, 0), task);
        QTRY_COMPARE(m_team->ana->workbench().connection()->pendingCount(), 1);

        m_team->restartServer();
        QVERIFY(m_team->bothAreLive());
        QTRY_VERIFY(janaSeesTogether(task, neighbour));
        QTRY_COMPARE(m_team->ana->workbench().connection()->pendingCount(), 0);
    }

    void anImportArrivesOnTheOpenBoard()
    {
        const auto import = [this](const QString &file) {
            return m_team->run({QStringLiteral("import"), QStringLiteral("trello"), file}); // there is one workspace
        };
        QCOMPARE(import(realExport), 0);
        QTRY_VERIFY(Team::openIn(*m_team->jana, QStringLiteral("Project 100")));
        QCOMPARE(Team::boardOf(*m_team->jana).rowCount(), 3);
        QTRY_COMPARE(Team::cards(*m_team->jana, 0)->rowCount(), 2);
        QTRY_COMPARE(Team::cards(*m_team->jana, 1)->rowCount(), 1);

        QFile file(realExport);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QJsonObject board = QJsonDocument::fromJson(file.readAll()).object();
        QJsonArray cards = board[u"cards"].toArray();
        QJsonObject card;
        for (const QJsonValue &known : std::as_const(cards)) {
            if (!known[u"closed"].toBool())
                card = known.toObject();
        }
        card[QStringLiteral("id")] = QStringLiteral("5f0000000000000000000001");
        card[QStringLiteral("name")] = QStringLiteral("Came while you watched");
        cards.append(card);
        board[QStringLiteral("cards")] = cards;
        QFile more(m_team->file(QStringLiteral("more.json")));
        QVERIFY(more.open(QIODevice::WriteOnly));
        more.write(QJsonDocument(board).toJson());
        more.close();

        QSignalSpy resets(&Team::boardOf(*m_team->jana), &QAbstractItemModel::modelReset);
        QCOMPARE(import(more.fileName()), 0);
        QTRY_VERIFY([this] {
            bool isDrawn = false;
            AppWindow::visit(m_jana->window()->contentItem(), [&isDrawn](QQuickItem *item) {
                isDrawn = isDrawn || (item->isVisible() && titleOf(item) == u"Came while you watched");
            });
            return isDrawn;
        }());
        QCOMPARE(resets.size(), 0);
    }

    void aWindowThatIsKilledInTheMiddleOfTypingLosesNothing_data()
    {
        QTest::addColumn<QString>("field");
        for (const char *field : {"title", "description", "commentField", "estimate", "quickAddField", "newColumnField",
                                  "renameField", "newProjectField"})
            QTest::newRow(field) << QString::fromLatin1(field);
    }
    void aWindowThatIsKilledInTheMiddleOfTypingLosesNothing()
    {
        QFETCH(QString, field);
        static std::mt19937 random(testSeed());
        m_ana.reset();
        m_team->ana.reset();
        QString shown;
        {
            ProcessFixture victim(QStringLiteral(TYPING_VICTIM), {m_team->file(QStringLiteral("ana")), field});
            const QRegularExpression line(QStringLiteral("^shown (.*)$"));
            for (quint32 letters = 3 + random() % 20; letters > 0; --letters) {
                const auto match = victim.waitForLine(line);
                QVERIFY(match.hasMatch());
                shown = match.captured(1);
            }
            victim.kill();
        }
        m_team->restartAna();
        m_ana = std::make_unique<AppWindow>(m_team->ana->workbench());
        m_ana->window()->requestActivate();
        QVERIFY(QTest::qWaitForWindowActive(m_ana->window()));
        QVERIFY(openForTyping(*m_ana, m_team->ana->workbench(), field));
        QVERIFY2(!shown.isEmpty(), "nothing was typed");
        QTRY_VERIFY2(typedText(*m_ana).startsWith(shown),
                     qPrintable(typedText(*m_ana) + QStringLiteral(" instead of ") + shown));
        m_ana->key(Qt::Key_Escape);
        m_ana->key(Qt::Key_Escape);
    }
};

QTEST_MAIN(TwoWindows)
#include "tst_two_windows.moc"
