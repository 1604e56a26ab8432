// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/Places.h"

#include <QHash>

namespace TaskMaster::Cli {

/// Just enough of what streams contain to say in words what an event is about: who people are, what tasks are called.
class WatchedRows {
public:
    /// A project that is watched, and the people of its workspace.
    void add(const ProjectPlace &project, const QJsonArray &members);
    /// A frame `snapshot`.
    void takeSnapshot(const QJsonObject &frame);
    /// One of a frame `events`: takes what it changes and says it in a line.
    [[nodiscard]] QString describe(const QJsonObject &event);

private:
    void take(const QString &stream, const QString &entity, const QString &id, const QJsonObject &fields);
    [[nodiscard]] QString subjectOf(const QJsonObject &event) const;

    struct TaskName {
        QString name; ///< MOB-12
        QString title;
    };
    QHash<QString, QString> m_keys; ///< stream → MOB
    QHash<QString, QString> m_people;
    QHash<QString, TaskName> m_tasks;
};

} // namespace TaskMaster::Cli
