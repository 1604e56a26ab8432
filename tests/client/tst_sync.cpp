// SPDX-License-Identifier: GPL-3.0-or-later
#include "ClientFixture.h"
#include "SampleStream.h"

#include <QTemporaryDir>
#include <QTest>

namespace TaskMaster::Client {
namespace {

const Uuid me{7, 7};
const Uuid workspace{1, 1};
const StreamId own = StreamId::ofUser(me);
const StreamId project = StreamId::ofProject(workspace, {2, 2});

Change access(const Uuid &workspaceId, const Uuid &projectId)
{
    Access row;
    row.id = projectId.isNull() ? workspaceId : projectId;
    row.workspaceId = workspaceId;
    row.projectId = projectId;
    row.name = QStringLiteral("Acme");
    row.role = projectId.isNull() ? Role::Member : Role::Guest;
    return {EntityKind::Access, row.id, ChangeOp::Create, setFields(Entity(row))};
}

} // namespace

class SyncTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_client = std::make_unique<ClientFixture>(m_folder->path());
        m_own = std::make_unique<SampleStream>(own);
        m_project = std::make_unique<SampleStream>(project);
        m_project->commit(CreateProject{QStringLiteral("Home"), QStringLiteral("HO"), {}, false});
        QVERIFY(m_client->start());
    }
    void cleanup()
    {
        m_client.reset();
        m_folder.reset();
    }

    void theFirstHelloAsksForTheOwnStreamOnly()
    {
        m_client->link.connectNow();
        QCOMPARE(m_client->link.hello, (QList<Position>{{own, 0, 0}}));
    }

    void accessRowsOpenWorkspacesForMembersAndProjectsForGuests()
    {
        const StreamId asGuest = StreamId::ofProject({5, 5}, {6, 6});
        m_own->append({}, {access(workspace, {})});
        m_client->link.connectNow();
        m_client->link.say(pages(*m_own));
        QCOMPARE(subscribed(), (QList<StreamId>{StreamId::ofWorkspace(workspace)}));
        m_client->link.say({Frames::Events{{m_own->append({}, {access({5, 5}, {6, 6})})}}});
        QCOMPARE(subscribed(), (QList<StreamId>{StreamId::ofWorkspace(workspace), asGuest}));
        m_client->link.say(
            {Frames::Events{{m_own->append({}, {{EntityKind::Access, workspace, ChangeOp::Delete, {}}})}}});
        QCOMPARE(m_client->link.sentFrames<Frames::Unsubscribe>(),
                 (QList<Frames::Unsubscribe>{{StreamId::ofWorkspace(workspace)}}));
    }

    void aProjectIsSubscribedWhenItIsOpenedAndAgainFromItsPlaceAfterABreak()
    {
        m_client->link.connectNow();
        m_client->sync.openProject(project);
        QCOMPARE(subscribed(), QList<StreamId>{project});
        m_client->link.say(pages(*m_project));
        QCOMPARE(m_client->replica.position(project), m_project->position());
        m_client->link.breakOff();
        m_client->link.connectNow();
        QVERIFY(m_client->link.hello.contains(m_project->position()));
        QCOMPARE(subscribed(), QList<StreamId>{project}); // the hello was enough
    }

    void aBreakInTheMiddleOfASnapshotIsMendedByTheNextHello()
    {
        m_client->link.connectNow();
        m_client->sync.openProject(project);
        const auto all = pages(*m_project);
        m_client->link.say(all.mid(0, 1));
        m_client->link.breakOff();
        m_client->link.connectNow();
        QVERIFY(m_client->link.hello.contains(Position{project, 0, 0}));
        m_client->link.say(all);
        QCOMPARE(m_client->replica.position(project), m_project->position());
    }

    void aGapIsFetchedFromWhereTheReplicaStands()
    {
        openAndLoad();
        const Position before = m_project->position();
        const auto missing = m_project->commit(CreateLabel{{4, 1}, QStringLiteral("one"), {}});
        const auto next = m_project->commit(CreateLabel{{4, 2}, QStringLiteral("two"), {}});
        m_client->link.sent.clear();
        m_client->link.say({Frames::Events{{next}}});
        QCOMPARE(m_client->link.sentFrames<Frames::Subscribe>(), QList<Frames::Subscribe>{{before}});
        m_client->link.say({Frames::Events{{missing, next}}});
        QCOMPARE(m_client->replica.rows<Label>(project).size(), 2);
    }

    void aResyncReplacesTheRows()
    {
        openAndLoad();
        SampleStream anew(project, 2);
        anew.commit(CreateProject{QStringLiteral("Restored"), QStringLiteral("RE"), {}, true});
        QList<ServerFrame> frames{Frames::Resync{project}};
        m_client->link.say(frames + pages(anew));
        QCOMPARE(m_client->replica.find<Project>(project, project.scope)->name, QStringLiteral("Restored"));
        QCOMPARE(m_client->replica.position(project), anew.position());
        QCOMPARE(m_client->replica.rows<Column>(project).size(), 0);
    }

    void aRevokedStreamIsGoneAndNotAskedForAgainOnThisConnection()
    {
        openAndLoad();
        m_client->link.sent.clear();
        m_client->link.say({Frames::Revoked{project}});
        QVERIFY(!m_client->replica.has(project));
        QVERIFY(m_client->sync.openProjects().isEmpty());
        QVERIFY(m_client->link.sent.isEmpty());
    }

    void aProjectMadeHereIsSubscribedWhenTheServerHasIt()
    {
        m_client->link.connectNow();
        const StreamId made = StreamId::ofProject(workspace, {8, 8});
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        const Uuid id =
            m_client->outbox.submit(made, CreateProject{QStringLiteral("New"), QStringLiteral("N"), {}, false});
        m_client->sync.openProject(made);
        QVERIFY(kept.wait());
        m_client->link.say({Frames::Failure{Error(ErrorCode::NotFound), made}});
        QCOMPARE(m_client->replica.rows<Column>(made).size(), 4); // still shown
        m_client->link.sent.clear();
        m_client->link.say({Frames::Accepted{id, {{made, 1, 1}}}});
        QCOMPARE(subscribed(), QList<StreamId>{made});
    }

    void onlyTheProjectsOpenedLastStay()
    {
        openAndLoad();
        m_client->link.sent.clear();
        for (quint64 i = 1; i <= Sync::OpenProjectsMax; ++i)
            m_client->sync.openProject(StreamId::ofProject(workspace, {3, i}));
        QCOMPARE(m_client->sync.openProjects().size(), Sync::OpenProjectsMax);
        QVERIFY(!m_client->replica.has(project));
        QCOMPARE(m_client->link.sentFrames<Frames::Unsubscribe>(), QList<Frames::Unsubscribe>{{project}});
    }

    void signingOutForgetsEverythingInMemory()
    {
        openAndLoad();
        m_client->sync.stop();
        QVERIFY(m_client->replica.streams().isEmpty());
        QCOMPARE(m_client->link.state(), Link::State::Off);
        m_client->link.connectNow();
        QVERIFY(m_client->link.sent.isEmpty() || m_client->replica.streams().isEmpty());
        QVERIFY(m_client->start());
        QVERIFY(m_client->replica.has(project));
    }

private:
    static QList<ServerFrame> pages(const SampleStream &server)
    {
        QList<ServerFrame> frames;
        for (const auto &page : server.snapshot())
            frames.append(page);
        frames.append(Frames::Subscribed{server.position()});
        return frames;
    }
    [[nodiscard]] QList<StreamId> subscribed() const
    {
        QList<StreamId> streams;
        for (const auto &frame : m_client->link.sentFrames<Frames::Subscribe>())
            streams.append(frame.position.stream);
        return streams;
    }
    void openAndLoad()
    {
        m_client->link.connectNow();
        m_client->sync.openProject(project);
        m_client->link.say(pages(*m_project));
        QVERIFY(m_client->replica.has(project));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ClientFixture> m_client;
    std::unique_ptr<SampleStream> m_own;
    std::unique_ptr<SampleStream> m_project;
};

} // namespace TaskMaster::Client

QTEST_GUILESS_MAIN(TaskMaster::Client::SyncTest)
#include "tst_sync.moc"
