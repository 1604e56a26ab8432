// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/webhooks/Resolver.h"

#include <QHostInfo>

namespace TaskMaster::Server {

void SystemResolver::lookUp(const QString &host, QObject *context, Done done)
{
    QHostInfo::lookupHost(host, context, [done = std::move(done)](const QHostInfo &info) {
        if (info.error() != QHostInfo::NoError || info.addresses().isEmpty())
            done(Error(ErrorCode::Unavailable, QStringLiteral("the host was not found: %1").arg(info.errorString())));
        else
            done(info.addresses());
    });
}

} // namespace TaskMaster::Server
