// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window over a client without a server: what is made when, what mouse and keyboard do, and how it looks.
// With TASKMASTER_SHOTS=DIR each look is also kept as a picture there.
#include "tests/qml/AppWindow.h"

#include <QFontDatabase>

namespace TaskMaster::Test {

using Client::ConnectionState;
using Client::SignIn;

namespace {

QString linkOf(AccessLink::Kind kind)
{
    return AccessLink{kind, QUrl(u"http://127.0.0.1:7420"_qs), u"tml_"_qs + QString(43, u'a')}.toString();
}

} // namespace

class PagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLookIsDrawnWithoutAWarning_data();
    void everyLookIsDrawnWithoutAWarning();
    void noPageIsMadeBeforeItIsShown();
    void aWrongServerAddressIsSaidAtItsField();
    void aPastedSetUpLinkAsksForTheFirstAccount();
    void anInvitationSaysWhereItLeadsAndWhatIsWrong();
    void whoHasAnAccountSignsInAndJoins();
    void aLinkThatLeadsNowhereIsSaidAndForgotten();
    void enterOpensTheTaskAndEscapeClosesIt();
    void editingTheTitleSendsOneEditWithWhatWasSeen();
    void whatIsTypedInAFieldIsNotPulledAwayByAnEvent();
    void aCommentThatIsHalfTypedSurvivesClosingTheTask();
    void whatAnInputMethodHasNotFinishedIsKeptToo();
    void aTitleThatIsHalfTypedGoesToItsOwnTask();
    void aDescriptionFromBeforeACrashIsSentWhenItsTaskIsOpened();
    void aTitleFromBeforeACrashSaysWhatItWasBasedOn();
    void escapeGoesOneStepBackAtATime();
    void spaceLooksAtTasksWhileOneWalks();
    void panesAreAsWideAsTheyAreDragged();
    void trashingATaskCanBeUndone();
    void aNewProjectIsOpenAndListedAtOnce();

private:
    static qsizetype waiting(const Bench &bench) { return bench.outbox.waitingCount(); }
};

void PagesTest::everyLookIsDrawnWithoutAWarning_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<double>("scale");
    QTest::addColumn<QString>("scene");
    for (const QString &scheme : {u"light"_qs, u"dark"_qs}) {
        for (const char *scene : {"signIn",      "setUp",      "join",      "board",    "task",        "emptyProject",
                                  "noProject",   "loading",    "longTexts", "refused",  "dragging",    "labelPicker",
                                  "calendar",    "quickAdd",   "focus",     "filtered", "suggestions", "faultyFilter",
                                  "nothingFits", "filterMenu", "sorted",    "views"})
            QTest::addRow("%s-%s", scene, qPrintable(scheme)) << scheme << 1.0 << QString::fromLatin1(scene);
    }
    QTest::newRow("task-200") << u"light"_qs << 2.0 << u"task"_qs;
    QTest::newRow("board-80") << u"dark"_qs << 0.8 << u"board"_qs;
    QTest::newRow("views-narrow") << u"light"_qs << 1.0 << u"views"_qs;
}

