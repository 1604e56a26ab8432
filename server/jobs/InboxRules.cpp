// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/InboxRules.h"

#include "shared/model/Mentions.h"

#include <QSet>

namespace TaskMaster::Server::InboxRules {
namespace {

/// What is told of one change; the people come behind it.
struct News {
    NotificationKind kind = NotificationKind::System;
    Uuid taskId;
    Uuid commentId;
    QString text;
};

class Inbox {
public:
    explicit Inbox(const EventTrace &trace)
        : m_trace(trace)
    {
    }

    Result<void> reactTo(const Change &change)
    {
        if (change.entity == EntityKind::TaskAssignee)
            return assigned(change);
        if (change.entity == EntityKind::Comment)
            return commented(change);
        if (change.entity == EntityKind::Message)
            return discussed(change);
        return watchedTaskChanged(change);
    }

    QList<Command> take() { return std::move(m_commands); }

private:
    Result<void> assigned(const Change &change)
    {
        const auto row = Read::one<TaskAssignee>(m_trace.database, m_trace.event.stream, change.id);
        if (!row)
            return row.error();
        if (!*row)
            return {}; // taken off again already
        return tell((*row)->userId, {NotificationKind::Assigned, (*row)->taskId, {}, {}});
    }

    Result<void> commented(const Change &change)
    {
        const auto comment = Read::one<Comment>(m_trace.database, m_trace.event.stream, change.id);
        if (!comment)
            return comment.error();
        if (!*comment)
            return {};
        const Comment &row = **comment;
        for (const Uuid &user : mentionsIn(row.body)) {
            if (auto ok = tell(user, {NotificationKind::Mentioned, row.taskId, row.id, row.body}); !ok)
                return ok;
        }
        if (change.op != ChangeOp::Create)
            return {};
        const auto people = peopleOf(row.taskId);
        if (!people)
            return people.error();
        for (const Uuid &user : *people) {
            if (auto ok = tell(user, {NotificationKind::Commented, row.taskId, row.id, row.body}); !ok)
                return ok;
        }
        return {};
    }

    Result<void> discussed(const Change &change)
    {
        const auto message = Read::one<Message>(m_trace.database, m_trace.event.stream, change.id);
        if (!message)
            return message.error();
        if (!*message)
            return {};
        for (const Uuid &user : mentionsIn((*message)->body)) {
            if (auto ok = tell(user, {NotificationKind::Mentioned, {}, change.id, (*message)->body}); !ok)
                return ok;
        }
        return {};
    }

    Result<void> watchedTaskChanged(const Change &change)
    {
        const auto watchers = Read::relatedRows<&Watcher::taskId>(m_trace.database, m_trace.event.stream, change.id);
        if (!watchers)
            return watchers.error();
        for (const Watcher &watcher : *watchers) {
            if (auto ok = tell(watcher.userId, {NotificationKind::Watched, change.id, {}, whatHappened(change)}); !ok)
                return ok;
        }
        return {};
    }

    static QString whatHappened(const Change &change)
    {
        if (isSetBy<&Task::completedAt>(change))
            return QStringLiteral("done");
        if (isSetBy<&Task::cancelledAt>(change))
            return QStringLiteral("cancelled");
        if (newValue<&Task::completedAt>(change) || newValue<&Task::cancelledAt>(change))
            return QStringLiteral("reopened");
        if (const Value *due = newValue<&Task::dueDate>(change)) {
            const QString *day = std::get_if<QString>(due);
            return day ? QStringLiteral("due ") + *day : QStringLiteral("no longer due");
        }
        return QStringLiteral("due at another time");
    }

