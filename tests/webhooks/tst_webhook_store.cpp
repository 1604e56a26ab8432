// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/WebhookChange.h"
#include "tests/contract/StorageFixture.h"
#include "tests/support/PostgresFixture.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

/// What the store of webhooks promises, asked of SQLite and of PostgreSQL.
class WebhookStoreContract : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;
    std::unique_ptr<StorageFixture> m_storage;
    std::unique_ptr<World> m_world;
    std::unique_ptr<Database> m_database;

    static void addEngines()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgres") << true;
    }
    template <class T> static T must(const Result<T> &result)
    {
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return *result;
    }
    static void must(const Result<void> &result)
    {
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
    }
    [[nodiscard]] Webhook webhook(const Uuid &project = {}) const
    {
        Webhook made;
        made.id = Uuid::v7();
        made.workspace = m_world->workspace.workspace;
        made.project = project;
        made.name = QStringLiteral("Chat “room”");
        made.url = QStringLiteral("https://example.org/hook");
        made.events = {QStringLiteral("taskMoved"), QStringLiteral("comment")};
        made.secret = QStringLiteral("whsec_x");
        made.creator = m_world->owner;
        made.createdAt = 5;
        made.updatedAt = 6;
        return made;
    }
    [[nodiscard]] static WebhookDelivery delivery(const Webhook &hook, const StreamId &stream, qint64 seq,
                                                  DeliveryState state)
    {
        WebhookDelivery made;
        made.id = Uuid::v7();
        made.webhook = hook.id;
        made.stream = stream;
        made.seq = seq;
        made.verb = QStringLiteral("taskMoved");
        made.state = state;
        made.attempts = 2;
        made.createdAt = 100 + seq;
        const bool isOpen = state == DeliveryState::Retrying || state == DeliveryState::Replaying;
        made.nextTryAt = isOpen ? 900 : 0;
        made.finishedAt = isOpen ? 0 : 200 + seq;
        made.status = 503;
        made.answer = QStringLiteral("later, “please”\n");
        return made;
    }
    void addTask()
    {
        QVERIFY(m_storage->submit(m_world->project, m_world->newTask(QStringLiteral("T")), m_world->owner).outcome);
    }
    int apply(const WebhookChange &change, qint64 now = 1000)
    {
        return must(WebhookChanges::apply(*m_database, change, now));
    }
    QStringList behind()
    {
        QStringList lines;
        for (const WebhookStore::Place &place : must(WebhookStore::behind(*m_database)))
            lines << QStringLiteral("%1 %2/%3").arg(place.stream.toString()).arg(place.seq).arg(place.head);
        lines.sort();
        return lines;
    }
    qint64 headOf(const StreamId &stream) { return must(WebhookStore::place(*m_database, Uuid::v7(), stream)).head; }

