// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Authenticator.h"
#include "server/gateway/SessionRoutes.h"
#include "server/storage/Invitation.h"

namespace TaskMaster::Server {

/// Somebody new, as they want to be known.
struct Newcomer {
    QString email;
    QString name;
    QByteArray password;
    QString device;
    QHostAddress peer;
};

/// Where a link led.
struct Arrival {
    std::optional<Accounts::Opened> session; ///< of a newcomer; who was signed in stays so
    Uuid workspaceId; ///< null: none yet
    Uuid projectId; ///< null: all of the workspace
};

struct NewInvitation {
    Uuid workspaceId;
    Uuid projectId;
    Role role = Role::Member;
    qint64 expiresAt = 0; ///< 0: in a week
    int usesMax = 1;
};

/// What the link says to whoever holds it, before they use it.
struct InvitationPreview {
    QString workspace;
    QString project; ///< empty: all of the workspace
    QString inviter;
    Role role = Role::Member;
    qint64 expiresAt = 0;
};

/**
 * Coming in by a link: the set-up of a new server, and invitations into workspaces. Secrets come in bodies and are kept
 * as hashes. Thread-safe, never blocks; `done` is called exactly once, on any thread.
 */
class Invitations {
public:
    template <class T> using Done = std::function<void(Result<T>)>;
    struct Added {
        QString secret; ///< told once
        Invitation invitation;
    };

    virtual ~Invitations() = default;
    /// The first account of a server: an admin of it. `workspace`: the name of one to begin with, or empty.
    virtual void setUp(const QString &secret, Newcomer newcomer, QString workspace, Done<Arrival> done) = 0;

    virtual void list(const Identity &who, const Uuid &workspace, const Uuid &before, int max,
                      Done<QList<Invitation>> done) = 0;
    virtual void add(const Identity &who, NewInvitation wish, Done<Added> done) = 0;
    virtual void revoke(const Identity &who, const Uuid &workspace, const Uuid &invitation, Done<void> done) = 0;

    virtual void look(const QString &secret, const QHostAddress &peer, Done<InvitationPreview> done) = 0;
    virtual void redeemAsNewcomer(const QString &secret, Newcomer newcomer, Done<Arrival> done) = 0;
    virtual void redeemAs(const Identity &who, const QString &secret, const QHostAddress &peer, Done<Arrival> done) = 0;
};

} // namespace TaskMaster::Server
