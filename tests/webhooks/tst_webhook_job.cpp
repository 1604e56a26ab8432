// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/RetrySchedule.h"
#include "server/exchange/webhooks/WebhookJob.h"
#include "server/storage/WebhookChange.h"
#include "tests/app/AppFixture.h"
#include "tests/webhooks/FakeResolver.h"
#include "tests/webhooks/HookReceiver.h"

#include <QMessageAuthenticationCode>
#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using TaskMaster::Test::AppFixture;
using TaskMaster::Test::FakeResolver;
using TaskMaster::Test::HookReceiver;
using TaskMaster::Test::HookRequest;

namespace {

const QString secret = QStringLiteral("whsec_of-the-test");

/// A workspace with two projects, receivers outside, and the job between them.
class Story {
public:
    Story()
    {
        app.heard = [this](const CommitPtr &commit) {
            if (const std::scoped_lock lock(m_mutex); m_job)
                m_job->committed(commit);
        };
        owner = app.addUser(QStringLiteral("Olga"));
        must(workspace, CreateWorkspace{QStringLiteral("Northwind"), owner});
        for (const StreamId &project : {mobile, web})
            must(project, CreateProject{QStringLiteral("Project"), QStringLiteral("PRJ"), {}, false});
        options.database = app.settings;
        options.post.policy = {true, true};
        options.lookEvery = std::chrono::milliseconds(10);
        options.scanEvery = std::chrono::milliseconds(50);
    }
    ~Story() { stop(); }

    void start()
    {
        auto job = std::make_unique<WebhookJob>(options, std::make_unique<FakeResolver>(names), app.epoch, *app.writes,
                                                app.clock, app.metrics);
        job->start();
        const std::scoped_lock lock(m_mutex);
        m_job = std::move(job);
    }
    void stop()
    {
        std::unique_ptr<WebhookJob> job;
        {
            const std::scoped_lock lock(m_mutex);
            job = std::move(m_job);
        }
        if (job)
            job->stop();
    }
    void must(const StreamId &stream, const CommandArgs &args)
    {
        if (!app.submit(stream, args))
            qFatal("a command was refused");
    }
    void addTask(const StreamId &project, const QString &title = QStringLiteral("Paint"))
    {
        const auto columns = app.rows<Column>(project);
        CreateTask task;
        task.taskId = Uuid::v7();
        task.columnId = columns.first().id;
        task.title = title;
        must(project, task);
    }
    void apply(const WebhookChange &change)
    {
        std::promise<Result<void>> done;
        app.writes->run(
            [&](Database &database) {
                const auto applied = WebhookChanges::apply(database, change, app.clock.nowMs());
                return applied ? Result<void>() : Result<void>(applied.error());
            },
            [&done](const Result<void> &result) { done.set_value(result); });
        if (!done.get_future().get())
            qFatal("a change of a webhook was refused");
        const std::scoped_lock lock(m_mutex);
        if (m_job)
            m_job->webhooksChanged();
    }
    Webhook add(const QString &url, const Uuid &project = {}, const QStringList &events = {})
    {
        Webhook hook;
        hook.id = Uuid::v7();
        hook.workspace = workspace.workspace;
        hook.project = project;
        hook.url = url;
        hook.events = events;
        hook.secret = secret;
        hook.createdAt = app.clock.nowMs();
        apply(WebhookChanges::Add{hook});
        return hook;
    }
    [[nodiscard]] QList<WebhookDelivery> deliveries(const Webhook &hook, std::optional<DeliveryState> state = {}) const
    {
        return *WebhookStore::deliveries(*app.reading(), hook.id, state, {}, 1000);
    }
    [[nodiscard]] qsizetype count(const Webhook &hook, DeliveryState state) const
    {
        return deliveries(hook, state).size();
    }
    [[nodiscard]] qsizetype behind() const { return WebhookStore::behind(*app.reading())->size(); }
    [[nodiscard]] qint64 head(const StreamId &stream) const
    {
        return WebhookStore::place(*app.reading(), Uuid::v7(), stream)->head;
    }
    /// The attempt that is due now is made, and is recorded.
    [[nodiscard]] bool tryAgain(const Webhook &hook, int attempts)
    {
        const auto open = deliveries(hook, DeliveryState::Retrying);
        if (!open.isEmpty())
            app.clock.set(open.first().nextTryAt);
        return QTest::qWaitFor([&] {
            const auto all = deliveries(hook);
            return !all.isEmpty() && all.last().attempts == attempts;
        });
    }

