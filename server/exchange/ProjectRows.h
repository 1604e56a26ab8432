// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entity.h"

#include <functional>

namespace TaskMaster::Server {

/// The rows of a project that say something about its tasks, sorted into kinds: what tables are made from.
struct ProjectRows {
    Project project;
    QList<Column> columns;
    QList<Task> tasks;
    QHash<Uuid, QString> labels; ///< names
    QHash<Uuid, QString> people; ///< names with addresses, of the workspace
    QHash<Uuid, QString> milestones;
    QHash<Uuid, QString> cycles;
    QList<CustomField> fields;
    QMultiHash<Uuid, Uuid> assignees; ///< by task
    QMultiHash<Uuid, Uuid> taskLabels;
    QHash<Uuid, QHash<Uuid, QString>> values; ///< by task, then field

    void add(const Entity &row);
};

} // namespace TaskMaster::Server
