// SPDX-License-Identifier: GPL-3.0-or-later
#include "FullDisk.h"

#include "client/replica/DraftJournal.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

namespace TaskMaster::Client {
namespace {

using Drafts = QHash<QString, QString>;

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class DraftJournalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        reopen();
    }
    void cleanup()
    {
        m_journal.reset();
        m_folder.reset();
    }

    void whatWasSavedIsInTheFileBeforeAnythingElseHappens()
    {
        const Drafts typed{{QStringLiteral("comment/1"), QStringLiteral("two\nlines, tä€xt 😀 and a \u00ff\u00fe")},
                           {QStringLiteral("título"), QStringLiteral(" ")},
                           {QStringLiteral("long"), QString(100'000, u'ß')}};
        for (auto it = typed.cbegin(); it != typed.cend(); ++it) {
            QVERIFY(m_journal->save(it.key(), QStringLiteral("older")));
            QVERIFY(m_journal->save(it.key(), it.value()));
        }
        QCOMPARE(inTheFile(), typed);
        reopen();
        QCOMPARE(m_journal->drafts(), typed);
    }

    void onlyTheOwnerReadsTheFile()
    {
        const auto everybody = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(path()) & everybody));
        QVERIFY(m_journal->save(QStringLiteral("d"), QString(2 * DraftJournal::GrownBytes, u'x')));
        QVERIFY(m_journal->sync());
        QVERIFY(!(QFile::permissions(path()) & everybody));
    }

    void aRetiredTextStaysUntilItIsDropped()
    {
        QVERIFY(m_journal->save(QStringLiteral("d"), QStringLiteral("text")));
        const int retirement = m_journal->retire(QStringLiteral("d"));
        QCOMPARE(inTheFile().value(QStringLiteral("d")), QStringLiteral("text"));
        QVERIFY(m_journal->drop(QStringLiteral("d"), retirement));
        QCOMPARE(inTheFile(), Drafts());
        reopen();
        QCOMPARE(m_journal->drafts(), Drafts());
    }

    void whatWasTypedAfterARetirementIsNotDroppedByIt()
    {
        QVERIFY(m_journal->save(QStringLiteral("d"), QStringLiteral("sent")));
        const int first = m_journal->retire(QStringLiteral("d"));
        QVERIFY(m_journal->save(QStringLiteral("d"), QStringLiteral("typed since")));
        QVERIFY(m_journal->drop(QStringLiteral("d"), first));
        QCOMPARE(inTheFile().value(QStringLiteral("d")), QStringLiteral("typed since"));
        const int second = m_journal->retire(QStringLiteral("d"));
        QVERIFY(m_journal->drop(QStringLiteral("d"), first));
        QCOMPARE(inTheFile().value(QStringLiteral("d")), QStringLiteral("typed since"));
        QVERIFY(m_journal->drop(QStringLiteral("d"), second));
        QCOMPARE(inTheFile(), Drafts());
    }

    void aWriteThatWasCutOffAnywhereLosesOnlyItself()
    {
        QList<QPair<qint64, Drafts>> states{{0, {}}};
        for (const char *text : {"one", "another one", "ä", "a text that is longer than all before it", "b"}) {
            QVERIFY(m_journal->save(QString::number(states.size() % 2), QString::fromUtf8(text)));
            states.append({m_journal->sizeBytes(), m_journal->drafts()});
        }
        const QByteArray whole = bytesOf(path());
        QCOMPARE(whole.size(), states.last().first);
        qsizetype state = 0;
        for (qint64 cut = 0; cut <= whole.size(); ++cut) {
            if (state + 1 < states.size() && states[state + 1].first <= cut)
                ++state;
            m_journal->close();
            replaceFile(whole.first(cut));
            QVERIFY(m_journal->open(path()));
            QCOMPARE(m_journal->drafts(), states[state].second);
            Drafts expected = states[state].second;
            expected.insert(QStringLiteral("0"), QStringLiteral("x"));
            QVERIFY(m_journal->save(QStringLiteral("0"), QStringLiteral("x"))); // shorter than what it writes over
            reopen();
            QCOMPARE(m_journal->drafts(), expected);
        }
    }

    void aDamagedByteAnywhereLosesNoMoreThanTheRecordsItIsInAndIsSaidSo()
    {
        const int count = 6;
        for (int i = 0; i < count; ++i)
            QVERIFY(m_journal->save(QString::number(i), QStringLiteral("text %1").arg(i)));
        const QByteArray whole = bytesOf(path());
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (const int flip : {0x01, 0xff}) {
                QByteArray damaged = whole;
                damaged[at] = static_cast<char>(damaged[at] ^ flip);
                m_journal->close();
                for (const QString &aside : putAside())
                    QVERIFY(QFile::remove(aside));
                replaceFile(damaged);
                const Result<void> opened = m_journal->open(path());
                const Drafts read = m_journal->drafts();
                for (auto it = read.cbegin(); it != read.cend(); ++it)
                    QCOMPARE(it.value(), QStringLiteral("text ") + it.key());
                QVERIFY2(read.size() >= count - 2, qPrintable(QString::number(at)));
                if (at + 1 == whole.size()) { // without its end it is one that was cut off
                    QVERIFY(opened.ok());
                    continue;
                }
                QVERIFY(!opened.ok());
                QCOMPARE(opened.error().code, ErrorCode::StorageCorrupt);
                QCOMPARE(putAside().size(), 1);
                QCOMPARE(bytesOf(putAside().first()), damaged);
                QVERIFY(m_journal->isOpen());
                QVERIFY(m_journal->sync());
                reopen();
                QCOMPARE(m_journal->drafts(), read);
            }
        }
    }

