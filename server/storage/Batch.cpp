// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/Batch.h"

#include "server/handlers/HandlerTable.h"
#include "server/storage/Loader.h"
#include "shared/protocol/Codec.h"

#include <QCryptographicHash>

namespace TaskMaster::Server {
namespace {

constexpr int WavesMax = 6;
/// More kept rows than this are dropped: memory, and a map that is scanned when a column is re-ranked.
constexpr std::size_t KeptRowsMax = 5000;

QString hashOf(const Command &command)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(Codec::canonicalArgs(command), QCryptographicHash::Sha256).toHex().first(32));
}

Context contextOf(const Submission &submission, qint64 now, const WorkspaceAccess *access)
{
    return {submission.command.commandId, submission.actor, submission.command.stream, now, access, submission.rights};
}

bool holds(const std::optional<Precondition> &precondition, const WorkingSet &set)
{
    if (!precondition)
        return true;
    const Entity *row = set.find(precondition->entity, precondition->id);
    return row && (precondition->revs.isEmpty() || precondition->revs.contains(rowOf(*row).rev));
}

} // namespace

WorkspaceAccessPtr AccessCache::find(const Uuid &workspace, qint64 version) const
{
    const std::scoped_lock lock(m_mutex);
    const auto it = m_workspaces.find(workspace);
    return it != m_workspaces.end() && it->second->version == version ? it->second : nullptr;
}

void AccessCache::keep(const Uuid &workspace, WorkspaceAccessPtr access)
{
    const std::scoped_lock lock(m_mutex);
    if (m_workspaces.size() >= WorkspacesMax && !m_workspaces.contains(workspace))
        m_workspaces.clear();
    m_workspaces[workspace] = std::move(access);
}

Batch::Batch(Surroundings surroundings, Database &database, std::map<StreamId, KeptRows> &kept)
    : m_surroundings(surroundings)
    , m_database(database)
    , m_kept(kept)
{
}

Result<Batch::Outcome> Batch::run(const std::vector<Submission> &submissions)
{
    if (auto ok = m_database.begin(); !ok)
        return ok.error();
    auto result = prepare(submissions);
    int rows = 0;
    for (const Submission &submission : submissions) {
        if (!result || rows > RowsMax)
            break;
        result = decide(submission);
        ++m_outcome.handled;
        rows = 0;
        for (const auto &[id, stream] : m_streams)
            rows += stream.dirtyRows;
    }
    if (result)
        result = flush();
    if (!result) {
        m_database.rollback();
        m_kept.clear();
        return result.error();
    }
    // Nothing to write: leave without making the disk wait.
    const bool isReadOnly = m_entries.empty() && m_newAnswers.empty();
    if (isReadOnly) {
        m_database.rollback();
    } else if (auto ok = m_database.commit(); !ok) {
        m_database.rollback();
        m_kept.clear();
        return ok.error();
    }
    keepRows();
    return std::move(m_outcome);
}

Result<void> Batch::prepare(const std::vector<Submission> &submissions)
{
    std::vector<StreamId> streams;
    std::vector<Journal::AnswerKey> keys;
    for (const Submission &submission : submissions) {
        const StreamId &id = submission.command.stream;
        auto [it, isNew] = m_streams.try_emplace(id);
        if (isNew)
            streams.push_back(id);
        it->second.submissions.push_back(&submission);
        keys.push_back({id.workspace, submission.actor, submission.command.commandId});
    }
    std::sort(streams.begin(), streams.end()); // one order for all: no deadlocks between instances
    auto heads = Journal::lockHeads(m_database, streams);
    if (!heads)
        return heads.error();
    m_heads = std::move(*heads);
    auto answers = Journal::findAnswers(m_database, keys);
    if (!answers)
        return answers.error();
    m_answers = std::move(*answers);
    for (auto &[id, stream] : m_streams) {
        KeptRows &kept = m_kept[id];
        if (kept.seq != m_heads[id].seq)
            kept = {};
        kept.seq = -1; // until the commit
        stream.set = &kept.set;
        if (id.kind != StreamKind::User) {
            auto access = accessOf(id.workspace);
            if (!access)
                return access.error();
            stream.access = std::move(*access);
        }
        if (auto ok = loadFor(stream.submissions, stream); !ok)
            return ok;
    }
    return {};
}

