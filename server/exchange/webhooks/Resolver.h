// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QHostAddress>
#include <QObject>

#include <functional>

namespace TaskMaster::Server {

/**
 * Names to addresses, as a door that tests can replace: what DNS says decides whether a private network is reached.
 * Never blocks; `done` is called in the thread of `context`, unless that is destroyed first.
 */
class Resolver {
public:
    using Done = std::function<void(const Result<QList<QHostAddress>> &)>;

    virtual ~Resolver() = default;
    virtual void lookUp(const QString &host, QObject *context, Done done) = 0;
};

/// The system's: /etc/hosts, DNS, whatever nsswitch.conf says.
class SystemResolver final : public Resolver {
public:
    void lookUp(const QString &host, QObject *context, Done done) override;
};

} // namespace TaskMaster::Server
