// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/Config.h"
#include "server/storage/AccountChange.h"
#include "server/storage/EventSink.h"
#include "server/storage/WebhookChange.h"

#include <memory>

namespace TaskMaster::Server {

/**
 * How a subcommand writes: through the control socket of the server that runs on the same data folder, so that there is
 * one writer and everything is announced; or, when none runs, by itself under the folder's lock. Blocking, for the one
 * thread of a subcommand. Commands are submitted as the system actor.
 */
class WriteDoor {
public:
    /// Commands that are sent before their answers are waited for.
    static constexpr qsizetype WindowSize = 512;

    /// Finds out which of the two it is; the database is migrated afterwards.
    [[nodiscard]] static Result<std::unique_ptr<WriteDoor>> open(const Config &config);
    virtual ~WriteDoor() = default;

    /// Answers in the order of the commands, at most WindowSize of them, each id once. Temporary refusals are tried
    /// again for a while.
    [[nodiscard]] Result<QList<CommandAnswer>> submit(const QList<Command> &commands);
    [[nodiscard]] virtual Result<void> change(const AccountChange &change) = 0;
    /// What WebhookChanges::apply() returns.
    [[nodiscard]] virtual Result<int> changeWebhooks(const WebhookChange &change) = 0;

protected:
    [[nodiscard]] virtual Result<QList<CommandAnswer>> submitOnce(const QList<Command> &commands) = 0;
};

/// Sends any number of commands through a door, a window at a time, and counts what became of them.
class BulkWriter {
public:
    explicit BulkWriter(WriteDoor &door)
        : m_door(door)
    {
    }
    /// What had been done before shall be counted apart: an answer at or below this place of its stream.
    void setHead(const StreamId &stream, qint64 seq) { m_heads.insert(stream, seq); }

    /// False after a failure of the door; error() says which.
    bool add(const Command &command);
    /// Sends what waits. Commands added later may rely on everything before.
    bool flush();

    struct Tally {
        qint64 done = 0;
        qint64 wereThere = 0;
        qint64 refused = 0;
        QStringList refusals; ///< the first few, in words
    };
    [[nodiscard]] const Tally &tally() const { return m_tally; }
    [[nodiscard]] const Error &error() const { return m_error; }

private:
    void count(const Command &command, const CommandAnswer &answer);

    WriteDoor &m_door;
    QHash<StreamId, qint64> m_heads;
    QList<Command> m_waiting;
    Tally m_tally;
    Error m_error;
};

/// Opens the configured database for writing and brings its schema up to date; the epoch.
[[nodiscard]] Result<qint64> prepareDatabase(const Config &config);

} // namespace TaskMaster::Server
