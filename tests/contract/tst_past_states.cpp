// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/LogRange.h"
#include "server/storage/PastState.h"
#include "tests/contract/RandomWork.h"
#include "tests/support/PostgresFixture.h"
#include "tests/support/Seed.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

/// Any past moment of a stream, on both databases, is what a replica had then, by either road.
class PastStates : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageFixture> m_storage;
    std::unique_ptr<Database> m_database;

    static void addEngines()
    {
        QTest::addColumn<int>("dialect");
        QTest::newRow("sqlite") << 0;
        QTest::newRow("postgres") << 1;
    }
    void start()
    {
        QFETCH(int, dialect);
        m_folder = std::make_unique<QTemporaryDir>();
        const QString url = dialect == 0 ? m_folder->filePath(QStringLiteral("taskmaster.db"))
                                         : PostgresFixture::shared().createDatabase();
        m_storage = std::make_unique<StorageFixture>(*DatabaseSettings::fromUrl(url), Switches());
        m_database = std::move(*Database::open(m_storage->settings(), Database::Use::Read));
    }
    static QString difference(const QList<Entity> &actual, const QList<Entity> &expected)
    {
        for (qsizetype i = 0; i < std::max(actual.size(), expected.size()); ++i) {
            if (i >= actual.size() || i >= expected.size() || actual[i] != expected[i]) {
                const Entity &row = i < expected.size() ? expected[i] : actual[i];
                return QStringLiteral("row %1 of %2, a %3 (%4)")
                    .arg(i)
                    .arg(expected.size())
                    .arg(QLatin1StringView(describe(kindOf(row)).name), rowOf(row).id.toString());
            }
        }
        return {};
    }

