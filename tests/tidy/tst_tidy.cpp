// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

/**
 * Reads the repository as a reviewer would: licence lines, who includes whom, sizes, words that have no place here,
 * files that no build knows, paths in the documents that do not exist. Fails with file and line.
 */
class Tidy : public QObject {
    Q_OBJECT

private:
    QDir m_root{QStringLiteral(TASKMASTER_SOURCE_DIR)};
    QStringList m_files;

    QString read(const QString &path) const
    {
        QFile file(m_root.filePath(path));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return QString::fromUtf8(file.readAll());
    }
    QStringList withSuffix(const QStringList &suffixes) const
    {
        QStringList found;
        for (const QString &path : m_files) {
            if (suffixes.contains(QFileInfo(path).suffix()))
                found << path;
        }
        return found;
    }
    /// `server/storage` of `server/storage/Batch.cpp`; `shared` and the QML areas count as one room each.
    static QString roomOf(const QString &path)
    {
        const QStringList parts = path.split(u'/');
        if (parts[0] == u"server" || parts[0] == u"client")
            return parts.size() > 2 ? parts[0] + u'/' + parts[1] : parts[0];
        return parts[0];
    }
    static bool isFiction(const QString &path) { return path.startsWith(u"tests/"); }
    void check(const QStringList &findings) const
    {
        QVERIFY2(findings.isEmpty(), qPrintable(u'\n' + findings.join(u'\n')));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QProcess git;
        git.setWorkingDirectory(m_root.path());
        git.start(QStringLiteral("git"),
                  {QStringLiteral("-c"), QStringLiteral("safe.directory=*"), QStringLiteral("ls-files")});
        QVERIFY(git.waitForFinished());
        for (const QString &path : QString::fromUtf8(git.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts)) {
            if (QFile::exists(m_root.filePath(path)))
                m_files << path;
        }
        QVERIFY2(m_files.size() > 50, "git ls-files lists too little: is this a checkout?");
    }

    void everySourceFileSaysItsLicence()
    {
        QStringList findings;
        for (const QString &path :
             withSuffix({QStringLiteral("cpp"), QStringLiteral("h"), QStringLiteral("c"), QStringLiteral("qml"),
                         QStringLiteral("sql"), QStringLiteral("cmake")})) {
            if (!read(path).left(300).contains(u"SPDX-License-Identifier:"))
                findings << path;
        }
        check(findings);
    }

