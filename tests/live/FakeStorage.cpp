// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/live/FakeStorage.h"

using namespace TaskMaster;
using namespace TaskMaster::Server;

EventPtr FakeStorage::append(const StreamId &stream, Change change)
{
    const std::lock_guard lock(m_mutex);
    Log &log = m_logs[stream];
    const auto seq = static_cast<qint64>(log.events.size()) + 1;
    if (change.entity == EntityKind::Task) {
        Entity row = makeEntity(EntityKind::Task, change.id);
        applyFields(row, change.fields);
        rowOf(row).rev = seq;
        log.rows[change.id] = row;
    }
    Event event{stream, m_epoch, seq, Uuid::v7(), QStringLiteral("taskCreated"), Uuid{1, 1}, 1000 + seq, {}};
    event.changes.append(std::move(change));
    log.events.push_back(std::make_shared<const Event>(std::move(event)));
    return log.events.back();
}

EventPtr FakeStorage::commitQuietly(const StreamId &stream, int titleLength)
{
    Task task;
    task.id = Uuid::v7();
    // Compresses badly, so that sizes mean something.
    for (int i = 0; i < titleLength; ++i)
        task.title += QChar(u'a' + static_cast<char16_t>((task.id.low >> (i % 48)) * 31 % 26));
    return append(stream, {EntityKind::Task, task.id, ChangeOp::Create, setFields(Entity(task))});
}

EventPtr FakeStorage::commit(const StreamId &stream, int titleLength)
{
    const EventPtr event = commitQuietly(stream, titleLength);
    announce({event});
    return event;
}

void FakeStorage::announce(const QList<EventPtr> &events, std::vector<CommandAnswer> answers)
{
    sink->committed(std::make_shared<const Commit>(Commit{events, std::move(answers)}));
}

void FakeStorage::removeMember(const Uuid &user, const StreamId &of, const StreamId &hidden)
{
    deny(user, hidden);
    const auto kind = of.kind == StreamKind::Project ? EntityKind::ProjectMember : EntityKind::Member;
    announce({append(of, {kind, memberId(of.scope, user), ChangeOp::Delete, {}})});
}

void FakeStorage::answer(const Submission &submission, Result<QList<Position>> outcome)
{
    announce({}, {{submission.command.commandId, std::move(outcome), submission.origin}});
}

qint64 FakeStorage::head(const StreamId &stream)
{
    const std::lock_guard lock(m_mutex);
    return static_cast<qint64>(m_logs[stream].events.size());
}

void FakeStorage::setEpoch(qint64 epoch)
{
    const std::lock_guard lock(m_mutex);
    m_epoch = epoch;
}

void FakeStorage::setFloor(const StreamId &stream, qint64 floor)
{
    const std::lock_guard lock(m_mutex);
    m_logs[stream].floor = floor;
}

void FakeStorage::deny(const Uuid &user, const StreamId &stream)
{
    const std::lock_guard lock(m_mutex);
    m_denied.insert({user, stream});
}

void FakeStorage::failAll(const Error &error)
{
    const std::lock_guard lock(m_mutex);
    m_failure = error;
}

void FakeStorage::hold(What what)
{
    const std::lock_guard lock(m_mutex);
    m_holds[what].isHeld = true;
}

void FakeStorage::release(What what)
{
    {
        const std::lock_guard lock(m_mutex);
        m_holds[what].isHeld = false;
    }
    giveHeld(what);
}

void FakeStorage::giveHeld(What what)
{
    std::vector<std::function<void()>> waiting;
    {
        const std::lock_guard lock(m_mutex);
        waiting.swap(m_holds[what].waiting);
    }
    for (const auto &give : waiting)
        give();
}

int FakeStorage::heldCount(What what)
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_holds[what].waiting.size());
}

void FakeStorage::giveOrHold(What what, std::function<void()> give)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_holds[what].isHeld) {
            m_holds[what].waiting.push_back(std::move(give));
            return;
        }
    }
    give();
}

std::vector<Submission> FakeStorage::takeSubmissions()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_submissions, {});
}

int FakeStorage::submissionCount()
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_submissions.size());
}

std::vector<QueryRequest> FakeStorage::takeQuestions()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_questions, {});
}

void FakeStorage::ask(QueryRequest request, std::function<void(Result<QueryPage>)> done)
{
    const std::lock_guard lock(m_mutex);
    m_questions.push_back(std::move(request));
    giveOrHold(What::Query, [done = std::move(done), answer = queryPage] { done(answer); });
}

void FakeStorage::readAfter(const StreamId &stream, qint64 seq, int max, std::function<void(Result<LogPage>)> done)
{
    ++logReads;
    const std::lock_guard lock(m_mutex);
    if (m_failure)
        return giveOrHold(What::Log, [done = std::move(done), error = *m_failure] { done(error); });
    const Log &log = m_logs[stream];
    LogPage page{m_epoch, static_cast<qint64>(log.events.size()), log.floor, {}};
    for (qint64 next = std::max(seq, log.floor); next < page.head && page.events.size() < max; ++next)
        page.events.append(log.events[static_cast<std::size_t>(next)]);
    giveOrHold(What::Log, [done = std::move(done), page] { done(page); });
}

void FakeStorage::readRows(const StreamId &stream, const SnapshotCursor &cursor,
                           std::function<void(Result<SnapshotPage>)> done)
{
    ++rowReads;
    const std::lock_guard lock(m_mutex);
    SnapshotPage page{EntityKind::Task, {}, {}};
    const auto &rows = m_logs[stream].rows;
    for (auto row = rows.upper_bound(cursor.id); row != rows.end() && page.rows.size() < pageRows; ++row)
        page.rows.append(row->second);
    page.next = page.rows.isEmpty() ? SnapshotCursor{EntityKind::Task, {}, true}
                                    : SnapshotCursor{EntityKind::Task, rowOf(page.rows.constLast()).id, false};
    giveOrHold(What::Rows, [done = std::move(done), page] { done(page); });
}

void FakeStorage::checkAccess(const Viewer &viewer, const StreamId &stream, std::function<void(Result<void>)> done)
{
    ++accessChecks;
    const std::lock_guard lock(m_mutex);
    const bool isDenied = m_denied.contains({viewer.user, stream});
    giveOrHold(What::Access, [done = std::move(done), isDenied] {
        done(isDenied ? Result<void>(Error::notFound(QStringLiteral("project"))) : Result<void>());
    });
}

void FakeStorage::submit(Submission submission)
{
    if (!answersCommands) {
        const std::lock_guard lock(m_mutex);
        m_submissions.push_back(std::move(submission));
        return;
    }
    const EventPtr event = commitQuietly(submission.command.stream);
    announce({event},
             {{submission.command.commandId, QList<Position>{{event->stream, event->epoch, event->seq}},
               submission.origin}});
}

void FakeStorage::run(std::function<Result<void>(Database &)>, std::function<void(Result<void>)> done)
{
    done(Error(ErrorCode::Unavailable)); // there is no database here
}

void FakeStorage::authenticate(const QString &token, std::function<void(Result<Identity>)> done)
{
    Result<Identity> outcome = Identity{userOf(token), QStringLiteral("key of ") + token, 4'000'000'000'000};
    if (token == u"unknown")
        outcome = Error(ErrorCode::Unauthenticated);
    else if (token == u"disabled")
        outcome = Error(ErrorCode::Forbidden);
    else if (token == u"shortLived")
        outcome->expiresAt = 2'000;
    giveOrHold(What::Authentication, [done = std::move(done), outcome] { done(outcome); });
}
