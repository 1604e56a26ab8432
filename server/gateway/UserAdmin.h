// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Authenticator.h"
#include "server/storage/AccountLine.h"

namespace TaskMaster::Server {

/**
 * The accounts of the server, for its admins. Thread-safe, never blocks; `done` is called exactly once, on any thread.
 * There is always one admin left who can sign in: what would end that is refused.
 */
class UserAdmin {
public:
    template <class T> using Done = std::function<void(Result<T>)>;
    struct NewUser {
        QString email;
        QString name;
        QByteArray password;
        bool isServerAdmin = false;
    };
    struct Change {
        std::optional<bool> isDisabled = {};
        std::optional<bool> isServerAdmin = {};
        std::optional<QByteArray> password = {}; ///< ends all sessions
    };

    virtual ~UserAdmin() = default;
    /// In the order of the addresses, those behind `afterEmail`.
    virtual void list(const QString &afterEmail, int max, Done<QList<AccountLine>> done) = 0;
    virtual void show(const Uuid &user, Done<AccountLine> done) = 0;
    virtual void add(NewUser user, Done<AccountLine> done) = 0;
    virtual void change(const Uuid &user, Change change, Done<AccountLine> done) = 0;
    /// `heir`: who owns what only they own; null: then it is refused.
    virtual void remove(const Uuid &user, const Uuid &heir, Done<void> done) = 0;
};

} // namespace TaskMaster::Server
