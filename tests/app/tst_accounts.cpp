// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ControlClient.h"
#include "server/app/ControlSocket.h"
#include "server/app/DataFolder.h"
#include "server/app/DatabaseAccounts.h"
#include "server/app/ExitCode.h"
#include "server/app/PasswordPolicy.h"
#include "server/app/QueueDoor.h"
#include "server/app/SessionToken.h"
#include "tests/app/AppFixture.h"

#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSet>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using TaskMaster::Test::AppFixture;
using TaskMaster::Test::FakeClock;

namespace {

/// Waits for what `ask` hands to its callback.
template <class T> Result<T> answerOf(const std::function<void(std::function<void(Result<T>)>)> &ask)
{
    std::promise<Result<T>> promise;
    ask([&promise](const Result<T> &result) { promise.set_value(result); });
    return promise.get_future().get();
}

class Desk {
public:
    Desk()
    {
        eve = app.addUser(QStringLiteral("Eve"));
        const auto hash = PasswordHasher::hashNow("correct horse");
        std::promise<void> stored;
        app.writes->run(
            [&](Database &database) { return AccountStore::setPassword(database, eve, *hash, app.clock.nowMs()); },
            [&stored](const Result<void> &) { stored.set_value(); });
        stored.get_future().get();
    }
    Result<Accounts::Opened> signIn(const QString &who, const QByteArray &password, const char *peer = "10.0.0.1")
    {
        return answerOf<Accounts::Opened>([&](auto done) {
            accounts.signIn({who, password, QStringLiteral("test"), QHostAddress(QLatin1StringView(peer))}, done);
        });
    }
    Result<SignedIn> whoIs(const QString &token)
    {
        return answerOf<SignedIn>([&](auto done) { accounts.whoIs(token, done); });
    }
    Result<void> signOut(const QString &token)
    {
        return answerOf<void>([&](auto done) { accounts.signOut(token, done); });
    }

    Result<Identity> authenticate(const QString &token)
    {
        return answerOf<Identity>([&](auto done) { accounts.authenticate(token, done); });
    }
    void change(const AccountChange &wish)
    {
        if (!QueueDoor(*app.writes, app.clock, Urgency::Interactive).change(wish))
            qFatal("cannot change the account");
    }
    QString addToken(const KeyRights &rights, qint64 expiresAt = 0)
    {
        const QString token = SessionToken::make(SessionToken::Kind::Api);
        change(AccountChanges::AddApiToken{
            {SessionToken::hashOf(token), eve, QStringLiteral("Script"), rights, app.clock.nowMs(), expiresAt}});
        return token;
    }

    AppFixture app;
    PasswordHasher hasher;
    DatabaseAccounts accounts{{30, {3, 10'000}, {5, 1'000}}, *app.pool, *app.writes, hasher, app.clock};
    Uuid eve;
    const QString email = QStringLiteral("eve@test.example");
};

} // namespace

class AccountsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- passwords and tokens

    void passwordsAreHashedWithTheAgreedParameters()
    {
        const auto hash = PasswordHasher::hashNow("correct horse");
        QVERIFY(hash.ok());
        QVERIFY2(hash->startsWith(u"$argon2id$v=19$m=19456,t=2,p=1$"), qPrintable(*hash));
        QVERIFY(*hash != *PasswordHasher::hashNow("correct horse")); // salted
    }

    void onlyTheRightPasswordFits()
    {
        PasswordHasher hasher;
        const QString hash = *PasswordHasher::hashNow("correct horse");
        const auto verify = [&](const QByteArray &password, const QString &stored) {
            return answerOf<bool>([&](auto done) { hasher.verify(password, stored, done); });
        };
        QVERIFY(*verify("correct horse", hash));
        QVERIFY(!*verify("correct horsf", hash));
        QVERIFY(!*verify("", hash));
        QVERIFY(!*verify("correct horse", QString()));
    }

    void aFloodOfPasswordsIsRefusedAndNotQueuedForEver()
    {
        PasswordHasher hasher;
        std::atomic<int> overloaded = 0;
        std::atomic<int> answered = 0;
        for (int i = 0; i < PasswordHasher::WaitingMax + 20; ++i) {
            hasher.verify("x", QString(), [&](const Result<bool> &result) {
                overloaded += !result && result.error().code == ErrorCode::Overloaded ? 1 : 0;
                ++answered;
            });
        }
        QTRY_COMPARE_WITH_TIMEOUT(answered.load(), PasswordHasher::WaitingMax + 20, 60'000);
        QVERIFY(overloaded > 0);
    }

    void tokensAreLongRandomAndRecognisable()
    {
        QSet<QString> tokens;
        for (int i = 0; i < 1000; ++i)
            tokens.insert(SessionToken::make());
        QCOMPARE(tokens.size(), 1000);
        const QString token = *tokens.begin();
        QCOMPARE(SessionToken::kindOf(token), SessionToken::Kind::Session);
        QCOMPARE(SessionToken::kindOf(SessionToken::make(SessionToken::Kind::Api)), SessionToken::Kind::Api);
        QCOMPARE(SessionToken::kindOf(SessionToken::make(SessionToken::Kind::Link)), SessionToken::Kind::Link);
        QVERIFY(!SessionToken::kindOf(token + u'x'));
        QVERIFY(!SessionToken::kindOf(QStringLiteral("tmx_") + token.mid(4)));
        QVERIFY(!SessionToken::kindOf(QStringLiteral("tms_").leftJustified(47, u'é')));
        QCOMPARE(SessionToken::hashOf(token).size(), 64);
        // BLAKE2b-256 of nothing, as RFC 7693's reference implementation gives it
        QCOMPARE(SessionToken::hashOf(QString()),
                 QStringLiteral("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"));
    }

    void aPasswordMustNotBeOneThatIsTriedFirst_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("four words") << QByteArray("correct horse battery staple") << true;
        QTest::newRow("two words") << QByteArray("green teapot") << true;
        QTest::newRow("a sentence with a name") << QByteArray("eve likes her old green bicycle") << true;
        QTest::newRow("random") << QByteArray("x7Gk2-pQ9w") << true;
        QTest::newRow("another script") << QByteArray(
            "\xd0\xb7\xd0\xb5\xd0\xbb\xd1\x91\xd0\xbd\xd1\x8b\xd0\xb9 \xd1\x87\xd0\xb0\xd0\xb9")
                                        << true;
        QTest::newRow("too short") << QByteArray("x7Gk2-pQ9") << false;
        QTest::newRow("too long") << QByteArray(1025, 'x') << false;
        QTest::newRow("common") << QByteArray("qwertyuiop") << false;
        QTest::newRow("with a year") << QByteArray("Password2024") << false;
        QTest::newRow("in disguise") << QByteArray("P4$$w0rd!!") << false;
        QTest::newRow("twice") << QByteArray("dragondragon") << false;
        QTest::newRow("twice with signs") << QByteArray("!!monkeymonkey99") << false;
        QTest::newRow("the product") << QByteArray("TaskMaster1") << false;
        QTest::newRow("keyboard") << QByteArray("1q2w3e4r5t") << false;
        QTest::newRow("digits") << QByteArray("1234567890") << false;
        QTest::newRow("digits and signs") << QByteArray("2024-12-31-77") << false;
        QTest::newRow("few characters") << QByteArray("abababababab") << false;
        QTest::newRow("own address") << QByteArray("eve.adams@test.example") << false;
        QTest::newRow("own name and some") << QByteArray("EveAdams42!") << false;
        QTest::newRow("name and domain") << QByteArray("adams-example") << false;
    }
    void aPasswordMustNotBeOneThatIsTriedFirst()
    {
        QFETCH(QByteArray, password);
        QFETCH(bool, isTaken);
        const PasswordPolicy::Person person{QStringLiteral("eve.adams@test.example"), QStringLiteral("Eve Adams")};
        const auto checked = PasswordPolicy::check(password, person, 10);
        QVERIFY2(checked.ok() == isTaken, checked ? "taken" : qPrintable(checked.error().message));
        if (!checked) {
            QCOMPARE(checked.error().details[QStringLiteral("field")].toString(), QStringLiteral("password"));
            QVERIFY(!checked.error().message.contains(QString::fromUtf8(password)));
        }
    }

    // ---- the throttle

    void attemptsAreCountedAndComeBackWithTime()
    {
        FakeClock clock;
        Throttle throttle({2, 10'000}, clock);
        QVERIFY(throttle.take(QStringLiteral("eve")).ok());
        QVERIFY(throttle.take(QStringLiteral("eve")).ok());
        const auto refused = throttle.take(QStringLiteral("eve"));
        QCOMPARE(refused.error().code, ErrorCode::RateLimited);
        QCOMPARE(refused.error().details.value(QStringLiteral("retryAfterS")).toInt(), 10);
        QVERIFY(throttle.take(QStringLiteral("bob")).ok());
        clock.advance(10'000);
        QVERIFY(throttle.take(QStringLiteral("eve")).ok());
        QVERIFY(!throttle.take(QStringLiteral("eve")).ok());
        throttle.giveBack(QStringLiteral("eve"));
        QVERIFY(throttle.take(QStringLiteral("eve")).ok());
    }

    void theThrottleForgetsBeforeItGrows()
    {
        FakeClock clock;
        Throttle throttle({2, 10'000}, clock);
        for (int i = 0; i < Throttle::KeysMax + 100; ++i) {
            QVERIFY(throttle.take(QString::number(i)).ok());
            clock.advance(1);
        }
        QVERIFY(throttle.keyCount() <= Throttle::KeysMax);
    }

    // ---- signing in

    void signingInGivesATokenThatSaysWhoOneIsUntilSigningOut()
    {
        Desk desk;
        const auto opened = desk.signIn(desk.email, "correct horse");
        QVERIFY(opened.ok());
        QCOMPARE(opened->who.userId, desk.eve);
        const auto who = desk.whoIs(opened->token);
        QVERIFY(who.ok());
        QCOMPARE(who->name, QStringLiteral("Eve"));
        QVERIFY(desk.signOut(opened->token).ok());
        QCOMPARE(desk.whoIs(opened->token).error().code, ErrorCode::Unauthenticated);
        QVERIFY(desk.signOut(opened->token).ok());
    }

    void theDatabaseHoldsNoToken()
    {
        Desk desk;
        const auto opened = desk.signIn(desk.email, "correct horse");
        const auto sessions = AccountStore::sessionsOf(*desk.app.reading(), desk.eve);
        QCOMPARE(sessions->size(), 1);
        QCOMPARE(sessions->first().tokenHash, SessionToken::hashOf(opened->token));
        QVERIFY(!sessions->first().tokenHash.contains(opened->token.mid(4)));
    }

    void sessionsEndWithTime()
    {
        Desk desk;
        const auto opened = desk.signIn(desk.email, "correct horse");
        desk.app.clock.advance(sessionMs(30) - 1);
        QVERIFY(desk.whoIs(opened->token).ok());
        desk.app.clock.advance(1);
        QCOMPARE(desk.whoIs(opened->token).error().code, ErrorCode::Unauthenticated);
    }

    void whatIsWrongAboutASignInIsNotTold()
    {
        Desk desk;
        const auto wrongPassword = desk.signIn(desk.email, "wrong");
        const auto noAccount = desk.signIn(QStringLiteral("nobody@test.example"), "wrong");
        QVERIFY(!wrongPassword.ok());
        QCOMPARE(wrongPassword.error(), noAccount.error());
        QCOMPARE(wrongPassword.error().code, ErrorCode::Unauthenticated);
    }

    void tooManyWrongPasswordsAreThrottledPerAccountAndAddress()
    {
        Desk desk;
        for (int i = 0; i < 3; ++i)
            QCOMPARE(desk.signIn(desk.email, "wrong").error().code, ErrorCode::Unauthenticated);
        // The account is closed for a while, also for who knows the password, and also from elsewhere.
        QCOMPARE(desk.signIn(desk.email, "correct horse", "10.0.0.2").error().code, ErrorCode::RateLimited);
        for (int i = 0; i < 2; ++i)
            (void)desk.signIn(QStringLiteral("n%1@test.example").arg(i), "wrong");
        QCOMPARE(desk.signIn(QStringLiteral("other@test.example"), "wrong").error().code, ErrorCode::RateLimited);
        desk.app.clock.advance(10'000);
        QVERIFY(desk.signIn(desk.email, "correct horse", "10.0.0.3").ok());
    }

    void anUnknownAccountTakesAsLongAsAWrongPassword()
    {
        Desk desk;
        qint64 known = std::numeric_limits<qint64>::max();
        qint64 unknown = known;
        const auto attempt = [&desk](const QString &email, qint64 &least) {
            desk.app.clock.advance(60'000); // the throttle shall not answer
            QElapsedTimer timer;
            timer.start();
            const bool isRefused = desk.signIn(email, "wrong").error().code == ErrorCode::Unauthenticated;
            least = isRefused ? std::min(least, timer.nsecsElapsed()) : -1;
        };
        // In turns, so that what else the machine does meets both; and again while it seems to have met only one.
        for (int i = 0; i < 6 || (i < 60 && (unknown * 2 <= known || known * 2 <= unknown)); ++i) {
            attempt(desk.email, known);
            attempt(QStringLiteral("nobody@test.example"), unknown);
        }
        // A hash takes tens of milliseconds, a look into the database a fraction of one.
        QVERIFY(known > 0 && unknown > 0);
        QVERIFY2(unknown * 2 > known && known * 2 > unknown,
                 qPrintable(QString::number(unknown) + u'/' + QString::number(known)));
    }

    // ---- API tokens

    void anApiTokenOpensWhatItWasMadeFor()
    {
        Desk desk;
        const Uuid workspace = Uuid::v7();
        const QString token = desk.addToken({Scope::Write, workspace});
        const auto identity = desk.authenticate(token);
        QVERIFY(identity);
        QCOMPARE(identity->userId, desk.eve);
        QVERIFY((identity->rights == KeyRights{Scope::Write, workspace}));
        QVERIFY(!identity->isServerAdmin);
        QVERIFY(identity->expiresAt > desk.app.clock.nowMs() + sessionMs(36'500)); // never
        QCOMPARE(desk.whoIs(token)->email, desk.email);
        const auto session = desk.authenticate(desk.signIn(desk.email, "correct horse")->token);
        QVERIFY((session->rights == KeyRights{Scope::Session, {}}));
    }

    void anApiTokenEndsWithItsTimeAndIsNotedAsUsed()
    {
        Desk desk;
        const qint64 start = desk.app.clock.nowMs();
        const QString token = desk.addToken({Scope::Read, {}}, start + 600'000);
        QVERIFY(desk.authenticate(token));
        desk.app.clock.advance(599'999);
        QVERIFY(desk.authenticate(token));
        QTRY_COMPARE(ApiTokenStore::ofUser(*desk.app.reading(), desk.eve)->first().lastUsedAt, start + 599'999);
        desk.app.clock.advance(1);
        QCOMPARE(desk.authenticate(token).error().code, ErrorCode::Unauthenticated);
    }

    void anApiTokenOfADisabledAccountOpensNothing()
    {
        Desk desk;
        const QString token = desk.addToken({Scope::Admin, {}});
        desk.change(AccountChanges::SetDisabled{desk.eve, true});
        QCOMPARE(desk.authenticate(token).error().code, ErrorCode::Unauthenticated); // it is gone
        const QString another = desk.addToken({Scope::Admin, {}});
        QCOMPARE(desk.authenticate(another).error().code, ErrorCode::Forbidden);
        QCOMPARE(desk.signOut(another).error().code, ErrorCode::Forbidden);
    }

    // ---- the data folder

    void theFolderIsPrivateAndHasOneWriter()
    {
        QTemporaryDir parent;
        const auto folder = DataFolder::open(parent.filePath(QStringLiteral("a/b")));
        QVERIFY(folder.ok());
        const auto rights = QFileInfo(folder->path()).permissions();
        QVERIFY(!(rights & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther)));
        auto lock = folder->lock();
        QVERIFY(lock.ok());
        const auto second = folder->lock();
        QCOMPARE(second.error().code, ErrorCode::StorageLocked);
        QVERIFY(second.error().message.contains(QString::number(QCoreApplication::applicationPid())));
        lock->reset();
        QVERIFY(folder->lock().ok());
    }

    void aFileInPlaceOfTheFolderIsAnError()
    {
        QTemporaryDir parent;
        QFile file(parent.filePath(QStringLiteral("data")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto folder = DataFolder::open(file.fileName());
        QVERIFY(!folder.ok());
        QCOMPARE(exitCodeOf(folder.error()), ExitCode::CannotCreate);
    }

    // ---- the control socket

    void commandsThroughTheSocketAreDecidedAndAnswered()
    {
        AppFixture app;
        ControlSocket control(*app.writes, app.clock);
        const QString path = app.folder.filePath(QStringLiteral("control.sock"));
        QVERIFY(control.listen(path).ok());
        QVERIFY(!(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther)));

        const Uuid user = Uuid::v7();
        const Command create{Uuid::v7(), StreamId::ofUser(user),
                             CreateUser{QStringLiteral("x@test.example"), QStringLiteral("X")}};
        const Command broken{Uuid::v7(), StreamId::ofUser(user), GrantAccess{}};
        std::optional<Result<QList<CommandAnswer>>> answers;
        std::optional<Result<QList<CommandAnswer>>> repeated;
        std::optional<Result<void>> password;
        std::thread subcommand([&] {
            auto client = ControlClient::connect(path);
            if (client) {
                answers = (*client)->submit({create, broken});
                repeated = (*client)->submit({create});
                password = (*client)->change(AccountChanges::SetPassword{user, QStringLiteral("$hash")});
            }
        });
        QTRY_VERIFY_WITH_TIMEOUT(password.has_value(), 20'000);
        subcommand.join();
        QVERIFY(answers->ok());
        QCOMPARE((**answers)[0].outcome->first().seq, 1);
        QVERIFY(!(**answers)[1].outcome.ok());
        QCOMPARE(*(**repeated)[0].outcome, *(**answers)[0].outcome);
        QVERIFY(password->ok());
        QCOMPARE((*AccountStore::findByUser(*app.reading(), user))->passwordHash, QStringLiteral("$hash"));
    }

    void aSocketThatAKilledServerLeftBehindIsReplaced()
    {
        AppFixture app;
        const QString path = app.folder.filePath(QStringLiteral("control.sock"));
        {
            // Bound and closed without being removed: what a kill -9 leaves.
            const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un address = {};
            address.sun_family = AF_UNIX;
            qstrncpy(address.sun_path, path.toLocal8Bit().constData(), sizeof(address.sun_path));
            QCOMPARE(::bind(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof(address)), 0);
            ::close(descriptor);
        }
        QVERIFY(!ControlClient::connect(path).ok());
        ControlSocket control(*app.writes, app.clock);
        QVERIFY(control.listen(path).ok());
    }

    void nonsenseOnTheSocketIsAnsweredAndHarmsNobody()
    {
        AppFixture app;
        ControlSocket control(*app.writes, app.clock);
        const QString path = app.folder.filePath(QStringLiteral("control.sock"));
        QVERIFY(control.listen(path).ok());
        QLocalSocket socket;
        socket.connectToServer(path);
        socket.write("nonsense\n{\"request\":\"fly\",\"args\":{}}\n");
        QTRY_VERIFY(socket.bytesAvailable() > 0 && socket.peek(4096).count('\n') == 2);
        QVERIFY(socket.readLine().contains("rejected"));
        QVERIFY(socket.readLine().contains("unknownCommand"));
    }

    void aDataFolderWithAPathTooLongForASocketIsRefused()
    {
        AppFixture app;
        ControlSocket control(*app.writes, app.clock);
        const auto listening = control.listen(u'/' + QString(200, u'x'));
        QCOMPARE(exitCodeOf(listening.error()), ExitCode::Config);
    }
};

QTEST_GUILESS_MAIN(AccountsTest)
#include "tst_accounts.moc"
