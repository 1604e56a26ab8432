// SPDX-License-Identifier: GPL-3.0-or-later
#include "ClientFixture.h"
#include "FullDisk.h"
#include "SampleStream.h"

#include "client/replica/ReplicaStoreDatabase.h"
#include "client/replica/RowForm.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace TaskMaster::Client {
namespace {

const StreamId project = StreamId::ofProject({1, 1}, {2, 2});

std::map<RowKey, Entity> visible(const Replica &replica)
{
    StreamRows rows;
    for (int kind = 0; kind < EntityKindCount; ++kind) {
        visitKind(static_cast<EntityKind>(kind), [&]<class E>() {
            for (const E &row : replica.rows<E>(project))
                rows.put(Entity(row));
        });
    }
    return dump(rows);
}

} // namespace

class ReplicaStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<SampleStream>(project);
        m_server->commit(CreateProject{QStringLiteral("Home"), QStringLiteral("HO"), {}, false});
        m_column = m_server->rows().table<Column>().begin()->id;
        for (quint64 i = 1; i <= 9; ++i)
            addTask(i);
        restart();
    }
    void cleanup()
    {
        m_client.reset();
        m_folder.reset();
    }

    void everyKindOfRowComesBackFromItsStoredForm()
    {
        for (int kind = 0; kind < EntityKindCount; ++kind) {
            const EntityDescription &description = describe(static_cast<EntityKind>(kind));
            Entity row = makeEntity(static_cast<EntityKind>(kind), Uuid::v7());
            rowOf(row).rev = 1'234'567;
            rowOf(row).updatedAt = 1'700'000'000'123;
            for (std::size_t i = 0; i < description.fields.size(); ++i)
                writeField(row, static_cast<int>(i), sampleValue(description.fields[i]));
            const QByteArray bytes = RowForm::encode(row);
            StreamRows rows;
            QVERIFY(RowForm::decodeInto(rows, static_cast<EntityKind>(kind), rowOf(row).id, bytes));
            QVERIFY2(rows.read({static_cast<EntityKind>(kind), rowOf(row).id}) == row, description.name);
            for (qsizetype cut = 0; cut < bytes.size(); ++cut) { // cut off anywhere: a no or another row, never a crash
                StreamRows others;
                (void)RowForm::decodeInto(others, static_cast<EntityKind>(kind), rowOf(row).id, bytes.left(cut));
            }
        }
    }

    void rowsAndPositionComeBackAfterARestart()
    {
        fetchProject();
        addTask(10);
        m_client->link.say({Frames::Events{{m_server->log().last()}}});
        restart();
        QCOMPARE(m_client->replica.position(project), m_server->position());
        QVERIFY(visible(m_client->replica) == dump(m_server->rows()));
        m_client->link.connectNow();
        QVERIFY(m_client->link.hello.contains(m_server->position()));
    }

    void aSnapshotWithoutItsEndIsNotThereAfterARestart()
    {
        const auto pages = m_server->snapshot();
        m_client->link.connectNow();
        m_client->sync.openProject(project);
        for (const auto &page : pages.mid(0, pages.size() - 1))
            m_client->link.say({page});
        restart();
        QVERIFY(!m_client->replica.has(project));
    }

    void eventsDuringASnapshotLeaveNothingBehindOnDisk()
    {
        fetchProject();
        const auto gone = m_server->commit(Command{Uuid::v7(), project, newLabel({5, 1})}, 1);
        const auto pages = m_server->snapshot();
        m_client->link.say({pages.first()});
        m_client->link.say({Frames::Events{{gone}}});
        for (const auto &page : pages.mid(1))
            m_client->link.say({page});
        restart();
        QVERIFY(visible(m_client->replica) == dump(m_server->rows()));
    }

    void aDroppedStreamIsGoneFromDisk()
    {
        fetchProject();
        m_client->link.say({Frames::Revoked{project}});
        QVERIFY(!m_client->replica.has(project));
        restart();
        QVERIFY(!m_client->replica.has(project));
    }

    void anotherSchemaDropsTheRowsAndKeepsTheOutbox()
    {
        fetchProject();
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        m_client->outbox.submit(project, CommandArgs(newLabel({5, 2})));
        QVERIFY(kept.wait());
        restart();
        QVERIFY(m_client->replica.has(project));
        m_client->link.connectNow(QStringLiteral("another schema"));
        QVERIFY(!m_client->replica.has(project));
        const auto subscribes = m_client->link.sentFrames<Frames::Subscribe>();
        QVERIFY(subscribes.contains(Frames::Subscribe{{project, 0, 0}}));
        QCOMPARE(m_client->outbox.waitingCount(), 1);
        QCOMPARE(m_client->link.sentCommands().size(), 1);
        restart();
        QVERIFY(!m_client->replica.has(project));
        QCOMPARE(m_client->outbox.waitingCount(), 1);
    }

    /// As after an update of the client that knows another field.
    void rowsOfAnotherFormAreFetchedAgainAndTheOutboxIsUntouched()
    {
        fetchProject();
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        m_client->outbox.submit(project, CommandArgs(newLabel({5, 4})));
        QVERIFY(kept.wait());
        m_client.reset();
        {
            ReplicaStoreDatabase rows;
            const auto changed = rows.open(files() + QStringLiteral("/rows.db"),
                                           {QStringLiteral("UPDATE meta SET value = 'older' WHERE name = 'form'")});
            QVERIFY2(changed, changed ? "" : qPrintable(changed.error().message));
        }
        restart();
        QVERIFY(!m_client->replica.has(project));
        QCOMPARE(m_client->outbox.waitingCount(), 1);
        fetchProject();
        QVERIFY(m_client->replica.has(project));
        restart();
        QVERIFY(m_client->replica.has(project));
    }

    void aDamagedRowsFileIsFetchedAgainAndTheOutboxIsUntouched()
    {
        fetchProject();
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        m_client->outbox.submit(project, CommandArgs(newLabel({5, 3})));
        QVERIFY(kept.wait());
        m_client.reset();
        damage(QStringLiteral("rows.db"));
        restart();
        QVERIFY(m_client->store.problem());
        QCOMPARE(m_client->store.problem()->code, ErrorCode::StorageCorrupt);
        QVERIFY(!m_client->replica.has(project));
        QCOMPARE(m_client->outbox.waitingCount(), 1);
        fetchProject();
        restart();
        QVERIFY(!m_client->store.problem());
        QVERIFY(m_client->replica.has(project));
    }

    void aDamagedOutboxIsPutAsideAndSaidSo()
    {
        m_client.reset();
        damage(QStringLiteral("outbox.db"));
        restart();
        QVERIFY(m_client->store.problem());
        QCOMPARE(m_client->store.problem()->code, ErrorCode::StorageCorrupt);
        QCOMPARE(QDir(files()).entryList({QStringLiteral("outbox.db.damaged-*")}).size(), 1);
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        m_client->outbox.submit(project, CommandArgs(newLabel({5, 4})));
        QVERIFY(kept.wait());
        restart();
        QVERIFY(!m_client->store.problem());
        QCOMPARE(m_client->outbox.waitingCount(), 1);
    }

    void aSecondClientOnTheSameFilesWorksInMemoryAndSaysSo()
    {
        ClientFixture second(m_folder->path());
        QVERIFY(second.start());
        QVERIFY(second.store.problem());
        QCOMPARE(second.store.problem()->code, ErrorCode::StorageLocked);
        worksInMemory(second);
    }

    void aFolderThatCannotBeWrittenIsSaidSoAndWorkGoesOn()
    {
        QFile file(m_folder->filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        ClientFixture client(file.fileName());
        QVERIFY(client.start());
        QVERIFY(client.store.problem());
        QCOMPARE(client.store.problem()->code, ErrorCode::StorageReadOnly);
        worksInMemory(client);
    }

    void aFullDiskIsSaidSoNothingIsLostAndItIsTriedAgain()
    {
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        {
            const FullDisk full(16 * 1024);
            for (quint64 i = 0; i < 200; ++i)
                m_client->outbox.submit(project, CommandArgs(newLabel({6, i + 1})));
            QTRY_VERIFY(m_client->store.problem());
            QCOMPARE(m_client->store.problem()->code, ErrorCode::StorageFull);
            QTRY_COMPARE(kept.count(), 200); // they go on to the server
        }
        m_client->outbox.submit(project, CommandArgs(newLabel({6, 201})));
        QTRY_VERIFY(!m_client->store.problem());
        restart();
        QCOMPARE(m_client->outbox.waitingCount(), 201);
    }

    void draftsOfAnOlderVersionAreTakenOverOnce()
    {
        m_client.reset();
        {
            ReplicaStoreDatabase old;
            QVERIFY(
                old.open(files() + QStringLiteral("/outbox.db"),
                         {QStringLiteral("CREATE TABLE draft (name TEXT PRIMARY KEY, content TEXT NOT NULL)"),
                          QStringLiteral("INSERT INTO draft VALUES ('comment', 'from before'), ('title', 'too')")}));
        }
        restart();
        QVERIFY(!m_client->store.problem());
        QCOMPARE(m_client->outbox.draft(QStringLiteral("comment")), QStringLiteral("from before"));
        QCOMPARE(m_client->outbox.draft(QStringLiteral("title")), QStringLiteral("too"));
        m_client->outbox.saveDraft(QStringLiteral("title"), {});
        restart();
        QCOMPARE(m_client->outbox.draft(QStringLiteral("comment")), QStringLiteral("from before"));
        QCOMPARE(m_client->outbox.draft(QStringLiteral("title")), QString());
    }

    void typingGoesOnOnAFullDiskIsSaidSoAndIsKeptWhenThereIsRoomAgain()
    {
        const QString page(32 * 1024, u'x');
        {
            const FullDisk full(16 * 1024);
            m_client->outbox.saveDraft(QStringLiteral("short"), QStringLiteral("before"));
            m_client->outbox.saveDraft(QStringLiteral("long"), page);
            m_client->outbox.saveDraft(QStringLiteral("short"), QStringLiteral("behind"));
            QCOMPARE(m_client->outbox.draft(QStringLiteral("long")), page);
            QTRY_VERIFY(m_client->store.problem());
            QCOMPARE(m_client->store.problem()->code, ErrorCode::StorageFull);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!m_client->store.problem(), 20'000);
        restart();
        QVERIFY(!m_client->store.problem());
        QCOMPARE(m_client->outbox.draft(QStringLiteral("long")), page);
        QCOMPARE(m_client->outbox.draft(QStringLiteral("short")), QStringLiteral("behind"));
    }

    void aSecondClientDoesNotTouchTheDraftsOfTheFirst()
    {
        m_client->outbox.saveDraft(QStringLiteral("d"), QStringLiteral("first"));
        {
            ClientFixture second(m_folder->path());
            QVERIFY(second.start());
            second.outbox.saveDraft(QStringLiteral("d"), QStringLiteral("second"));
            QCOMPARE(second.outbox.draft(QStringLiteral("d")), QStringLiteral("second"));
        }
        restart();
        QCOMPARE(m_client->outbox.draft(QStringLiteral("d")), QStringLiteral("first"));
    }

private:
    static CreateLabel newLabel(const Uuid &id) { return {id, QStringLiteral("label"), {}}; }

    static Value sampleValue(const FieldDescription &field)
    {
        switch (field.type) {
        case FieldType::Id:
            return Uuid::v7();
        case FieldType::Integer:
            return qMin<qint64>(field.maximum, 777);
        case FieldType::Timestamp:
            return qint64(1'700'000'000'555);
        case FieldType::Boolean:
            return true;
        case FieldType::Date:
            return QStringLiteral("2026-11-23");
        case FieldType::Choice:
            return QString::fromLatin1(field.choices.back());
        default:
            return QStringLiteral("tä€xt😀").left(field.maximum < 7 ? 3 : 7);
        }
    }

    void addTask(quint64 number)
    {
        CreateTask wish;
        wish.taskId = {9, number};
        wish.columnId = m_column;
        wish.title = QStringLiteral("Task %1").arg(number);
        m_server->commit(wish);
    }
    void restart()
    {
        m_client.reset();
        m_client = std::make_unique<ClientFixture>(m_folder->path());
        QVERIFY(m_client->start());
    }
    void fetchProject()
    {
        m_client->link.connectNow();
        m_client->sync.openProject(project);
        for (const auto &page : m_server->snapshot())
            m_client->link.say({page});
        QVERIFY(m_client->replica.has(project));
    }
    [[nodiscard]] QString files() const
    {
        return ReplicaStore::folderOf(m_folder->path(), {QUrl(QStringLiteral("http://127.0.0.1:7420")), {7, 7}});
    }
    void damage(const QString &name) const
    {
        const QString path = files() + u'/' + name;
        QFile::remove(path + QStringLiteral("-wal"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.size() > 4096);
        file.write(QByteArray(static_cast<qsizetype>(file.size()), 'x'));
    }
    void worksInMemory(ClientFixture &client) const
    {
        QSignalSpy kept(&client.outbox, &Outbox::kept);
        client.link.connectNow();
        client.sync.openProject(project);
        for (const auto &page : m_server->snapshot())
            client.link.say({page});
        QVERIFY(client.replica.has(project));
        client.outbox.submit(project, CommandArgs(newLabel({5, 9})));
        QVERIFY(kept.wait());
        QCOMPARE(client.link.sentCommands().size(), 1);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleStream> m_server;
    std::unique_ptr<ClientFixture> m_client;
    Uuid m_column;
};

} // namespace TaskMaster::Client

QTEST_GUILESS_MAIN(TaskMaster::Client::ReplicaStoreTest)
#include "tst_replica_store.moc"
