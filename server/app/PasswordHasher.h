// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QByteArray>
#include <QThreadPool>

#include <atomic>
#include <functional>

namespace TaskMaster::Server {

/**
 * Argon2id over passwords (RFC 9106 by libsodium: 19 MiB, 2 passes, 1 lane), in a pool of two threads of its own: a
 * flood of sign-ins costs two cores and 38 MiB, and no lane waits. hash() and verify() are thread-safe; the callbacks
 * run on a thread of the pool, exactly once, also when the pool is overloaded (then with that error, at once).
 * Passwords are wiped after use.
 */
class PasswordHasher {
public:
    static constexpr int ThreadCount = 2;
    static constexpr int WaitingMax = 64;
    static constexpr qsizetype PasswordBytesMax = 1024;

    PasswordHasher();
    ~PasswordHasher();
    Q_DISABLE_COPY_MOVE(PasswordHasher)

    void hash(QByteArray password, std::function<void(Result<QString>)> done);
    /// An empty `passwordHash` (no such account, no password set) takes as long as a wrong password, and is one.
    void verify(QByteArray password, const QString &passwordHash, std::function<void(Result<bool>)> done);

    /// The same in the calling thread, for subcommands and for threads that may wait.
    [[nodiscard]] static Result<QString> hashNow(QByteArray password);
    [[nodiscard]] static bool verifyNow(QByteArray password, const QString &passwordHash);

private:
    template <class Work> bool enqueue(Work work);

    QThreadPool m_pool;
    std::atomic<int> m_waiting = 0;
    const QByteArray m_nobody; ///< the hash of a password that nobody knows, for accounts without one
};

} // namespace TaskMaster::Server