void PagesTest::everyLookIsDrawnWithoutAWarning()
{
    QFETCH(QString, scheme);
    QFETCH(double, scale);
    QFETCH(QString, scene);
    Bench bench;
    bench.workbench.preferences()->setScheme(scheme);
    bench.workbench.preferences()->setScale(scale);
    bench.workbench.preferences()->setReducedMotion(true);
    bench.workbench.connection()->setState(ConnectionState::Live);
    bench.workbench.connection()->setLatencyMs(6);
    Uuid task;
    if (scene == u"longTexts")
        task = bench.sample.fillWithLongTexts();
    else if (scene != u"emptyProject" && scene != u"loading")
        bench.sample.fillLikeARealOne(QDate::currentDate());
    if (scene == u"setUp") {
        bench.workbench.joining()->take(linkOf(AccessLink::Kind::SetUp));
    } else if (scene == u"join") {
        bench.workbench.joining()->take(linkOf(AccessLink::Kind::Invitation));
        bench.workbench.joining()->show({u"Northwind"_qs, u"Website relaunch"_qs, u"Ana Moreno"_qs, u"guest"_qs});
        bench.workbench.joining()->join(u"Gus"_qs, u"gus@example.org"_qs, u"password123"_qs);
        bench.workbench.joining()->fail(u"“password” is one of those that are tried first."_qs, u"password"_qs);
    } else if (scene == u"signIn") {
        bench.workbench.signIn()->signIn(u"tasks example org"_qs, u"ana@example.org"_qs, {});
    } else {
        bench.open();
        if (scene == u"noProject")
            bench.workbench.openProject({});
        if (scene == u"loading")
            bench.workbench.openProject(Uuid::v7().toString());
        if (scene == u"refused")
            bench.refuse(u"“Paint the fence” was not moved: the column “Doing” is full."_qs);
        if (scene == u"task" || scene == u"labelPicker" || scene == u"calendar")
            task = bench.taskNamed(u"Sign in with a passkey"_qs);
    }
    const bool isNarrow = QByteArray(QTest::currentDataTag()).endsWith("narrow");
    AppWindow app(bench, isNarrow ? QSize(960, 720) : QSize(1440, 900) * (scale > 1 ? 2 : 1));
    QVERIFY2(app.window(), qPrintable(app.warnings().join(u'\n')));
    if (!task.isNull())
        bench.workbench.openTask(task.toString());
    app.settle();
    if (scene == u"dragging") {
        QTest::mousePress(app.window(), Qt::LeftButton, {}, {400, 240});
        for (const QPoint &point : {QPoint(420, 250), QPoint(600, 300), QPoint(760, 330), QPoint(760, 332)}) {
            QTest::mouseMove(app.window(), point);
            app.settle();
        }
    } else if (scene == u"labelPicker") {
        app.click("labels");
        QTRY_VERIFY(app.window()->activeFocusItem()->inherits("QQuickTextInput"));
        app.write(u"s"_qs);
    } else if (scene == u"calendar") {
        app.click("due");
    } else if (scene == u"quickAdd") {
        app.key(Qt::Key_N);
        app.write(u"Order more coffee"_qs);
    } else if (scene == u"filtered") {
        bench.workbench.query()->set(u"assignee:me OR label:bug"_qs, u"-priority"_qs);
    } else if (scene == u"suggestions") {
        app.key(Qt::Key_F);
        app.write(u"label:bug ass"_qs);
    } else if (scene == u"faultyFilter") {
        app.key(Qt::Key_F);
        app.write(u"label:bug priority:hgih"_qs);
    } else if (scene == u"nothingFits") {
        bench.workbench.query()->setText(u"assignee:\"Tom Tan\" label:i18n"_qs);
    } else if (scene == u"filterMenu") {
        bench.workbench.query()->setText(u"assignee:me label:bug"_qs);
        app.click("filterMenu");
    } else if (scene == u"sorted") {
        bench.workbench.query()->setSortBy(u"-priority"_qs);
        app.settle();
        app.carry({400, 615}, {700, 300});
    } else if (scene == u"views") {
        for (const QString &name : {u"Due this week"_qs, u"Unassigned bugs of the last release"_qs, u"Mine"_qs}) {
            bench.workbench.query()->set(u"is:open "_qs + name.left(1).toLower(), u"due"_qs);
            bench.workbench.views()->saveAs(name);
        }
        bench.workbench.query()->set(u"is:open assignee:me"_qs, u"due"_qs);
    } else if (scene == u"focus") {
        app.focus("boardKeys");
        for (int step = 0; step < 3; ++step)
            app.key(Qt::Key_Down);
        app.key(Qt::Key_Right);
    }
    QTRY_VERIFY(bench.workbench.board()->isSettled());
    app.settle();
    const QImage image = app.window()->grabWindow();
    QVERIFY(!image.isNull());
    if (qEnvironmentVariableIsSet("TASKMASTER_SHOTS"))
        QVERIFY(image.save(qEnvironmentVariable("TASKMASTER_SHOTS")
                           + u"/%1.png"_qs.arg(QString::fromLatin1(QTest::currentDataTag()))));
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::noPageIsMadeBeforeItIsShown()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    AppWindow app(bench);
    QVERIFY(app.page("signInPage"));
    QVERIFY(!app.page("boardPage"));
    QVERIFY(!app.page("sidebarPage"));
    bench.open();
    QTRY_VERIFY(app.page("boardPage"));
    QVERIFY(app.page("sidebarPage"));
    QVERIFY(!app.page("signInPage"));
    QVERIFY(!app.page("taskPage"));
    bench.workbench.openTask(bench.taskNamed(u"Sign in with a passkey"_qs).toString());
    QTRY_VERIFY(app.page("taskPage"));
}

