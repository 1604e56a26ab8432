// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/PasswordHasher.h"

#include <sodium.h>

namespace TaskMaster::Server {
namespace {

constexpr unsigned long long Passes = 2;
constexpr std::size_t MemoryBytes = 19 * 1024 * 1024;

/// Not a copy: data() would detach from a shared one, so passwords are moved all the way.
void wipe(QByteArray &secret)
{
    sodium_memzero(secret.data(), static_cast<std::size_t>(secret.size()));
}

Result<QByteArray> argon2id(const QByteArray &password)
{
    if (sodium_init() < 0)
        return Error(ErrorCode::Internal, QStringLiteral("libsodium cannot be used on this machine."));
    char text[crypto_pwhash_STRBYTES] = {};
    if (crypto_pwhash_str_alg(text, password.constData(), static_cast<unsigned long long>(password.size()), Passes,
                              MemoryBytes, crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        return Error(ErrorCode::Overloaded, QStringLiteral("There is not enough memory to check a password."));
    return QByteArray(text);
}

QByteArray hashOfNobody()
{
    QByteArray password(32, Qt::Uninitialized);
    if (sodium_init() >= 0)
        randombytes_buf(password.data(), static_cast<std::size_t>(password.size()));
    const auto made = argon2id(password);
    return made ? *made : QByteArray();
}

} // namespace

PasswordHasher::PasswordHasher()
    : m_nobody(hashOfNobody())
{
    m_pool.setMaxThreadCount(ThreadCount);
}

PasswordHasher::~PasswordHasher()
{
    m_pool.waitForDone();
}

/// False when too many wait already.
template <class Work> bool PasswordHasher::enqueue(Work work)
{
    if (m_waiting.fetch_add(1) >= WaitingMax) {
        m_waiting.fetch_sub(1);
        return false;
    }
    m_pool.start([this, work = std::move(work)]() mutable {
        work();
        m_waiting.fetch_sub(1);
    });
    return true;
}

void PasswordHasher::hash(QByteArray password, std::function<void(Result<QString>)> done)
{
    auto shared = std::make_shared<std::function<void(Result<QString>)>>(std::move(done));
    if (!enqueue([password = std::move(password), shared]() mutable { (*shared)(hashNow(std::move(password))); }))
        (*shared)(Error(ErrorCode::Overloaded));
}

void PasswordHasher::verify(QByteArray password, const QString &passwordHash, std::function<void(Result<bool>)> done)
{
    auto shared = std::make_shared<std::function<void(Result<bool>)>>(std::move(done));
    const bool hasPassword = !passwordHash.isEmpty();
    const QByteArray stored = hasPassword ? passwordHash.toLatin1() : m_nobody;
    const bool started = enqueue([password = std::move(password), stored, hasPassword, shared]() mutable {
        const bool fits = crypto_pwhash_str_verify(stored.constData(), password.constData(),
                                                   static_cast<unsigned long long>(password.size()))
            == 0;
        wipe(password);
        (*shared)(hasPassword && fits);
    });
    if (!started)
        (*shared)(Error(ErrorCode::Overloaded));
}

bool PasswordHasher::verifyNow(QByteArray password, const QString &passwordHash)
{
    const QByteArray stored = passwordHash.toLatin1();
    const bool fits = sodium_init() >= 0 && !stored.isEmpty()
        && crypto_pwhash_str_verify(stored.constData(), password.constData(),
                                    static_cast<unsigned long long>(password.size()))
            == 0;
    wipe(password);
    return fits;
}

Result<QString> PasswordHasher::hashNow(QByteArray password)
{
    if (password.size() > PasswordBytesMax)
        return Error::invalidField(QStringLiteral("password"),
                                   QStringLiteral("must not be longer than %1 bytes").arg(PasswordBytesMax));
    const auto made = argon2id(password);
    wipe(password);
    if (!made)
        return made.error();
    return QString::fromLatin1(*made);
}

} // namespace TaskMaster::Server
