// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/StreamRows.h"
#include "server/gateway/api/CommandSchemas.h"
#include "server/jobs/Reactions.h"
#include "server/storage/PastState.h"
#include "tests/contract/RandomWork.h"
#include "tests/contract/RowLedger.h"
#include "tests/contract/ServedDatabase.h"
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

/// The rows that a list shows, in its order; `filter` is the field that stands for the parameter of its path.
QList<const Entity *> listed(const Resource &resource, const QList<Entity> &rows, int filter = -1, const Uuid &of = {})
{
    QList<const Entity *> found;
    for (const Entity &row : rows) {
        if (kindOf(row) == resource.kind && (filter < 0 || readField(row, filter) == Value(of)))
            found.append(&row);
    }
    const int order = resource.order ? describe(resource.kind).indexOf(QString::fromLatin1(resource.order)) : -1;
    std::sort(found.begin(), found.end(), [order, &resource](const Entity *a, const Entity *b) {
        if (resource.isDescending)
            std::swap(a, b);
        const Value left = order < 0 ? Value() : readField(*a, order);
        const Value right = order < 0 ? Value() : readField(*b, order);
        return left == right ? rowOf(*a).id < rowOf(*b).id : left < right;
    });
    return found;
}

/// A look at a stream over HTTP: what is not as one who has heard everything has it, a line each.
class Look {
public:
    Look(ServedDatabase &server, const StreamId &stream, const Desk &desk)
        : m_server(server)
        , m_address(Streams::addressOf(stream))
        , m_stream(stream)
        , m_rows(desk.all())
    {
        for (const Resource &resource : allResources()) {
            if ((describe(resource.kind).streams & streamBit(stream.kind)) == 0)
                continue;
            if (resource.list && !QByteArrayView(resource.list).contains('{'))
                compare(m_address + resource.list, listed(resource, m_rows));
            else if (resource.list)
                compareSomeLists(resource);
            if (resource.single)
                compareSomeRows(resource.kind);
        }
    }
    [[nodiscard]] const std::set<qint64> &moments() const { return m_moments; }
    [[nodiscard]] const QStringList &differences() const { return m_differences; }
    [[nodiscard]] int compared() const { return m_compared; }

private:
    /// Every row is in a list that was compared; here it is about the ways to it.
    static constexpr qsizetype SomeOf = 12;

    void compare(const QByteArray &path, const QList<const Entity *> &expected)
    {
        const ServedDatabase::List list = m_server.list(path);
        m_moments.insert(list.moments.begin(), list.moments.end());
        QByteArrayList wanted;
        for (const Entity *row : expected)
            wanted.append(ServedDatabase::shown(*row));
        m_compared += static_cast<int>(wanted.size());
        const auto [ours, theirs] = std::mismatch(wanted.begin(), wanted.end(), list.rows.begin(), list.rows.end());
        if (list.status != 200 || ours != wanted.end() || theirs != list.rows.end())
            m_differences << QStringLiteral("%1 (%2): %3 rows instead of %4; “%5” instead of “%6”")
                                 .arg(QString::fromLatin1(path))
                                 .arg(list.status)
                                 .arg(list.rows.size())
                                 .arg(wanted.size())
                                 .arg(QString::fromUtf8(theirs == list.rows.end() ? QByteArray() : *theirs),
                                      QString::fromUtf8(ours == wanted.end() ? QByteArray() : *ours));
    }
    /// `/tasks/{taskId}/comments`: of tasks that have comments, and of one that has none.
    void compareSomeLists(const Resource &resource)
    {
        QByteArrayList parts = QByteArray(resource.list).split('/');
        const auto parameter =
            std::find_if(parts.begin(), parts.end(), [](const QByteArray &part) { return part.startsWith('{'); });
        const int filter = describe(resource.kind).indexOf(QString::fromLatin1(parameter->sliced(1).chopped(1)));
        std::set<Uuid> owners;
        for (const Entity &row : m_rows) {
            if (kindOf(row) == resource.kind)
                owners.insert(std::get<Uuid>(readField(row, filter)));
        }
        const QList<Uuid> all(owners.begin(), owners.end());
        const qsizetype step = std::max<qsizetype>(1, all.size() / SomeOf);
        for (qsizetype i = 0; i < all.size(); i += step) {
            *parameter = all[i].toString().toLatin1();
            compare(m_address + parts.join('/'), listed(resource, m_rows, filter, all[i]));
        }
        *parameter = Uuid::v7().toString().toLatin1();
        compare(m_address + parts.join('/'), {});
    }
    void compareSomeRows(EntityKind kind)
    {
        const QList<const Entity *> all = listed({.kind = kind}, m_rows);
        const qsizetype step = std::max<qsizetype>(1, all.size() / SomeOf);
        for (qsizetype i = 0; i < all.size(); i += step) {
            const QByteArray path = locationOf(m_stream, *all[i]);
            const ServedDatabase::Page page = m_server.get(path);
            const QByteArray expected = ServedDatabase::shown(*all[i]);
            ++m_compared;
            if (page.status != 200 || ServedDatabase::lineOf(page.json()) != expected)
                m_differences << QStringLiteral("%1 (%2): “%3” instead of “%4”")
                                     .arg(QString::fromLatin1(path))
                                     .arg(page.status)
                                     .arg(QString::fromUtf8(page.body), QString::fromUtf8(expected));
        }
    }

