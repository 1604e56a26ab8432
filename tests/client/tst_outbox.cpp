// SPDX-License-Identifier: GPL-3.0-or-later
#include "ClientFixture.h"

#include "client/replica/DraftJournal.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace TaskMaster::Client {
namespace {

const StreamId project = StreamId::ofProject({1, 1}, {2, 2});
const StreamId other = StreamId::ofProject({1, 1}, {3, 3});

CommandArgs newLabel(const QString &name = QStringLiteral("red"))
{
    return CreateLabel{Uuid::v7(), name, {}};
}

Frames::Rejected no(const Uuid &commandId, ErrorCode code)
{
    return {commandId, Error(code)};
}

} // namespace

class OutboxTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        restart();
    }
    void cleanup()
    {
        m_client.reset();
        m_folder.reset();
    }

    void aCommandIsVisibleAtOnceAndSentOnlyWhenItIsKept()
    {
        m_client->link.connectNow();
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        const Uuid id = m_client->outbox.submit(project, newLabel());
        QCOMPARE(m_client->replica.rows<Label>(project).size(), 1);
        QVERIFY(m_client->link.sentCommands().isEmpty());
        QVERIFY(kept.wait());
        QCOMPARE(m_client->link.sentCommands(), QList<Uuid>{id});
    }

    void commandsAreSentInOrderAndNotMoreThanTheWindow()
    {
        m_client->link.connectNow();
        const QList<Uuid> ids = submitAndKeep(Outbox::WindowMax + 5);
        QCOMPARE(m_client->link.sentCommands(), ids.mid(0, Outbox::WindowMax));
        m_client->link.say({Frames::Accepted{ids.at(0), {}}, Frames::Accepted{ids.at(1), {}}});
        QCOMPARE(m_client->link.sentCommands(), ids.mid(0, Outbox::WindowMax + 2));
        QCOMPARE(m_client->outbox.waitingCount(), Outbox::WindowMax + 3);
    }

    void whatWasMadeOfflineIsSentAfterConnectingAndAgainAfterABreak()
    {
        const QList<Uuid> ids = submitAndKeep(3);
        QVERIFY(m_client->link.sentCommands().isEmpty());
        m_client->link.connectNow();
        QCOMPARE(m_client->link.sentCommands(), ids);
        m_client->link.say({Frames::Accepted{ids.at(0), {}}});
        m_client->link.breakOff();
        m_client->link.sent.clear();
        m_client->link.connectNow();
        QCOMPARE(m_client->link.sentCommands(), ids.mid(1));
    }

    void theEventSettlesACommandAndTheAnswerBehindItIsNothing()
    {
        m_client->link.connectNow();
        m_client->link.say({Frames::Snapshot{{project, 1, 0}, EntityKind::Label, {}, true, true}});
        const Uuid id = submitAndKeep(1).first();
        QSignalSpy accepted(&m_client->outbox, &Outbox::accepted);
        const Change change{EntityKind::Label, {6, 6}, ChangeOp::Create, {{0, QStringLiteral("red")}}};
        const Event event{project, 1, 1, id, QStringLiteral("labelCreated"), {7, 7}, 5, {change}};
        m_client->link.say(
            {Frames::Events{{std::make_shared<const Event>(event)}}, Frames::Accepted{id, {{project, 1, 1}}}});
        QCOMPARE(accepted.count(), 1);
        QCOMPARE(m_client->outbox.waitingCount(), 0);
        QCOMPARE(m_client->replica.rows<Label>(project).size(), 1);
        QVERIFY(m_client->replica.find<Label>(project, {6, 6}));
    }

    void aRefusedCommandIsRolledBackAndStaysReadableUntilDismissed()
    {
        m_client->link.connectNow();
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        const Uuid id = m_client->outbox.submit(project, newLabel(QStringLiteral("my words")));
        QVERIFY(kept.wait());
        QSignalSpy refused(&m_client->outbox, &Outbox::refusedNow);
        m_client->link.say({no(id, ErrorCode::Forbidden)});
        QCOMPARE(refused.count(), 1);
        QCOMPARE(m_client->replica.rows<Label>(project).size(), 0);
        restart();
        QCOMPARE(m_client->outbox.waitingCount(), 0);
        QCOMPARE(m_client->outbox.refused().size(), 1);
        QCOMPARE(m_client->outbox.refused().first().text(), QStringLiteral("my words"));
        QCOMPARE(m_client->outbox.refused().first().sentence(), Error(ErrorCode::Forbidden).message);
        m_client->outbox.dismiss(id);
        restart();
        QVERIFY(m_client->outbox.refused().isEmpty());
    }

    void aCommandThatBreaksALimitIsRefusedHereWithItsText()
    {
        const QString endless(Limits::NameMax + 1, u'x');
        const Uuid id = m_client->outbox.submit(project, newLabel(endless));
        QCOMPARE(m_client->outbox.waitingCount(), 0);
        QCOMPARE(m_client->outbox.refused().size(), 1);
        QCOMPARE(m_client->outbox.refused().first().item.command.commandId, id);
        QCOMPARE(m_client->outbox.refused().first().text(), endless);
        QCOMPARE(m_client->replica.rows<Label>(project).size(), 0);
    }

    void aTemporaryRefusalIsTriedAgainAndHoldsOnlyItsOwnStream()
    {
        m_client->link.connectNow();
        const QList<Uuid> ids = submitAndKeep(1);
        m_client->link.say({no(ids.first(), ErrorCode::Overloaded)});
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        const Uuid behind = m_client->outbox.submit(project, newLabel());
        const Uuid elsewhere = m_client->outbox.submit(other, newLabel());
        QTRY_COMPARE(kept.count(), 2);
        QCOMPARE(m_client->link.sentCommands(), (QList<Uuid>{ids.first(), elsewhere}));
        QTRY_COMPARE(m_client->link.sentCommands(), (QList<Uuid>{ids.first(), elsewhere, ids.first(), behind}));
        QVERIFY(m_client->outbox.refused().isEmpty());
    }

    void aNoThatFollowedFromATemporaryRefusalIsNotTakenForGood()
    {
        m_client->link.connectNow();
        const QList<Uuid> ids = submitAndKeep(2);
        // The second one needs what the first one makes: the server did not know it yet.
        m_client->link.say({no(ids.at(0), ErrorCode::Overloaded), no(ids.at(1), ErrorCode::NotFound)});
        QVERIFY(m_client->outbox.refused().isEmpty());
        m_client->link.sent.clear();
        QTRY_COMPARE(m_client->link.sentCommands(), ids);
        m_client->link.say({Frames::Accepted{ids.at(0), {}}, no(ids.at(1), ErrorCode::NotFound)});
        QCOMPARE(m_client->outbox.refused().size(), 1);
    }

    void aRestartedClientSendsWhatWasNotAnsweredWithTheSameIds()
    {
        m_client->link.connectNow();
        const QList<Uuid> ids = submitAndKeep(3);
        m_client->link.say({Frames::Accepted{ids.at(1), {}}});
        restart();
        QCOMPARE(m_client->replica.rows<Label>(project).size(), 2);
        QCOMPARE(m_client->outbox.waitingCount(), 2);
        m_client->link.connectNow();
        QCOMPARE(m_client->link.sentCommands(), (QList<Uuid>{ids.at(0), ids.at(2)}));
    }

    void aDraftIsThereAfterARestartUntilItIsEmptied()
    {
        m_client->outbox.saveDraft(QStringLiteral("comment/1"), QStringLiteral("half a sen"));
        m_client->outbox.saveDraft(QStringLiteral("comment/1"), QStringLiteral("half a sentence"));
        restart();
        QCOMPARE(m_client->outbox.draft(QStringLiteral("comment/1")), QStringLiteral("half a sentence"));
        m_client->outbox.saveDraft(QStringLiteral("comment/1"), {});
        restart();
        QCOMPARE(m_client->outbox.draft(QStringLiteral("comment/1")), QString());
    }

    void aDraftIsInItsFileWhenSaveDraftReturns()
    {
        for (const QString &text : {QStringLiteral("h"), QStringLiteral("ha"), QStringLiteral("hal")}) {
            m_client->outbox.saveDraft(QStringLiteral("comment/1"), text);
            QCOMPARE(onDisk().value(QStringLiteral("comment/1")), text);
        }
    }

    void aTextThatBecameACommandLeavesItsFileAndWhatIsTypedNextStays()
    {
        m_client->outbox.saveDraft(QStringLiteral("d"), QStringLiteral("my words"));
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        m_client->outbox.submit(project, newLabel(QStringLiteral("my words")));
        m_client->outbox.saveDraft(QStringLiteral("d"), {});
        QCOMPARE(m_client->outbox.draft(QStringLiteral("d")), QString());
        QVERIFY(kept.isEmpty());
        QVERIFY(kept.wait());
        QTRY_VERIFY(onDisk().isEmpty());
        m_client->outbox.saveDraft(QStringLiteral("d"), QStringLiteral("sent"));
        m_client->outbox.saveDraft(QStringLiteral("d"), {});
        m_client->outbox.saveDraft(QStringLiteral("d"), QStringLiteral("and the next"));
        restart();
        QCOMPARE(m_client->outbox.draft(QStringLiteral("d")), QStringLiteral("and the next"));
    }

    void whatIsTypedAfterSigningOutIsWrittenToNobodysFile()
    {
        m_client->outbox.saveDraft(QStringLiteral("d"), QStringLiteral("mine"));
        m_client->sync.stop();
        m_client->outbox.saveDraft(QStringLiteral("d"), QStringLiteral("whose?"));
        m_client->user = {8, 8};
        QVERIFY(m_client->start());
        QVERIFY(m_client->outbox.draft(QStringLiteral("d")).isEmpty());
        m_client->user = {7, 7};
        QVERIFY(m_client->start());
        QCOMPARE(m_client->outbox.draft(QStringLiteral("d")), QStringLiteral("mine"));
    }

    void anotherPersonSeesNothingAndTheFirstOneFindsEverythingAgain()
    {
        submitAndKeep(2);
        m_client->outbox.saveDraft(QStringLiteral("d"), QStringLiteral("mine"));
        m_client->user = {8, 8};
        QVERIFY(m_client->start());
        QCOMPARE(m_client->outbox.waitingCount(), 0);
        QCOMPARE(m_client->replica.rows<Label>(project).size(), 0);
        QVERIFY(m_client->outbox.draft(QStringLiteral("d")).isEmpty());
        m_client->user = {7, 7};
        QVERIFY(m_client->start());
        QCOMPARE(m_client->outbox.waitingCount(), 2);
        QCOMPARE(m_client->outbox.draft(QStringLiteral("d")), QStringLiteral("mine"));
    }

    void killedInTheMiddleNothingThatWasReportedAsKeptIsLost()
    {
        for (int round = 0; round < 3; ++round) {
            QTemporaryDir folder;
            QProcess victim;
            victim.start(QCoreApplication::applicationDirPath() + QStringLiteral("/outbox_victim"), {folder.path()});
            QByteArray printed;
            while (printed.count('\n') < 20 + 7 * round) {
                QVERIFY2(victim.waitForReadyRead(20'000), victim.readAllStandardError().constData());
                printed += victim.readAll();
            }
            ::kill(static_cast<pid_t>(victim.processId()), SIGKILL);
            QVERIFY(victim.waitForFinished());
            printed += victim.readAll();

            ClientFixture survivor(folder.path());
            QVERIFY(survivor.start());
            QVERIFY(!survivor.store.problem());
            const QList<QByteArray> lines = printed.left(printed.lastIndexOf('\n')).split('\n');
            QVERIFY(lines.size() >= 20);
            for (const QByteArray &line : lines)
                QVERIFY2(survivor.outbox.isWaiting(*Uuid::fromString(QString::fromLatin1(line))), line.constData());
            // It was typed before it was printed: it is the last one, or one that was not printed any more.
            const QByteArray draft = survivor.outbox.draft(QStringLiteral("comment")).toLatin1();
            QVERIFY(!draft.isEmpty());
            const qsizetype at = lines.indexOf(draft);
            QStringList wished;
            for (const Label &label : survivor.replica.rows<Label>(project))
                wished.append(label.name);
            for (const QByteArray &line : lines) { // what became a command is the one or the other, never neither
                const QString text = QString::fromLatin1(line);
                QVERIFY2(wished.contains(text) || survivor.outbox.draft(QStringLiteral("label/") + text) == text,
                         line.constData());
            }
            QVERIFY2(at < 0 || at == lines.size() - 1, draft.constData());
        }
    }

private:
    void restart()
    {
        m_client.reset();
        m_client = std::make_unique<ClientFixture>(m_folder->path());
        QVERIFY(m_client->start());
    }
    /// What another program would find if this one were killed now.
    [[nodiscard]] QHash<QString, QString> onDisk() const
    {
        const QString folder =
            ReplicaStore::folderOf(m_folder->path(), {QUrl(QStringLiteral("http://127.0.0.1:7420")), {7, 7}});
        const QTemporaryDir elsewhere;
        const QString copy = elsewhere.filePath(QStringLiteral("copy"));
        DraftJournal reader;
        if (!QFile::copy(folder + QStringLiteral("/drafts.journal"), copy) || !reader.open(copy))
            return {{QStringLiteral("cannot be read"), folder}};
        return reader.drafts();
    }
    QList<Uuid> submitAndKeep(int count)
    {
        QSignalSpy kept(&m_client->outbox, &Outbox::kept);
        QList<Uuid> ids;
        for (int i = 0; i < count; ++i)
            ids.append(m_client->outbox.submit(project, newLabel()));
        while (kept.count() < count && kept.wait()) { }
        return ids;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ClientFixture> m_client;
};

} // namespace TaskMaster::Client

QTEST_GUILESS_MAIN(TaskMaster::Client::OutboxTest)
#include "tst_outbox.moc"
