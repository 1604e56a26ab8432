// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app/WriteDoor.h"
#include "server/storage/WriteQueue.h"
#include "shared/core/Clock.h"

namespace TaskMaster::Server {

/**
 * A WriteDoor through write lanes of this very process, which must be running. Blocking: for the thread of a subcommand
 * and for threads that may wait, never for an I/O lane, a pool that lanes wait for, or a write thread. Thread-safe.
 */
class QueueDoor : public WriteDoor {
public:
    /// `changed` is told about every change of an account when it is durable, on a write thread.
    QueueDoor(WriteQueue &writes, const Clock &clock, Urgency urgency,
              std::function<void(const AccountChange &)> changed = {});

    [[nodiscard]] Result<void> change(const AccountChange &change) override;
    [[nodiscard]] Result<int> changeWebhooks(const WebhookChange &change) override;
    /// Runs `work` in a write transaction and waits for its end.
    [[nodiscard]] Result<void> run(const std::function<Result<void>(Database &)> &work);

protected:
    [[nodiscard]] Result<QList<CommandAnswer>> submitOnce(const QList<Command> &commands) override;

private:
    WriteQueue &m_writes;
    const Clock &m_clock;
    const Urgency m_urgency;
    const std::function<void(const AccountChange &)> m_changed;
};

} // namespace TaskMaster::Server
