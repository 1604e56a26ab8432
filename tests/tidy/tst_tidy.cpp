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
    /// The arrows of docs/ARCHITECTURE.md. A room may always use itself and shared.
    static QHash<QString, QStringList> arrowsOfRooms()
    {
        return {
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
        QStringList paths =
            withSuffix({QStringLiteral("cpp"), QStringLiteral("h"), QStringLiteral("c"), QStringLiteral("qml"),
                        QStringLiteral("sql"), QStringLiteral("cmake"), QStringLiteral("sha256")});
        for (const QString &path : std::as_const(m_files)) {
            const QString text = QFileInfo(path).suffix().isEmpty() ? read(path).left(2) : QString();
            if (path.endsWith(u"CMakeLists.txt") || text == u"#!")
                paths << path;
        }
        QStringList findings;
        for (const QString &path : std::as_const(paths)) {
            if (!read(path).left(300).contains(u"SPDX-License-Identifier:"))
                findings << path;
        }
        check(findings);
    }

    void roomsIncludeOnlyTheirNeighbours()
    {
        const QHash<QString, QStringList> arrows = arrowsOfRooms();
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

    void linkLinesAreArrows()
    {
        // `TaskMasterServerStorage` and `TaskMaster::ServerStorage` are the library of server/storage.
        static const QRegularExpression library(QStringLiteral("taskmaster_library\\((\\w+)([^)]*)\\)"));
        static const QRegularExpression linked(QStringLiteral("TaskMaster(?:::)?((?:Server|Client)\\w+|Shared)\\b"));
        const auto roomOfLibrary = [](const QString &name) {
            if (name == u"Shared" || name == u"Cli") // rooms of one floor
                return name.toLower();
            if (name == u"ServerWebhooks") // a folder of its own inside the room
                return QStringLiteral("server/exchange");
            const QString side = name.left(6).toLower();
            return side + u'/' + name.mid(6).toLower();
        };
        const QHash<QString, QStringList> arrows = arrowsOfRooms();
        QStringList findings;
        int libraries = 0;
        for (const QString &path : std::as_const(m_files)) {
            if (!path.endsWith(u"CMakeLists.txt") || !arrows.contains(roomOf(path)))
                continue;
            for (auto it = library.globalMatch(read(path)); it.hasNext();) {
                const auto match = it.next();
                const QString room = roomOfLibrary(match.captured(1).mid(10));
                ++libraries;
                if (room != roomOf(path))
                    findings << QStringLiteral("%1 makes the library of %2").arg(path, room);
                const QString text = match.captured(2);
                const QString links = text.mid(std::max<qsizetype>(0, text.indexOf(u"LINK")));
                for (auto link = linked.globalMatch(links); link.hasNext();) {
                    const QString target = roomOfLibrary(link.next().captured(1));
                    if (target != room && target != u"shared" && !arrows[room].contains(target))
                        findings << QStringLiteral("%1 links %2").arg(path, target);
                }
            }
        }
        QVERIFY(libraries >= 12);
        check(findings);
    }

    void areasOfTheWindowKnowOnlyTheClientAndTheControls()
    {
        static const QRegularExpression import(QStringLiteral("^import (\"?)([A-Za-z.]+)"),
                                               QRegularExpression::MultilineOption);
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("qml")})) {
            if (isFiction(path))
                continue;
            for (auto it = import.globalMatch(read(path)); it.hasNext();) {
                const auto match = it.next();
                const QString module = match.captured(2);
                const bool isOwn =
                    module == u"TaskMaster.Ui" || (module == u"TaskMaster.Client" && !path.startsWith(u"qml/ui/"));
                if (!match.captured(1).isEmpty())
                    findings << QStringLiteral("%1 imports by a path").arg(path);
                else if (module.startsWith(u"TaskMaster") && !isOwn)
                    findings << QStringLiteral("%1 imports %2").arg(path, module);
            }
        }
        check(findings);
    }

    void coloursComeFromTheTheme()
    {
        static const QRegularExpression colour(
            QStringLiteral("\"#[0-9a-fA-F]{3,8}\"|[cC]olor: "
                           "*\"(?!transparent\")[^\"]|Qt\\.(?:rgba|hsla|hsva|lighter|darker|tint)\\("));
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("qml")})) {
            if (isFiction(path) || path == u"qml/ui/Theme.qml")
                continue;
            const QStringList lines = read(path).split(u'\n');
            for (qsizetype i = 0; i < lines.size(); ++i) {
                if (lines[i].contains(colour))
                    findings << QStringLiteral("%1:%2 %3").arg(path).arg(i + 1).arg(lines[i].trimmed());
            }
        }
        check(findings);
    }

    void functionsHaveASizeThatOneCanRead()
    {
        constexpr int aim = 60;
        QStringList findings;
        for (const QString &path : withSuffix({QStringLiteral("cpp")})) {
            if (isFiction(path))
                continue;
            // A function's braces stand at the beginning of their lines: .clang-format sees to it.
            const QStringList lines = read(path).split(u'\n');
            qsizetype opened = -1;
            for (qsizetype i = 0; i < lines.size(); ++i) {
                if (lines[i] == u"{")
                    opened = i;
                if (lines[i] != u"}" || opened < 0)
                    continue;
                const qsizetype length = i - opened - 1;
                if (length > aim * 3 / 2)
                    findings
                        << QStringLiteral("%1:%2 has %3 lines (aim %4)").arg(path).arg(opened).arg(length).arg(aim);
                else if (length > aim)
                    qInfo("%s:%d has %d lines (aim %d)", qPrintable(path), static_cast<int>(opened),
                          static_cast<int>(length), aim);
                opened = -1;
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
            {QStringLiteral("shared/protocol/PersonalCommands.h"),
             QStringLiteral("the table of all commands, continued")},
            {QStringLiteral("shared/protocol/Encode.cpp"), QStringLiteral("one writer per frame and field kind")},
            {QStringLiteral("server/exchange/DemoTexts.cpp"), QStringLiteral("the texts of the demo, a table")},
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
            // As a word of its own: `Batch.cpp` is not named by `KillBatch.cpp`.
            const QString name = QFileInfo(path).fileName();
            const QRegularExpression word(QStringLiteral("(?<![\\w.-])") + QRegularExpression::escape(name)
                                          + QStringLiteral("(?![\\w.-])"));
            if (!builds.contains(word))
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