void PagesTest::aWrongServerAddressIsSaidAtItsField()
{
    Bench bench;
    AppWindow app(bench);
    app.type("server", u"not a server"_qs);
    app.type("email", u"ana@example.org"_qs);
    app.type("password", u"secret"_qs);
    app.key(Qt::Key_Return);
    QCOMPARE(bench.workbench.signIn()->problemField(), u"server"_qs);
    QTRY_VERIFY(app.find("server")->property("problem").toString().contains(u"https://"));
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::aPastedSetUpLinkAsksForTheFirstAccount()
{
    Bench bench;
    AppWindow app(bench);
    Client::Joining *joining = bench.workbench.joining();
    QSignalSpy wished(joining, &Client::Joining::joinRequested);
    app.paste("server", linkOf(AccessLink::Kind::SetUp));
    QCOMPARE(joining->state(), Client::Joining::Newcomer);
    QTRY_VERIFY(app.find("joinWorkspace")->isVisible());
    QVERIFY(!app.find("email")->isVisible());
    QCOMPARE(app.find("server")->property("text").toString(), QString()); // the secret is not left lying about
    app.key(Qt::Key_Tab); // settles the focus
    app.type("joinName", u"Olga Owner"_qs);
    app.key(Qt::Key_Return);
    app.write(u"olga@example.org"_qs);
    app.key(Qt::Key_Return);
    app.write(u"correct horse"_qs);
    app.key(Qt::Key_Return);
    app.write(u"Garden"_qs);
    app.key(Qt::Key_Return);
    QCOMPARE(wished.count(), 1);
    const auto link = wished.first()[0].value<AccessLink>();
    QCOMPARE(link.toString(), linkOf(AccessLink::Kind::SetUp));
    const auto wish = wished.first()[1].value<Client::Joining::Wish>();
    QCOMPARE(wish.name, u"Olga Owner"_qs);
    QCOMPARE(wish.email, u"olga@example.org"_qs);
    QCOMPARE(wish.password, u"correct horse"_qs);
    QCOMPARE(wish.workspace, u"Garden"_qs);
    QVERIFY(!app.find("join")->isEnabled());
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::anInvitationSaysWhereItLeadsAndWhatIsWrong()
{
    Bench bench;
    AppWindow app(bench);
    Client::Joining *joining = bench.workbench.joining();
    QSignalSpy asked(joining, &Client::Joining::lookRequested);
    QSignalSpy wished(joining, &Client::Joining::joinRequested);
    app.paste("server", linkOf(AccessLink::Kind::Invitation));
    QCOMPARE(asked.count(), 1);
    joining->show({u"Northwind"_qs, {}, u"Ana"_qs, u"member"_qs});
    QTRY_COMPARE(app.find("joinHeading")->property("text").toString(), u"Join Northwind"_qs);
    QVERIFY(!app.find("joinWorkspace")->isVisible());
    app.type("joinName", u"Gus"_qs);
    app.type("joinEmail", u"no address"_qs);
    app.click("join");
    QCOMPARE(wished.count(), 0);
    QVERIFY(app.find("joinEmail")->property("problem").toString().contains(u"e-mail"));
    app.type("joinEmail", u"gus@example.org"_qs);
    app.type("joinPassword", u"password123"_qs);
    app.click("join");
    QCOMPARE(wished.count(), 1);
    joining->fail(u"That one is tried first."_qs, u"password"_qs);
    QTRY_COMPARE(app.find("joinPassword")->property("problem").toString(), u"That one is tried first."_qs);
    QVERIFY(app.find("joinPassword")->property("field").value<QQuickItem *>()->hasActiveFocus());
    QCOMPARE(app.find("joinName")->property("text").toString(), u"Gus"_qs); // what was typed stays
    app.click("dropLink");
    QCOMPARE(joining->state(), Client::Joining::NoLink);
    QTRY_VERIFY(app.find("email")->isVisible());
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::whoHasAnAccountSignsInAndJoins()
{
    Bench bench;
    AppWindow app(bench);
    Client::Joining *joining = bench.workbench.joining();
    QSignalSpy asked(bench.workbench.signIn(), &SignIn::requested);
    app.paste("server", linkOf(AccessLink::Kind::Invitation));
    joining->show({u"Northwind"_qs, {}, u"Ana"_qs, u"member"_qs});
    app.settle();
    app.click("useAccount");
    QCOMPARE(joining->state(), Client::Joining::Account);
    QTRY_COMPARE(app.find("server")->property("text").toString(), u"http://127.0.0.1:7420"_qs);
    app.type("email", u"sue@example.org"_qs);
    app.type("password", u"correct horse"_qs);
    app.key(Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first()[0].toUrl(), QUrl(u"http://127.0.0.1:7420"_qs));
    QCOMPARE(joining->state(), Client::Joining::Account); // kept until it is accepted
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::aLinkThatLeadsNowhereIsSaidAndForgotten()
{
    Bench bench;
    AppWindow app(bench);
    Client::Joining *joining = bench.workbench.joining();
    app.paste("server", linkOf(AccessLink::Kind::Invitation));
    joining->fail(u"This invitation has expired; ask for a new one."_qs, u"link"_qs);
    QCOMPARE(joining->state(), Client::Joining::NoLink);
    QTRY_VERIFY(app.find("linkProblem")->isVisible());
    QVERIFY(app.find("linkProblem")->property("text").toString().contains(u"expired"));
    QVERIFY(app.find("signIn")->isEnabled());
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::enterOpensTheTaskAndEscapeClosesIt()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    app.focus("boardKeys");
    app.key(Qt::Key_Down);
    app.key(Qt::Key_Down);
    app.key(Qt::Key_Return);
    QCOMPARE(bench.workbench.task()->title(), u"Let people choose the first day of the week"_qs);
    QTRY_VERIFY(app.page("taskPage"));
    app.key(Qt::Key_Escape);
    QTRY_COMPARE(bench.workbench.task()->taskId(), QString());
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::editingTheTitleSendsOneEditWithWhatWasSeen()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    bench.workbench.openTask(bench.taskNamed(u"Export invoices as PDF"_qs).toString());
    QTRY_VERIFY(app.page("taskPage"));
    app.focus("title");
    app.key(Qt::Key_End);
    app.write(u" and CSV"_qs);
    app.key(Qt::Key_Return);
    QTRY_COMPARE(waiting(bench), 1);
    QVERIFY(!bench.taskNamed(u"Export invoices as PDF and CSV"_qs).isNull());
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::whatIsTypedInAFieldIsNotPulledAwayByAnEvent()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    const Uuid task = bench.taskNamed(u"Export invoices as PDF"_qs);
    bench.workbench.openTask(task.toString());
    QTRY_VERIFY(app.page("taskPage"));
    app.focus("title");
    app.key(Qt::Key_End);
    app.write(u"!"_qs);
    bench.replica.apply(bench.sample.renamed(task, u"Somebody else was here"_qs));
    QCOMPARE(app.find("title")->property("text").toString(), u"Export invoices as PDF!"_qs);
    app.key(Qt::Key_Return);
    QTRY_COMPARE(waiting(bench), 1);
    QTRY_COMPARE(app.find("title")->property("text").toString(), u"Export invoices as PDF!"_qs);
}

void PagesTest::aCommentThatIsHalfTypedSurvivesClosingTheTask()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    const QString task = bench.taskNamed(u"Export invoices as PDF"_qs).toString();
    bench.workbench.openTask(task);
    QTRY_VERIFY(app.page("taskPage"));
    app.focus("commentField");
    app.write(u"Half a thought"_qs);
    bench.workbench.closeTask();
    bench.workbench.openTask(bench.taskNamed(u"Haptics when a card is dropped"_qs).toString());
    QTRY_COMPARE(app.find("commentField")->property("text").toString(), QString());
    bench.workbench.openTask(task);
    QTRY_COMPARE(app.find("commentField")->property("text").toString(), u"Half a thought"_qs);
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::whatAnInputMethodHasNotFinishedIsKeptToo()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    const QString task = bench.taskNamed(u"Export invoices as PDF"_qs).toString();
    bench.workbench.openTask(task);
    QTRY_VERIFY(app.page("taskPage"));
    const auto compose = [&app](const QString &unfinished, const QString &finished) {
        QInputMethodEvent event(unfinished, {});
        event.setCommitString(finished);
        QCoreApplication::sendEvent(app.window()->activeFocusItem(), &event);
    };
    app.focus("commentField");
    app.write(u"ab"_qs);
    app.key(Qt::Key_Left);
    compose(u"ni"_qs, {});
    QCOMPARE(bench.outbox.draft(u"comment/"_qs + task), u"anib"_qs);
    compose({}, u"\u4f60"_qs);
    QCOMPARE(bench.outbox.draft(u"comment/"_qs + task), u"a\u4f60b"_qs);
    compose(u"hao"_qs, {});
    compose({}, {});
    QCOMPARE(bench.outbox.draft(u"comment/"_qs + task), u"a\u4f60b"_qs);

    app.focus("description");
    app.key(Qt::Key_End, Qt::ControlModifier);
    const QString before = bench.workbench.task()->description();
    compose(u"ni"_qs, {});
    QCOMPARE(bench.workbench.editedText(u"description/"_qs + task), before + u"ni"_qs);
    compose({}, u"\u4f60"_qs);
    QCOMPARE(bench.workbench.editedText(u"description/"_qs + task), before + u"\u4f60"_qs);
    bench.workbench.closeTask();

    app.focus("boardKeys");
    app.key(Qt::Key_N);
    QTRY_VERIFY(app.window()->activeFocusItem() && app.window()->activeFocusItem()->objectName() == u"quickAddField");
    compose(u"ni"_qs, {});
    const auto isKept = [&bench](const QString &text) {
        Client::BoardModel *board = bench.workbench.board();
        for (int column = 0; column < board->rowCount(); ++column) {
            if (board->data(board->index(column), Client::BoardModel::DraftRole).toString() == text)
                return true;
        }
        return false;
    };
    QVERIFY(isKept(u"ni"_qs));
    compose({}, u"\u4f60"_qs);
    QVERIFY(isKept(u"\u4f60"_qs));
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::aTitleThatIsHalfTypedGoesToItsOwnTask()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    const Uuid first = bench.taskNamed(u"Export invoices as PDF"_qs);
    const Uuid second = bench.taskNamed(u"Haptics when a card is dropped"_qs);
    bench.workbench.openTask(first.toString());
    QTRY_VERIFY(app.page("taskPage"));
    app.focus("title");
    app.key(Qt::Key_End);
    app.write(u"!"_qs);
    bench.workbench.openTask(second.toString());
    QCOMPARE(bench.taskNamed(u"Export invoices as PDF!"_qs), first);
    QCOMPARE(bench.taskNamed(u"Haptics when a card is dropped"_qs), second);
    QTRY_COMPARE(app.find("title")->property("text").toString(), u"Haptics when a card is dropped"_qs);
    QCOMPARE(waiting(bench), 1);
}

void PagesTest::aDescriptionFromBeforeACrashIsSentWhenItsTaskIsOpened()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    const Uuid task = bench.taskNamed(u"Export invoices as PDF"_qs);
    bench.workbench.saveEdit(u"description/"_qs + task.toString(), u"Half a paragraph"_qs, {});
    AppWindow app(bench);
    bench.workbench.openTask(task.toString());
    QTRY_VERIFY(app.page("taskPage"));
    QCOMPARE(bench.workbench.task()->description(), u"Half a paragraph"_qs);
    QCOMPARE(bench.outbox.draft(u"description/"_qs + task.toString()), QString());
}

void PagesTest::aTitleFromBeforeACrashSaysWhatItWasBasedOn()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    const Uuid task = bench.taskNamed(u"Export invoices as PDF"_qs);
    const QString place = u"title/"_qs + task.toString();
    bench.workbench.saveEdit(place, u"Export invoices as PDF and CSV"_qs, u"Export invoices as PDF"_qs);
    // While the program was gone, somebody else renamed it.
    bench.replica.apply({bench.sample.renamed(task, u"Export everything"_qs)});
    AppWindow app(bench);
    bench.workbench.openTask(task.toString());
    QTRY_VERIFY(app.page("taskPage"));
    QCOMPARE(waiting(bench), 1);
    QCOMPARE(bench.workbench.task()->title(), u"Export invoices as PDF and CSV"_qs);
    // The server keeps the loser of two edits when the base is not what it has: it has to be the one that was seen.
    bench.link.becomeReady();
    QTRY_COMPARE(bench.link.sent.size(), 1);
    const auto edit = std::get<Edit>(std::get<Frames::Submit>(bench.link.sent.first()).command.args);
    QCOMPARE(edit.base.first().value, Value(u"Export invoices as PDF"_qs));
    QVERIFY(!bench.workbench.hasEdit(place));
}

void PagesTest::escapeGoesOneStepBackAtATime()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    bench.workbench.openTask(bench.taskNamed(u"Export invoices as PDF"_qs).toString());
    QTRY_VERIFY(app.page("taskPage"));
    app.settle();
    app.click("priority");
    QTRY_VERIFY(app.window()->activeFocusItem()
                && app.window()->activeFocusItem()->property("name").toString() == u"Priority");
    app.key(Qt::Key_Escape);
    QVERIFY(!bench.workbench.task()->taskId().isEmpty());
    app.focus("title");
    app.key(Qt::Key_Escape);
    QVERIFY(!app.find("title")->hasActiveFocus());
    QVERIFY(!bench.workbench.task()->taskId().isEmpty());
    app.key(Qt::Key_Escape);
    QTRY_COMPARE(bench.workbench.task()->taskId(), QString());
    QTRY_VERIFY(app.find("boardKeys")->hasActiveFocus());
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::spaceLooksAtTasksWhileOneWalks()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    const auto title = [&bench] { return bench.workbench.task()->title(); };
    app.focus("boardKeys");
    app.key(Qt::Key_Down);
    app.key(Qt::Key_Space);
    QTRY_VERIFY(app.page("taskPage"));
    QCOMPARE(title(), u"Offline banner hides the composer on small screens"_qs);
    app.key(Qt::Key_Down);
    QCOMPARE(title(), u"Let people choose the first day of the week"_qs);
    app.key(Qt::Key_Space);
    QCOMPARE(bench.workbench.task()->taskId(), QString());
    QTRY_VERIFY(app.find("boardKeys")->hasActiveFocus());
    app.key(Qt::Key_Down);
    QCOMPARE(bench.workbench.task()->taskId(), QString());
    // What was opened stays while one walks on.
    app.key(Qt::Key_Return);
    QCOMPARE(title(), u"Export invoices as PDF"_qs);
    app.key(Qt::Key_Down);
    QCOMPARE(title(), u"Export invoices as PDF"_qs);
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::panesAreAsWideAsTheyAreDragged()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    bench.workbench.openTask(bench.taskNamed(u"Export invoices as PDF"_qs).toString());
    QTRY_VERIFY(app.page("taskPage"));
    app.settle();
    const auto width = [&app](const char *page) { return app.find(page)->width(); };
    QCOMPARE(width("sidebarPage"), 240);
    const QPoint edge = app.centre(app.find("sidebarEdge"));
    app.drag(edge, edge + QPoint(60, 0));
    QCOMPARE(width("sidebarPage"), 300);
    QCOMPARE(bench.workbench.preferences()->sidebarWidth(), 300.0);
    const QPoint paneEdge = app.centre(app.find("paneEdge"));
    app.drag(paneEdge, paneEdge - QPoint(80, 0));
    QCOMPARE(width("taskPage"), 548);
    app.drag(paneEdge - QPoint(80, 0), paneEdge + QPoint(500, 0)); // narrower than one can use
    QCOMPARE(width("taskPage"), 360);
    app.focus("sidebarEdge");
    app.key(Qt::Key_Left);
    QCOMPARE(width("sidebarPage"), 284);
    QTest::mouseDClick(app.window(), Qt::LeftButton, {}, app.centre(app.find("sidebarEdge")));
    QCOMPARE(width("sidebarPage"), 240);
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::trashingATaskCanBeUndone()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    const QString task = bench.taskNamed(u"Export invoices as PDF"_qs).toString();
    bench.workbench.openTask(task);
    QTRY_VERIFY(app.page("taskPage"));
    app.click("trash");
    QTRY_COMPARE(bench.workbench.board()->columnOf(task), QString());
    QCOMPARE(bench.workbench.task()->taskId(), QString());
    QTRY_VERIFY(app.find("toast")->property("shown").toBool());
    app.key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(!bench.workbench.board()->columnOf(task).isEmpty());
    QVERIFY(!app.find("toast")->property("shown").toBool());
    QCOMPARE(app.warnings(), QStringList());
}

void PagesTest::aNewProjectIsOpenAndListedAtOnce()
{
    Bench bench;
    bench.sample.fillLikeARealOne(QDate::currentDate());
    bench.open();
    AppWindow app(bench);
    app.settle();
    const int before = bench.workbench.projects()->rowCount();
    bench.workbench.createProject(u"Garden party"_qs);
    QCOMPARE(bench.workbench.projects()->rowCount(), before + 1);
    QCOMPARE(bench.workbench.board()->name(), u"Garden party"_qs);
    QTRY_COMPARE(app.find("columns")->property("count").toInt(), 4);
    QCOMPARE(app.warnings(), QStringList());
}

} // namespace TaskMaster::Test

QTEST_MAIN(TaskMaster::Test::PagesTest)
#include "PagesTest.moc"
