// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/ReactionRules.h"
#include "server/jobs/Reactions.h"
#include "tests/app/AppFixture.h"

#include <QTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using TaskMaster::Test::AppFixture;

namespace {

QString roleName(Role role)
{
    return QString::fromLatin1(ChoiceNames<Role>::names[static_cast<int>(role)]);
}

/// A workspace with an owner and a project, and the job that watches it.
class Story {
public:
    Story()
    {
        app.heard = [this](const CommitPtr &commit) {
            if (const std::scoped_lock lock(m_mutex); m_job)
                m_job->committed(commit);
        };
        owner = app.addUser(QStringLiteral("Olga"));
    }
    ~Story() { stopJob(); }

    void startJob()
    {
        const Reactions::Options options{app.settings, std::chrono::milliseconds(20), std::chrono::milliseconds(20)};
        auto job = std::make_unique<Reactions>(options, app.epoch, *app.writes, app.metrics);
        job->start();
        const std::scoped_lock lock(m_mutex);
        m_job = std::move(job);
    }
    void stopJob()
    {
        std::unique_ptr<Reactions> job;
        {
            const std::scoped_lock lock(m_mutex);
            job = std::move(m_job);
        }
        if (job)
            job->stop();
    }
    void makeWorkspace()
    {
        if (!app.submit(workspaceStream, CreateWorkspace{QStringLiteral("Northwind"), owner}))
            qFatal("cannot make the workspace");
    }
    void makeProject(const QString &name)
    {
        if (!app.submit(projectStream, CreateProject{name, QStringLiteral("PRJ"), QStringLiteral("#112233"), false}))
            qFatal("cannot make the project");
    }
    [[nodiscard]] QStringList opened(const Uuid &user) const
    {
        QStringList lines;
        for (const TaskMaster::Access &access : app.rows<TaskMaster::Access>(StreamId::ofUser(user)))
            lines.append(QStringLiteral("%1 as %2").arg(access.name, roleName(access.role)));
        lines.sort();
        return lines;
    }
    [[nodiscard]] bool rename(const Uuid &user, const QString &name)
    {
        const auto field = static_cast<quint8>(describe(EntityKind::User).indexOf(u"name"));
        return app.submit(StreamId::ofUser(user), Edit{EntityKind::User, user, {{field, name}}, {}}).ok();
    }
    [[nodiscard]] QString shownIn(const StreamId &stream, const Uuid &user) const
    {
        for (const Member &member : app.rows<Member>(stream)) {
            if (member.userId == user)
                return QStringLiteral("%1 as %2").arg(member.name, roleName(member.role));
        }
        for (const ProjectMember &guest : app.rows<ProjectMember>(stream)) {
            if (guest.userId == user)
                return guest.name;
        }
        return {};
    }
    [[nodiscard]] QStringList listed() const
    {
        QStringList names;
        for (const ProjectEntry &entry : app.rows<ProjectEntry>(workspaceStream))
            names.append(entry.name);
        return names;
    }
    [[nodiscard]] qsizetype lagging() const { return Read::laggingStreams(*app.reading(), 1000)->size(); }

    AppFixture app;
    Uuid owner;
    const Uuid workspace = Uuid::v7();
    const StreamId workspaceStream = StreamId::ofWorkspace(workspace);
    const StreamId projectStream = StreamId::ofProject(workspace, Uuid::v7());

private:
    std::mutex m_mutex;
    std::unique_ptr<Reactions> m_job;
};

const QStringList asOwner{QStringLiteral("Northwind as owner")};

} // namespace

class ReactionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anOwnerMayOpenTheNewWorkspaceAndItListsItsProjects()
    {
        Story story;
        story.startJob();
        story.makeWorkspace();
        QTRY_COMPARE(story.opened(story.owner), asOwner);
        story.makeProject(QStringLiteral("Roof"));
        QTRY_COMPARE(story.listed(), QStringList({QStringLiteral("Roof")}));
        QTRY_COMPARE(story.lagging(), 0);
    }

    void renamingAProjectRenamesItInTheList()
    {
        Story story;
        story.makeWorkspace();
        story.makeProject(QStringLiteral("Roof"));
        story.startJob();
        Edit rename;
        rename.entity = EntityKind::Project;
        rename.id = story.projectStream.scope;
        rename.fields = {{static_cast<quint8>(describe(EntityKind::Project).indexOf(u"name")),
                          Value(QStringLiteral("Roof and walls"))}};
        QVERIFY(story.app.submit(story.projectStream, rename).ok());
        QTRY_COMPARE(story.listed(), QStringList({QStringLiteral("Roof and walls")}));
    }

    void renamingAWorkspaceRenamesItForItsMembers()
    {
        Story story;
        story.makeWorkspace();
        story.startJob();
        Edit rename;
        rename.entity = EntityKind::Workspace;
        rename.id = story.workspace;
        rename.fields = {{static_cast<quint8>(describe(EntityKind::Workspace).indexOf(u"name")),
                          Value(QStringLiteral("Southwind"))}};
        QVERIFY(story.app.submit(story.workspaceStream, rename).ok());
        QTRY_COMPARE(story.opened(story.owner), QStringList({QStringLiteral("Southwind as owner")}));
    }

    void aNewNameIsShownWhereverThePersonIsAndRolesStay()
    {
        Story story;
        story.makeWorkspace();
        story.makeProject(QStringLiteral("Roof"));
        const StreamId elsewhere = StreamId::ofWorkspace(Uuid::v7());
        const Uuid gil = story.app.addUser(QStringLiteral("Gil"));
        QVERIFY(story.app.submit(elsewhere, CreateWorkspace{QStringLiteral("Elsewhere"), gil}).ok());
        QVERIFY(story.app.submit(story.workspaceStream, SetMember{gil, Role::Guest}).ok());
        QVERIFY(story.app.submit(story.projectStream, AddProjectMember{gil}).ok());
        story.startJob();
        QTRY_COMPARE(story.lagging(), 0);
        QVERIFY(story.rename(gil, QStringLiteral("Gilbert")));
        const auto shown = [&](const StreamId &stream) { return story.shownIn(stream, gil); };
        QTRY_COMPARE(shown(story.workspaceStream), QStringLiteral("Gilbert as guest"));
        QTRY_COMPARE(shown(elsewhere), QStringLiteral("Gilbert as owner"));
        QTRY_COMPARE(shown(story.projectStream), QStringLiteral("Gilbert"));
        QCOMPARE(story.shownIn(story.workspaceStream, story.owner), QStringLiteral("Olga as owner"));
    }

    /// The member's row was made from the old account while the account changed, in another instance.
    void whoComesInUnderAnOldNameGetsTheNewOne()
    {
        Story story;
        story.makeWorkspace();
        const Uuid gil = story.app.addUser(QStringLiteral("Gil"));
        QVERIFY(story.app.submit(story.workspaceStream, SetMember{gil, Role::Member}).ok());
        const auto page = Read::logAfter(*story.app.reading(), story.app.epoch, story.workspaceStream, 1, 1);
        QVERIFY(page.ok());
        QVERIFY(story.rename(gil, QStringLiteral("Gilbert")));
        AccessCache access;
        const auto commands =
            ReactionRules::reactionsTo(*story.app.reading(), access, story.app.epoch, *page->events.constFirst());
        QVERIFY(commands.ok());
        for (const Command &command : *commands)
            QVERIFY(story.app.submit(command.stream, command.args, command.commandId).ok());
        QCOMPARE(story.shownIn(story.workspaceStream, gil), QStringLiteral("Gilbert as member"));
    }

    void manyPeopleMayOpenOneWorkspaceAndWhoLeavesMayNot()
    {
        Story story;
        story.makeWorkspace();
        story.startJob();
        const Uuid ben = story.app.addUser(QStringLiteral("Ben"));
        QVERIFY(story.app.submit(story.workspaceStream, SetMember{ben, Role::Member}).ok());
        QTRY_COMPARE(story.opened(ben), QStringList({QStringLiteral("Northwind as member")}));
        QTRY_COMPARE(story.opened(story.owner), asOwner);
        QVERIFY(story.app.submit(story.workspaceStream, SetMember{ben, Role::Admin}).ok());
        QTRY_COMPARE(story.opened(ben), QStringList({QStringLiteral("Northwind as admin")}));
        QVERIFY(story.app.submit(story.workspaceStream, RemoveMember{ben}).ok());
        QTRY_COMPARE(story.opened(ben), QStringList());
        QCOMPARE(story.opened(story.owner), asOwner);
    }

    void aGuestMayOpenTheirProjectOnlyAndAMemberAllOfThem()
    {
        Story story;
        story.makeWorkspace();
        story.makeProject(QStringLiteral("Roof"));
        story.startJob();
        QTRY_COMPARE(story.listed().size(), 1);
        const Uuid gil = story.app.addUser(QStringLiteral("Gil"));
        QVERIFY(story.app.submit(story.workspaceStream, SetMember{gil, Role::Guest}).ok());
        QVERIFY(story.app.submit(story.projectStream, AddProjectMember{gil}).ok());
        QTRY_COMPARE(story.opened(gil), QStringList({QStringLiteral("Roof as guest")}));
        QVERIFY(story.app.submit(story.workspaceStream, SetMember{gil, Role::Member}).ok());
        QTRY_COMPARE(story.opened(gil), QStringList({QStringLiteral("Northwind as member")}));
        QVERIFY(story.app.submit(story.workspaceStream, SetMember{gil, Role::Guest}).ok());
        QTRY_COMPARE(story.opened(gil), QStringList({QStringLiteral("Roof as guest")}));
        QVERIFY(story.app.submit(story.projectStream, RemoveProjectMember{gil}).ok());
        QTRY_COMPARE(story.opened(gil), QStringList());
    }

    void whatHappenedWhileNobodyWatchedIsCaughtUpWith()
    {
        Story story;
        story.makeWorkspace();
        story.makeProject(QStringLiteral("Roof"));
        QVERIFY(story.lagging() > 0);
        story.startJob();
        QTRY_COMPARE(story.lagging(), 0);
        QCOMPARE(story.opened(story.owner), asOwner);
        QCOMPARE(story.listed(), QStringList({QStringLiteral("Roof")}));
    }

    /// As after a kill: everything was done, but no cursor had been saved.
    void reactingAgainChangesNothing()
    {
        Story story;
        story.makeWorkspace();
        story.makeProject(QStringLiteral("Roof"));
        const auto react = [&story] {
            const auto database = story.app.reading();
            for (const StreamId &stream : {story.workspaceStream, story.projectStream}) {
                const auto page = Read::logAfter(*database, story.app.epoch, stream, 0, 100);
                for (const EventPtr &event : page->events) {
                    AccessCache access;
                    const auto commands = ReactionRules::reactionsTo(*database, access, story.app.epoch, *event);
                    QVERIFY(commands.ok());
                    for (const Command &command : *commands)
                        QVERIFY(story.app.submit(command.stream, command.args, command.commandId).ok());
                }
            }
        };
        const auto heads = [&story] {
            QMap<QString, qint64> seqs;
            const auto streams = Read::allStreams(*story.app.reading());
            for (const Read::LaggingStream &stream : *streams)
                seqs.insert(stream.stream.toString(), stream.seq);
            return seqs;
        };
        react();
        const auto before = heads();
        react();
        QCOMPARE(heads(), before);
    }

    void workOnTasksHasNoConsequences()
    {
        Event event;
        const auto field = static_cast<quint8>(describe(EntityKind::Project).indexOf(u"lastNumber"));
        event.changes = {{EntityKind::Project, Uuid::v7(), ChangeOp::Put, {{field, Value(qint64(7))}}},
                         {EntityKind::Task, Uuid::v7(), ChangeOp::Create, {}}};
        QVERIFY(!ReactionRules::concerns(event));
        event.changes.append({EntityKind::Member, Uuid::v7(), ChangeOp::Delete, {}});
        QVERIFY(ReactionRules::concerns(event));
    }
};

QTEST_GUILESS_MAIN(ReactionsTest)
#include "tst_reactions.moc"
