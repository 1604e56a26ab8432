// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/QueueDoor.h"

#include <future>
#include <latch>

namespace TaskMaster::Server {

QueueDoor::QueueDoor(WriteQueue &writes, const Clock &clock, Urgency urgency,
                     std::function<void(const AccountChange &)> changed)
    : m_writes(writes)
    , m_clock(clock)
    , m_urgency(urgency)
    , m_changed(std::move(changed))
{
}

Result<void> QueueDoor::change(const AccountChange &change)
{
    const auto done = run([&](Database &database) { return AccountChanges::apply(database, change, m_clock.nowMs()); });
    if (done && m_changed)
        m_changed(change);
    return done;
}

Result<int> QueueDoor::changeWebhooks(const WebhookChange &change)
{
    Result<int> outcome = 0;
    const auto done = run([&](Database &database) {
        outcome = WebhookChanges::apply(database, change, m_clock.nowMs());
        return outcome ? Result<void>() : Result<void>(outcome.error());
    });
    return done ? outcome : Result<int>(done.error());
}

Result<void> QueueDoor::run(const std::function<Result<void>(Database &)> &work)
{
    // Shared: the write thread may still be within set_value() when this one goes on.
    const auto outcome = std::make_shared<std::promise<Result<void>>>();
    auto future = outcome->get_future();
    m_writes.run(work, [outcome](const Result<void> &result) { outcome->set_value(result); });
    return future.get();
}

Result<QList<CommandAnswer>> QueueDoor::submitOnce(const QList<Command> &commands)
{
    QList<CommandAnswer> answers(commands.size(), CommandAnswer{{}, Error(ErrorCode::Internal), {}});
    const auto places = std::make_shared<std::latch>(commands.size());
    for (qsizetype i = 0; i < commands.size(); ++i) {
        Submission submission{commands[i], systemActor(), {}, m_urgency, {}};
        submission.answered = [answer = &answers[i], places](const CommandAnswer &given) {
            *answer = given;
            places->count_down();
        };
        m_writes.submit(std::move(submission));
    }
    places->wait();
    return answers;
}

} // namespace TaskMaster::Server
