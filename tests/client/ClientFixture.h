// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "FakeLink.h"

#include "client/replica/Outbox.h"
#include "client/replica/ReplicaStore.h"
#include "client/replica/Sync.h"

#include <QSignalSpy>

namespace TaskMaster::Client {

/// A whole client without a window, on a folder that outlives it: make another one on the same folder to restart it.
struct ClientFixture {
    explicit ClientFixture(const QString &folder)
        : store(folder)
        , outbox(replica, store, link, clock)
        , sync(replica, store, outbox, link)
    {
    }

    /// Signed in, loaded from disk, and on its way to the server.
    [[nodiscard]] bool start()
    {
        QSignalSpy loaded(&sync, &Sync::loaded);
        sync.start({QUrl(QStringLiteral("http://127.0.0.1:7420")),
                    QStringLiteral("token"),
                    user,
                    QStringLiteral("Ann"),
                    {4, 4}});
        return loaded.wait(20'000);
    }

    FakeClock clock;
    FakeLink link;
    Replica replica;
    ReplicaStore store;
    Outbox outbox;
    Sync sync;
    Uuid user{7, 7};
};

} // namespace TaskMaster::Client