private Q_SLOTS:
    void init()
    {
        QFETCH(bool, isPostgres);
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        const auto settings = *DatabaseSettings::fromUrl(url);
        m_storage = std::make_unique<StorageFixture>(settings, Switches());
        m_world = std::make_unique<World>(*m_storage);
        m_database = std::move(*Database::open(settings, Database::Use::Write));
    }
    void cleanup()
    {
        m_database.reset();
        m_world.reset();
        m_storage.reset();
    }

    void aWebhookIsReadAsItWasWritten_data() { addEngines(); }
    void aWebhookIsReadAsItWasWritten()
    {
        const Webhook made = webhook(m_world->project.scope);
        apply(WebhookChanges::Add{made});
        Webhook plain = webhook();
        plain.events.clear();
        plain.creator = {};
        plain.name = {};
        plain.createdAt = 4;
        apply(WebhookChanges::Add{plain});
        const auto found = *must(WebhookStore::find(*m_database, made.id));
        QCOMPARE(found.workspace, made.workspace);
        QCOMPARE(found.project, made.project);
        QCOMPARE(found.name, made.name);
        QCOMPARE(found.url, made.url);
        QCOMPARE(found.events, made.events);
        QCOMPARE(found.secret, made.secret);
        QVERIFY(found.isActive && found.endedBecause.isEmpty());
        QCOMPARE(found.creator, made.creator);
        QCOMPARE(found.createdAt, 5);
        QCOMPARE(found.updatedAt, 6);
        const auto all = must(WebhookStore::ofWorkspace(*m_database, made.workspace));
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].id, plain.id); // the oldest first
        QVERIFY(all[0].project.isNull() && all[0].events.isEmpty() && all[0].creator.isNull());
        QVERIFY(must(WebhookStore::ofWorkspace(*m_database, Uuid::v7())).isEmpty());
        QVERIFY(!must(WebhookStore::find(*m_database, Uuid::v7())));
    }

    void itIsToldWhatHappensFromThenOn_data() { addEngines(); }
    void itIsToldWhatHappensFromThenOn()
    {
        const Webhook all = webhook();
        apply(WebhookChanges::Add{all});
        QCOMPARE(behind(), QStringList());
        const qint64 before = headOf(m_world->project);
        addTask();
        QCOMPARE(behind(),
                 QStringList(QStringLiteral("%1 %2/%3").arg(m_world->project.toString()).arg(before).arg(before + 1)));
        // A stream that is younger than the webhook is told from its beginning.
        const StreamId young = StreamId::ofProject(all.workspace, Uuid::v7());
        QVERIFY(
            m_storage
                ->submit(young, CreateProject{QStringLiteral("Web"), QStringLiteral("WEB"), {}, true}, m_world->owner)
                .outcome);
        QCOMPARE(behind().size(), 2);
        QVERIFY(behind().contains(QStringLiteral("%1 0/1").arg(young.toString())));
        must(WebhookStore::movePlace(*m_database, all.id, young, 1));
        must(WebhookStore::movePlace(*m_database, all.id, m_world->project, before + 1));
        must(WebhookStore::movePlace(*m_database, all.id, m_world->project, before)); // never back
        QCOMPARE(behind(), QStringList());
    }

    void aProjectsWebhookHearsItsProjectOnly_data() { addEngines(); }
    void aProjectsWebhookHearsItsProjectOnly()
    {
        const Webhook one = webhook(m_world->project.scope);
        apply(WebhookChanges::Add{one});
        const StreamId other = StreamId::ofProject(one.workspace, Uuid::v7());
        QVERIFY(
            m_storage
                ->submit(other, CreateProject{QStringLiteral("Web"), QStringLiteral("WEB"), {}, true}, m_world->owner)
                .outcome);
        QVERIFY(m_storage->submit(m_world->workspace, SetMember{m_world->member, Role::Admin}, m_world->owner).outcome);
        addTask();
        QCOMPARE(behind().size(), 1);
        QVERIFY(behind().first().startsWith(m_world->project.toString()));
        QVERIFY(one.hears(m_world->project) && !one.hears(other) && !one.hears(m_world->workspace));
        const Webhook all = webhook();
        QVERIFY(all.hears(other) && all.hears(m_world->workspace));
        QVERIFY(!all.hears(StreamId::ofPerson(all.workspace, m_world->owner)));
        QVERIFY(!all.hears(StreamId::ofUser(m_world->owner)));
        QVERIFY(!all.hears(StreamId::ofWorkspace(Uuid::v7())));
    }

    void switchedOffNothingWaitsAndSwitchedOnItStartsAnew_data() { addEngines(); }
    void switchedOffNothingWaitsAndSwitchedOnItStartsAnew()
    {
        Webhook hook = webhook();
        apply(WebhookChanges::Add{hook});
        must(WebhookStore::put(*m_database, delivery(hook, m_world->project, 1, DeliveryState::Retrying)));
        must(WebhookStore::put(*m_database, delivery(hook, m_world->project, 2, DeliveryState::Replaying)));
        hook.isActive = false;
        hook.endedBecause = QStringLiteral("gone");
        hook.updatedAt = 77;
        apply(WebhookChanges::Update{hook});
        addTask();
        QCOMPARE(behind(), QStringList());
        QVERIFY(must(WebhookStore::active(*m_database)).isEmpty());
        QVERIFY(must(WebhookStore::retrying(*m_database)).isEmpty());
        QVERIFY(must(WebhookStore::replaying(*m_database, 10)).isEmpty());
        const auto dead = must(WebhookStore::deliveries(*m_database, hook.id, DeliveryState::Dead, {}, 10));
        QCOMPARE(dead.size(), 2);
        QCOMPARE(dead[0].finishedAt, 77);
        QCOMPARE(dead[0].nextTryAt, 0);
        QCOMPARE(must(WebhookStore::find(*m_database, hook.id))->endedBecause, QStringLiteral("gone"));
        const auto refused = WebhookChanges::apply(*m_database, WebhookChanges::Replay{hook.id, {}}, 1000);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Archived);
        hook.isActive = true;
        apply(WebhookChanges::Update{hook});
        QCOMPARE(behind(), QStringList()); // what it missed, it missed
        addTask();
        QCOMPARE(behind().size(), 1);
    }

    void aDeliveryIsReadAsItWasWrittenAndReplaced_data() { addEngines(); }
    void aDeliveryIsReadAsItWasWrittenAndReplaced()
    {
        const Webhook hook = webhook();
        apply(WebhookChanges::Add{hook});
        WebhookDelivery made = delivery(hook, m_world->project, 3, DeliveryState::Retrying);
        must(WebhookStore::put(*m_database, made));
        const auto open = must(WebhookStore::retrying(*m_database));
        QCOMPARE(open.size(), 1);
        QCOMPARE(open[0].id, made.id);
        QCOMPARE(open[0].stream, m_world->project);
        QCOMPARE(open[0].seq, 3);
        QCOMPARE(open[0].verb, made.verb);
        QCOMPARE(open[0].attempts, 2);
        QCOMPARE(open[0].createdAt, 103);
        QCOMPARE(open[0].nextTryAt, 900);
        QCOMPARE(open[0].finishedAt, 0);
        QCOMPARE(open[0].status, 503);
        QCOMPARE(open[0].answer, made.answer);
        made.state = DeliveryState::Delivered;
        made.nextTryAt = 0;
        made.finishedAt = 950;
        made.status = 200;
        made.attempts = 3;
        made.answer = {};
        must(WebhookStore::put(*m_database, made));
        QVERIFY(must(WebhookStore::retrying(*m_database)).isEmpty());
        const auto found = *must(WebhookStore::delivery(*m_database, hook.id, made.id));
        QVERIFY(found.state == DeliveryState::Delivered);
        QCOMPARE(found.finishedAt, 950);
        QCOMPARE(found.attempts, 3);
        QCOMPARE(found.createdAt, 103);
    }

    void deliveriesAreListedInPagesTheNewestFirst_data() { addEngines(); }
    void deliveriesAreListedInPagesTheNewestFirst()
    {
        const Webhook hook = webhook();
        const Webhook other = webhook();
        apply(WebhookChanges::Add{hook});
        apply(WebhookChanges::Add{other});
        for (qint64 seq = 1; seq <= 7; ++seq) {
            WebhookDelivery made =
                delivery(hook, m_world->project, seq, seq % 3 == 0 ? DeliveryState::Dead : DeliveryState::Delivered);
            made.createdAt = 100 + seq / 2; // some at the same time
            must(WebhookStore::put(*m_database, made));
        }
        must(WebhookStore::put(*m_database, delivery(other, m_world->project, 9, DeliveryState::Dead)));
        QList<qint64> seqs;
        WebhookStore::DeliveryCursor cursor;
        for (int pages = 0; pages < 5; ++pages) {
            const auto page = must(WebhookStore::deliveries(*m_database, hook.id, {}, cursor, 2));
            for (const WebhookDelivery &each : page) {
                QVERIFY(!seqs.contains(each.seq));
                QVERIFY(seqs.isEmpty() || each.seq / 2 <= seqs.last() / 2);
                seqs.append(each.seq);
            }
            if (page.size() < 2)
                break;
            cursor = {page.constLast().createdAt, page.constLast().id};
        }
        QCOMPARE(seqs.size(), 7);
        const auto dead = must(WebhookStore::deliveries(*m_database, hook.id, DeliveryState::Dead, {}, 10));
        QCOMPARE(dead.size(), 2);
        QCOMPARE(dead[0].seq, 6);
    }

    void whatIsFinishedCanBeReplayed_data() { addEngines(); }
    void whatIsFinishedCanBeReplayed()
    {
        const Webhook hook = webhook();
        apply(WebhookChanges::Add{hook});
        const auto good = delivery(hook, m_world->project, 2, DeliveryState::Delivered);
        for (const qint64 seq : {5, 3, 4})
            must(WebhookStore::put(*m_database, delivery(hook, m_world->project, seq, DeliveryState::Dead)));
        must(WebhookStore::put(*m_database, good));
        must(WebhookStore::put(*m_database, delivery(hook, m_world->project, 6, DeliveryState::Retrying)));
        QCOMPARE(apply(WebhookChanges::Replay{hook.id, {}}, 1234), 3);
        QCOMPARE(apply(WebhookChanges::Replay{hook.id, good.id}, 1234), 1);
        QCOMPARE(apply(WebhookChanges::Replay{hook.id, good.id}, 1234), 0); // it is on its way already
        const auto open = must(WebhookStore::replaying(*m_database, 10));
        QCOMPARE(open.size(), 4);
        for (qsizetype i = 0; i < open.size(); ++i) {
            QCOMPARE(open[i].seq, i + 2); // in order
            QCOMPARE(open[i].attempts, 0);
            QCOMPARE(open[i].nextTryAt, 1234);
            QCOMPARE(open[i].finishedAt, 0);
        }
        const auto unknown = WebhookChanges::apply(*m_database, WebhookChanges::Replay{hook.id, Uuid::v7()}, 1);
        QVERIFY(!unknown && unknown.error().code == ErrorCode::NotFound);
        const auto nobody = WebhookChanges::apply(*m_database, WebhookChanges::Replay{Uuid::v7(), {}}, 1);
        QVERIFY(!nobody && nobody.error().code == ErrorCode::NotFound);
    }

    void removingAWebhookLeavesNothingOpen_data() { addEngines(); }
    void removingAWebhookLeavesNothingOpen()
    {
        const Webhook hook = webhook();
        apply(WebhookChanges::Add{hook});
        must(WebhookStore::put(*m_database, delivery(hook, m_world->project, 1, DeliveryState::Retrying)));
        addTask();
        apply(WebhookChanges::Remove{hook.id});
        QVERIFY(!must(WebhookStore::find(*m_database, hook.id)));
        QVERIFY(!must(WebhookStore::hold(*m_database, hook.id)));
        QVERIFY(must(WebhookStore::retrying(*m_database)).isEmpty());
        QCOMPARE(behind(), QStringList());
        const auto again = WebhookChanges::apply(*m_database, WebhookChanges::Remove{hook.id}, 1);
        QVERIFY(!again && again.error().code == ErrorCode::NotFound);
    }

    void oldDeliveriesGoInPortions_data() { addEngines(); }
    void oldDeliveriesGoInPortions()
    {
        const Webhook hook = webhook();
        apply(WebhookChanges::Add{hook});
        for (qint64 seq = 1; seq <= 5; ++seq)
            must(WebhookStore::put(*m_database, delivery(hook, m_world->project, seq, DeliveryState::Delivered)));
        must(WebhookStore::put(*m_database, delivery(hook, m_world->project, 1, DeliveryState::Dead)));
        must(WebhookStore::put(*m_database, delivery(hook, m_world->project, 1, DeliveryState::Retrying)));
        QCOMPARE(must(WebhookStore::removeFinished(*m_database, DeliveryState::Delivered, 204, 2)), 2);
        QCOMPARE(must(WebhookStore::removeFinished(*m_database, DeliveryState::Delivered, 204, 2)), 1);
        QCOMPARE(must(WebhookStore::deliveries(*m_database, hook.id, {}, {}, 10)).size(), 4);
    }

    void thereAreNotEndlesslyMany_data() { addEngines(); }
    void thereAreNotEndlesslyMany()
    {
        for (qsizetype i = 0; i < WebhookChanges::PerWorkspaceMax; ++i)
            apply(WebhookChanges::Add{webhook()});
        const auto refused = WebhookChanges::apply(*m_database, WebhookChanges::Add{webhook()}, 1);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::TooMany);
    }

    void oneOfAllInstancesSends_data() { addEngines(); }
    void oneOfAllInstancesSends()
    {
        QFETCH(bool, isPostgres);
        auto first = std::move(*Database::open(m_storage->settings(), Database::Use::Read));
        auto second = std::move(*Database::open(m_storage->settings(), Database::Use::Read));
        QVERIFY(must(WebhookStore::claimSending(*first)));
        QCOMPARE(must(WebhookStore::claimSending(*second)), !isPostgres); // of SQLite there is only one, by a lock
        first.reset();
        QTRY_VERIFY(must(WebhookStore::claimSending(*second)));
    }

    void everyQueryOfTheJobHasAnIndex_data() { addEngines(); }
    void everyQueryOfTheJobHasAnIndex()
    {
        QFETCH(bool, isPostgres);
        const QStringList queries{
            QStringLiteral("SELECT * FROM webhook_delivery WHERE state = 'retrying' LIMIT 10"),
            QStringLiteral("SELECT * FROM webhook_delivery WHERE state = 'replaying' "
                           "ORDER BY webhook_id, scope_id, kind, seq LIMIT 10"),
            QStringLiteral(
                "SELECT webhook_id, id FROM webhook_delivery WHERE state = 'dead' AND finished_at < 5 LIMIT 9"),
            QStringLiteral("SELECT * FROM webhook_delivery WHERE webhook_id = '%1' AND (created_at, id) < (5, '%1') "
                           "ORDER BY created_at DESC, id DESC LIMIT 5")
                .arg(Uuid::v7().toString()),
            QStringLiteral("SELECT * FROM webhook_delivery WHERE webhook_id = '%1' AND state = 'dead' "
                           "AND (created_at, id) < (5, '%1') ORDER BY created_at DESC, id DESC LIMIT 5")
                .arg(Uuid::v7().toString()),
        };
        for (const QString &sql : queries) {
            auto plan = m_database->run(
                (isPostgres ? QStringLiteral("EXPLAIN ") : QStringLiteral("EXPLAIN QUERY PLAN ")) + sql);
            QVERIFY(plan);
            QString text;
            while ((*plan)->next())
                text += (*plan)->value(isPostgres ? 0 : 3).toString() + u'\n';
            QVERIFY2(text.contains(u"webhook_delivery_"), qPrintable(sql + u'\n' + text));
            QVERIFY2(!text.contains(u"Seq Scan") && !text.contains(u"TEMP B-TREE"), qPrintable(sql + u'\n' + text));
        }
    }
};

QTEST_GUILESS_MAIN(WebhookStoreContract)
#include "tst_webhook_store.moc"