    void roomsIncludeOnlyTheirNeighbours()
    {
        // The arrows of docs/ARCHITECTURE.md. A room may always include itself and shared.
        const QHash<QString, QStringList> arrows{
            {QStringLiteral("shared"), {}},
            {QStringLiteral("server/ops"), {}},
            {QStringLiteral("server/handlers"), {}},
            {QStringLiteral("server/storage"), {QStringLiteral("server/handlers"), QStringLiteral("server/ops")}},
            {QStringLiteral("server/live"), {QStringLiteral("server/ops")}},
            {QStringLiteral("server/jobs"),
             {QStringLiteral("server/storage"), QStringLiteral("server/handlers"), QStringLiteral("server/ops")}},
            {QStringLiteral("server/exchange"),
             {QStringLiteral("server/storage"), QStringLiteral("server/handlers"), QStringLiteral("server/ops")}},
            {QStringLiteral("server/admin"),
             {QStringLiteral("server/storage"), QStringLiteral("server/handlers"), QStringLiteral("server/ops")}},
            {QStringLiteral("server/gateway"),
             {QStringLiteral("server/handlers"), QStringLiteral("server/storage"), QStringLiteral("server/live"),
              QStringLiteral("server/ops")}},
            {QStringLiteral("server/app"),
             {QStringLiteral("server/ops"), QStringLiteral("server/handlers"), QStringLiteral("server/storage"),
              QStringLiteral("server/live"), QStringLiteral("server/jobs"), QStringLiteral("server/exchange"),
              QStringLiteral("server/admin"), QStringLiteral("server/gateway")}},
            {QStringLiteral("cli"), {}},
            {QStringLiteral("client/link"), {}},
            {QStringLiteral("client/replica"), {QStringLiteral("client/link")}},
            {QStringLiteral("client/views"), {QStringLiteral("client/replica"), QStringLiteral("client/link")}},
            {QStringLiteral("client/desktop"), {QStringLiteral("client/views")}},
            {QStringLiteral("client/app"),
             {QStringLiteral("client/link"), QStringLiteral("client/replica"), QStringLiteral("client/views"),
              QStringLiteral("client/desktop")}},
        };
        const QStringList openHeaders{QStringLiteral("server/storage/EventSink.h"),
                                      QStringLiteral("server/storage/EventLog.h"),
                                      QStringLiteral("server/storage/WriteQueue.h")};
        static const QRegularExpression include(
            QStringLiteral("^#include \"((?:shared|server|client|cli|tests|qml)/[^\"]+)\""),
            QRegularExpression::MultilineOption);
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("cpp"), QStringLiteral("h")})) {
            const QString room = roomOf(path);
            if (!arrows.contains(room))
                continue;
            for (auto it = include.globalMatch(read(path)); it.hasNext();) {
                const QString target = it.next().captured(1);
                const QString targetRoom = roomOf(target);
                const bool isOpen = room == u"server/live" && openHeaders.contains(target);
                if (targetRoom != room && targetRoom != u"shared" && !arrows[room].contains(targetRoom) && !isOpen)
                    findings << QStringLiteral("%1 includes %2").arg(path, target);
                if (!QFile::exists(m_root.filePath(target)))
                    findings << QStringLiteral("%1 includes %2, which does not exist").arg(path, target);
            }
        }
        check(findings);
    }

    void librariesStayInTheirRooms()
    {
        struct Rule {
            const char *pattern;
            QStringList rooms;
            const char *what;
        };
        const Rule rules[]{
            {"#include <QSql", {QStringLiteral("server/storage"), QStringLiteral("client/replica")}, "QtSql"},
            {"#include <QWebSocket",
             {QStringLiteral("server/gateway"), QStringLiteral("client/link"), QStringLiteral("cli")},
             "QWebSocket"},
            {"#include <hiredis", {QStringLiteral("server/redis")}, "hiredis"},
            {"#include <QCbor", {QStringLiteral("shared")}, "QCbor"},
            {"#include <QJson",
             {QStringLiteral("shared"), QStringLiteral("cli"), QStringLiteral("server/storage"),
              QStringLiteral("server/gateway"), QStringLiteral("server/exchange"), QStringLiteral("server/admin"),
              QStringLiteral("server/app"), QStringLiteral("client/link")},
             "QJson"},
        };
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("cpp"), QStringLiteral("h")})) {
            if (isFiction(path))
                continue;
            const QString text = read(path);
            for (const Rule &rule : rules) {
                if (text.contains(QLatin1StringView(rule.pattern)) && !rule.rooms.contains(roomOf(path)))
                    findings << QStringLiteral("%1 uses %2").arg(path, QLatin1StringView(rule.what));
            }
        }
        check(findings);
    }

    void filesHaveASizeThatOneCanRead()
    {
        // A table may be long; logic may not.
        const QHash<QString, QString> allowed{
            {QStringLiteral("shared/protocol/Decode.cpp"),
             QStringLiteral("one reader per frame and field kind, all in one strict path")},
            {QStringLiteral("shared/protocol/Commands.h"), QStringLiteral("the table of all commands")},
            {QStringLiteral("shared/model/Entities.h"), QStringLiteral("the table of all entities")},
            {QStringLiteral("shared/model/WorkEntities.h"), QStringLiteral("the table of all entities, continued")},
            {QStringLiteral("shared/protocol/WorkCommands.h"), QStringLiteral("the table of all commands, continued")},
            {QStringLiteral("client/replica/Prediction.cpp"), QStringLiteral("one short foresight per command")},
            {QStringLiteral("shared/model/Field.h"), QStringLiteral("the words that descriptions are made of")},
        };
        const QHash<QString, int> aims{
            {QStringLiteral("cpp"), 400}, {QStringLiteral("h"), 200}, {QStringLiteral("qml"), 200}};
        QStringList findings;
        for (const QString &path : withSuffix(aims.keys())) {
            if (isFiction(path) || allowed.contains(path))
                continue;
            const int aim = aims[QFileInfo(path).suffix()];
            const auto lines = read(path).count(u'\n');
            if (lines > aim * 3 / 2)
                findings << QStringLiteral("%1 has %2 lines (aim %3)").arg(path).arg(lines).arg(aim);
            else if (lines > aim)
                qInfo("%s has %d lines (aim %d)", qPrintable(path), static_cast<int>(lines), aim);
        }
        check(findings);
    }

    void wordsThatHaveNoPlaceHere()
    {
        struct Word {
            QRegularExpression pattern;
            const char *why;
        };
        // Spelled in pieces, so that this file does not find itself.
        const Word words[]{
            {QRegularExpression(QStringLiteral("\\bq"
                                               "Debug\\(")),
             "log with a category"},
            {QRegularExpression(QStringLiteral("\\bQEvent"
                                               "Loop\\b(?!::)")),
             "no nested event loops"},
            {QRegularExpression(QStringLiteral("property "
                                               "var\\b")),
             "name the type"},
            {QRegularExpression(QStringLiteral("\\b(TO"
                                               "DO|FIX"
                                               "ME|XX"
                                               "X)\\b")),
             "finish it, or write an issue"},
            {QRegularExpression(QStringLiteral("\\bQS"
                                               "KIP\\b")),
             "a test that skips hides a missing server"},
        };
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("cpp"), QStringLiteral("h"), QStringLiteral("qml")})) {
            const QStringList lines = read(path).split(u'\n');
            for (qsizetype i = 0; i < lines.size(); ++i) {
                for (const Word &word : words) {
                    if (lines[i].contains(word.pattern))
                        findings << QStringLiteral("%1:%2 %3").arg(path).arg(i + 1).arg(QLatin1StringView(word.why));
                }
            }
        }
        check(findings);
    }

    void everyFileIsKnownToABuild()
    {
        QString builds;
        for (const QString &path : m_files) {
            if (path.endsWith(u"CMakeLists.txt") || path.endsWith(u".cmake"))
                builds += read(path);
        }
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("cpp"), QStringLiteral("h"), QStringLiteral("qml"),
                                               QStringLiteral("sql"), QStringLiteral("c")})) {
            if (!builds.contains(QFileInfo(path).fileName()) && !builds.contains(QFileInfo(path).completeBaseName()))
                findings << path;
        }
        check(findings);
    }

    void everyPathInTheDocumentsExists()
    {
        static const QRegularExpression quoted(
            QStringLiteral("[`(]((?:shared|server|client|qml|tests|docs|packaging)/[A-Za-z0-9_./-]*)[`)]"));
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("md")})) {
            for (auto it = quoted.globalMatch(read(path)); it.hasNext();) {
                const QString target = it.next().captured(1);
                if (!QFileInfo::exists(m_root.filePath(target)))
                    findings << QStringLiteral("%1 names %2").arg(path, target);
            }
        }
        check(findings);
    }
};

QTEST_GUILESS_MAIN(Tidy)
#include "tst_tidy.moc"
