// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/RouteDescription.h"
#include "shared/core/Result.h"
#include "shared/core/Uuid.h"
#include "shared/model/Field.h"

#include <QHostAddress>

#include <functional>
#include <span>

namespace TaskMaster::Server {

class ApiDoor;
class Router;

struct SignInAttempt {
    QString email;
    QByteArray password;
    QString device; ///< shown in the list of one's sessions
    QHostAddress peer;
};

/// Who a token belongs to.
struct SignedIn {
    Uuid userId;
    QString name;
    QString email;
    qint64 expiresAt = 0; ///< of the token
    KeyRights rights = {};
    bool isServerAdmin = false;
};

/**
 * The accounts as HTTP sees them. Thread-safe, never blocks; `done` is called exactly once, on any thread. What is
 * wrong about a sign-in (no such account, no password, disabled) is told nobody: always the same Unauthenticated, after
 * the same time.
 */
class Accounts {
public:
    struct Opened {
        QString token;
        SignedIn who;
    };
    virtual ~Accounts() = default;
    virtual void signIn(SignInAttempt attempt, std::function<void(Result<Opened>)> done) = 0;
    virtual void whoIs(const QString &token, std::function<void(Result<SignedIn>)> done) = 0;
    virtual void signOut(const QString &token, std::function<void(Result<void>)> done) = 0;
};

/// A new session in an answer, and its schema with further fields beside it.
[[nodiscard]] QJsonObject openedSessionObject(const Accounts::Opened &opened);
[[nodiscard]] Schema openedSessionSchema(const QString &name, std::span<const FieldDescription> more = {});

/**
 * Signing in and out: `POST /api/v1/session` {email, password, device?} → 201 {token, user, expiresAt}; `GET` → who one
 * is; `DELETE` → 204. Called once at start; `accounts` outlives the router.
 */
void addSessionRoutes(Router &router, ApiDoor &door, Accounts &accounts);

} // namespace TaskMaster::Server
