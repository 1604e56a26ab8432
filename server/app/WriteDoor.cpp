// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/WriteDoor.h"

#include "server/app/ControlClient.h"
#include "server/app/DataFolder.h"
#include "server/app/QueueDoor.h"
#include "server/storage/Migrations.h"
#include "server/storage/WriteLanes.h"
#include "shared/core/Clock.h"

#include <QThread>

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

/// Lanes of its own, under the folder's lock.
struct OwnLanes {
    OwnLanes(const Config &config, qint64 epoch, std::unique_ptr<DataFolder::Lock> folderLock)
        : lock(std::move(folderLock))
        , switches(config.switches)
        , lanes({config.database, config.writeLanes, static_cast<std::size_t>(config.waitingCommandsMax)}, epoch,
                switches, metrics, clock, nobody)
    {
        lanes.start();
    }

    std::unique_ptr<DataFolder::Lock> lock;
    Switches switches;
    Metrics metrics;
    SystemClock clock;
    NobodyHears nobody;
    WriteLanes lanes;
};

class OwnDoor final : private OwnLanes, public QueueDoor {
public:
    OwnDoor(const Config &config, qint64 epoch, std::unique_ptr<DataFolder::Lock> folderLock)
        : OwnLanes(config, epoch, std::move(folderLock))
        , QueueDoor(lanes, clock, Urgency::Interactive)
    {
    }
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
