// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/AccountChange.h"
#include "server/storage/InvitationStore.h"
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

    void accountsAreListedInPagesWithWhatTheyMay_data() { addEngines(); }
    void accountsAreListedInPagesWithWhatTheyMay()
    {
        QFETCH(bool, isPostgres);
        const QString url = isPostgres ? PostgresFixture::shared().createDatabase()
                                       : m_folder.filePath(QStringLiteral("%1.db").arg(++m_files));
        StorageFixture storage(*DatabaseSettings::fromUrl(url), Switches());
        for (const auto &[id, name] : {std::pair(m_eve, "eve"), std::pair(m_bob, "bob")}) {
            const QString text = QString::fromLatin1(name);
            QVERIFY(storage
                        .submit(StreamId::ofUser(id), CreateUser{text + QStringLiteral("@test.example"), text},
                                systemActor())
                        .outcome);
        }
        const auto database = *Database::open(storage.settings(), Database::Use::Write);
        QVERIFY(!*AccountStore::hasAny(*database)); // nobody has a password
        fill(*database);
        QVERIFY(*AccountStore::hasAny(*database));
        apply(*database, AccountChanges::SetServerAdmin{m_eve});
        QVERIFY(*AccountStore::hasOtherAdmin(*database, m_bob));
        QVERIFY(!*AccountStore::hasOtherAdmin(*database, m_eve));
        const auto first = *AccountStore::page(*database, {}, 1);
        QCOMPARE(first.size(), 1);
        QCOMPARE(first[0].email, QStringLiteral("bob@test.example"));
        QVERIFY(!first[0].hasPassword && !first[0].isServerAdmin && first[0].lastSeenAt == 1000);
        const auto second = *AccountStore::page(*database, first[0].email, 5);
        QCOMPARE(second.size(), 1);
        QVERIFY(second[0].hasPassword && second[0].isServerAdmin && !second[0].isDisabled);
        apply(*database, AccountChanges::SetDisabled{m_eve, true});
        QVERIFY((*AccountStore::line(*database, m_eve))->isDisabled);
        QVERIFY(!*AccountStore::hasOtherAdmin(*database, m_bob)); // one who cannot sign in is none
        QVERIFY(!*AccountStore::line(*database, Uuid::v7()));
    }

    // ---- invitations

    void anInvitationIsReadAsItWasWrittenAndListedNewestFirst_data() { addEngines(); }
    void anInvitationIsReadAsItWasWrittenAndListedNewestFirst()
    {
        const auto database = freshDatabase();
        const Uuid workspace = Uuid::v7();
        const Uuid project = Uuid::v7();
        const Invitation guest{
            Uuid::v7(1000), QStringLiteral("g"), workspace, project, Role::Guest, m_eve, 1000, 9000, 3};
        const Invitation admin{Uuid::v7(2000), QStringLiteral("a"), workspace, {}, Role::Admin, m_eve, 2000, 9000, 1};
        const Invitation other{Uuid::v7(3000), QStringLiteral("o"), Uuid::v7(), {}, Role::Member, m_bob, 3000, 9000, 1};
        for (const Invitation &invitation : {guest, admin, other})
            QVERIFY(InvitationStore::add(*database, invitation));
        const auto read = **InvitationStore::findBySecret(*database, QStringLiteral("g"));
        QVERIFY(read.id == guest.id && read.workspaceId == workspace && read.projectId == project);
        QVERIFY(read.role == Role::Guest && read.creatorId == m_eve && read.createdAt == 1000);
        QVERIFY(read.expiresAt == 9000 && read.usesMax == 3 && read.uses == 0 && read.revokedAt == 0);
        QVERIFY((*InvitationStore::find(*database, admin.id))->projectId.isNull());
        QVERIFY(!*InvitationStore::findBySecret(*database, QStringLiteral("x")));
        const auto page = *InvitationStore::ofWorkspace(*database, workspace, {}, 1);
        QCOMPARE(page.size(), 1);
        QCOMPARE(page[0].id, admin.id);
        const auto next = *InvitationStore::ofWorkspace(*database, workspace, admin.id, 5);
        QCOMPARE(next.size(), 1);
        QCOMPARE(next[0].id, guest.id);
        QCOMPARE(*InvitationStore::openCount(*database, workspace, 5000), 2);
        QVERIFY(InvitationStore::revoke(*database, admin.id, 4000));
        QVERIFY(InvitationStore::revoke(*database, admin.id, 4500));
        QCOMPARE((*InvitationStore::find(*database, admin.id))->revokedAt, 4000); // the first time counts
        QCOMPARE(*InvitationStore::openCount(*database, workspace, 5000), 1);
        QCOMPARE(*InvitationStore::openCount(*database, workspace, 9000), 0);
    }

    void anInvitationIsUsedOncePerPersonAndWhileItIsOpen_data() { addEngines(); }
    void anInvitationIsUsedOncePerPersonAndWhileItIsOpen()
    {
        const auto database = freshDatabase();
        const Invitation made{Uuid::v7(), QStringLiteral("s"), Uuid::v7(), {}, Role::Member, m_eve, 1000, 9000, 2};
        QVERIFY(InvitationStore::add(*database, made));
        const Uuid third = Uuid::v7();
        QVERIFY(InvitationStore::use(*database, made.id, m_eve, 2000));
        QVERIFY(InvitationStore::use(*database, made.id, m_eve, 3000));
        QVERIFY(InvitationStore::use(*database, made.id, m_bob, 3000));
        QCOMPARE(InvitationStore::use(*database, made.id, third, 3000).error().code, ErrorCode::NotFound);
        QVERIFY(InvitationStore::use(*database, made.id, m_bob, 3000)); // who is in stays in
        QCOMPARE((*InvitationStore::find(*database, made.id))->uses, 2);
        QCOMPARE(InvitationStore::use(*database, made.id, m_bob, 9000).error().code, ErrorCode::NotFound);
        QCOMPARE(InvitationStore::use(*database, Uuid::v7(), m_bob, 3000).error().code, ErrorCode::NotFound);
    }

    void twoConnectionsDoNotShareTheLastUse()
    {
        // On PostgreSQL, where transactions run side by side; SQLite has one at a time.
        const auto settings = *DatabaseSettings::fromUrl(PostgresFixture::shared().createDatabase());
        const auto one = *Database::open(settings, Database::Use::Write);
        const auto two = *Database::open(settings, Database::Use::Write);
        QVERIFY(Migrations::migrate(*one, 1000));
        const Invitation made{Uuid::v7(), QStringLiteral("s"), Uuid::v7(), {}, Role::Member, m_eve, 1000, 9000, 1};
        QVERIFY(InvitationStore::add(*one, made));
        QVERIFY(one->begin());
        QVERIFY(InvitationStore::use(*one, made.id, m_eve, 2000));
        std::future<Result<void>> second = std::async(std::launch::async, [&]() -> Result<void> {
            // A connection belongs to its thread: this one opens its own.
            auto own = Database::open(settings, Database::Use::Write);
            if (!own)
                return own.error();
            if (auto ok = (*own)->begin(); !ok)
                return ok;
            auto used = InvitationStore::use(**own, made.id, m_bob, 2000);
            (*own)->rollback();
            return used;
        });
        QVERIFY(second.wait_for(std::chrono::milliseconds(200)) == std::future_status::timeout); // it waits its turn
        QVERIFY(one->commit());
        QCOMPARE(second.get().error().code, ErrorCode::NotFound);
        QCOMPARE((*InvitationStore::find(*two, made.id))->uses, 1);
    }
};

QTEST_GUILESS_MAIN(AccountStoreContract)
#include "tst_account_store.moc"
