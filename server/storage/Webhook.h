// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/StreamId.h"

#include <QStringList>

namespace TaskMaster::Server {

/// An address outside that is told about events of a workspace.
struct Webhook {
    Uuid id;
    Uuid workspace;
    Uuid project; ///< null: the workspace and all its projects
    QString name;
    QString url;
    QStringList events; ///< verbs and kinds of entities; empty: all
    QString secret; ///< what deliveries are signed with; leaves the server once, when it is made
    bool isActive = true;
    QString endedBecause; ///< why the server switched it off by itself
    Uuid creator; ///< null: an admin of the server, at the command line
    qint64 createdAt = 0;
    qint64 updatedAt = 0;

    /// Is it told about that stream? Never about what is personal.
    [[nodiscard]] bool hears(const StreamId &stream) const
    {
        if (stream.workspace != workspace)
            return false;
        if (!project.isNull())
            return stream == StreamId::ofProject(workspace, project);
        return stream.kind == StreamKind::Workspace || stream.kind == StreamKind::Project;
    }
};

enum class DeliveryState : quint8 {
    Retrying, ///< failed so far; what comes behind it in its stream waits for it
    Replaying, ///< somebody wants it to be sent again; nothing waits for it
    Delivered,
    Dead, ///< given up
};

/// One event on its way to one webhook, from the first attempt on. What it says is read from the log again.
struct WebhookDelivery {
    Uuid id; ///< follows from webhook and event: the same for every attempt, also after a restart
    Uuid webhook;
    StreamId stream;
    qint64 seq = 0;
    QString verb;
    DeliveryState state = DeliveryState::Retrying;
    int attempts = 0; ///< since it was begun or replayed
    qint64 createdAt = 0; ///< of the first attempt
    qint64 nextTryAt = 0; ///< 0: finished
    qint64 finishedAt = 0; ///< 0: not yet
    int status = 0; ///< of the last answer; 0: there was none
    QString answer; ///< the first bytes of the last answer, or why there was none
};

} // namespace TaskMaster::Server
