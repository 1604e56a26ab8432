// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/WriteLanes.h"

#include "server/storage/Logging.h"

namespace TaskMaster::Server {

Q_LOGGING_CATEGORY(lcStorage, "taskmaster.storage")

namespace {

constexpr std::size_t StreamsKeptMax = 512;
constexpr auto ReconnectFirst = std::chrono::milliseconds(50);
constexpr auto ReconnectMax = std::chrono::milliseconds(1000);
/// A batch that collided with another transaction is run again at once, but not for ever.
constexpr int ConflictRetriesMax = 5;
/// Every so many batches background work goes first.
constexpr quint64 BackgroundEvery = 8;

} // namespace

WriteLanes::WriteLanes(Options options, qint64 epoch, const Switches &switches, Metrics &metrics, const Clock &clock,
                       EventSink &sink)
    : m_options(std::move(options))
    , m_epoch(epoch)
    , m_switches(switches)
    , m_clock(clock)
    , m_sink(sink)
    , m_commandsAccepted(metrics.counter("commands_accepted", "Commands decided and durable"))
    , m_commandsRefused(metrics.counter("commands_refused", "Commands refused, for good or for now"))
    , m_eventsCommitted(metrics.counter("events_committed", "Events written to the log"))
    , m_batches(metrics.counter("write_batches", "Write transactions"))
    , m_failures(metrics.counter("write_failures", "Write transactions that failed and were undone"))
    , m_batchSize(metrics.histogram("write_batch_commands", "Commands per write transaction"))
    , m_commitDuration(metrics.histogram("write_batch_duration_us", "From taking a batch to its commit"))
    , m_waitingGauge(metrics.gauge("write_waiting_commands", "Commands waiting for a write lane"))
{
}

WriteLanes::~WriteLanes()
{
    stop();
}

void WriteLanes::start()
{
    const int lanes = m_options.database.dialect == Dialect::Sqlite ? 1 : std::max(1, m_options.lanes);
    for (int i = 0; i < lanes; ++i)
        m_threads.emplace_back([this] { loop(); });
}

void WriteLanes::stop()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

void WriteLanes::submit(Submission submission)
{
    std::optional<Error> refusal;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopping)
            refusal = Error(ErrorCode::Cancelled);
        else if (m_waiting >= m_options.waitingMax)
            refusal = Error(ErrorCode::Overloaded);
    }
    if (!refusal) {
        if (auto ok = checkCommand(submission.command); !ok)
            refusal = ok.error();
    }
    if (refusal) {
        std::vector<Submission> one;
        one.push_back(std::move(submission));
        refuseAll(one, *refusal);
        return;
    }
    {
        const std::scoped_lock lock(m_mutex);
        const StreamId stream = submission.command.stream;
        Waiting &waiting = m_streams[stream];
        if (submission.urgency == Urgency::Interactive)
            m_share.personCame(std::chrono::steady_clock::now());
        queueOf(waiting, submission.urgency).push_back(std::move(submission));
        ++m_waiting;
        m_waitingGauge.set(static_cast<qint64>(m_waiting));
        list(stream, waiting);
    }
    m_wake.notify_one();
}

void WriteLanes::run(std::function<Result<void>(Database &)> work, std::function<void(Result<void>)> done)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_stopping) {
            m_works.push_back({std::move(work), std::move(done)});
            m_wake.notify_one();
            return;
        }
    }
    done(ErrorCode::Cancelled);
}

Result<void> WriteLanes::health() const
{
    const std::scoped_lock lock(m_mutex);
    return m_health;
}

void WriteLanes::setHealth(const Result<void> &health)
{
    const std::scoped_lock lock(m_mutex);
    m_health = health;
}

/// Caller holds the mutex.
void WriteLanes::list(const StreamId &stream, Waiting &waiting)
{
    if (waiting.listed || waiting.busy || waiting.isEmpty())
        return;
    waiting.listed = true;
    m_ready.push_back(stream);
}

void WriteLanes::loop()
{
    std::unique_ptr<Database> database;
    Taken taken;
    while (take(taken)) {
        if (taken.work)
            runWork(database, std::move(*taken.work));
        else
            commit(database, taken);
        giveBack(std::move(taken));
        taken = {};
    }
}

