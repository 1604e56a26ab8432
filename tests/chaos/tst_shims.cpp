// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>
#include <csignal>

/**
 * The shims that other tests believe in: after a power cut a folder holds exactly what was synced, and a full disk is
 * noticed. A program writes, dies with SIGKILL, and the folder is looked at.
 */
class ShimsTest : public QObject {
    Q_OBJECT

private:
    using Files = QMap<QString, QByteArray>;

    QTemporaryDir m_temporary;
    QString m_folder;

    static QStringList words(const char *text) { return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts); }

    /// Steps as disk_writer takes them, relative to the folder.
    int write(const QStringList &steps, const QMap<QString, QString> &variables) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (auto it = variables.cbegin(); it != variables.cend(); ++it)
            environment.insert(it.key(), it.value());
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder);
        process.start(QStringLiteral(DISK_WRITER), steps);
        if (!process.waitForFinished())
            return -1;
        return process.exitStatus() == QProcess::CrashExit ? SIGKILL : process.exitCode();
    }
    int writeUnsynced(const QStringList &steps) const
    {
        return write(steps,
                     {{QStringLiteral("LD_PRELOAD"), QStringLiteral(UNSYNCED_SHIM)},
                      {QStringLiteral("UNSYNCED_FOLDER"), m_folder}});
    }
    [[nodiscard]] Files files() const
    {
        Files found;
        const QDir folder(m_folder);
        for (const QString &name : folder.entryList(QDir::Files)) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                found[name] = file.readAll();
        }
        return found;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = QDir(m_temporary.path()).canonicalPath() + QStringLiteral("/data");
        QVERIFY(QDir().mkpath(m_folder));
    }
    void cleanup()
    {
        QVERIFY(QDir(m_folder).removeRecursively());
        QVERIFY(QDir(m_folder + QStringLiteral(".undo")).removeRecursively());
    }

    void aPowerCutLeavesWhatWasSynced_data()
    {
        QTest::addColumn<QStringList>("before"); // all of it is synced
        QTest::addColumn<QStringList>("steps");
        QTest::addColumn<Files>("left");
        const auto add = [](const char *name, const char *before, const char *steps, const Files &left) {
            QTest::newRow(name) << words(before) << words(steps) << left;
        };
        const QString a = QStringLiteral("a");
        const QString b = QStringLiteral("b");
        add("nothing happened", "make a 1", "", {{a, "1"}});
        add("a synced write stays", "make a 1111", "put a 1 22 sync a", {{a, "1221"}});
        add("an unsynced write is gone", "make a 1111", "put a 1 22", {{a, "1111"}});
        add("only what came after the sync is gone", "make a 1111", "put a 0 2 sync a put a 1 3", {{a, "2111"}});
        add("overlapping writes are undone in order", "make a 1111", "put a 0 22 put a 1 33 append a 44",
            {{a, "1111"}});
        add("appending is undone", "make a 1", "append a 2", {{a, "1"}});
        add("cutting is undone", "make a 1234", "cut a 2", {{a, "1234"}});
        add("growing is undone", "make a 1", "cut a 5", {{a, "1"}});
        add("a hole is undone", "make a 1", "put a 5 2", {{a, "1"}});
        add("making a file empty is undone", "make a 1234", "make a 5", {{a, "1234"}});
        add("the sync of one file is not that of another", "make a 1 make b 1", "put a 0 2 put b 0 2 sync a",
            {{a, "2"}, {b, "1"}});

        add("a new file needs its folder synced", "", "make a 1 sync a", {});
        add("a new file with its folder synced stays", "", "make a 1 sync a sync .", {{a, "1"}});
        add("a name without its bytes", "", "make a 1 sync .", {{a, ""}});
        add("a removed file comes back", "make a 1", "drop a", {{a, "1"}});
        add("a removed file with its folder synced is gone", "make a 1", "drop a sync .", {});
        add("a file made and removed", "", "make a 1 drop a", {});
        add("a removed and remade file is the old one", "make a 1", "drop a make a 2 sync a", {{a, "1"}});
        add("a renamed file goes back", "make a 1", "move a b", {{a, "1"}});
        add("a renamed file with its folder synced stays", "make a 1", "move a b sync .", {{b, "1"}});
        add("what a rename replaced comes back", "make a 1 make b 2", "move a b", {{a, "1"}, {b, "2"}});
        add("the whole ritual holds", "make a 1", "make b 2 sync b move b a sync .", {{a, "2"}});
        add("the ritual without syncing the file", "make a 1", "make b 2 move b a sync .", {{a, ""}});
        add("the ritual without syncing the folder", "make a 1", "make b 2 sync b move b a", {{a, "1"}});
        add("unsynced bytes follow a rename", "make a 1111", "put a 0 2 move a b sync .", {{b, "1111"}});
        add("a second name needs its folder synced", "make a 1", "link a b", {{a, "1"}});
        add("a -shm index is left alone", "make a-shm 1", "put a-shm 0 2", {{QStringLiteral("a-shm"), "2"}});
    }
    void aPowerCutLeavesWhatWasSynced()
    {
        QFETCH(QStringList, before);
        QFETCH(QStringList, steps);
        QFETCH(Files, left);
        QCOMPARE(write(before, {}), 0); // without the shim: as if synced
        QCOMPARE(writeUnsynced(steps + QStringList{QStringLiteral("die")}), SIGKILL);
        QCOMPARE(QProcess::execute(QStringLiteral(POWERCUT), {m_folder}), 0);
        QCOMPARE(files(), left);
        QVERIFY(!QFile::exists(m_folder + QStringLiteral(".undo")));
    }

    void withoutAPowerCutNothingChanges()
    {
        QCOMPARE(writeUnsynced(words("make a 12 put a 1 3 make b 4 move b c drop a make a 5")), 0);
        QCOMPARE(files(), (Files{{QStringLiteral("a"), "5"}, {QStringLiteral("c"), "4"}}));
    }

    void aSecondPowerCutCountsFromTheFirst()
    {
        QCOMPARE(writeUnsynced(words("make a 1 sync a sync . put a 0 2 die")), SIGKILL);
        QCOMPARE(QProcess::execute(QStringLiteral(POWERCUT), {m_folder}), 0);
        QCOMPARE(writeUnsynced(words("append a 3 sync a append a 4 die")), SIGKILL);
        QCOMPARE(QProcess::execute(QStringLiteral(POWERCUT), {m_folder}), 0);
        QCOMPARE(files(), (Files{{QStringLiteral("a"), "13"}}));
    }

    void aFullDiskRefusesWrites()
    {
        QMap<QString, QString> variables{{QStringLiteral("LD_PRELOAD"), QStringLiteral(ENOSPC_SHIM)},
                                         {QStringLiteral("ENOSPC_FOLDER"), m_folder},
                                         {QStringLiteral("ENOSPC_BYTES"), QStringLiteral("4")}};
        QCOMPARE(write(words("make a 12 append a 34 append a 5"), variables), ENOSPC);
        QCOMPARE(files(), (Files{{QStringLiteral("a"), "1234"}}));
        // By a switch, and only below the folder.
        variables.remove(QStringLiteral("ENOSPC_BYTES"));
        variables.insert(QStringLiteral("ENOSPC_SWITCH"), m_temporary.filePath(QStringLiteral("full")));
        QCOMPARE(write(words("append a 6"), variables), 0);
        QCOMPARE(write(words("make ../full 1 append ../full 2 append a 7"), variables), ENOSPC);
        QCOMPARE(files(), (Files{{QStringLiteral("a"), "12346"}}));
    }
};

QTEST_GUILESS_MAIN(ShimsTest)
#include "tst_shims.moc"
