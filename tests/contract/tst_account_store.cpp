// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/AccountChange.h"
#include "tests/contract/StorageFixture.h"
#include "tests/support/PostgresFixture.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

/// Passwords, sessions and API tokens: what is in no stream, asked of SQLite and of PostgreSQL.
class AccountStoreContract : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;
    const Uuid m_eve = Uuid::v7();
    const Uuid m_bob = Uuid::v7();

    static void addEngines()
    {
        QTest::addColumn<bool>("isPostgres");
        QTest::newRow("sqlite") << false;
        QTest::newRow("postgres") << true;
    }
    std::unique_ptr<Database> freshDatabase()
    {
        QFETCH(bool, isPostgres);
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        auto database = Database::open(*DatabaseSettings::fromUrl(url), Database::Use::Write);
        if (!database || !Migrations::migrate(**database, 1000))
            qFatal("cannot prepare the test database");
        return std::move(*database);
    }
    static void apply(Database &database, const AccountChange &change, qint64 now = 1000)
    {
        const auto applied = AccountChanges::apply(database, change, now);
        if (!applied)
            qFatal("%s", qPrintable(applied.error().message));
    }
    static SignedInSession session(const QString &hash, const Uuid &user)
    {
        return {hash, user, 1000, 9000, 1000, QStringLiteral("Laptop")};
    }
    static QStringList sessionsOf(Database &database, const Uuid &user)
    {
        QStringList hashes;
        const auto found = AccountStore::sessionsOf(database, user);
        for (const SignedInSession &each : *found)
            hashes << each.tokenHash;
        hashes.sort();
        return hashes;
    }
    /// Sessions a1, a2 of Eve and b of Bob, and an API token for each.
    void fill(Database &database)
    {
        using namespace AccountChanges;
        apply(database, SetPassword{m_eve, QStringLiteral("$eve")});
        apply(database,
              AddSessions{{session(QStringLiteral("a1"), m_eve), session(QStringLiteral("a2"), m_eve),
                           session(QStringLiteral("b"), m_bob)}});
        apply(database, AddApiToken{{QStringLiteral("ta"), m_eve, QStringLiteral("Backup"), {Scope::Read, {}}, 1000}});
        apply(database, AddApiToken{{QStringLiteral("tb"), m_bob, QStringLiteral("Build"), {Scope::Write, {}}, 1000}});
    }

