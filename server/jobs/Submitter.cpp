// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/Submitter.h"

#include "server/jobs/Logging.h"

#include <future>

namespace TaskMaster::Server {

Q_LOGGING_CATEGORY(lcJobs, "taskmaster.jobs")

Result<void> Submitter::submitAll(const QList<Command> &commands)
{
    std::vector<std::future<Result<void>>> answers;
    for (const Command &command : commands) {
        auto promise = std::make_shared<std::promise<Result<void>>>();
        answers.push_back(promise->get_future());
        Submission submission{command, systemActor(), {}, Urgency::Background, {}};
        submission.answered = [promise](const CommandAnswer &answer) {
            promise->set_value(answer.outcome ? Result<void>() : Result<void>(answer.outcome.error()));
        };
        m_writes.submit(std::move(submission));
    }
    Result<void> outcome;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const Result<void> answer = answers[i].get();
        if (answer) {
            m_done.add();
        } else if (answer.error().isTemporary()) {
            outcome = answer.error();
        } else if (answer.error().code != ErrorCode::CommandIdReused) {
            // (Reused: it was done in an earlier life, for the rows as they were then; a later event brings the rest.)
            qCWarning(lcJobs, "a job's command was refused: %s, %s",
                      describeCommand(commands[static_cast<qsizetype>(i)].args).name,
                      qPrintable(answer.error().message));
        }
    }
    return outcome;
}

Result<void> Submitter::run(std::function<Result<void>(Database &)> work)
{
    auto promise = std::make_shared<std::promise<Result<void>>>();
    auto done = promise->get_future();
    m_writes.run(std::move(work), [promise](const Result<void> &result) { promise->set_value(result); });
    return done.get();
}

} // namespace TaskMaster::Server
