// SPDX-License-Identifier: GPL-3.0-or-later
// What the epoll dispatcher is worth: N idle connections, and one busy one that is woken again and again. Prints the
// CPU time per wake-up and the time from write to slot, for both dispatchers. Usage: bench_dispatcher [IDLE] [WAKEUPS]
#include "server/gateway/EpollDispatcher.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>
#include <private/qeventdispatcher_unix_p.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <semaphore>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double threadCpuUs()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e6 + double(now.tv_nsec) / 1e3;
}

struct Figures {
    double cpuUsPerWakeUp = 0;
    std::vector<double> latenciesUs;
};

/// Runs in the lane-like thread: watches the idle sockets and one busy one until it was woken often enough.
class Waiter final : public QThread {
public:
    Waiter(const std::vector<int> &idle, int busy, int wakeUps)
        : m_idle(idle)
        , m_busy(busy)
        , m_wakeUps(wakeUps)
    {
    }

    Figures figures;
    std::binary_semaphore isIdle{0};
    Clock::time_point written;

protected:
    void run() override
    {
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        for (const int descriptor : m_idle)
            notifiers.push_back(std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read));
        QSocketNotifier busy(m_busy, QSocketNotifier::Read);
        double startUs = threadCpuUs();
        QObject::connect(&busy, &QSocketNotifier::activated, &busy, [&] {
            char byte = 0;
            while (::read(m_busy, &byte, 1) > 0) { }
            figures.latenciesUs.push_back(std::chrono::duration<double, std::micro>(Clock::now() - written).count());
            if (int(figures.latenciesUs.size()) == m_wakeUps) {
                figures.cpuUsPerWakeUp = (threadCpuUs() - startUs) / m_wakeUps;
                quit();
            }
            isIdle.release();
        });
        isIdle.release();
        exec();
    }

private:
    const std::vector<int> &m_idle;
    const int m_busy;
    const int m_wakeUps;
};

void measure(const char *name, QAbstractEventDispatcher *dispatcher, const std::vector<int> &idle, int wakeUps)
{
    int busy[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, busy) != 0)
        return perror("socketpair");
    Waiter waiter(idle, busy[0], wakeUps);
    waiter.setEventDispatcher(dispatcher);
    waiter.start();
    for (int i = 0; i < wakeUps; ++i) {
        waiter.isIdle.acquire();
        waiter.written = Clock::now();
        if (::write(busy[1], "x", 1) != 1)
            perror("write");
    }
    waiter.wait();
    std::vector<double> &latencies = waiter.figures.latenciesUs;
    std::sort(latencies.begin(), latencies.end());
    std::printf("%-6s %6zu idle: %7.1f us CPU per wake-up, latency p50 %7.1f us, p99 %7.1f us\n", name, idle.size(),
                waiter.figures.cpuUsPerWakeUp, latencies[latencies.size() / 2], latencies[latencies.size() * 99 / 100]);
    ::close(busy[0]);
    ::close(busy[1]);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int idleCount = argc > 1 ? atoi(argv[1]) : 5'000;
    const int wakeUps = argc > 2 ? std::max(1, atoi(argv[2])) : 5'000;
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    std::vector<int> idle;
    std::vector<int> others;
    for (int i = 0; i < idleCount; ++i) {
        int pair[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
            perror("socketpair (raise the limit of open files)");
            return 1;
        }
        idle.push_back(pair[0]);
        others.push_back(pair[1]);
    }
    measure("stock", new QEventDispatcherUNIX, idle, wakeUps);
    measure("epoll", new TaskMaster::Server::EpollDispatcher, idle, wakeUps);
    return 0;
}