Result<WorkspaceAccessPtr> Batch::accessOf(const Uuid &workspace)
{
    // Read on the fresh snapshot after the lock, never in the locking statement (READ COMMITTED).
    const auto version = Loader::accessVersion(m_database, workspace);
    if (!version)
        return version.error();
    if (auto known = m_surroundings.access.find(workspace, *version))
        return known;
    auto access = Loader::loadAccess(m_database, workspace, *version);
    if (access)
        m_surroundings.access.keep(workspace, *access);
    return access;
}

Result<void> Batch::loadFor(const std::vector<const Submission *> &submissions, Stream &stream)
{
    for (int wave = 0; wave < WavesMax; ++wave) {
        Needs wanted;
        for (const Submission *submission : submissions) {
            const Context context = contextOf(*submission, m_surroundings.clock.nowMs(), stream.access.get());
            HandlerTable::needs(context, submission->command.args, *stream.set, wanted);
            if (submission->precondition)
                wanted.row(submission->precondition->entity, submission->precondition->id);
        }
        loadPastOfThisBatch(wanted, submissions.front()->command.stream, *stream.set);
        const Needs missing = stream.set->missing(wanted);
        if (missing.isEmpty())
            return {};
        if (auto ok = Loader::load(m_database, submissions.front()->command.stream, missing, *stream.set); !ok)
            return ok;
    }
    return {};
}

/// What is undone may be so young that no database knows of it yet.
void Batch::loadPastOfThisBatch(const Needs &wanted, const StreamId &stream, WorkingSet &set) const
{
    for (const PastCommand &command : wanted.pastCommands()) {
        const auto entry = std::find_if(m_entries.begin(), m_entries.end(), [&](const Journal::Entry &candidate) {
            return candidate.event->commandId == command.commandId && candidate.event->actor == command.actor
                && candidate.event->stream == stream;
        });
        if (entry != m_entries.end())
            set.loadPast(command,
                         WorkingSet::Past{entry->event->seq, entry->event->verb, entry->event->changes, entry->before});
    }
}

Result<QList<Position>> Batch::repeated(const StoredAnswer &stored, const QString &argsHash) const
{
    if (stored.argsHash != argsHash)
        return ErrorCode::CommandIdReused;
    if (stored.seq == 0)
        return QList<Position>{};
    return QList<Position>{{stored.stream, m_surroundings.epoch, stored.seq}};
}