    AppFixture app;
    Uuid owner;
    StreamId workspace = StreamId::ofWorkspace(Uuid::v7());
    StreamId mobile = StreamId::ofProject(workspace.workspace, Uuid::v7());
    StreamId web = StreamId::ofProject(workspace.workspace, Uuid::v7());
    std::shared_ptr<FakeResolver::Book> names = std::make_shared<FakeResolver::Book>();
    WebhookJob::Options options;

private:
    std::mutex m_mutex;
    std::unique_ptr<WebhookJob> m_job;
};

bool isSigned(const HookRequest &request)
{
    const QByteArray header = request.headers.value("taskmaster-signature");
    const QByteArray when = header.mid(2, header.indexOf(',') - 2);
    const QByteArray expected =
        QMessageAuthenticationCode::hash(when + '.' + request.body, secret.toUtf8(), QCryptographicHash::Sha256)
            .toHex();
    return header == "t=" + when + ",v1=" + expected;
}

} // namespace

/// Webhooks from the commit to a real receiver: signed, in order, again when they failed, and never into a private
/// network.
class WebhookJobTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingThatHappensArrivesSignedAndInOrder()
    {
        HookReceiver receiver;
        Story story;
        const Webhook hook = story.add(receiver.url(QStringLiteral("/hook?a=b%20c")));
        story.start();
        const qint64 before = story.head(story.mobile);
        for (int i = 0; i < 20; ++i)
            story.addTask(story.mobile, QStringLiteral("Paint “%1”").arg(i));
        story.must(story.workspace, SetMember{story.app.addUser(QStringLiteral("Mia")), Role::Member});
        QTRY_COMPARE(receiver.requests.size(), 21);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(receiver.seqs(story.mobile.toString()).value(i), before + 1 + i);
        QCOMPARE(receiver.seqs(story.workspace.toString()).size(), 1);
        const HookRequest &first = receiver.requests.first();
        QCOMPARE(first.target, QByteArray("/hook?a=b%20c"));
        QCOMPARE(first.headers.value("content-type"), QByteArray("application/json"));
        QVERIFY(first.headers.value("user-agent").startsWith("TaskMaster/"));
        QCOMPARE(first.headers.value("taskmaster-event"), QByteArray("taskCreated"));
        QCOMPARE(first.headers.value("taskmaster-delivery"), first.json().value(u"deliveryId").toString().toLatin1());
        QCOMPARE(first.json().value(u"webhookId").toString(), hook.id.toString());
        QCOMPARE(first.event().value(u"epoch").toInteger(), story.app.epoch);
        QVERIFY(first.event().value(u"changes").toArray().size() > 0);
        for (const HookRequest &request : receiver.requests)
            QVERIFY(isSigned(request));
        QTRY_COMPARE(story.count(hook, DeliveryState::Delivered), 21);
        QTRY_COMPARE(story.behind(), 0);
    }

    void itHearsWhatItWantsOfItsProject()
    {
        HookReceiver receiver;
        Story story;
        story.add(receiver.url(QStringLiteral("/mobile")), story.mobile.scope);
        story.add(receiver.url(QStringLiteral("/labels")), {}, {QStringLiteral("label")});
        story.add(receiver.url(QStringLiteral("/archived")), {}, {QStringLiteral("projectArchived")});
        story.start();
        story.addTask(story.web);
        story.addTask(story.mobile);
        story.must(story.web, CreateLabel{Uuid::v7(), QStringLiteral("Red"), {}});
        story.must(story.web, ArchiveProject{true});
        QTRY_COMPARE(story.behind(), 0);
        QStringList heard;
        for (const HookRequest &request : receiver.requests)
            heard.append(QString::fromLatin1(request.target) + u' ' + request.verb());
        heard.sort();
        QCOMPARE(heard,
                 QStringList({QStringLiteral("/archived projectArchived"), QStringLiteral("/labels labelCreated"),
                              QStringLiteral("/mobile taskCreated")}));
    }

    void whatFailedIsTriedAgainLaterAndLaterUntilItIsDead()
    {
        HookReceiver receiver;
        receiver.answer = [](const HookRequest &) { return HookReceiver::withStatus(503, "come back later"); };
        Story story;
        const Webhook hook = story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        story.addTask(story.mobile);
        QVERIFY(story.tryAgain(hook, 1));
        for (int attempt = 1; attempt < RetrySchedule::AttemptsMax; ++attempt) {
            const auto open = story.deliveries(hook, DeliveryState::Retrying);
            QCOMPARE(open.size(), 1); // the second waits behind it
            QCOMPARE(open[0].nextTryAt - story.app.clock.nowMs(), RetrySchedule::delayAfter(attempt, open[0].id));
            QCOMPARE(open[0].status, 503);
            QCOMPARE(open[0].answer, QStringLiteral("come back later"));
            QCOMPARE(receiver.requests.size(), attempt);
            story.app.clock.set(open[0].nextTryAt - 1);
            QTest::qWait(40); // several looks: it is not yet time
            QCOMPARE(receiver.requests.size(), attempt);
            QVERIFY(story.tryAgain(hook, attempt + 1));
        }
        QTRY_COMPARE(story.count(hook, DeliveryState::Dead), 1);
        QTRY_COMPARE(receiver.requests.size(), RetrySchedule::AttemptsMax + 1); // and the second has its turn
        QSet<QByteArray> ids;
        for (const HookRequest &request : receiver.requests)
            ids.insert(request.headers.value("taskmaster-delivery"));
        QCOMPARE(ids.size(), 2);
        QCOMPARE(receiver.requests.last().seq(), receiver.requests.first().seq() + 1);
    }

    void whatWaitedForADayBehindADeadOneDiesWithIt()
    {
        HookReceiver receiver;
        receiver.answer = [](const HookRequest &) { return HookReceiver::withStatus(500); };
        Story story;
        const Webhook hook = story.add(receiver.url());
        story.start();
        for (int i = 0; i < 3; ++i)
            story.addTask(story.mobile);
        QVERIFY(story.tryAgain(hook, 1));
        for (int attempt = 2; attempt < RetrySchedule::AttemptsMax; ++attempt)
            QVERIFY(story.tryAgain(hook, attempt));
        story.app.clock.advance(RetrySchedule::GiveUpMs);
        story.addTask(story.mobile); // it is young: it will be tried
        QTRY_COMPARE(story.count(hook, DeliveryState::Dead), 3);
        QTRY_COMPARE(receiver.requests.size(), RetrySchedule::AttemptsMax + 1);
        QCOMPARE(receiver.requests.last().seq(), receiver.requests.first().seq() + 3);
        const auto dead = story.deliveries(hook, DeliveryState::Dead);
        QCOMPARE(std::count_if(dead.cbegin(), dead.cend(), [](const auto &each) { return each.attempts == 0; }), 2);
    }

    void deadOnesAreReplayedUnderTheirOldIds()
    {
        HookReceiver receiver;
        bool isBroken = true;
        receiver.answer = [&](const HookRequest &) { return HookReceiver::withStatus(isBroken ? 500 : 200); };
        Story story;
        const Webhook hook = story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        QVERIFY(story.tryAgain(hook, 1));
        for (int attempt = 2; attempt <= RetrySchedule::AttemptsMax; ++attempt)
            QVERIFY(story.tryAgain(hook, attempt));
        QTRY_COMPARE(story.count(hook, DeliveryState::Dead), 1);
        isBroken = false;
        story.addTask(story.mobile); // the live line goes on
        QTRY_COMPARE(story.count(hook, DeliveryState::Delivered), 1);
        story.apply(WebhookChanges::Replay{hook.id, {}});
        QTRY_COMPARE(story.count(hook, DeliveryState::Delivered), 2);
        QCOMPARE(story.count(hook, DeliveryState::Dead), 0);
        QCOMPARE(receiver.requests.last().body, receiver.requests.first().body);
        QVERIFY(isSigned(receiver.requests.last()));
        const auto all = story.deliveries(hook);
        story.apply(WebhookChanges::Replay{hook.id, all.first().id}); // one that arrived, once more
        QTRY_COMPARE(receiver.requests.size(), RetrySchedule::AttemptsMax + 3);
    }

    void aReceiverThatIsGoneIsLeftAlone()
    {
        HookReceiver receiver;
        receiver.answer = [](const HookRequest &) { return HookReceiver::withStatus(410); };
        Story story;
        const Webhook hook = story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        QTRY_VERIFY(!(*WebhookStore::find(*story.app.reading(), hook.id))->isActive);
        QVERIFY((*WebhookStore::find(*story.app.reading(), hook.id))->endedBecause.contains(u"410"));
        story.addTask(story.mobile);
        QTest::qWait(60);
        QCOMPARE(receiver.requests.size(), 1);
        QCOMPARE(story.count(hook, DeliveryState::Dead), 1);
        receiver.answer = [](const HookRequest &) { return HookReceiver::withStatus(204); };
        Webhook again = hook;
        again.isActive = true;
        story.apply(WebhookChanges::Update{again});
        story.addTask(story.mobile);
        QTRY_COMPARE(receiver.requests.size(), 2);
        QCOMPARE(receiver.requests.last().seq(), receiver.requests.first().seq() + 2); // what it missed, it missed
    }

    void aReceiverThatNeverAnswersDelaysNobody()
    {
        HookReceiver silent;
        silent.answer = [](const HookRequest &) { return QByteArray(); };
        HookReceiver quick;
        Story story;
        story.options.post.deadline = std::chrono::milliseconds(400);
        const Webhook slow = story.add(silent.url());
        story.add(quick.url());
        story.start();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i)
            story.addTask(story.mobile);
        QTRY_COMPARE(quick.requests.size(), 10);
        QCOMPARE(silent.requests.size(), 1); // one at a time in a stream
        QTRY_COMPARE(story.count(slow, DeliveryState::Retrying), 1);
        QVERIFY(story.deliveries(slow).first().answer.contains(u"no answer within"));
        QCOMPARE(story.deliveries(slow).first().status, 0);
    }

    void oneReceiverGetsItsShareAndNotMore()
    {
        HookReceiver silent;
        silent.answer = [](const HookRequest &) { return QByteArray(); };
        Story story;
        QList<StreamId> projects;
        for (int i = 0; i < 8; ++i) {
            projects.append(StreamId::ofProject(story.workspace.workspace, Uuid::v7()));
            story.must(projects.last(), CreateProject{QStringLiteral("P"), QStringLiteral("PRJ"), {}, false});
        }
        story.add(silent.url());
        story.start();
        for (const StreamId &project : projects)
            story.addTask(project);
        QTRY_COMPARE(silent.requests.size(), WebhookLines::PerWebhookMax);
        QTest::qWait(60);
        QCOMPARE(silent.requests.size(), WebhookLines::PerWebhookMax);
    }

    void whatWasOnItsWayWhenTheServerStoppedIsSentAgain()
    {
        HookReceiver receiver;
        receiver.answer = [](const HookRequest &) { return QByteArray(); };
        Story story;
        const Webhook hook = story.add(receiver.url());
        story.start();
        for (int i = 0; i < 5; ++i)
            story.addTask(story.mobile);
        QTRY_COMPARE(receiver.requests.size(), 1);
        story.stop();
        story.addTask(story.mobile); // while no job runs
        receiver.answer = [](const HookRequest &) { return HookReceiver::withStatus(204); };
        story.start();
        QTRY_COMPARE(story.count(hook, DeliveryState::Delivered), 6);
        const auto seqs = receiver.seqs();
        QCOMPARE(seqs.size(), 7);
        QCOMPARE(seqs[0], seqs[1]);
        QVERIFY(std::is_sorted(seqs.cbegin(), seqs.cend()));
        QCOMPARE(receiver.requests[0].headers.value("taskmaster-delivery"),
                 receiver.requests[1].headers.value("taskmaster-delivery"));
    }

    void attemptsAreRememberedOverARestart()
    {
        HookReceiver receiver;
        receiver.answer = [](const HookRequest &) { return HookReceiver::withStatus(500); };
        Story story;
        const Webhook hook = story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        QVERIFY(story.tryAgain(hook, 1));
        QVERIFY(story.tryAgain(hook, 2));
        story.stop();
        story.start();
        QTest::qWait(60);
        QCOMPARE(receiver.requests.size(), 2); // not before its time
        QVERIFY(story.tryAgain(hook, 3));
    }

    void redirectsAreFollowedWithTheBodyAndNotForEver_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("hops");
        QTest::addColumn<bool>("arrives");
        QTest::newRow("307") << 307 << 1 << true;
        QTest::newRow("308 three times") << 308 << 3 << true;
        QTest::newRow("four times") << 307 << 4 << false;
        QTest::newRow("301 would become a GET") << 301 << 1 << false;
        QTest::newRow("302 would become a GET") << 302 << 1 << false;
        QTest::newRow("303 is a GET") << 303 << 1 << false;
    }
    void redirectsAreFollowedWithTheBodyAndNotForEver()
    {
        QFETCH(int, status);
        QFETCH(int, hops);
        QFETCH(bool, arrives);
        HookReceiver receiver;
        receiver.answer = [&](const HookRequest &request) {
            const int hop = request.target.mid(1).toInt();
            return hop < hops ? HookReceiver::redirect(status, QStringLiteral("/%1").arg(hop + 1))
                              : HookReceiver::withStatus(204);
        };
        Story story;
        const Webhook hook = story.add(receiver.url(QStringLiteral("/0")));
        story.start();
        story.addTask(story.mobile);
        QTRY_COMPARE(story.deliveries(hook).size(), 1);
        QCOMPARE(story.deliveries(hook).first().state == DeliveryState::Delivered, arrives);
        if (arrives) {
            QCOMPARE(receiver.requests.size(), hops + 1);
            QCOMPARE(receiver.requests.last().body, receiver.requests.first().body);
            QVERIFY(isSigned(receiver.requests.last()));
        } else {
            QVERIFY(story.deliveries(hook).first().answer.contains(u"redirected"));
        }
    }

    void noRedirectLeadsWhereOneMayNotGo_data()
    {
        QTest::addColumn<QString>("to");
        QTest::newRow("metadata") << QStringLiteral("http://169.254.169.254/latest/meta-data/");
        QTest::newRow("a name for it") << QStringLiteral("http://metadata.example/");
        QTest::newRow("mapped") << QStringLiteral("http://[::ffff:169.254.169.254]/");
        QTest::newRow("a file") << QStringLiteral("file:///etc/passwd");
        QTest::newRow("with a password") << QStringLiteral("http://eve:secret@127.0.0.1/");
        QTest::newRow("nowhere") << QString();
    }
    void noRedirectLeadsWhereOneMayNotGo()
    {
        QFETCH(QString, to);
        HookReceiver receiver;
        receiver.answer = [&](const HookRequest &) { return HookReceiver::redirect(307, to); };
        Story story;
        story.names->addresses.insert(QStringLiteral("metadata.example"), {QStringLiteral("169.254.169.254")});
        const Webhook hook = story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        QTRY_COMPARE(story.count(hook, DeliveryState::Retrying), 1);
        QCOMPARE(receiver.requests.size(), 1);
    }

    void namesOfPrivateAddressesAreRefused_data()
    {
        QTest::addColumn<QStringList>("addresses");
        QTest::newRow("loopback") << QStringList{QStringLiteral("127.0.0.1")};
        QTest::newRow("loopback 6") << QStringList{QStringLiteral("::1")};
        QTest::newRow("mapped") << QStringList{QStringLiteral("::ffff:127.0.0.1")};
        QTest::newRow("NAT64") << QStringList{QStringLiteral("64:ff9b::127.0.0.1")};
        QTest::newRow("one of several") << QStringList{QStringLiteral("8.8.8.8"), QStringLiteral("127.0.0.1")};
        QTest::newRow("none at all") << QStringList{};
    }
    void namesOfPrivateAddressesAreRefused()
    {
        QFETCH(QStringList, addresses);
        HookReceiver receiver;
        Story story;
        story.options.post.policy = {true, false};
        story.names->addresses.insert(QStringLiteral("inside.example"), addresses);
        const Webhook hook = story.add(QStringLiteral("http://inside.example:%1/").arg(receiver.port()));
        story.start();
        story.addTask(story.mobile);
        QTRY_COMPARE(story.count(hook, DeliveryState::Retrying), 1);
        QCOMPARE(receiver.connections, 0);
        const WebhookDelivery failed = story.deliveries(hook).first();
        QCOMPARE(failed.status, 0);
        QVERIFY(failed.answer.contains(addresses.isEmpty() ? u"not found" : u"not an address of the public internet"));
    }

    void theConnectionGoesToTheAddressThatWasChecked()
    {
        // The name means nothing to the real DNS: only who connects to what the resolver said once gets there.
        HookReceiver receiver;
        Story story;
        story.names->addresses.insert(QStringLiteral("rebind.example"), {QStringLiteral("127.0.0.1")});
        const Webhook hook = story.add(QStringLiteral("http://rebind.example:%1/").arg(receiver.port()));
        story.start();
        story.addTask(story.mobile);
        QTRY_COMPARE(story.count(hook, DeliveryState::Delivered), 1);
        QCOMPARE(receiver.requests.first().headers.value("host"),
                 "rebind.example:" + QByteArray::number(receiver.port()));
        const std::scoped_lock lock(story.names->mutex);
        QCOMPARE(story.names->asked, QStringList{QStringLiteral("rebind.example")});
    }

    void certificatesAreCheckedAgainstTheName_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isTrusted");
        QTest::addColumn<bool>("arrives");
        QTest::newRow("right") << QStringLiteral("hooks.example") << true << true;
        QTest::newRow("another name") << QStringLiteral("other.example") << true << false;
        QTest::newRow("unknown authority") << QStringLiteral("hooks.example") << false << false;
    }
    void certificatesAreCheckedAgainstTheName()
    {
        QFETCH(QString, host);
        QFETCH(bool, isTrusted);
        QFETCH(bool, arrives);
        HookReceiver receiver(HookReceiver::Speaks::Tls);
        Story story;
        if (isTrusted)
            story.options.post.tls.setCaCertificates({HookReceiver::certificate()});
        story.names->addresses.insert(host, {QStringLiteral("127.0.0.1")});
        const Webhook hook = story.add(receiver.tlsUrl(host));
        story.start();
        story.addTask(story.mobile);
        QTRY_COMPARE(story.deliveries(hook).size(), 1);
        QCOMPARE(story.deliveries(hook).first().state == DeliveryState::Delivered, arrives);
        QCOMPARE(receiver.requests.size(), arrives ? 1 : 0);
    }

    void badAnswersAreFailuresAndKeptShort_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("arrives");
        QTest::newRow("not HTTP") << QByteArray("hello\r\n\r\n") << false;
        QTest::newRow("cut") << QByteArray("HTTP/1.1 200") << false;
        QTest::newRow("endless headers") << QByteArray("HTTP/1.1 200 OK\r\n") + QByteArray("A: b\r\n").repeated(20'000)
                                         << false;
        QTest::newRow("a large body") << HookReceiver::withStatus(200, QByteArray(1'000'000, 'x')) << true;
        QTest::newRow("an error with control characters")
            << HookReceiver::withStatus(400, QByteArray("bad\0 \x1b[31m\xff", 12)) << false;
    }
    void badAnswersAreFailuresAndKeptShort()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, arrives);
        HookReceiver receiver;
        receiver.answer = [&](const HookRequest &) { return answer; };
        Story story;
        const Webhook hook = story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        QTRY_COMPARE(story.deliveries(hook).size(), 1);
        const WebhookDelivery delivery = story.deliveries(hook).first();
        QCOMPARE(delivery.state == DeliveryState::Delivered, arrives);
        QVERIFY(delivery.answer.size() <= HttpAnswer::BodyBytesMax);
        QVERIFY(!delivery.answer.contains(QChar(0x1b)) && !delivery.answer.contains(QChar(0)));
    }

    void aRemovedWebhookIsForgottenEvenInTheMiddle()
    {
        HookReceiver receiver;
        receiver.answer = [](const HookRequest &) { return QByteArray(); };
        Story story;
        story.options.post.deadline = std::chrono::milliseconds(200);
        const Webhook hook = story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        QTRY_COMPARE(receiver.requests.size(), 1);
        story.apply(WebhookChanges::Remove{hook.id});
        QTest::qWait(400);
        QVERIFY(story.deliveries(hook).isEmpty());
        QCOMPARE(receiver.requests.size(), 1);
    }

    void whatBecameOfItIsCounted()
    {
        HookReceiver receiver;
        Story story;
        story.add(receiver.url());
        story.start();
        story.addTask(story.mobile);
        QTRY_VERIFY(story.app.metrics.writeText().contains("webhook_attempts_total{outcome=\"delivered\"} 1"));
    }
};

QTEST_GUILESS_MAIN(WebhookJobTest)
#include "tst_webhook_job.moc"
