// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/WatchedRows.h"

#include "cli/TaskText.h"

#include <QDateTime>

namespace TaskMaster::Cli {

void WatchedRows::add(const ProjectPlace &project, const QJsonArray &members)
{
    m_keys.insert(project.stream(), project.key);
    m_people.insert(TaskText::names(members, u"userId"));
}

void WatchedRows::take(const QString &stream, const QString &entity, const QString &id, const QJsonObject &fields)
{
    if (entity == u"projectMember" && fields.contains(u"userId"))
        m_people.insert(fields.value(u"userId").toString(), fields.value(u"name").toString());
    if (entity == u"project" && fields.contains(u"key"))
        m_keys.insert(stream, fields.value(u"key").toString());
    if (entity != u"task")
        return;
    TaskName &task = m_tasks[id];
    if (fields.contains(u"number"))
        task.name = QStringLiteral("%1-%2").arg(m_keys.value(stream)).arg(fields.value(u"number").toInteger());
    if (fields.contains(u"title"))
        task.title = fields.value(u"title").toString();
}

void WatchedRows::takeSnapshot(const QJsonObject &frame)
{
    const QString entity = frame.value(u"entity").toString();
    for (const QJsonValue row : frame.value(u"rows").toArray())
        take(frame.value(u"stream").toString(), entity, row[u"id"].toString(), row[u"fields"].toObject());
}

/// The first task that an event touches, or that something it touches belongs to.
QString WatchedRows::subjectOf(const QJsonObject &event) const
{
    for (const QJsonValue change : event.value(u"changes").toArray()) {
        const QString id = change[u"entity"].toString() == u"task" ? change[u"id"].toString()
                                                                   : change[u"fields"][u"taskId"].toString();
        if (const auto task = m_tasks.constFind(id); task != m_tasks.constEnd())
            return QStringLiteral("%1 %2").arg(task->name, task->title);
    }
    for (const QJsonValue change : event.value(u"changes").toArray()) {
        if (const QString name = change[u"fields"][u"name"].toString(); !name.isEmpty())
            return name;
    }
    return m_keys.value(event.value(u"stream").toString());
}

QString WatchedRows::describe(const QJsonObject &event)
{
    for (const QJsonValue change : event.value(u"changes").toArray())
        take(event.value(u"stream").toString(), change[u"entity"].toString(), change[u"id"].toString(),
             change[u"fields"].toObject());
    const QString actor = event.value(u"actor").toString();
    return QStringLiteral("%1  %2  %3: %4\n")
        .arg(QDateTime::fromMSecsSinceEpoch(event.value(u"at").toInteger()).toString(QStringLiteral("HH:mm:ss")),
             m_people.value(actor, QStringLiteral("server")), event.value(u"verb").toString(), subjectOf(event));
}

} // namespace TaskMaster::Cli
