// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/StreamRows.h"
#include "server/jobs/Reactions.h"
#include "server/storage/PastState.h"
#include "tests/contract/RandomWork.h"
#include "tests/contract/RowLedger.h"
#include "tests/support/PostgresFixture.h"
#include "tests/support/Seed.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

constexpr int PeopleCount = 20;
constexpr int RoundsCount = 250; ///< in each, everybody wishes something: 5,000 commands

/// One person's client, as far as state goes: the rows of the project, as far as they have heard of it.
class Desk {
public:
    /// What a snapshot brings; events that it has already are told by their rows.
    void load(const QList<Entity> &snapshot, qint64 seq)
    {
        m_rows.beginBulk();
        for (const Entity &row : snapshot)
            m_rows.put(row);
        m_rows.endBulk();
        m_seq = seq;
    }
    /// Everything of the stream up to an event, in order and without gaps.
    void hear(const QList<EventPtr> &events, qint64 upTo)
    {
        for (const EventPtr &event : events) {
            if (event->seq <= m_seq || event->seq > upTo)
                continue;
            if (event->seq != m_seq + 1)
                qFatal("a gap: %lld after %lld", static_cast<long long>(event->seq), static_cast<long long>(m_seq));
            for (const Change &change : event->changes)
                m_rows.apply(change, event->seq, event->at);
            m_seq = event->seq;
        }
    }
    /// Ordered by kind, then id, as a snapshot sends them.
    [[nodiscard]] QList<Entity> all() const
    {
        QList<Entity> rows;
        for (int k = 0; k < EntityKindCount; ++k) {
            const auto begin = rows.size();
            visitKind(static_cast<EntityKind>(k), [&]<class E>() {
                for (const E &row : m_rows.table<E>())
                    rows.append(row);
            });
            std::sort(rows.begin() + begin, rows.end(),
                      [](const Entity &a, const Entity &b) { return rowOf(a).id < rowOf(b).id; });
        }
        return rows;
    }
    [[nodiscard]] qint64 seq() const { return m_seq; }

private:
    Client::StreamRows m_rows;
    qint64 m_seq = 0;
};

} // namespace

/**
 * A working day: twenty people, five thousand commands of all kinds over what each of them has heard so far, with the
 * jobs at work. In the evening everybody has the same rows as the database, nothing hangs in the air, every counter
 * counts, and every hour of the day can be looked at again.
 */
class WorkingDay : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageFixture> m_storage;

    [[nodiscard]] QList<EventPtr> heard(const StreamId &stream) const
    {
        QList<EventPtr> events;
        for (const EventPtr &event : m_storage->sink().events()) {
            if (event->stream == stream)
                events.append(event);
        }
        return events;
    }
    static QString difference(const QList<Entity> &actual, const QList<Entity> &expected)
    {
        for (qsizetype i = 0; i < std::max(actual.size(), expected.size()); ++i) {
            if (i >= actual.size() || i >= expected.size() || actual[i] != expected[i]) {
                const Entity &row = i < expected.size() ? expected[i] : actual[i];
                return QStringLiteral("%1 and %2 rows; the first that differs is %3, a %4")
                    .arg(actual.size())
                    .arg(expected.size())
                    .arg(i)
                    .arg(QLatin1StringView(describe(kindOf(row)).name));
            }
        }
        return {};
    }

