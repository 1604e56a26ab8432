// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/webhooks/Resolver.h"

#include <QMap>
#include <QStringList>

#include <memory>
#include <mutex>

namespace TaskMaster::Test {

/// What DNS says, as a test wants it; shared with the test, which may look at what was asked. Thread-safe.
class FakeResolver final : public Server::Resolver {
public:
    struct Book {
        std::mutex mutex;
        QMap<QString, QStringList> addresses; ///< of a host; none: it is not found
        QStringList asked;
    };
    explicit FakeResolver(std::shared_ptr<Book> book)
        : m_book(std::move(book))
    {
    }

    void lookUp(const QString &host, QObject *context, Done done) override
    {
        Result<QList<QHostAddress>> answer = Error(ErrorCode::Unavailable, QStringLiteral("the host was not found"));
        {
            const std::scoped_lock lock(m_book->mutex);
            m_book->asked.append(host);
            QList<QHostAddress> found;
            for (const QString &address : m_book->addresses.value(host))
                found.append(QHostAddress(address));
            if (!found.isEmpty())
                answer = found;
        }
        QMetaObject::invokeMethod(
            context, [answer, done = std::move(done)] { done(answer); }, Qt::QueuedConnection);
    }

private:
    std::shared_ptr<Book> m_book;
};

} // namespace TaskMaster::Test