private Q_SLOTS:
    void anApiTokenIsReadAsItWasWritten_data() { addEngines(); }
    void anApiTokenIsReadAsItWasWritten()
    {
        const auto database = freshDatabase();
        const Uuid workspace = Uuid::v7();
        apply(*database,
              AccountChanges::AddApiToken{
                  {QStringLiteral("h1"), m_eve, QStringLiteral("Build “1”"), {Scope::Admin, workspace}, 5, 7, 6}});
        apply(
            *database,
            AccountChanges::AddApiToken{{QStringLiteral("h2"), m_eve, QStringLiteral("For ever"), {Scope::Write}, 9}});
        const auto first = *ApiTokenStore::find(*database, QStringLiteral("h1"));
        QVERIFY(first);
        QCOMPARE(first->userId, m_eve);
        QCOMPARE(first->name, QStringLiteral("Build “1”"));
        QVERIFY((first->rights == KeyRights{Scope::Admin, workspace}));
        QCOMPARE(first->createdAt, 5);
        QCOMPARE(first->expiresAt, 7);
        QCOMPARE(first->lastUsedAt, 6);
        QVERIFY(first->isExpired(7) && !first->isExpired(6));
        QVERIFY(ApiTokenStore::touch(*database, QStringLiteral("h2"), 11));
        const auto all = *ApiTokenStore::ofUser(*database, m_eve);
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].tokenHash, QStringLiteral("h2")); // newest first
        QVERIFY(all[0].rights.workspace.isNull());
        QCOMPARE(all[0].lastUsedAt, 11);
        QVERIFY(!all[0].isExpired(std::numeric_limits<qint64>::max()));
        QVERIFY(ApiTokenStore::removeExpiredBefore(*database, 8));
        QVERIFY(!*ApiTokenStore::find(*database, QStringLiteral("h1")));
        QVERIFY(*ApiTokenStore::find(*database, QStringLiteral("h2")));
        QVERIFY(!*ApiTokenStore::find(*database, QStringLiteral("h3")));
    }

    void aNewPasswordEndsTheOtherSessionsAndNoApiToken_data() { addEngines(); }
    void aNewPasswordEndsTheOtherSessionsAndNoApiToken()
    {
        const auto database = freshDatabase();
        fill(*database);
        const AccountChanges::SetPassword change{m_eve, QStringLiteral("$new"), QStringLiteral("a2")};
        apply(*database, change);
        QCOMPARE(sessionsOf(*database, m_eve), QStringList{QStringLiteral("a2")});
        QCOMPARE(sessionsOf(*database, m_bob), QStringList{QStringLiteral("b")});
        QVERIFY(*ApiTokenStore::find(*database, QStringLiteral("ta")));
        const EndedKeys ended = AccountChanges::endedBy(change);
        QCOMPARE(ended.which, EndedKeys::Which::Sessions);
        QCOMPARE(ended.key, QStringLiteral("a2"));
        apply(*database, AccountChanges::SetPassword{m_eve, QStringLiteral("$newer")});
        QCOMPARE(sessionsOf(*database, m_eve), QStringList());
    }

    void disablingEndsEveryKeyOfThePersonAndEnablingGivesNoneBack_data() { addEngines(); }
    void disablingEndsEveryKeyOfThePersonAndEnablingGivesNoneBack()
    {
        const auto database = freshDatabase();
        fill(*database);
        apply(*database, AccountChanges::SetDisabled{m_eve, true});
        QCOMPARE(sessionsOf(*database, m_eve), QStringList());
        QVERIFY(!*ApiTokenStore::find(*database, QStringLiteral("ta")));
        QVERIFY(*ApiTokenStore::find(*database, QStringLiteral("tb")));
        QCOMPARE(AccountChanges::endedBy(AccountChanges::SetDisabled{m_eve, true}).which, EndedKeys::Which::All);
        QCOMPARE(AccountChanges::endedBy(AccountChanges::SetDisabled{m_eve, false}).which, EndedKeys::Which::None);
        apply(*database, AccountChanges::SetDisabled{m_eve, false});
        QVERIFY(ApiTokenStore::ofUser(*database, m_eve)->isEmpty());
    }

    void singleKeysAreEndedAlone_data() { addEngines(); }
    void singleKeysAreEndedAlone()
    {
        const auto database = freshDatabase();
        fill(*database);
        apply(*database, AccountChanges::EndSession{m_eve, QStringLiteral("a1")});
        QCOMPARE(sessionsOf(*database, m_eve), QStringList{QStringLiteral("a2")});
        apply(*database, AccountChanges::EndApiToken{m_eve, QStringLiteral("ta")});
        QVERIFY(ApiTokenStore::ofUser(*database, m_eve)->isEmpty());
        apply(*database, AccountChanges::EndSessions{m_bob});
        QCOMPARE(sessionsOf(*database, m_bob), QStringList());
        QVERIFY(*ApiTokenStore::find(*database, QStringLiteral("tb")));
    }

    void removingTheSecretsLeavesNothingToGetInWith_data() { addEngines(); }
    void removingTheSecretsLeavesNothingToGetInWith()
    {
        const auto database = freshDatabase();
        fill(*database);
        apply(*database, AccountChanges::SetServerAdmin{m_eve});
        apply(*database, AccountChanges::RemoveSecrets{m_eve});
        QCOMPARE(sessionsOf(*database, m_eve), QStringList());
        QVERIFY(ApiTokenStore::ofUser(*database, m_eve)->isEmpty());
        const auto left = database->value(QStringLiteral("SELECT COUNT(*) FROM credential"));
        QCOMPARE(left->toInt(), 0);
    }

    void rightsOverTheServerAreGivenAndTaken_data() { addEngines(); }
    void rightsOverTheServerAreGivenAndTaken()
    {
        QFETCH(bool, isPostgres);
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        StorageFixture storage(*DatabaseSettings::fromUrl(url), Switches());
        QVERIFY(storage
                    .submit(StreamId::ofUser(m_eve),
                            CreateUser{QStringLiteral("eve@test.example"), QStringLiteral("Eve")}, systemActor())
                    .outcome);
        const auto database = *Database::open(storage.settings(), Database::Use::Write);
        const auto eve = [&] { return **AccountStore::findByUser(*database, m_eve); };
        QVERIFY(!eve().isServerAdmin);
        apply(*database, AccountChanges::SetServerAdmin{m_eve});
        QVERIFY(eve().isServerAdmin && !eve().isDisabled && eve().passwordHash.isEmpty());
        apply(*database, AccountChanges::SetPassword{m_eve, QStringLiteral("$eve")});
        apply(*database, AccountChanges::SetDisabled{m_eve, true});
        QVERIFY(eve().isServerAdmin && eve().isDisabled);
        apply(*database, AccountChanges::SetServerAdmin{m_eve, false});
        QVERIFY(!eve().isServerAdmin && eve().isDisabled);
        QCOMPARE(eve().passwordHash, QStringLiteral("$eve"));
    }
};

QTEST_GUILESS_MAIN(AccountStoreContract)
#include "tst_account_store.moc"
