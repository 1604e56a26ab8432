// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Authenticator.h"
#include "server/storage/EventLog.h"
#include "server/storage/QueryDoor.h"
#include "server/storage/WriteQueue.h"

#include <map>
#include <mutex>
#include <set>

/**
 * Storage as the live room sees it, in memory: logs, rows, rights and tokens, with a hand on when answers come. Answers
 * come on the calling thread unless held. Thread-safe.
 */
class FakeStorage final : public TaskMaster::Server::EventLog,
                          public TaskMaster::Server::WriteQueue,
                          public TaskMaster::Server::QueryDoor,
                          public TaskMaster::Server::Authenticator {
public:
    using StreamId = TaskMaster::StreamId;
    using Uuid = TaskMaster::Uuid;

    TaskMaster::Server::EventSink *sink = nullptr;
    int pageRows = 50;
    bool answersCommands = true; ///< every command becomes an event of its stream at once
    std::atomic<int> logReads = 0;
    std::atomic<int> rowReads = 0;
    std::atomic<int> accessChecks = 0;

    /// Commits one event that puts a task with a title of so many characters, and announces it.
    TaskMaster::EventPtr commit(const StreamId &stream, int titleLength = 20);
    /// Commits without telling anybody, as another instance would.
    TaskMaster::EventPtr commitQuietly(const StreamId &stream, int titleLength = 20);
    void announce(const QList<TaskMaster::EventPtr> &events,
                  std::vector<TaskMaster::Server::CommandAnswer> answers = {});
    /// Takes the right to a stream away and commits the change that did it.
    void removeMember(const Uuid &user, const StreamId &of, const StreamId &hidden);
    void answer(const TaskMaster::Server::Submission &submission,
                TaskMaster::Result<QList<TaskMaster::Position>> outcome);

    [[nodiscard]] qint64 head(const StreamId &stream);
    void setEpoch(qint64 epoch);
    void setFloor(const StreamId &stream, qint64 floor);
    void deny(const Uuid &user, const StreamId &stream);
    void failAll(const TaskMaster::Error &error);

    /// From now on answers wait; release() gives them and lets the next ones through.
    enum class What { Log, Rows, Access, Authentication, Query };
    void hold(What what);
    void release(What what);
    /// Gives the waiting answers; the next ones wait again.
    void giveHeld(What what);
    [[nodiscard]] int heldCount(What what);
    [[nodiscard]] std::vector<TaskMaster::Server::Submission> takeSubmissions();
    [[nodiscard]] int submissionCount();
    [[nodiscard]] std::vector<TaskMaster::Server::QueryRequest> takeQuestions();
    TaskMaster::Result<TaskMaster::Server::QueryPage> queryPage =
        TaskMaster::Server::QueryPage(); ///< answers every query

    static Uuid userOf(const QString &token) { return Uuid::v5({1, 2}, token.toUtf8()); }

    void readAfter(const StreamId &stream, qint64 seq, int max,
                   std::function<void(TaskMaster::Result<TaskMaster::Server::LogPage>)> done) override;
    void readRows(const StreamId &stream, const TaskMaster::Server::SnapshotCursor &cursor,
                  std::function<void(TaskMaster::Result<TaskMaster::Server::SnapshotPage>)> done) override;
    void checkAccess(const TaskMaster::Server::Viewer &viewer, const StreamId &stream,
                     std::function<void(TaskMaster::Result<void>)> done) override;
    void submit(TaskMaster::Server::Submission submission) override;
    void run(std::function<TaskMaster::Result<void>(TaskMaster::Server::Database &)> work,
             std::function<void(TaskMaster::Result<void>)> done) override;
    void ask(TaskMaster::Server::QueryRequest request,
             std::function<void(TaskMaster::Result<TaskMaster::Server::QueryPage>)> done) override;
    void authenticate(const QString &token,
                      std::function<void(TaskMaster::Result<TaskMaster::Server::Identity>)> done) override;

private:
    struct Log {
        qint64 floor = 0;
        std::vector<TaskMaster::EventPtr> events; ///< from seq 1
        std::map<Uuid, TaskMaster::Entity> rows;
    };
    struct Hold {
        bool isHeld = false;
        std::vector<std::function<void()>> waiting;
    };
    TaskMaster::EventPtr append(const StreamId &stream, TaskMaster::Change change);
    void giveOrHold(What what, std::function<void()> give);

    std::recursive_mutex m_mutex;
    qint64 m_epoch = 7;
    std::map<StreamId, Log> m_logs;
    std::set<std::pair<Uuid, StreamId>> m_denied;
    std::map<What, Hold> m_holds;
    std::optional<TaskMaster::Error> m_failure;
    std::vector<TaskMaster::Server::Submission> m_submissions;
    std::vector<TaskMaster::Server::QueryRequest> m_questions;
};