    /// Who made it, works on it, or watches it.
    Result<QSet<Uuid>> peopleOf(const Uuid &taskId)
    {
        QSet<Uuid> people;
        const auto task = taskAt(taskId);
        if (!task)
            return task.error();
        if (*task)
            people.insert((*task)->creatorId);
        const auto assignees = Read::relatedRows<&TaskAssignee::taskId>(m_trace.database, m_trace.event.stream, taskId);
        if (!assignees)
            return assignees.error();
        for (const TaskAssignee &row : *assignees)
            people.insert(row.userId);
        const auto watchers = Read::relatedRows<&Watcher::taskId>(m_trace.database, m_trace.event.stream, taskId);
        if (!watchers)
            return watchers.error();
        for (const Watcher &row : *watchers)
            people.insert(row.userId);
        return people;
    }

    Result<std::optional<Task>> taskAt(const Uuid &taskId)
    {
        return Read::one<Task>(m_trace.database, m_trace.event.stream, taskId);
    }

    Result<void> tell(const Uuid &user, const News &news)
    {
        const Event &event = m_trace.event;
        if (user.isNull() || user == event.actor || m_told.contains({user, news.taskId}))
            return {};
        const auto may = m_trace.mayRead(user);
        if (!may)
            return may.error();
        if (!*may)
            return {};
        const auto task = taskAt(news.taskId);
        if (!task)
            return task.error();
        const auto people = Read::members(m_trace.database, m_trace.access, event.stream.workspace);
        if (!people)
            return people.error();
        const Membership *member = (*people)->find(event.actor);
        m_told.insert({user, news.taskId});
        Notify notify;
        notify.notificationId = m_trace.idFor(user.toBytes() + news.taskId.toBytes() + news.commentId.toBytes());
        notify.kind = news.kind;
        notify.projectId = event.stream.scope;
        notify.taskId = news.taskId;
        notify.commentId = news.commentId;
        notify.actorId = event.actor == systemActor() ? Uuid{} : event.actor;
        notify.actorName = member ? member->name : QString();
        notify.text = (*task ? (*task)->title : QString()).left(Limits::TitleMax);
        if (!news.text.isEmpty()) {
            const QString line = news.text.simplified().left(200);
            notify.text = notify.text.isEmpty() ? line : notify.text.left(250) + QStringLiteral(": ") + line;
        }
        notify.createdAt = event.at;
        m_commands.append({m_trace.idFor(QByteArrayLiteral("notify:") + notify.notificationId.toBytes()),
                           StreamId::ofPerson(event.stream.workspace, user), notify});
        return {};
    }

    const EventTrace &m_trace;
    QSet<std::pair<Uuid, Uuid>> m_told;
    QList<Command> m_commands;
};

/// The nearest reasons first: who is mentioned is not told once more that something was written.
int nearness(const Change &change)
{
    return change.entity == EntityKind::TaskAssignee ? 0 : change.entity == EntityKind::Task ? 2 : 1;
}

} // namespace

bool concerns(const Change &change)
{
    switch (change.entity) {
    case EntityKind::TaskAssignee:
        return change.op == ChangeOp::Create;
    case EntityKind::Comment:
        return newValue<&Comment::body>(change) != nullptr;
    case EntityKind::Message:
        return newValue<&Message::body>(change) != nullptr;
    case EntityKind::Task:
        return change.op == ChangeOp::Put
            && (newValue<&Task::completedAt>(change) || newValue<&Task::cancelledAt>(change)
                || newValue<&Task::dueDate>(change) || newValue<&Task::dueAt>(change));
    default:
        return false;
    }
}

Result<QList<Command>> reactionsTo(const EventTrace &trace)
{
    // Imports and jobs: nobody did it just now, and ten thousand cards would be as many lines in an inbox.
    if (trace.event.actor == systemActor())
        return QList<Command>();
    QList<const Change *> changes;
    for (const Change &change : trace.event.changes) {
        if (concerns(change))
            changes.append(&change);
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change *a, const Change *b) { return nearness(*a) < nearness(*b); });
    Inbox inbox(trace);
    for (const Change *change : changes) {
        if (auto ok = inbox.reactTo(*change); !ok)
            return ok.error();
    }
    return inbox.take();
}

} // namespace TaskMaster::Server::InboxRules
