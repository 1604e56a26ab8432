// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/link/Link.h"
#include "client/replica/Replica.h"
#include "client/replica/ReplicaStore.h"

#include <QSet>
#include <QTimer>

namespace TaskMaster::Client {

class Outbox;

/**
 * The glue between link, replica, store and outbox: keeps the right streams subscribed and passes on what comes. First
 * the person's own stream; its Access rows name the workspaces (members) and projects (guests); projects are opened on
 * demand, and the ones opened last stay subscribed. ClientApp makes it, starts it after sign-in and stops it at
 * sign-out. The GUI thread's.
 */
class Sync : public QObject {
    Q_OBJECT

public:
    /// This many opened projects stay subscribed; the one opened longest ago leaves memory and disk.
    static constexpr int OpenProjectsMax = 20;

    struct Account {
        QUrl server; ///< http(s)://host[:port]
        QString token;
        Uuid userId;
        QString userName;
        Uuid clientId; ///< of this installation
    };

    /// All must outlive the Sync.
    Sync(Replica &replica, ReplicaStore &store, Outbox &outbox, Link &link, QObject *parent = nullptr);

    /// What was kept is shown first (it needs no network), then the link opens.
    void start(const Account &account);
    /// Nothing of the account stays in memory; its files stay, with what was not sent.
    void stop();
    [[nodiscard]] bool isStarted() const { return !m_account.userId.isNull(); }
    /// Everything that was kept is in the Replica.
    [[nodiscard]] bool isLoaded() const { return m_loaded; }

    /// Subscribes to a project's stream; one that is open already becomes the one opened last.
    void openProject(const StreamId &stream);
    /// Of those, the subscribed ones; the one opened last is the first.
    [[nodiscard]] const QList<StreamId> &openProjects() const { return m_openProjects; }

Q_SIGNALS:
    void loaded();
    /// The server says no to a stream that somebody opened: `error.message` is for the person.
    void streamRefused(const TaskMaster::StreamId &stream, const TaskMaster::Error &error);
    /// The server asks for something that this version does not understand, or says no to a frame.
    void failed(const TaskMaster::Error &error);

private:
    static constexpr int RetryMs = 5000;

    void onLoaded(const QString &serverSchema);
    void onFrames(const QList<ServerFrame> &frames);
    void onLinkStateChanged();
    void onChanged(const ReplicaChanges &changes);
    void onStreamLoaded(const KeptStream &stream);
    void onWelcome(const Frames::Welcome &welcome);
    void onFailure(const Frames::Failure &failure);
    void onRevoked(const StreamId &stream);
    void subscribe(const StreamId &stream);
    [[nodiscard]] QList<StreamId> wanted() const;
    [[nodiscard]] Position positionOf(const StreamId &stream) const;
    QList<Position> positionsForHello();
    void reconcile();
    void updateAuthor();
    void closeOldProjects();

    Replica &m_replica;
    ReplicaStore &m_store;
    Outbox &m_outbox;
    Link &m_link;
    Account m_account;
    QList<StreamId> m_openProjects;
    QSet<StreamId> m_subscribed; ///< asked for on this connection
    QSet<StreamId> m_refused; ///< not asked for again until something changes
    QString m_schema; ///< of the server that the rows came from
    qsizetype m_streamsMax = StreamsPerSessionMax;
    QTimer m_retryTimer;
    bool m_loaded = false;
};

} // namespace TaskMaster::Client