bool WriteLanes::take(Taken &taken)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stopping || !m_ready.empty() || !m_works.empty(); });
    if (!m_works.empty()) {
        taken.work = std::move(m_works.front());
        m_works.pop_front();
        return true;
    }
    if (m_ready.empty())
        return false; // stopping, and nothing waits
    const bool spansStreams = m_options.database.dialect == Dialect::Sqlite;
    const std::size_t room = m_switches.isOn(Switch::WriteBatching) ? Batch::CommandsMax : 1;
    // Interactive work first and by itself, or everybody in it would wait for the background work beside it; and now
    // and then the other way round, so that jobs and imports are slow under load, but never stand still.
    const bool backgroundFirst = ++m_batchCounter % BackgroundEvery == 0;
    const Urgency order[]{backgroundFirst ? Urgency::Background : Urgency::Interactive,
                          backgroundFirst ? Urgency::Interactive : Urgency::Background};
    for (const Urgency urgency : order) {
        const bool isBackground = urgency == Urgency::Background;
        if (isBackground && !taken.submissions.empty())
            break;
        const std::size_t full = isBackground ? std::min(room, m_share.room(std::chrono::steady_clock::now())) : room;
        for (auto it = m_ready.begin(); it != m_ready.end() && taken.submissions.size() < full;) {
            if (queueOf(m_streams[*it], urgency).empty()) {
                ++it;
                continue;
            }
            const StreamId stream = *it;
            it = m_ready.erase(it);
            takeFrom(stream, urgency, taken, full - taken.submissions.size());
            if (!spansStreams)
                break;
        }
        if (!spansStreams && !taken.submissions.empty())
            break;
    }
    taken.isBackground = std::none_of(taken.submissions.begin(), taken.submissions.end(),
                                      [](const Submission &one) { return one.urgency == Urgency::Interactive; });
    m_waiting -= taken.submissions.size();
    m_waitingGauge.set(static_cast<qint64>(m_waiting));
    return true;
}

