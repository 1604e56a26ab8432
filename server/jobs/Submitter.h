// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ops/Metrics.h"
#include "server/storage/WriteQueue.h"

namespace TaskMaster::Server {

/// How jobs write: commands of the system actor, in the background, with their answers waited for. One thread at a
/// time.
class Submitter {
public:
    /// Counts what was done.
    Submitter(WriteQueue &writes, Counter &done)
        : m_writes(writes)
        , m_done(done)
    {
    }
    /// The first temporary refusal: to be tried again. A final one is logged: it is a defect, and repeating would not
    /// help.
    [[nodiscard]] Result<void> submitAll(const QList<Command> &commands);
    /// Work in a write transaction of its own, waited for.
    [[nodiscard]] Result<void> run(std::function<Result<void>(Database &)> work);

private:
    WriteQueue &m_writes;
    Counter &m_done;
};

} // namespace TaskMaster::Server
