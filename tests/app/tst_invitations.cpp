// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DatabaseAccounts.h"
#include "server/app/DatabaseInvitations.h"
#include "server/app/DatabaseOwnAccount.h"
#include "server/app/DatabaseUserAdmin.h"
#include "server/app/SessionToken.h"
#include "server/gateway/AccountRoutes.h"
#include "server/gateway/InvitationRoutes.h"
#include "server/gateway/Router.h"
#include "server/gateway/UserRoutes.h"
#include "server/gateway/api/ApiDoor.h"
#include "server/storage/InvitationStore.h"
#include "tests/app/AppFixture.h"
#include "tests/app/PeopleRoutes.h"

#include <QTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using TaskMaster::Test::AppFixture;
using TaskMaster::Test::PeopleRoute;
using TaskMaster::Test::peopleRoutes;

namespace {

template <class T> Result<T> answerOf(const std::function<void(std::function<void(Result<T>)>)> &ask)
{
    auto promise = std::make_shared<std::promise<Result<T>>>();
    auto future = promise->get_future();
    ask([promise](const Result<T> &result) { promise->set_value(result); });
    return future.get();
}

const QByteArray goodPassword = "correct horse";

/// Olga owns the workspace Garden with the project Pond; Adam is an admin of it, Mia a member; Sue is outside.
class House {
public:
    House()
    {
        desk.start();
        olga = app.addUser(QStringLiteral("Olga"));
        adam = app.addUser(QStringLiteral("Adam"));
        mia = app.addUser(QStringLiteral("Mia"));
        sue = app.addUser(QStringLiteral("Sue"));
        must(app.submit(workspace, CreateWorkspace{QStringLiteral("Garden"), olga}));
        must(app.submit(workspace, SetMember{adam, Role::Admin}));
        must(app.submit(workspace, SetMember{mia, Role::Member}));
        must(app.submit(project, CreateProject{QStringLiteral("Pond"), QStringLiteral("PO"), {}, false}));
    }
    ~House() { desk.stop(); }

    static void must(const Result<QList<Position>> &answer)
    {
        if (!answer)
            qFatal("%s", qPrintable(answer.error().message));
    }
    static Identity as(const Uuid &user, const KeyRights &rights = {}) { return {user, {}, 0, rights}; }
    static Newcomer newcomer(const QString &email, const QByteArray &password = goodPassword)
    {
        return {email, QStringLiteral("Noa New"), password, QStringLiteral("Laptop"), QHostAddress::LocalHost};
    }
    NewInvitation wish(Role role = Role::Member, int uses = 1)
    {
        return {workspace.workspace, role == Role::Guest ? project.scope : Uuid(), role, app.clock.nowMs() + 3'600'000,
                uses};
    }
    Result<Invitations::Added> add(const Uuid &by, const NewInvitation &what)
    {
        return answerOf<Invitations::Added>([&](auto done) { invitations.add(as(by), what, done); });
    }
    QString link(Role role = Role::Member, int uses = 1)
    {
        const auto added = add(olga, wish(role, uses));
        return added ? added->secret : QString();
    }
    Result<Arrival> redeem(const QString &secret, const Newcomer &who)
    {
        return answerOf<Arrival>([&](auto done) { invitations.redeemAsNewcomer(secret, who, done); });
    }
    Result<Arrival> redeem(const QString &secret, const Uuid &who)
    {
        return answerOf<Arrival>(
            [&](auto done) { invitations.redeemAs(as(who), secret, QHostAddress::LocalHost, done); });
    }
    Result<Arrival> setUp(const QString &secret, const Newcomer &who, const QString &name = {})
    {
        return answerOf<Arrival>([&](auto done) { invitations.setUp(secret, who, name, done); });
    }
    Result<void> revoke(const Uuid &by, const Uuid &invitation)
    {
        return answerOf<void>([&](auto done) { invitations.revoke(as(by), workspace.workspace, invitation, done); });
    }
    Result<QList<Invitation>> list(const Identity &who)
    {
        return answerOf<QList<Invitation>>(
            [&](auto done) { invitations.list(who, workspace.workspace, {}, 50, done); });
    }
    std::optional<Role> roleOf(const Uuid &user) const
    {
        for (const Member &member : app.rows<Member>(workspace)) {
            if (member.userId == user)
                return member.role;
        }
        return {};
    }
    bool isGuestOfPond(const Uuid &user) const
    {
        const auto guests = app.rows<ProjectMember>(project);
        return std::any_of(guests.begin(), guests.end(),
                           [&user](const ProjectMember &guest) { return guest.userId == user; });
    }
    Uuid userOf(const QString &email) const
    {
        const auto found = AccountStore::findByEmail(*app.reading(), email);
        return *found ? (*found)->userId : Uuid();
    }