/// Caller holds the mutex.
void WriteLanes::takeFrom(const StreamId &stream, Urgency urgency, Taken &taken, std::size_t room)
{
    Waiting &waiting = m_streams[stream];
    waiting.listed = false;
    waiting.busy = true;
    auto &queue = queueOf(waiting, urgency);
    for (; room > 0 && !queue.empty(); --room) {
        taken.submissions.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    taken.streams.push_back(stream);
    if (m_switches.isOn(Switch::KeptRows))
        taken.kept.emplace(stream, std::move(waiting.kept));
    waiting.kept = {};
}

void WriteLanes::giveBack(Taken taken)
{
    const std::scoped_lock lock(m_mutex);
    m_share.batchTook(taken.backgroundHandled, taken.backgroundTook);
    // What did not fit into the batch goes to the front again, in its order.
    for (auto it = taken.submissions.rbegin(); it != taken.submissions.rend(); ++it) {
        Waiting &waiting = m_streams[it->command.stream];
        queueOf(waiting, it->urgency).push_front(std::move(*it));
        ++m_waiting;
    }
    for (const StreamId &stream : taken.streams) {
        Waiting &waiting = m_streams[stream];
        waiting.busy = false;
        if (const auto it = taken.kept.find(stream); it != taken.kept.end() && m_switches.isOn(Switch::KeptRows))
            waiting.kept = std::move(it->second);
        list(stream, waiting);
    }
    if (m_streams.size() > StreamsKeptMax)
        forgetIdleStreams();
    if (!m_ready.empty())
        m_wake.notify_one();
}

/// Caller holds the mutex.
void WriteLanes::forgetIdleStreams()
{
    std::erase_if(m_streams, [](const auto &entry) { return !entry.second.busy && entry.second.isEmpty(); });
}

Result<void> WriteLanes::connect(std::unique_ptr<Database> &database)
{
    if (database && !database->isLost())
        return {};
    database.reset();
    const auto deadline = std::chrono::steady_clock::now() + m_options.outageMax;
    for (auto pause = ReconnectFirst;; pause = std::min(pause * 2, ReconnectMax)) {
        auto opened = Database::open(m_options.database, Database::Use::Write);
        if (opened) {
            database = std::move(*opened);
            setHealth({});
            return {};
        }
        setHealth(opened.error());
        if (std::chrono::steady_clock::now() + pause > deadline)
            return Error(ErrorCode::Unavailable);
        std::this_thread::sleep_for(pause);
    }
}

Result<Batch::Outcome> WriteLanes::attempt(std::unique_ptr<Database> &database,
                                           const std::vector<Submission> &submissions,
                                           std::map<StreamId, KeptRows> &kept)
{
    const auto deadline = std::chrono::steady_clock::now() + m_options.outageMax;
    for (int conflicts = 0;;) {
        if (auto ok = connect(database); !ok)
            return ok.error();
        Batch batch({m_clock, m_access, m_epoch}, *database, kept);
        auto outcome = batch.run(submissions);
        if (outcome) {
            setHealth({});
            return outcome;
        }
        m_failures.add();
        const DatabaseFailure failure = database->failure();
        const bool isConflict = failure == DatabaseFailure::Conflict || failure == DatabaseFailure::Busy;
        // A lost connection may have lost only the answer to COMMIT: the idempotency rows tell on the next attempt.
        const bool again = (failure == DatabaseFailure::ConnectionLost && std::chrono::steady_clock::now() < deadline)
            || (isConflict && ++conflicts <= ConflictRetriesMax);
        if (!again) {
            setHealth(outcome.error());
            return outcome;
        }
    }
}

void WriteLanes::commit(std::unique_ptr<Database> &database, Taken &taken)
{
    const auto start = std::chrono::steady_clock::now();
    auto outcome = attempt(database, taken.submissions, taken.kept);
    if (outcome) {
        m_batches.add();
        m_batchSize.observe(static_cast<quint64>(outcome->handled));
        const auto took = std::chrono::steady_clock::now() - start;
        m_commitDuration.observe(took);
        if (taken.isBackground) {
            taken.backgroundHandled = outcome->handled;
            taken.backgroundTook = took;
        }
        publish(taken.submissions, std::move(*outcome));
        return;
    }
    const bool hasCulprit = database && database->failure() == DatabaseFailure::Constraint;
    if (hasCulprit) {
        commitOneByOne(database, taken);
        return;
    }
    refuseAll(taken.submissions, outcome.error());
    taken.submissions.clear();
}

/// The data of one command made the whole batch fail: find it, refuse it alone, and leave a trace of the defect.
void WriteLanes::commitOneByOne(std::unique_ptr<Database> &database, Taken &taken)
{
    std::vector<Submission> all = std::move(taken.submissions);
    taken.submissions.clear();
    for (Submission &submission : all) {
        std::vector<Submission> one;
        one.push_back(std::move(submission));
        std::map<StreamId, KeptRows> fresh;
        auto outcome = attempt(database, one, fresh);
        if (outcome) {
            publish(one, std::move(*outcome));
            continue;
        }
        Error error = outcome.error();
        if (database && database->failure() == DatabaseFailure::Constraint) {
            qCCritical(lcStorage, "the database refused the data of %s, command %s",
                       describeCommand(one[0].command.args).name, qPrintable(one[0].command.commandId.toString()));
            // Most likely an id that exists in another stream: for this one it does not exist.
            error = Error(ErrorCode::NotFound);
        }
        refuseAll(one, error);
    }
}

void WriteLanes::publish(std::vector<Submission> &submissions, Batch::Outcome outcome)
{
    m_eventsCommitted.add(static_cast<quint64>(outcome.commit.events.size()));
    for (const CommandAnswer &answer : outcome.commit.answers)
        (answer.outcome ? m_commandsAccepted : m_commandsRefused).add();
    const auto commit = std::make_shared<const Commit>(std::move(outcome.commit));
    m_sink.committed(commit);
    for (std::size_t i = 0; i < outcome.handled; ++i) {
        if (submissions[i].answered)
            submissions[i].answered(commit->answers[i]);
    }
    submissions.erase(submissions.begin(), submissions.begin() + static_cast<std::ptrdiff_t>(outcome.handled));
}

void WriteLanes::refuseAll(std::vector<Submission> &submissions, const Error &error)
{
    Batch::Outcome outcome;
    for (const Submission &submission : submissions)
        outcome.commit.answers.push_back({submission.command.commandId, error, submission.origin});
    outcome.handled = submissions.size();
    publish(submissions, std::move(outcome));
}

void WriteLanes::runWork(std::unique_ptr<Database> &database, Work work)
{
    Result<void> result = connect(database);
    if (result)
        result = database->begin();
    if (result) {
        result = work.work(*database);
        if (result)
            result = database->commit();
        if (!result)
            database->rollback();
    }
    if (work.done)
        work.done(std::move(result));
}

} // namespace TaskMaster::Server
