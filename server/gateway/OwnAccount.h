// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Authenticator.h"

#include <QHostAddress>

namespace TaskMaster::Server {

/// One of a person's signed-in devices.
struct SessionLine {
    Uuid id; ///< made of the token's hash: says nothing about the token
    QString device;
    qint64 createdAt = 0;
    qint64 lastSeenAt = 0; ///< kept to a few minutes
    qint64 expiresAt = 0;
    bool isCurrent = false; ///< the one that asks
};

/// One of a person's API tokens; the token itself is told once, when it is made.
struct ApiTokenLine {
    Uuid id;
    QString name;
    KeyRights rights;
    qint64 createdAt = 0;
    qint64 expiresAt = 0; ///< 0: never
    qint64 lastUsedAt = 0; ///< 0: not yet
};

struct PasswordChange {
    QByteArray oldPassword;
    QByteArray newPassword;
    QHostAddress peer;
};

struct NewApiToken {
    QString name;
    KeyRights rights;
    qint64 expiresAt = 0;
};

/**
 * What people do with their own account over HTTP, signed in: an API token reaches none of it. Thread-safe, never
 * blocks; `done` is called exactly once, on any thread.
 */
class OwnAccount {
public:
    template <class T> using Done = std::function<void(Result<T>)>;
    struct AddedToken {
        QString token;
        ApiTokenLine line;
    };

    virtual ~OwnAccount() = default;
    virtual void sessions(const Identity &who, Done<QList<SessionLine>> done) = 0;
    /// NotFound when there is none of that id, also when it is somebody else's.
    virtual void endSession(const Identity &who, const Uuid &session, Done<void> done) = 0;
    /// All but the one that asks.
    virtual void endOtherSessions(const Identity &who, Done<void> done) = 0;
    /// Needs the old password, throttled like signing in; ends the other sessions.
    virtual void changePassword(const Identity &who, PasswordChange change, Done<void> done) = 0;
    virtual void tokens(const Identity &who, Done<QList<ApiTokenLine>> done) = 0;
    virtual void addToken(const Identity &who, NewApiToken token, Done<AddedToken> done) = 0;
    virtual void endToken(const Identity &who, const Uuid &token, Done<void> done) = 0;
};

} // namespace TaskMaster::Server
