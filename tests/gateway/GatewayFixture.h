// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/BuiltinRoutes.h"
#include "server/gateway/LaneGroup.h"
#include "server/ops/Metrics.h"
#include "server/ops/Readiness.h"
#include "server/ops/Switches.h"

#include <QMutex>

#include <atomic>
#include <stdexcept>

/// A real gateway on a free port of 127.0.0.1, with handlers that count and with times short enough to wait for.
class GatewayFixture {
public:
    explicit GatewayFixture(TaskMaster::Server::LaneGroup::Options options = shortTimes(),
                            const TaskMaster::Server::Switches &switched = {})
        : switches(switched)
        , lanes(withSockets(std::move(options)), switches, addRoutes(), metrics)
    {
        const auto started = lanes.start();
        port = started.ok() ? *started : 0;
    }

    static TaskMaster::Server::LaneGroup::Options shortTimes()
    {
        using namespace std::chrono_literals;
        TaskMaster::Server::LaneGroup::Options options;
        options.door.limits.headTime = 300ms;
        options.door.limits.bodyTime = 300ms;
        options.door.limits.idleTime = 1s;
        options.door.limits.lingerTime = 300ms;
        return options;
    }

    TaskMaster::Server::Switches switches;
    TaskMaster::Server::Metrics metrics;
    TaskMaster::Server::Readiness readiness;
    TaskMaster::Server::Router router;
    std::atomic<int> handled = 0; ///< requests that reached any handler of this fixture
    std::atomic<int> webSockets = 0;
    std::atomic<bool> isReady = true;
    std::atomic<bool> socketMatched = true; ///< the QTcpSocket handed out is that of the QWebSocket
    quint16 port = 0;

    /// Answers what `/later` has collected, from the calling thread.
    void answerAll(const QByteArray &body)
    {
        std::vector<TaskMaster::Server::HttpResponder> taken;
        {
            const QMutexLocker lock(&mutex);
            taken.swap(waiting);
        }
        for (const auto &responder : taken)
            responder.answer(TaskMaster::Server::HttpResponse::text(200, body));
    }
    void forgetAll()
    {
        std::vector<TaskMaster::Server::HttpResponder> taken;
        const QMutexLocker lock(&mutex);
        taken.swap(waiting);
    }
    std::size_t waitingCount()
    {
        const QMutexLocker lock(&mutex);
        return waiting.size();
    }

private:
    TaskMaster::Server::LaneGroup::Options withSockets(TaskMaster::Server::LaneGroup::Options options);
    const TaskMaster::Server::Router &addRoutes();

    QMutex mutex;
    std::vector<TaskMaster::Server::HttpResponder> waiting;

public:
    TaskMaster::Server::LaneGroup lanes; ///< last: its lanes use all of the above
};