    AppFixture app;
    StreamId workspace = StreamId::ofWorkspace(Uuid::v7());
    StreamId project = StreamId::ofProject(workspace.workspace, Uuid::v7());
    QList<AccountChange> changes;
    Desk desk{app.settings, *app.writes, app.clock, app.metrics,
              [this](const AccountChange &change) { changes.append(change); }};
    AccessCache access;
    DatabaseInvitations invitations{{10, 30, {5, 10'000}}, desk, access, app.clock};
    DatabaseOwnAccount own{{10, {3, 10'000}}, desk, app.clock};
    DatabaseUserAdmin users{10, desk};
    Uuid olga, adam, mia, sue;
    const QString noa = QStringLiteral("noa@test.example");
};

} // namespace

/// Coming in by a link, one's own account, and the accounts of the server: the work of the Desk, on a real database.
class InvitationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- invitations

    void aNewcomerComesInAndIsSignedIn()
    {
        House house;
        const auto arrival = house.redeem(house.link(), House::newcomer(QStringLiteral(" Noa@Test.example ")));
        QVERIFY2(arrival, arrival ? "" : qPrintable(arrival.error().message));
        QCOMPARE(arrival->workspaceId, house.workspace.workspace);
        QVERIFY(arrival->session && arrival->session->who.email == house.noa);
        const Uuid noa = house.userOf(house.noa);
        QCOMPARE(house.roleOf(noa), Role::Member);
        const auto session =
            AccountStore::findSession(*house.app.reading(), SessionToken::hashOf(arrival->session->token));
        QVERIFY(*session && (*session)->userId == noa && (*session)->label == u"Laptop");
        const auto account = AccountStore::findByUser(*house.app.reading(), noa);
        QVERIFY(PasswordHasher::verifyNow(goodPassword, (*account)->passwordHash) && !(*account)->isServerAdmin);
    }

    void aGuestComesIntoOneProject()
    {
        House house;
        QVERIFY(house.redeem(house.link(Role::Guest), House::newcomer(house.noa)));
        const Uuid noa = house.userOf(house.noa);
        QCOMPARE(house.roleOf(noa), Role::Guest);
        QVERIFY(house.isGuestOfPond(noa));
    }

    void somebodyWithAnAccountComesInAsThemselves()
    {
        House house;
        const QString link = house.link();
        QCOMPARE(house.redeem(link, House::newcomer(QStringLiteral("sue@test.example"))).error().code,
                 ErrorCode::AlreadyExists);
        const auto arrival = house.redeem(link, house.sue);
        QVERIFY(arrival && !arrival->session);
        QCOMPARE(house.roleOf(house.sue), Role::Member);
    }

    void nobodyLosesByAnInvitation()
    {
        House house;
        QVERIFY(house.redeem(house.link(Role::Guest), house.mia));
        QCOMPARE(house.roleOf(house.mia), Role::Member);
        QVERIFY(house.redeem(house.link(Role::Member), house.olga));
        QCOMPARE(house.roleOf(house.olga), Role::Owner);
        QVERIFY(house.redeem(house.link(Role::Admin), house.mia));
        QCOMPARE(house.roleOf(house.mia), Role::Admin);
    }

    void aLinkIsUsedAsOftenAsItSaysAndOncePerPerson()
    {
        House house;
        const QString link = house.link(Role::Member, 2);
        QVERIFY(house.redeem(link, house.sue));
        QVERIFY(house.redeem(link, house.sue)); // again: not another use
        QVERIFY(house.redeem(link, House::newcomer(house.noa)));
        const auto third = house.redeem(link, House::newcomer(QStringLiteral("ned@test.example")));
        QCOMPARE(third.error().code, ErrorCode::NotFound);
        QVERIFY(house.userOf(QStringLiteral("ned@test.example")).isNull());
        QCOMPARE(house.list(House::as(house.olga))->first().uses, 2);
    }

    void twoAtOnceDoNotShareTheLastUse()
    {
        House house;
        const QString link = house.link();
        std::vector<std::future<Result<Arrival>>> answers;
        for (int i = 0; i < 4; ++i) {
            auto promise = std::make_shared<std::promise<Result<Arrival>>>();
            answers.push_back(promise->get_future());
            house.invitations.redeemAsNewcomer(
                link, House::newcomer(QStringLiteral("n%1@test.example").arg(i)),
                [promise](const Result<Arrival> &result) { promise->set_value(result); });
        }
        int count = 0;
        for (auto &answer : answers)
            count += answer.get() ? 1 : 0;
        QCOMPARE(count, 1);
    }

    void whatBrokeOffInTheMiddleIsFinishedByTryingAgain()
    {
        House house;
        const QString link = house.link(Role::Guest);
        const auto invitation = *InvitationStore::findBySecret(*house.app.reading(), SessionToken::hashOf(link));
        // As a crash leaves it: the use is noted and the account is there, without a password or a place.
        const Uuid person = Uuid::v5(invitation->id, house.noa.toUtf8());
        std::promise<void> noted;
        house.app.writes->run(
            [&](Database &database) {
                return InvitationStore::use(database, invitation->id, person, house.app.clock.nowMs());
            },
            [&noted](const Result<void> &) { noted.set_value(); });
        noted.get_future().get();
        House::must(house.app.submit(StreamId::ofUser(person), CreateUser{house.noa, QStringLiteral("Noa")}));
        QVERIFY(house.redeem(link, House::newcomer(house.noa)));
        QCOMPARE(house.userOf(house.noa), person);
        QVERIFY(house.isGuestOfPond(person));
        QCOMPARE(house.redeem(link, House::newcomer(house.noa)).error().code, ErrorCode::AlreadyExists);
    }

    void whoWasTakenOutDoesNotComeBackByTheSameLink()
    {
        House house;
        const QString link = house.link(Role::Member, 5);
        QVERIFY(house.redeem(link, house.sue));
        House::must(house.app.submit(house.workspace, RemoveMember{house.sue}));
        QCOMPARE(house.redeem(link, house.sue).error().code, ErrorCode::Forbidden);
        QVERIFY(!house.roleOf(house.sue));
        QVERIFY(house.redeem(house.link(), house.sue)); // by a new one they do
    }

    void aLinkEndsWithItsTimeByRevokingAndWithItsMaker()
    {
        House house;
        const auto old = house.add(house.adam, house.wish());
        const auto revoked = house.add(house.adam, house.wish());
        const auto orphan = house.add(house.adam, house.wish());
        QVERIFY(house.revoke(house.olga, revoked->invitation.id));
        QVERIFY(house.revoke(house.olga, revoked->invitation.id)); // again: fine
        QCOMPARE(house.redeem(revoked->secret, house.sue).error().code, ErrorCode::NotFound);
        House::must(house.app.submit(house.workspace, SetMember{house.adam, Role::Member}));
        QCOMPARE(house.redeem(orphan->secret, house.sue).error().code, ErrorCode::NotFound);
        House::must(house.app.submit(house.workspace, SetMember{house.adam, Role::Admin}));
        house.app.clock.advance(3'600'000);
        QCOMPARE(house.redeem(old->secret, house.sue).error().code, ErrorCode::NotFound);
        QVERIFY(!house.roleOf(house.sue));
    }

    void onlyThoseWhoMayInvite_data()
    {
        QTest::addColumn<QString>("who");
        QTest::addColumn<Role>("role");
        QTest::addColumn<QString>("code");
        QTest::newRow("owner, an owner") << QStringLiteral("olga") << Role::Owner << QString();
        QTest::newRow("admin, a member") << QStringLiteral("adam") << Role::Member << QString();
        QTest::newRow("admin, a guest") << QStringLiteral("adam") << Role::Guest << QString();
        QTest::newRow("admin, an owner") << QStringLiteral("adam") << Role::Owner << QStringLiteral("forbidden");
        QTest::newRow("member") << QStringLiteral("mia") << Role::Member << QStringLiteral("forbidden");
        QTest::newRow("stranger") << QStringLiteral("sue") << Role::Member << QStringLiteral("notFound");
    }
    void onlyThoseWhoMayInvite()
    {
        QFETCH(QString, who);
        QFETCH(Role, role);
        QFETCH(QString, code);
        House house;
        const Uuid by = house.userOf(who + QStringLiteral("@test.example"));
        const auto added = house.add(by, house.wish(role));
        QCOMPARE(added ? QString() : added.error().wire(), code);
        const auto listed = house.list(House::as(by));
        QCOMPARE(listed.ok(), who == u"olga" || who == u"adam");
        const auto mine = house.add(house.olga, house.wish());
        QCOMPARE(house.revoke(by, mine->invitation.id).ok(), listed.ok());
    }

    void aKeyInvitesWithAdminScopeAndInItsWorkspaceOnly()
    {
        House house;
        const auto codeFor = [&](const KeyRights &rights) {
            const auto listed = house.list(House::as(house.olga, rights));
            return listed ? QString() : listed.error().wire();
        };
        QCOMPARE(codeFor({Scope::Admin, {}}), QString());
        QCOMPARE(codeFor({Scope::Write, {}}), QStringLiteral("forbidden"));
        QCOMPARE(codeFor({Scope::Admin, house.workspace.workspace}), QString());
        QCOMPARE(codeFor({Scope::Admin, Uuid::v7()}), QStringLiteral("notFound"));
    }

    void whatMakesNoSenseIsRefusedWithItsField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::newRow("too long") << QStringLiteral("expiresAt");
        QTest::newRow("too many") << QStringLiteral("usesMax");
        QTest::newRow("guest of nothing") << QStringLiteral("projectId");
    }
    void whatMakesNoSenseIsRefusedWithItsField()
    {
        QFETCH(QString, field);
        House house;
        NewInvitation wish = house.wish();
        if (field == u"expiresAt")
            wish.expiresAt = house.app.clock.nowMs() + DatabaseInvitations::LifeMsMax + 1;
        else if (field == u"usesMax")
            wish.usesMax = DatabaseInvitations::UsesMax + 1;
        else
            wish.role = Role::Guest;
        const auto refused = house.add(house.olga, wish);
        QCOMPARE(refused.error().code, ErrorCode::InvalidField);
        QCOMPARE(refused.error().details[QStringLiteral("field")].toString(), field);
    }

    void aLinkSaysWhereItLeadsAndWrongOnesAreThrottled()
    {
        House house;
        const auto look = [&](const QString &secret) {
            return answerOf<InvitationPreview>(
                [&](auto done) { house.invitations.look(secret, QHostAddress(QStringLiteral("10.0.0.9")), done); });
        };
        const auto seen = look(house.link(Role::Guest));
        QVERIFY(seen);
        QCOMPARE(seen->workspace, QStringLiteral("Garden"));
        QCOMPARE(seen->project, QStringLiteral("Pond"));
        QCOMPARE(seen->inviter, QStringLiteral("Olga"));
        QCOMPARE(seen->role, Role::Guest);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(look(SessionToken::make(SessionToken::Kind::Link)).error().code, ErrorCode::NotFound);
        QCOMPARE(look(QStringLiteral("nonsense")).error().code, ErrorCode::RateLimited);
        house.app.clock.advance(10'000);
        QCOMPARE(look(QStringLiteral("nonsense")).error().code, ErrorCode::NotFound);
    }

    void theDatabaseHoldsNoSecretOfALink()
    {
        House house;
        const QString link = house.link();
        const auto invitation = house.list(House::as(house.olga))->first();
        QCOMPARE(invitation.secretHash, SessionToken::hashOf(link));
    }

    // ---- the first account

    void theFirstAccountIsAnAdminWithAWorkspaceAndTheLinkIsSpent()
    {
        House house;
        const QString secret = SessionToken::make(SessionToken::Kind::Link);
        QCOMPARE(house.setUp(secret, House::newcomer(house.noa)).error().code, ErrorCode::NotFound); // not offered
        house.invitations.offerSetUp(secret);
        QCOMPARE(house.setUp(SessionToken::make(SessionToken::Kind::Link), House::newcomer(house.noa)).error().code,
                 ErrorCode::NotFound);
        // What is wrong with the wish does not spend the link.
        QCOMPARE(house.setUp(secret, House::newcomer(house.noa, "password123")).error().code, ErrorCode::InvalidField);
        const auto arrival = house.setUp(secret, House::newcomer(house.noa), QStringLiteral("Home"));
        QVERIFY2(arrival, arrival ? "" : qPrintable(arrival.error().message));
        const auto account = *AccountStore::findByEmail(*house.app.reading(), house.noa);
        QVERIFY(account->isServerAdmin && arrival->session->who.isServerAdmin);
        const auto members = house.app.rows<Member>(StreamId::ofWorkspace(arrival->workspaceId));
        QCOMPARE(members.size(), 1);
        QVERIFY(members.first().userId == account->userId && members.first().role == Role::Owner);
        QCOMPARE(house.setUp(secret, House::newcomer(QStringLiteral("x@test.example"))).error().code,
                 ErrorCode::NotFound);
    }

    void aSetUpThatBrokeOffIsFinishedByTryingAgain()
    {
        House house;
        const QString secret = SessionToken::make(SessionToken::Kind::Link);
        house.invitations.offerSetUp(secret);
        const auto first = house.setUp(secret, House::newcomer(house.noa), QStringLiteral("Home"));
        QVERIFY(first);
        // As a crash before the last step leaves it; the next start offers another link.
        std::promise<void> undone;
        house.app.writes->run(
            [&](Database &database) { return AccountStore::removeCredential(database, house.userOf(house.noa)); },
            [&undone](const Result<void> &) { undone.set_value(); });
        undone.get_future().get();
        house.invitations.offerSetUp(secret);
        const auto second = house.setUp(secret, House::newcomer(house.noa), QStringLiteral("Home"));
        QVERIFY2(second, second ? "" : qPrintable(second.error().message));
        QCOMPARE(second->workspaceId, first->workspaceId);
    }

    void whoAddsAnAccountBySubcommandHasSetUpTheServer()
    {
        House house;
        const QString secret = SessionToken::make(SessionToken::Kind::Link);
        house.invitations.offerSetUp(secret);
        QVERIFY(answerOf<AccountLine>([&](auto done) {
            house.users.add({house.noa, QStringLiteral("Noa"), goodPassword}, done);
        }));
        QCOMPARE(house.setUp(secret, House::newcomer(QStringLiteral("x@test.example"))).error().code,
                 ErrorCode::NotFound);
    }

    // ---- the routes

    void everyRouteAboutPeopleHasALineInTheMatrix()
    {
        House house;
        PasswordHasher hasher;
        DatabaseAccounts accounts({}, *house.app.pool, *house.app.writes, hasher, house.app.clock);
        ApiDoor door({}, accounts, house.app.clock);
        Router router;
        addSessionRoutes(router, door, accounts);
        addAccountRoutes(router, door, house.own);
        addInvitationRoutes(router, door, house.invitations, {});
        addUserRoutes(router, door, house.users);
        const auto line = [](const char *method, const char *pattern, const char *name, Scope scope) {
            return QStringLiteral("%1 %2 (%3): %4")
                .arg(QLatin1StringView(method), QLatin1StringView(pattern), QLatin1StringView(name),
                     QLatin1StringView(scopeName(scope)));
        };
        QStringList routes;
        for (const auto &route : router.routes())
            routes << line(route->method.constData(), route->pattern.constData(), route->name.constData(),
                           route->about.scope);
        QStringList matrix;
        for (const PeopleRoute &row : peopleRoutes)
            matrix << line(row.method, row.pattern, row.name, row.least);
        routes.sort();
        matrix.sort();
        QCOMPARE(routes, matrix);
    }

    // ---- one's own account

    void sessionsAreListedAndEndedOneByOne()
    {
        House house;
        const auto first = house.redeem(house.link(), House::newcomer(house.noa));
        const Uuid noa = house.userOf(house.noa);
        const Identity who{noa, SessionToken::hashOf(first->session->token), 0};
        const auto signedIn = [&](const char *device) {
            const QString token = SessionToken::make();
            const qint64 now = house.app.clock.nowMs();
            const AccountChanges::AddSessions added{
                {{SessionToken::hashOf(token), noa, now + 1, now + 9'999, now, QString::fromLatin1(device)}}};
            if (!QueueDoor(*house.app.writes, house.app.clock, Urgency::Interactive).change(added))
                qFatal("cannot sign in");
            return token;
        };
        const QString phone = signedIn("Phone");
        const auto list = [&] {
            return *answerOf<QList<SessionLine>>([&](auto done) { house.own.sessions(who, done); });
        };
        const auto lines = list();
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].isCurrent && lines[0].device == u"Laptop");
        QVERIFY(!lines[1].isCurrent && lines[1].device == u"Phone");
        const auto end = [&](const Identity &by, const Uuid &session) {
            return answerOf<void>([&](auto done) { house.own.endSession(by, session, done); });
        };
        QCOMPARE(end(House::as(house.sue), lines[1].id).error().code, ErrorCode::NotFound); // somebody else's
        QVERIFY(end(who, lines[1].id));
        QCOMPARE(AccountChanges::endedBy(house.changes.constLast()).key, SessionToken::hashOf(phone));
        QCOMPARE(end(who, lines[1].id).error().code, ErrorCode::NotFound);
        signedIn("Tablet");
        signedIn("Fridge");
        QVERIFY(answerOf<void>([&](auto done) { house.own.endOtherSessions(who, done); }));
        QCOMPARE(list().size(), 1);
        QVERIFY(list().first().isCurrent);
    }

    void aPasswordIsChangedWithTheOldOneOnly()
    {
        House house;
        const auto first = house.redeem(house.link(), House::newcomer(house.noa));
        const Uuid noa = house.userOf(house.noa);
        const Identity who{noa, SessionToken::hashOf(first->session->token), 0};
        const auto change = [&](const QByteArray &from, const QByteArray &to) {
            return answerOf<void>([&](auto done) { house.own.changePassword(who, {from, to, {}}, done); });
        };
        QCOMPARE(change("wrong", "battery staple").error().details[QStringLiteral("field")].toString(),
                 QStringLiteral("oldPassword"));
        const auto weak = change(goodPassword, "noa@test.example");
        QCOMPARE(weak.error().details[QStringLiteral("field")].toString(), QStringLiteral("newPassword"));
        QVERIFY(change(goodPassword, "battery staple"));
        const EndedKeys ended = AccountChanges::endedBy(house.changes.constLast());
        QVERIFY(ended.which == EndedKeys::Which::Sessions && ended.key == who.sessionKey);
        QVERIFY(*AccountStore::findSession(*house.app.reading(), who.sessionKey)); // one's own stays
        for (int i = 0; i < 3; ++i)
            (void)change("wrong", "battery staple two");
        QCOMPARE(change("battery staple", "green teapot").error().code, ErrorCode::RateLimited);
    }

    void apiTokensAreMadeListedAndEnded()
    {
        House house;
        const Identity mia = House::as(house.mia);
        const auto add = [&](const NewApiToken &token) {
            return answerOf<OwnAccount::AddedToken>([&](auto done) { house.own.addToken(mia, token, done); });
        };
        const auto made = add({QStringLiteral("Backup"), {Scope::Read, house.workspace.workspace}, 0});
        QVERIFY(made);
        QCOMPARE(SessionToken::kindOf(made->token), SessionToken::Kind::Api);
        QCOMPARE(add({QStringLiteral("Late"), {Scope::Read, {}}, house.app.clock.nowMs()}).error().code,
                 ErrorCode::InvalidField);
        QCOMPARE(add({QStringLiteral("Elsewhere"), {Scope::Read, Uuid::v7()}, 0}).error().code, ErrorCode::NotFound);
        const auto list = [&](const Uuid &who) {
            return *answerOf<QList<ApiTokenLine>>([&](auto done) { house.own.tokens(House::as(who), done); });
        };
        QCOMPARE(list(house.mia).size(), 1);
        QCOMPARE(list(house.mia).first().id, made->line.id);
        QVERIFY(list(house.olga).isEmpty());
        const auto end = [&](const Uuid &who) {
            return answerOf<void>([&](auto done) { house.own.endToken(House::as(who), made->line.id, done); });
        };
        QCOMPARE(end(house.olga).error().code, ErrorCode::NotFound);
        QVERIFY(end(house.mia));
        QCOMPARE(AccountChanges::endedBy(house.changes.constLast()).key, SessionToken::hashOf(made->token));
        QVERIFY(list(house.mia).isEmpty());
    }

    // ---- the accounts of the server

    void theLastAdminOfTheServerStays()
    {
        House house;
        const auto add = [&](const QString &email) {
            return *answerOf<AccountLine>([&](auto done) {
                house.users.add({email, QStringLiteral("A"), goodPassword, true}, done);
            });
        };
        const auto change = [&](const Uuid &user, const UserAdmin::Change &wish) {
            return answerOf<AccountLine>([&](auto done) { house.users.change(user, wish, done); });
        };
        const AccountLine first = add(QStringLiteral("first@test.example"));
        QVERIFY(first.isServerAdmin && first.hasPassword);
        QCOMPARE(change(first.userId, {true}).error().code, ErrorCode::LastOwner);
        QCOMPARE(change(first.userId, {{}, false}).error().code, ErrorCode::LastOwner);
        QCOMPARE(answerOf<void>([&](auto done) { house.users.remove(first.userId, {}, done); }).error().code,
                 ErrorCode::LastOwner);
        const AccountLine second = add(QStringLiteral("second@test.example"));
        QVERIFY(change(first.userId, {true})->isDisabled);
        QCOMPARE(change(second.userId, {{}, false}).error().code, ErrorCode::LastOwner); // the other cannot sign in
        QVERIFY(!change(first.userId, {false})->isDisabled);
        QVERIFY(!change(second.userId, {{}, false})->isServerAdmin);
    }

    void usersAreListedInPagesAndRemoved()
    {
        House house;
        const auto page = [&](const QString &after) {
            return *answerOf<QList<AccountLine>>([&](auto done) { house.users.list(after, 2, done); });
        };
        QCOMPARE(page({})[0].email, QStringLiteral("adam@test.example"));
        QCOMPARE(page(page({})[1].email)[0].email, QStringLiteral("olga@test.example"));
        QVERIFY(answerOf<void>([&](auto done) { house.users.remove(house.mia, {}, done); }));
        QVERIFY(!house.roleOf(house.mia));
        QCOMPARE(answerOf<void>([&](auto done) { house.users.remove(house.olga, {}, done); }).error().code,
                 ErrorCode::LastOwner);
        QVERIFY(answerOf<void>([&](auto done) { house.users.remove(house.olga, house.adam, done); }));
        QCOMPARE(house.roleOf(house.adam), Role::Owner);
        QCOMPARE(answerOf<void>([&](auto done) { house.users.remove(Uuid::v7(), {}, done); }).error().code,
                 ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(InvitationsTest)
#include "tst_invitations.moc"
