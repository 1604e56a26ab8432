// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/WriteDoor.h"

#include "server/app/ControlClient.h"
#include "server/app/DataFolder.h"
#include "server/storage/Migrations.h"
#include "server/storage/WriteLanes.h"
#include "shared/core/Clock.h"

#include <QThread>

#include <condition_variable>

namespace TaskMaster::Server {
namespace {

constexpr int TriesMax = 20;
constexpr unsigned long WaitMs = 250;
constexpr qsizetype RefusalsShown = 10;

/// Nobody listens to a process that only writes.
class NobodyHears final : public EventSink {
public:
    void committed(const CommitPtr &) override { }
};

class OwnDoor final : public WriteDoor {
public:
    OwnDoor(const Config &config, qint64 epoch, std::unique_ptr<DataFolder::Lock> lock)
        : m_lock(std::move(lock))
        , m_switches(config.switches)
        , m_lanes({config.database, config.writeLanes, static_cast<std::size_t>(config.waitingCommandsMax)}, epoch,
                  m_switches, m_metrics, m_clock, m_nobody)
    {
        m_lanes.start();
    }

    Result<void> setPassword(const Uuid &userId, const QString &passwordHash) override
    {
        return run([&](Database &database) {
            if (auto ok = AccountStore::setPassword(database, userId, passwordHash, m_clock.nowMs()); !ok)
                return ok;
            return AccountStore::removeSessionsOf(database, userId);
        });
    }

    Result<void> addSessions(const QList<SignedInSession> &sessions) override
    {
        return run([&](Database &database) { return AccountStore::addSessions(database, sessions); });
    }

protected:
    Result<QList<CommandAnswer>> submitOnce(const QList<Command> &commands) override
    {
        std::mutex mutex;
        std::condition_variable changed;
        QList<CommandAnswer> answers(commands.size(), CommandAnswer{{}, Error(ErrorCode::Internal), {}});
        qsizetype waiting = commands.size();
        for (qsizetype i = 0; i < commands.size(); ++i) {
            Submission submission{commands[i], systemActor(), {}, Urgency::Interactive, {}};
            submission.answered = [&, i](const CommandAnswer &answer) {
                const std::scoped_lock lock(mutex);
                answers[i] = answer;
                if (--waiting == 0)
                    changed.notify_one();
            };
            m_lanes.submit(std::move(submission));
        }
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return waiting == 0; });
        return answers;
    }

private:
    Result<void> run(const std::function<Result<void>(Database &)> &work)
    {
        std::mutex mutex;
        std::condition_variable changed;
        std::optional<Result<void>> outcome;
        m_lanes.run(work, [&](const Result<void> &result) {
            const std::scoped_lock lock(mutex);
            outcome = result;
            changed.notify_one();
        });
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return outcome.has_value(); });
        return *outcome;
    }

    std::unique_ptr<DataFolder::Lock> m_lock;
    Switches m_switches;
    Metrics m_metrics;
    SystemClock m_clock;
    NobodyHears m_nobody;
    WriteLanes m_lanes;
};

} // namespace

Result<qint64> prepareDatabase(const Config &config)
{
    auto database = Database::open(config.database, Database::Use::Write);
    if (!database)
        return database.error();
    if (auto ok = Migrations::migrate(**database, SystemClock().nowMs()); !ok)
        return ok.error();
    return Migrations::epoch(**database);
}

Result<std::unique_ptr<WriteDoor>> WriteDoor::open(const Config &config)
{
    const auto folder = DataFolder::open(config.dataFolder);
    if (!folder)
        return folder.error();
    for (int tries = 1;; ++tries) {
        auto lock = folder->lock();
        if (lock) {
            const auto epoch = prepareDatabase(config);
            if (!epoch)
                return epoch.error();
            return std::unique_ptr<WriteDoor>(new OwnDoor(config, *epoch, std::move(*lock)));
        }
        if (lock.error().code != ErrorCode::StorageLocked)
            return lock.error();
        // A server, or another subcommand that is soon done; a starting server has the lock before the socket.
        auto client = ControlClient::connect(folder->controlSocket());
        if (client)
            return std::unique_ptr<WriteDoor>(std::move(*client));
        if (tries == TriesMax)
            return lock.error();
        QThread::msleep(WaitMs);
    }
}

Result<QList<CommandAnswer>> WriteDoor::submit(const QList<Command> &commands)
{
    Q_ASSERT(commands.size() <= WindowSize);
    for (int tries = 1;; ++tries) {
        auto answers = submitOnce(commands);
        if (!answers)
            return answers.error();
        const auto isTemporary = [](const CommandAnswer &answer) {
            return !answer.outcome && answer.outcome.error().isTemporary()
                && answer.outcome.error().code != ErrorCode::Internal;
        };
        const auto refused = std::find_if(answers->cbegin(), answers->cend(), isTemporary);
        if (refused == answers->cend())
            return answers;
        if (tries == TriesMax)
            return refused->outcome.error();
        // All of them again: later ones may have been refused because an earlier one was. Done ones stay done.
        QThread::msleep(WaitMs);
    }
}

bool BulkWriter::add(const Command &command)
{
    m_waiting.append(command);
    return m_waiting.size() < WriteDoor::WindowSize || flush();
}

bool BulkWriter::flush()
{
    if (m_waiting.isEmpty())
        return true;
    const auto answers = m_door.submit(m_waiting);
    if (!answers) {
        m_error = answers.error();
        return false;
    }
    for (qsizetype i = 0; i < m_waiting.size(); ++i)
        count(m_waiting[i], (*answers)[i]);
    m_waiting.clear();
    return true;
}

void BulkWriter::count(const Command &command, const CommandAnswer &answer)
{
    if (!answer.outcome) {
        const Error &error = answer.outcome.error();
        // The same thing from an earlier run, perhaps made with other words since.
        if (error.code == ErrorCode::AlreadyExists || error.code == ErrorCode::CommandIdReused) {
            ++m_tally.wereThere;
            return;
        }
        ++m_tally.refused;
        if (m_tally.refusals.size() < RefusalsShown)
            m_tally.refusals.append(
                QStringLiteral("%1: %2").arg(QLatin1StringView(describeCommand(command.args).name), error.message));
        return;
    }
    const bool isNew = std::any_of(answer.outcome->cbegin(), answer.outcome->cend(), [this](const Position &position) {
        return position.seq > m_heads.value(position.stream, 0);
    });
    ++(isNew ? m_tally.done : m_tally.wereThere);
}

} // namespace TaskMaster::Server