private Q_SLOTS:
    void cleanup()
    {
        m_storage.reset();
        m_folder.reset();
    }

    void everybodyHasTheSameInTheEvening_data()
    {
        QTest::addColumn<int>("dialect");
        QTest::newRow("sqlite") << 0;
        QTest::newRow("postgres") << 1;
    }
    void everybodyHasTheSameInTheEvening()
    {
        QFETCH(int, dialect);
        m_folder = std::make_unique<QTemporaryDir>();
        const QString url = dialect == 0 ? m_folder->filePath(QStringLiteral("taskmaster.db"))
                                         : PostgresFixture::shared().createDatabase();
        m_storage = std::make_unique<StorageFixture>(*DatabaseSettings::fromUrl(url), Switches());
        const World world(*m_storage);
        QList<Uuid> people{world.owner, world.member};
        while (people.size() < PeopleCount) {
            const Uuid person = Uuid::v7();
            people.append(person);
            const QString name = QStringLiteral("Person %1").arg(people.size());
            QVERIFY(m_storage
                        ->submit(StreamId::ofUser(person),
                                 CreateUser{QStringLiteral("p-%1@example.org").arg(person.toString()), name},
                                 systemActor())
                        .outcome);
            QVERIFY(m_storage->submit(world.workspace, SetMember{person, Role::Member}, world.owner).outcome);
        }
        Reactions jobs({m_storage->settings(), std::chrono::milliseconds(20), std::chrono::milliseconds(500)},
                       m_storage->epoch(), m_storage->lanes(), m_storage->metrics());
        jobs.start();

        std::mt19937 random(testSeed());
        std::vector<RandomWork> work;
        std::vector<Desk> desks(PeopleCount);
        std::vector<QList<Entity>> seen(PeopleCount);
        for (int i = 0; i < PeopleCount; ++i)
            work.emplace_back(world, testSeed() * 1000 + static_cast<quint32>(i));
        std::map<qint64, QList<Entity>> hours; ///< what the first desk had, by seq
        QList<std::pair<Uuid, Uuid>> done;
        std::set<std::size_t> kinds;
        int accepted = 0;
        int refused = 0;
        for (int round = 0; round < RoundsCount; ++round) {
            m_storage->clock().advance(100'000); // a day of seven hours
            const QList<EventPtr> events = heard(world.project);
            const qint64 head = events.last()->seq;
            for (std::size_t i = 0; i < desks.size(); ++i) {
                const bool comesNow = round == static_cast<int>(i) * 5; // one after the other
                if (comesNow)
                    desks[i].load(m_storage->rows(world.project), head);
                else if (desks[i].seq() > 0) // some hear of things late
                    desks[i].hear(events, i == 0 || random() % 4 != 0 ? head : desks[i].seq() + random() % 5);
                if (desks[i].seq() > 0 && (seen[i].isEmpty() || random() % 8 == 0))
                    seen[i] = desks[i].all();
            }
            if (round % 25 == 0)
                hours[desks[0].seq()] = desks[0].all();
            std::vector<std::pair<std::size_t, std::future<CommandAnswer>>> answers;
            std::vector<Command> commands;
            for (std::size_t i = 0; i < desks.size(); ++i) {
                const Uuid actor = people[static_cast<qsizetype>(i)];
                CommandArgs wish = work[i].wish(seen[i].isEmpty() ? seen[0] : seen[i], actor);
                if (!done.isEmpty() && random() % 25 == 0) {
                    const auto &[who, what] =
                        done[static_cast<qsizetype>(random() % static_cast<quint32>(done.size()))];
                    if (who == actor)
                        wish = Undo{what};
                }
                commands.push_back({Uuid::v7(), world.project, std::move(wish)});
                answers.emplace_back(i, m_storage->post(commands.back(), actor));
            }
            for (std::size_t i = 0; i < answers.size(); ++i) {
                const CommandAnswer answer = answers[i].second.get();
                if (!answer.outcome) {
                    ++refused;
                    QVERIFY2(answer.outcome.error().code != ErrorCode::Internal
                                 && !answer.outcome.error().isTemporary(),
                             qPrintable(answer.outcome.error().message));
                    continue;
                }
                ++accepted;
                kinds.insert(commands[i].args.index());
                done.append({people[static_cast<qsizetype>(answers[i].first)], commands[i].commandId});
            }
        }
        qInfo("%d accepted, %d refused, %d kinds of command", accepted, refused, static_cast<int>(kinds.size()));
        QVERIFY(accepted > 2'000);
        QVERIFY(kinds.size() > 40);

        auto database = Database::open(m_storage->settings(), Database::Use::Read);
        QVERIFY(database);
        QTRY_VERIFY_WITH_TIMEOUT(Read::laggingStreams(**database, 1000)->isEmpty(), 60'000);
        jobs.stop();
        const QList<EventPtr> events = heard(world.project);
        const QList<Entity> stored = m_storage->rows(world.project);
        for (std::size_t i = 0; i < desks.size(); ++i) {
            desks[i].hear(events, events.last()->seq);
            const QList<Entity> rows = desks[i].all();
            QVERIFY2(rows == stored, qPrintable(QStringLiteral("person %1: %2").arg(i).arg(difference(rows, stored))));
        }
        const RowLedger ledger(stored);
        QCOMPARE(ledger.wrongCounters(), QStringList{});
        QCOMPARE(ledger.broken(), QStringList{});
        for (const auto &[seq, expected] : hours) {
            const auto state = Past::stateAt(**database, world.project, seq);
            QVERIFY2(state, state ? "" : qPrintable(state.error().message));
            QVERIFY2(state->rows == expected, qPrintable(difference(state->rows, expected)));
        }
    }
};

QTEST_GUILESS_MAIN(WorkingDay)
#include "tst_working_day.moc"