    ServedDatabase &m_server;
    const QByteArray m_address;
    const StreamId m_stream;
    const QList<Entity> m_rows;
    std::set<qint64> m_moments;
    QStringList m_differences;
    int m_compared = 0;
};

} // namespace

/**
 * A working day: twenty people, five thousand commands of all kinds over what each of them has heard so far, with the
 * jobs at work. In the evening everybody has the same rows as the database, nothing hangs in the air, every counter
 * counts, and every hour of the day can be looked at again. Then the real server takes the database over, and its API
 * and its export say the same, of now and of every hour.
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

    /// What has too many conditions to be left to chance, in turns: the owner's own work, and looking after the
    /// project.
    static CommandArgs housekeeping(int turn, const QList<Entity> &rows, const World &world, const StreamId &elsewhere,
                                    const Uuid &guest)
    {
        constexpr qint64 monday = 1'789'000'000'000;
        constexpr qint64 minuteMs = 60'000;
        const auto idOf = [&rows]<class E>(bool (*fits)(const E &, const Uuid &), const Uuid &person) {
            const auto row = std::find_if(rows.rbegin(), rows.rend(), [&](const Entity &entity) {
                const auto *wanted = std::get_if<E>(&entity);
                return wanted && fits(*wanted, person);
            });
            return row == rows.rend() ? Uuid::v7() : rowOf(*row).id;
        };
        const auto open = [](const Task &task, const Uuid &) { return task.isOpen(); };
        const auto trashed = [](const Task &task, const Uuid &) { return task.trashedAt != 0; };
        const auto measured = [](const TimeEntry &time, const Uuid &person) {
            return time.userId == person && time.endedAt != 0;
        };
        const auto running = [](const TimeEntry &time, const Uuid &person) {
            return time.userId == person && time.endedAt == 0;
        };
        const auto written = [](const Comment &comment, const Uuid &person) { return comment.authorId == person; };
        const auto said = [](const Message &message, const Uuid &person) { return message.authorId == person; };
        switch (turn) {
        case 0:
            return MoveTaskToProject{idOf(+open, {}), elsewhere.scope, {}};
        case 1:
            return PurgeTask{idOf(+trashed, {})};
        case 2:
            return AddProjectMember{guest};
        case 3:
            return RemoveProjectMember{guest};
        case 4:
        case 5:
            return ArchiveProject{turn == 4};
        case 6:
            return StartTimer{Uuid::v7(), idOf(+open, {}), {}};
        case 7:
            return StopTimer{idOf(+running, world.owner)};
        case 8:
            return AddTimeEntry{Uuid::v7(), idOf(+open, {}), monday, monday + minuteMs, {}, {}};
        case 9:
            return AdjustTimeEntry{idOf(+measured, world.owner), monday, monday + 2 * minuteMs};
        case 10:
            return RemoveTimeEntry{idOf(+measured, world.owner)};
        case 11:
            return AddComment{Uuid::v7(), idOf(+open, {}), QStringLiteral("mine"), {}, {}, 0, {}};
        case 12:
            return DeleteComment{idOf(+written, world.owner)};
        case 13:
            return PostMessage{Uuid::v7(), QStringLiteral("mine"), {}, {}, {}, 0};
        case 14:
            return RemoveMessage{idOf(+said, world.owner)};
        default:
            for (const Entity &row : rows) {
                if (const auto *item = std::get_if<ChecklistItem>(&row))
                    return MoveChecklistItem{item->id, item->checklistId, {}, {}};
            }
            return ArchiveProject{false};
        }
    }
    /// The commands that people may give in a project, and that nobody gave with success.
    static QStringList neverAccepted(const std::set<std::size_t> &kinds)
    {
        QStringList names;
        for (int command = 0; command < CommandKindCount; ++command) {
            const CommandDescription &description = describeCommand(command);
            if ((description.streams & InProject) != 0
                && CommandSchemas::isForClients(description.make(), StreamKind::Project)
                && !kinds.contains(static_cast<std::size_t>(command)))
                names << QString::fromLatin1(description.name);
        }
        return names;
    }
    /// Hears the streams from their beginning over HTTP, and looks at everything that can be asked about them, until
    /// nothing was written in between: the server's jobs are at work.
    void compareAnswers(ServedDatabase &server, const QList<StreamId> &streams, std::map<StreamId, Desk> &desks)
    {
        QStringList differences;
        int compared = 0;
        const bool isStill = QTest::qWaitFor(
            [&] {
                server.signIn();
                differences.clear();
                compared = 0;
                bool isOneMoment = true;
                for (const StreamId &stream : streams) {
                    Desk &desk = desks[stream];
                    desk.hear(server.eventsAfter(stream, desk.seq()), std::numeric_limits<qint64>::max());
                    const Look look(server, stream, desk);
                    isOneMoment = isOneMoment && look.moments() == std::set<qint64>{desk.seq()};
                    differences += look.differences();
                    compared += look.compared();
                }
                return isOneMoment;
            },
            60'000);
        QVERIFY(isStill);
        QVERIFY2(differences.isEmpty(),
                 qPrintable(differences.first(std::min<qsizetype>(3, differences.size())).join(u'\n')));
        qInfo("%d rows over HTTP", compared);
        QVERIFY(compared > 1'500);
    }
    /// Row by row, in the order of the file.
    static void compareExport(ServedDatabase &server, const World &world, std::map<StreamId, Desk> &desks)
    {
        const ServedDatabase::Page file = server.get(Streams::addressOf(world.workspace) + "/export.json");
        QCOMPARE(file.status, 200);
        std::size_t found = 0;
        for (const QJsonValue section : file.json()[u"streams"].toArray()) {
            const auto desk = desks.find(*StreamId::fromString(section[u"stream"].toString()));
            if (desk == desks.end())
                continue; // other people's own
            ++found;
            QByteArrayList expected;
            for (const Entity &row : desk->second.all())
                expected.append(ServedDatabase::exported(row));
            QByteArrayList rows;
            for (const QJsonValue row : section[u"rows"].toArray())
                rows.append(ServedDatabase::lineOf(row.toObject()));
            QCOMPARE(rows, expected);
        }
        QCOMPARE(found, std::size_t(4)); // an account is not of the workspace
    }
    static void comparePast(ServedDatabase &server, const World &world, const std::map<qint64, QList<Entity>> &hours)
    {
        for (const auto &[seq, expected] : hours) {
            const ServedDatabase::Page state =
                server.get(Streams::addressOf(world.project) + "/state?seq=" + QByteArray::number(seq));
            QCOMPARE(state.status, 200);
            QList<Entity> rows;
            for (const QJsonValue page : state.json()[u"pages"].toArray()) {
                const auto frame = Codec::decodeServerFrame(ServedDatabase::lineOf(page.toObject()), Encoding::Json);
                QVERIFY2(frame, frame ? "" : qPrintable(frame.error().message));
                rows += std::get<Frames::Snapshot>(*frame).rows;
            }
            QVERIFY2(rows == expected, qPrintable(difference(rows, expected)));
        }
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
        const Uuid guest = Uuid::v7();
        const StreamId elsewhere = StreamId::ofProject(world.workspace.workspace, Uuid::v7());
        const auto prepare = [&](const StreamId &stream, const CommandArgs &args, const Uuid &actor) {
            return m_storage->submit(stream, args, actor).outcome.ok();
        };
        QVERIFY(prepare(StreamId::ofUser(guest), CreateUser{QStringLiteral("g@example.org"), QStringLiteral("Gus")},
                        systemActor()));
        QVERIFY(prepare(world.workspace, SetMember{guest, Role::Guest}, world.owner));
        const CommandArgs second = CreateProject{QStringLiteral("Back office"), QStringLiteral("BO"), {}, false};
        QVERIFY(prepare(elsewhere, second, world.owner));
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
        std::vector<QList<Uuid>> done(PeopleCount);
        std::set<std::size_t> kinds{second.index()};
        int accepted = 0;
        int refused = 0;
        // Overtime, if some kind of command met only refusals: when jobs come between people is not decided by the
        // seed.
        const auto isOver = [&kinds](int round) {
            return round >= RoundsCount && (round >= 2 * RoundsCount || neverAccepted(kinds).isEmpty());
        };
        for (int round = 0; !isOver(round); ++round) {
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
                if (i == 0 && round % 32 >= 16)
                    wish = housekeeping(round % 16, desks[0].all(), world, elsewhere, guest);
                else if (!done[i].isEmpty() && random() % 16 == 0)
                    wish = Undo{done[i][static_cast<qsizetype>(random() % static_cast<quint32>(done[i].size()))]};
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
                done[answers[i].first].append(commands[i].commandId);
            }
        }
        qInfo("%d accepted, %d refused, %d kinds of command", accepted, refused, static_cast<int>(kinds.size()));
        QVERIFY(accepted > 2'000);
        QCOMPARE(neverAccepted(kinds).join(u' '), QString());

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

        const StreamId inbox = StreamId::ofPerson(world.workspace.workspace, world.owner);
        const QList<StreamId> streams{world.project, elsewhere, world.workspace, inbox, StreamId::ofUser(world.owner)};
        std::map<StreamId, QList<EventPtr>> told;
        for (const StreamId &stream : streams)
            told[stream] = heard(stream);
        database->reset();
        m_storage->stop(); // the server has the database for itself
        ServedDatabase server(url, QStringLiteral("owner-%1@example.org").arg(world.owner.toString()));
        server.signIn();
        for (const StreamId &stream : streams) {
            const QList<EventPtr> answered = server.eventsAfter(stream, 0);
            QVERIFY(!told[stream].isEmpty() && answered.size() >= told[stream].size());
            for (qsizetype i = 0; i < told[stream].size(); ++i)
                QVERIFY2(*answered[i] == *told[stream][i], qPrintable(stream.toString()));
        }
        std::map<StreamId, Desk> newcomers;
        compareAnswers(server, streams, newcomers);
        if (!QTest::currentTestFailed())
            compareExport(server, world, newcomers);
        if (!QTest::currentTestFailed())
            comparePast(server, world, hours);
    }
};

QTEST_GUILESS_MAIN(WorkingDay)
#include "tst_working_day.moc"