private Q_SLOTS:
    void cleanup()
    {
        m_database.reset();
        m_storage.reset();
        m_folder.reset();
    }

    void everyPastStateIsWhatAReplicaHadThen_data() { addEngines(); }
    void everyPastStateIsWhatAReplicaHadThen()
    {
        start();
        const World world(*m_storage);
        RandomWork work(world, testSeed());
        std::map<qint64, QList<Entity>> copies;
        std::map<qint64, qint64> times;
        QList<Entity> rows = m_storage->rows(world.project);
        const auto note = [&] {
            rows = m_storage->rows(world.project);
            const qint64 head = m_storage->sink().events().last()->seq;
            copies[head] = rows;
            times[head] = m_storage->sink().events().last()->at;
        };
        note();
        int accepted = 0;
        std::set<std::size_t> kinds;
        QList<std::pair<Uuid, Uuid>> done; // who, what
        for (int i = 0; i < 320; ++i) {
            m_storage->clock().advance(work.below(3) * 1000); // several events in one millisecond, too
            const bool isServer = work.some(12);
            const Uuid actor = isServer ? systemActor() : work.some(2) ? world.owner : world.member;
            CommandArgs args = isServer ? work.wishOfTheServer(rows) : work.wish(rows, actor);
            if (!isServer && !done.isEmpty() && work.some(10)) {
                const auto &[who, what] = work.oneOf(done);
                args = Undo{what};
                if (who != actor)
                    continue;
            }
            const Command command{Uuid::v7(), world.project, args};
            const CommandAnswer answer = m_storage->submit(command, actor);
            if (!answer.outcome || answer.outcome->isEmpty())
                continue;
            ++accepted;
            kinds.insert(args.index());
            done.append({actor, command.commandId});
            note();
        }
        QVERIFY2(accepted > 120, qPrintable(QString::number(accepted)));
        QVERIFY2(kinds.size() > 30, qPrintable(QString::number(kinds.size())));
        const qint64 head = copies.rbegin()->first;
        for (const auto &[seq, expected] : copies) {
            for (const auto road : {Past::Road::Forwards, Past::Road::Backwards, Past::Road::Shorter}) {
                const auto state = Past::stateAt(*m_database, world.project, seq, road);
                QVERIFY2(state, state ? "" : qPrintable(state.error().message));
                QCOMPARE(state->seq, seq);
                QCOMPARE(state->head, head);
                QCOMPARE(state->at, times[seq]);
                QVERIFY2(state->rows == expected,
                         qPrintable(QStringLiteral("after %1 of %2, road %3: %4")
                                        .arg(seq)
                                        .arg(head)
                                        .arg(static_cast<int>(road))
                                        .arg(difference(state->rows, expected))));
            }
        }
        const auto nothing = Past::stateAt(*m_database, world.project, 0);
        QVERIFY(nothing);
        QVERIFY(nothing->rows.isEmpty());
    }

    void aMomentIsTheNewestEventNotAfterIt_data() { addEngines(); }
    void aMomentIsTheNewestEventNotAfterIt()
    {
        start();
        const World world(*m_storage);
        const qint64 begin = m_storage->clock().nowMs();
        QCOMPARE(*Past::seqAt(*m_database, world.project, begin - 1), 0);
        QCOMPARE(*Past::seqAt(*m_database, world.project, begin), 1);
        std::map<qint64, qint64> newest{{begin, 1}};
        for (int i = 0; i < 40; ++i) {
            m_storage->clock().advance((i % 4 == 0) * 10);
            const auto answer =
                m_storage->submit(world.project, world.newTask(QStringLiteral("%1").arg(i)), world.member);
            QVERIFY(answer.outcome);
            newest[m_storage->clock().nowMs()] = answer.outcome->first().seq;
        }
        for (const auto &[at, seq] : newest) {
            QCOMPARE(*Past::seqAt(*m_database, world.project, at), seq);
            QCOMPARE(*Past::seqAt(*m_database, world.project, at + 1), seq);
        }
    }

    void whatCannotBeAskedForIsRefused_data() { addEngines(); }
    void whatCannotBeAskedForIsRefused()
    {
        start();
        const World world(*m_storage);
        const StreamId nowhere = StreamId::ofProject(world.workspace.workspace, Uuid::v7());
        QCOMPARE(Past::stateAt(*m_database, nowhere, 1).error().code, ErrorCode::NotFound);
        QCOMPARE(Past::seqAt(*m_database, nowhere, 1).error().code, ErrorCode::NotFound);
        QCOMPARE(Past::stateAt(*m_database, world.project, 2).error().code, ErrorCode::InvalidField);
        QCOMPARE(Past::stateAt(*m_database, world.project, -1).error().code, ErrorCode::InvalidField);
    }

    void aLogThatDidNotKeepWhatItDeletedIsReadForwards_data() { addEngines(); }
    void aLogThatDidNotKeepWhatItDeletedIsReadForwards()
    {
        start();
        const World world(*m_storage);
        const Uuid task = Uuid::v7();
        QVERIFY(m_storage->submit(world.project, world.newTask(QStringLiteral("Paint"), task), world.member).outcome);
        QVERIFY(m_storage->submit(world.project, AssignTask{task, world.owner, true}, world.member).outcome);
        const QList<Entity> before = m_storage->rows(world.project);
        const auto removed = m_storage->submit(world.project, AssignTask{task, world.owner, false}, world.member);
        QVERIFY(removed.outcome);
        {
            auto writer = Database::open(m_storage->settings(), Database::Use::Write);
            const auto cut =
                (*writer)->run(QStringLiteral("UPDATE event SET old_values = ? WHERE seq = ? AND kind = 1"),
                               {QStringLiteral("[{\"entity\":\"taskAssignee\",\"id\":\"%1\",\"op\":\"delete\"}]")
                                    .arg(pairId(task, world.owner).toString()),
                                removed.outcome->first().seq});
            QVERIFY(cut);
        }
        const auto state =
            Past::stateAt(*m_database, world.project, removed.outcome->first().seq - 1, Past::Road::Backwards);
        QVERIFY(state);
        QVERIFY(state->rows == before);
    }
};

QTEST_GUILESS_MAIN(PastStates)
#include "tst_past_states.moc"