    void aFileThatHasGrownIsWrittenAnewWithWhatIsThere()
    {
        QVERIFY(m_journal->save(QStringLiteral("short"), QStringLiteral("kept")));
        QVERIFY(m_journal->save(QStringLiteral("gone"), QStringLiteral("x")));
        QVERIFY(m_journal->drop(QStringLiteral("gone"), m_journal->retire(QStringLiteral("gone"))));
        for (int letters = 0; m_journal->sizeBytes() <= DraftJournal::GrownBytes; ++letters)
            QVERIFY(m_journal->save(QStringLiteral("long"), QString(32 * 1024 + letters, u'x')));
        const Drafts typed = m_journal->drafts();
        QVERIFY(m_journal->sync());
        QVERIFY(m_journal->sizeBytes() < 40 * 1024);
        QCOMPARE(m_journal->drafts(), typed);
        QVERIFY(m_journal->save(QStringLiteral("behind"), QStringLiteral("more")));
        reopen();
        QCOMPARE(m_journal->drafts().size(), typed.size() + 1);
        QCOMPARE(m_journal->drafts().value(QStringLiteral("long")), typed.value(QStringLiteral("long")));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("drafts.journal")});
    }

    void oneLargeTextIsNotWrittenAnewAgainAndAgain()
    {
        QVERIFY(m_journal->save(QStringLiteral("d"), QString(2 * DraftJournal::GrownBytes, u'x')));
        QVERIFY(m_journal->save(QStringLiteral("d"), QString(2 * DraftJournal::GrownBytes, u'y')));
        QVERIFY(m_journal->sync());
        QVERIFY(m_journal->save(QStringLiteral("e"), QStringLiteral("1")));
        const qint64 before = m_journal->sizeBytes();
        QVERIFY(m_journal->save(QStringLiteral("e"), QStringLiteral("2")));
        QVERIFY(m_journal->sync());
        QVERIFY(m_journal->sizeBytes() > before);
    }

    void lettersThatAreTypedWhileTheFileIsWrittenAnewAreInIt()
    {
        std::atomic<bool> done = false;
        std::thread store([&] {
            while (!done)
                (void)m_journal->sync();
        });
        const QString page(16 * 1024, u'x');
        bool allSaved = true;
        bool allThere = true;
        for (int letter = 0; letter < 400; ++letter) {
            const QString key = QString::number(letter % 7);
            const QString text = page + QString::number(letter);
            allSaved = allSaved && m_journal->save(key, text).ok();
            if (letter % 20 == 0)
                allThere = allThere && inTheFile().value(key) == text;
        }
        done = true;
        store.join();
        QVERIFY(allSaved);
        QVERIFY(allThere);
        const Drafts typed = m_journal->drafts();
        QVERIFY(m_journal->sizeBytes() < 3 * DraftJournal::GrownBytes);
        reopen();
        QCOMPARE(m_journal->drafts(), typed);
    }

    void aFullDiskIsSaidAndWhatItMissedFollows()
    {
        QVERIFY(m_journal->save(QStringLiteral("a"), QStringLiteral("before")));
        {
            const FullDisk full(4096);
            const Result<void> saved = m_journal->save(QStringLiteral("b"), QString(8000, u'x'));
            QVERIFY(!saved.ok());
            QCOMPARE(saved.error().code, ErrorCode::StorageFull);
            QVERIFY(!m_journal->sync().ok());
            QVERIFY(m_journal->save(QStringLiteral("c"), QStringLiteral("small enough")).ok());
            QCOMPARE(inTheFile(),
                     (Drafts{{QStringLiteral("a"), QStringLiteral("before")},
                             {QStringLiteral("c"), QStringLiteral("small enough")}}));
        }
        QVERIFY(m_journal->sync());
        QCOMPARE(inTheFile(), m_journal->drafts());
        QCOMPARE(inTheFile().size(), 3);
    }

    void aPlaceThatCannotBeWrittenIsSaidAndTypingIsNot()
    {
        DraftJournal nowhere;
        const Result<void> opened = nowhere.open(path() + QStringLiteral("/drafts.journal"));
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code, ErrorCode::StorageReadOnly);
        QVERIFY(!nowhere.isOpen());
        QVERIFY(nowhere.save(QStringLiteral("d"), QStringLiteral("x")));
        QVERIFY(nowhere.sync());
    }

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("drafts.journal")); }
    void reopen()
    {
        m_journal.reset();
        m_journal = std::make_unique<DraftJournal>();
        QVERIFY(m_journal->open(path()));
    }
    void replaceFile(const QByteArray &bytes) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    /// What another program would find if this one were killed now.
    [[nodiscard]] Drafts inTheFile() const
    {
        const QTemporaryDir elsewhere;
        const QString copy = elsewhere.filePath(QStringLiteral("copy"));
        DraftJournal reader;
        if (!QFile::copy(path(), copy) || !reader.open(copy))
            return {{QStringLiteral("cannot be read"), path()}};
        return reader.drafts();
    }
    [[nodiscard]] QStringList putAside() const
    {
        QStringList found;
        const QDir folder(m_folder->path());
        for (const QString &name : folder.entryList({QStringLiteral("drafts.journal.damaged-*")}))
            found.append(folder.filePath(name));
        return found;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DraftJournal> m_journal;
};

} // namespace TaskMaster::Client

QTEST_GUILESS_MAIN(TaskMaster::Client::DraftJournalTest)
#include "tst_draft_journal.moc"
