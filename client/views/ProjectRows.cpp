// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/views/ProjectRows.h"

#include "client/views/People.h"

#include <QCoreApplication>

#include <algorithm>

namespace TaskMaster::Client {

namespace {

const auto byName = [](const auto &one, const auto &other) {
    return QString::localeAwareCompare(one.name, other.name) < 0;
};
const auto pointedByName = [](const auto *one, const auto *other) { return byName(*one, *other); };

template <class E> QList<const E *> inUse(const Table<E> &rows)
{
    QList<const E *> used;
    for (const E &row : rows) {
        if (row.archivedAt == 0)
            used.append(&row);
    }
    return used;
}

} // namespace

ProjectRows::ProjectRows(const Replica &replica)
    : m_replica(replica)
{
}

QList<const Column *> ProjectRows::columns() const
{
    QList<const Column *> columns = inUse(m_replica.rows<Column>(m_stream));
    std::sort(columns.begin(), columns.end(), [](const Column *one, const Column *other) {
        return one->rank == other->rank ? one->id < other->id : one->rank < other->rank;
    });
    return columns;
}

QList<const Label *> ProjectRows::labels() const
{
    QList<const Label *> labels = inUse(m_replica.rows<Label>(m_stream));
    std::sort(labels.begin(), labels.end(), pointedByName);
    return labels;
}

const User *ProjectRows::reader() const
{
    return m_replica.find<User>(StreamId::ofUser(readerId()), readerId());
}

const Table<Member> &ProjectRows::members() const
{
    return m_replica.rows<Member>(StreamId::ofWorkspace(m_stream.workspace));
}

QList<ProjectRows::Person> ProjectRows::people() const
{
    QList<Person> people;
    for (const Member &member : members()) {
        if (member.role != Role::Guest)
            people.append({member.userId, member.name});
    }
    for (const ProjectMember &member : m_replica.rows<ProjectMember>(m_stream))
        people.append({member.userId, member.name});
    std::sort(people.begin(), people.end(), byName);
    return people;
}

QString ProjectRows::nameOf(const Uuid &userId) const
{
    const StreamId workspace = StreamId::ofWorkspace(m_stream.workspace);
    if (const Member *member = m_replica.find<Member>(workspace, memberId(m_stream.workspace, userId)))
        return member->name;
    if (const ProjectMember *member = find<ProjectMember>(memberId(m_stream.scope, userId)))
        return member->name;
    return QCoreApplication::translate("ProjectRows", "Somebody");
}

QList<const Label *> ProjectRows::labelsOf(const Uuid &task) const
{
    QList<const Label *> labels;
    for (const TaskLabel *row : m_replica.labelsOf(m_stream, task)) {
        if (const Label *label = find<Label>(row->labelId); label && label->archivedAt == 0)
            labels.append(label);
    }
    std::sort(labels.begin(), labels.end(), pointedByName);
    return labels;
}

QStringList ProjectRows::labelNamesOf(const Uuid &task) const
{
    QStringList names;
    for (const Label *label : labelsOf(task))
        names.append(label->name);
    return names;
}

QList<QColor> ProjectRows::labelColorsOf(const Uuid &task) const
{
    QList<QColor> colors;
    for (const Label *label : labelsOf(task))
        colors.append(QColor(label->color));
    return colors;
}

QList<ProjectRows::Person> ProjectRows::assigneesOf(const Uuid &task) const
{
    QList<Person> people;
    for (const TaskAssignee *row : m_replica.assigneesOf(m_stream, task))
        people.append({row->userId, nameOf(row->userId)});
    std::sort(people.begin(), people.end(), byName);
    return people;
}

QStringList ProjectRows::assigneeNamesOf(const Uuid &task) const
{
    QStringList names;
    for (const Person &person : assigneesOf(task))
        names.append(person.name);
    return names;
}

QStringList ProjectRows::assigneeInitialsOf(const Uuid &task) const
{
    QStringList initials;
    for (const Person &person : assigneesOf(task))
        initials.append(initialsOf(person.name));
    return initials;
}

QList<QColor> ProjectRows::assigneeColorsOf(const Uuid &task) const
{
    QList<QColor> colors;
    for (const Person &person : assigneesOf(task))
        colors.append(colorOfPerson(person.userId));
    return colors;
}

QString ProjectRows::keyOf(const Task &task) const
{
    const QString key = project() ? project()->key : QString();
    return key + u'-' + (task.number > 0 ? QString::number(task.number) : u"…"_qs);
}

bool ProjectRows::isDone(const Task &task) const
{
    const Column *column = this->column(task.columnId);
    return column && (column->type == ColumnType::Done || column->type == ColumnType::Cancelled);
}

} // namespace TaskMaster::Client
