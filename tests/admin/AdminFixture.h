// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/Backup.h"
#include "server/storage/Migrations.h"
#include "server/storage/WriteLanes.h"
#include "tests/support/FakeClock.h"
#include "tests/support/PostgresFixture.h"

#include <QFile>
#include <QTemporaryDir>

#include <future>

namespace TaskMaster::Test {

using namespace TaskMaster::Server;

/// A folder, databases in it or in the test's PostgreSQL, and commands that get there as always: through write lanes.
class AdminFixture {
public:
    QTemporaryDir folder;
    FakeClock clock;

    [[nodiscard]] QString path(const QString &name) const { return folder.filePath(name); }
    DatabaseSettings settings(bool isPostgres)
    {
        const QString url =
            isPostgres ? PostgresFixture::shared().createDatabase() : path(QStringLiteral("%1.db").arg(++m_files));
        DatabaseSettings made = *DatabaseSettings::fromUrl(url);
        made.durability = DatabaseSettings::Durability::Off; // no test here pulls the plug
        return made;
    }
    /// A migrated one, with two people, a workspace, a project, and tasks with texts of all kinds.
    DatabaseSettings filled(bool isPostgres, int tasks = 20)
    {
        DatabaseSettings made = settings(isPostgres);
        {
            auto database = Database::open(made, Database::Use::Write);
            if (!database || !Migrations::migrate(**database, clock.nowMs()))
                qFatal("cannot prepare a database");
        }
        fill(made, tasks);
        return made;
    }
    void fill(const DatabaseSettings &where, int tasks)
    {
        class Nobody final : public EventSink {
        public:
            void committed(const CommitPtr &) override { }
        } nobody;
        Metrics metrics;
        Switches switches;
        WriteLanes lanes(WriteLanes::Options{where}, clock.nowMs(), switches, metrics, clock, nobody);
        lanes.start();
        const auto submit = [&](const StreamId &stream, const CommandArgs &args, const Uuid &actor) {
            std::promise<Result<QList<Position>>> promise;
            Submission submission{{Uuid::v7(), stream, args}, actor, {}, Urgency::Interactive, {}};
            submission.answered = [&promise](const CommandAnswer &answer) { promise.set_value(answer.outcome); };
            lanes.submit(std::move(submission));
            const auto outcome = promise.get_future().get();
            if (!outcome)
                qFatal("refused: %s", qPrintable(outcome.error().message));
        };
        const Uuid ana = Uuid::v7();
        const Uuid bo = Uuid::v7();
        submit(StreamId::ofUser(ana),
               CreateUser{ana.toString() + QStringLiteral("@test.example"), QStringLiteral("Ana \"the\" O'Brien")},
               systemActor());
        submit(StreamId::ofUser(bo),
               CreateUser{bo.toString() + QStringLiteral("@test.example"), QStringLiteral("Bø 日本")}, systemActor());
        workspace = StreamId::ofWorkspace(Uuid::v7());
        project = StreamId::ofProject(workspace.workspace, Uuid::v7());
        submit(workspace, CreateWorkspace{QStringLiteral("Northwind \\ Söhne"), {}}, ana);
        submit(workspace, SetMember{bo, Role::Member}, ana);
        submit(project, CreateProject{QStringLiteral("Mobile"), QStringLiteral("MOB"), {}, true}, ana);
        CreateColumn column;
        column.columnId = Uuid::v7();
        column.name = QStringLiteral("To do");
        submit(project, column, ana);
        for (int i = 0; i < tasks; ++i) {
            CreateTask task;
            task.taskId = Uuid::v7();
            task.columnId = column.columnId;
            task.title = QStringLiteral("Task %1 😀 \u0001 \"%2\"").arg(i).arg(QString(i % 7, u'\\'));
            task.description = QStringLiteral("line\nline\ttab ").repeated(i % 5);
            submit(project, task, i % 2 ? ana : bo);
            if (i % 3 == 0)
                submit(project, AddComment{Uuid::v7(), task.taskId, QStringLiteral("ja"), {}, {}, 0, {}}, bo);
            if (i % 4 == 0)
                submit(project, AssignTask{task.taskId, bo, true}, ana);
            if (i % 8 == 0)
                submit(project, AssignTask{task.taskId, bo, false}, ana);
        }
        lanes.stop();
    }
    Backup::Report backup(const DatabaseSettings &from, const QString &name)
    {
        const auto report = Backup::make(from, path(name), {true, clock.nowMs()}, {});
        if (!report)
            qFatal("no backup: %s", qPrintable(report.error().message));
        return *report;
    }
    [[nodiscard]] static QByteArray contentOf(const QString &file)
    {
        QFile reading(file);
        return reading.open(QIODevice::ReadOnly) ? reading.readAll() : QByteArray();
    }
    static void write(const QString &file, const QByteArray &content)
    {
        QFile writing(file);
        if (!writing.open(QIODevice::WriteOnly) || writing.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(file));
    }

    StreamId workspace; ///< the newest that fill() made
    StreamId project;

private:
    int m_files = 0;
};

/// Without what a restore changes on purpose.
inline BackupTally rowsOnly(BackupTally tally)
{
    tally.remove(QStringLiteral("meta"));
    return tally;
}

} // namespace TaskMaster::Test