Result<void> Batch::decide(const Submission &submission)
{
    const Command &command = submission.command;
    const QString argsHash = hashOf(command);
    const Journal::AnswerKey key{command.stream.workspace, submission.actor, command.commandId};
    if (const auto it = m_answers.find(key); it != m_answers.end()) {
        answer(submission, repeated(it->second, argsHash));
        return {};
    }
    Stream &stream = m_streams[command.stream];
    StreamHead &head = m_heads[command.stream];
    // What earlier commands of this batch made may lead to new wishes; mostly there are none.
    if (auto ok = loadFor({&submission}, stream); !ok)
        return ok;
    const qint64 at = std::max(m_surroundings.clock.nowMs(), head.at);
    const Context context = contextOf(submission, at, stream.access.get());
    WorkingSet &set = *stream.set;
    const bool isAsExpected = holds(submission.precondition, set);
    set.beginLayer();
    auto decision = HandlerTable::handle(context, command.args, set);
    if (decision && !isAsExpected) // behind the decision: who may not see the row is not told about it
        decision = ErrorCode::PreconditionFailed;
    if (!decision) {
        set.dropLayer();
        answer(submission, decision.error());
        return {};
    }
    WorkingSet::Difference difference = set.difference();
    StoredAnswer stored{argsHash, command.stream, 0};
    if (difference.changes.isEmpty()) {
        set.dropLayer();
    } else {
        head.seq += 1;
        head.at = at;
        stored.seq = head.seq;
        stream.dirtyRows += static_cast<int>(difference.changes.size());
        const bool touchesAccess =
            std::any_of(difference.changes.cbegin(), difference.changes.cend(), [](const Change &change) {
                return change.entity == EntityKind::Member || change.entity == EntityKind::Workspace;
            });
        set.acceptLayer(head.seq, at);
        if (touchesAccess) {
            head.accessVersion = head.seq;
            stream.access = accessAfter(command.stream, *stream.access, set, difference.changes, head.seq);
        }
        m_changed.insert(command.stream);
        m_entries.push_back(
            {std::make_shared<const Event>(Event{command.stream, m_surroundings.epoch, head.seq, command.commandId,
                                                 QString::fromLatin1(describeCommand(command.args).verb),
                                                 submission.actor, at, std::move(difference.changes)}),
             std::move(difference.before)});
    }
    m_answers[key] = stored;
    m_newAnswers.push_back({key, stored, at});
    answer(submission, repeated(stored, argsHash));
    return {};
}

/// The members and the archive as this batch has made them, for the commands behind it; other batches read them by
/// their version.
WorkspaceAccessPtr Batch::accessAfter(const StreamId &stream, const WorkspaceAccess &before, const WorkingSet &set,
                                      const QList<Change> &changes, qint64 version)
{
    auto access = std::make_shared<WorkspaceAccess>(before);
    access->version = version;
    for (const Change &change : changes) {
        if (change.entity == EntityKind::Workspace) {
            const auto *workspace = set.find<Workspace>(change.id);
            access->isArchived = workspace && workspace->archivedAt != 0;
        }
        if (change.entity != EntityKind::Member)
            continue;
        if (const auto *member = set.find<Member>(change.id)) {
            access->members[member->userId] = {member->role, member->name, member->email};
        } else {
            std::erase_if(access->members,
                          [&](const auto &entry) { return memberId(stream.workspace, entry.first) == change.id; });
        }
    }
    // In a batch over several streams (SQLite), projects of the same workspace decide by the new members too.
    for (auto &[id, other] : m_streams) {
        if (id.workspace == stream.workspace)
            other.access = access;
    }
    return access;
}

void Batch::answer(const Submission &submission, Result<QList<Position>> outcome)
{
    m_outcome.commit.answers.push_back({submission.command.commandId, std::move(outcome), submission.origin});
}

Result<void> Batch::flush()
{
    for (const StreamId &id : m_changed) {
        if (auto ok = Journal::writeRows(m_database, id, *m_streams[id].set); !ok)
            return ok;
    }
    if (auto ok = Journal::appendEvents(m_database, m_entries); !ok)
        return ok;
    if (auto ok = Journal::appendAnswers(m_database, m_newAnswers); !ok)
        return ok;
    std::map<StreamId, StreamHead> moved;
    for (const StreamId &id : m_changed)
        moved[id] = m_heads[id];
    if (auto ok = Journal::writeHeads(m_database, moved); !ok)
        return ok;
    for (const Journal::Entry &entry : m_entries)
        m_outcome.commit.events.append(entry.event);
    return {};
}

void Batch::keepRows()
{
    for (auto &[id, stream] : m_streams) {
        KeptRows &kept = m_kept[id];
        if (kept.set.rowCount() > KeptRowsMax) {
            m_kept.erase(id);
            continue;
        }
        kept.set.markFlushed();
        kept.set.forgetPeople();
        kept.seq = m_heads[id].seq;
    }
}

} // namespace TaskMaster::Server
