// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/TaskText.h"

#include <QDateTime>
#include <QStringList>

namespace TaskMaster::Cli {
namespace {

constexpr int NameWidth = 10;
constexpr int ColumnWidth = 14;

} // namespace

QString TaskText::line(const QString &name, const QString &column, const QJsonObject &task)
{
    QStringList remarks;
    if (const QString priority = task.value(u"priority").toString(); !priority.isEmpty() && priority != u"none")
        remarks << priority;
    if (const QString due = task.value(u"dueDate").toString(); !due.isEmpty())
        remarks << QStringLiteral("due ") + due;
    if (task.value(u"blockerCount").toInteger() > 0)
        remarks << QStringLiteral("blocked");
    return QStringLiteral("%1 %2 %3%4\n")
        .arg(name.leftJustified(NameWidth), column.leftJustified(ColumnWidth), task.value(u"title").toString(),
             remarks.isEmpty() ? QString() : QStringLiteral("  (%1)").arg(remarks.join(QStringLiteral(", "))));
}

QHash<QString, QString> TaskText::names(const QJsonArray &rows, QStringView idField)
{
    QHash<QString, QString> names;
    for (const QJsonValue row : rows)
        names.insert(row[idField].toString(), row[u"name"].toString());
    return names;
}

QString TaskText::time(const QJsonValue &ms)
{
    const qint64 value = ms.toInteger();
    return value == 0 ? QString() : QDateTime::fromMSecsSinceEpoch(value).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

bool TaskText::isOpen(const QJsonObject &task)
{
    for (const QStringView end : {u"completedAt", u"cancelledAt", u"archivedAt", u"trashedAt"}) {
        if (task.value(end).toInteger() != 0)
            return false;
    }
    return true;
}

} // namespace TaskMaster::Cli
