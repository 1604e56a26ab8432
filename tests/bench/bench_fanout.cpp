// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to tell many people at once. One lane with the real gateway, sessions and hub; commits come from this
// process, and one thread reads all clients through epoll. Usage: bench_fanout [MEMBERS] [SECONDS]; or
// bench_fanout idle [CONNECTIONS] for the memory of connections that do nothing. Switches that follow a dash are off:
// bench_fanout 1000 10 -mergedSends -directSend
#include "tests/live/LiveFixture.h"

#include <QCoreApplication>

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

using Steady = std::chrono::steady_clock;
const auto room = LiveFixture::project();

/// The least that can follow a WebSocket: counts frames, and notes when each came.
class Readers {
public:
    Readers(quint16 port, int count, const QList<Position> &streams)
    {
        const QByteArray hello =
            Codec::encode(ClientFrame(Frames::Hello{QStringLiteral("alice"), Uuid::v7(), ProtocolVersion, {}, streams}),
                          Encoding::Cbor);
        for (int i = 0; i < count; ++i)
            open(port, hello, streams.isEmpty() ? 1 : 3);
    }
    ~Readers()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
        for (const Reader &reader : m_readers)
            ::close(reader.descriptor);
        ::close(m_epoll);
    }
    Q_DISABLE_COPY_MOVE(Readers)

    /// From now on frames are counted; the k-th of each reader was sent at `sentAt[k]`.
    void start(const std::vector<Steady::time_point> &sentAt)
    {
        m_sentAt = &sentAt;
        m_thread = std::thread([this] { loop(); });
    }
    void awaitFrames(quint64 frames) const
    {
        while (m_frames < frames)
            std::this_thread::yield();
    }
    [[nodiscard]] quint64 frames() const { return m_frames; }
    std::vector<float> latenciesMs;

private:
    struct Reader {
        int descriptor;
        std::size_t frames = 0;
        QByteArray rest;
    };

    void open(quint16 port, const QByteArray &hello, int expectedFrames)
    {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        // Many source addresses, or 10,000 connections might run out of ports in TIME_WAIT.
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            qFatal("connect: %s", std::strerror(errno));
        write(descriptor,
              "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        QByteArray bytes;
        while (!bytes.contains("\r\n\r\n"))
            bytes += read(descriptor);
        bytes.remove(0, bytes.indexOf("\r\n\r\n") + 4);
        QByteArray frame("\x82\xfe", 2);
        frame.append(static_cast<char>(hello.size() >> 8)).append(static_cast<char>(hello.size()));
        frame.append(4, '\0').append(hello);
        if (hello.size() < 126)
            frame = QByteArray("\x82", 1).append(static_cast<char>(0x80 | hello.size())).append(4, '\0').append(hello);
        write(descriptor, frame);
        for (int frames = 0; frames < expectedFrames; bytes += frames < expectedFrames ? read(descriptor) : "")
            frames += takeFrames(bytes);
        m_readers.push_back({descriptor, 0, {}});
    }

    static void write(int descriptor, const QByteArray &bytes)
    {
        if (::send(descriptor, bytes.constData(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL) != bytes.size())
            qFatal("send: %s", std::strerror(errno));
    }
    static QByteArray read(int descriptor)
    {
        char buffer[65536];
        const ssize_t size = ::recv(descriptor, buffer, sizeof buffer, 0);
        if (size <= 0)
            qFatal("recv: %s", std::strerror(errno));
        return {buffer, static_cast<qsizetype>(size)};
    }

    /// How many whole frames there are; removes them.
    static int takeFrames(QByteArray &bytes)
    {
        int frames = 0;
        qsizetype at = 0;
        while (bytes.size() - at >= 2) {
            const auto *head = reinterpret_cast<const uchar *>(bytes.constData()) + at;
            qsizetype size = 2 + head[1];
            if (head[1] == 126) {
                if (bytes.size() - at < 4)
                    break;
                size = 4 + head[2] * 256 + head[3];
            }
            if (bytes.size() - at < size)
                break;
            at += size;
            ++frames;
        }
        bytes.remove(0, at);
        return frames;
    }

    void loop()
    {
        for (std::size_t i = 0; i < m_readers.size(); ++i) {
            epoll_event event{EPOLLIN, {}};
            event.data.u64 = i;
            ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_readers[i].descriptor, &event);
        }
        std::array<epoll_event, 256> events{};
        while (!m_stop) {
            const int ready = ::epoll_wait(m_epoll, events.data(), events.size(), 20);
            for (int i = 0; i < ready; ++i) {
                Reader &reader = m_readers[events[static_cast<std::size_t>(i)].data.u64];
                reader.rest += read(reader.descriptor);
                const int frames = takeFrames(reader.rest);
                const auto now = Steady::now();
                for (int frame = 0; frame < frames; ++frame)
                    latenciesMs.push_back(
                        std::chrono::duration<float, std::milli>(now - (*m_sentAt)[reader.frames++]).count());
                m_frames += static_cast<quint64>(frames);
            }
        }
    }

    const int m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<Reader> m_readers;
    const std::vector<Steady::time_point> *m_sentAt = nullptr;
    std::atomic<quint64> m_frames = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

double laneCpuUs(LiveFixture &server)
{
    QSemaphore done;
    double us = 0;
    server.lanes.lanes().front()->post([&] {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        us = double(now.tv_sec) * 1e6 + double(now.tv_nsec) / 1e3;
        done.release();
    });
    done.acquire();
    return us;
}

double residentMiB()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').at(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / 1048576.0;
}

double percentile(std::vector<float> &values, double part)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(part * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return double(*at);
}

void atRate(LiveFixture &server, int members, int eventsPerSecond, int seconds)
{
    const int total = eventsPerSecond * seconds;
    std::vector<Steady::time_point> sentAt(static_cast<std::size_t>(total));
    Readers readers(server.port, members, {{room, 0, 0}});
    readers.latenciesMs.reserve(static_cast<std::size_t>(total) * static_cast<std::size_t>(members));
    readers.start(sentAt);
    const double cpuBefore = laneCpuUs(server);
    const auto begin = Steady::now();
    for (int i = 0; i < total; ++i) {
        std::this_thread::sleep_until(begin + std::chrono::microseconds(1'000'000LL * i / eventsPerSecond));
        sentAt[static_cast<std::size_t>(i)] = Steady::now();
        server.storage.commit(room);
    }
    const auto deliveries = quint64(total) * quint64(members);
    readers.awaitFrames(deliveries);
    const double cpu = laneCpuUs(server) - cpuBefore;
    std::printf("rate   %d members x %d events/s: CPU %.2f us per delivery, p50 %.2f ms, p99 %.2f ms, RSS %.0f MiB\n",
                members, eventsPerSecond, cpu / double(deliveries), percentile(readers.latenciesMs, 0.5),
                percentile(readers.latenciesMs, 0.99), residentMiB());
}

void inBursts(LiveFixture &server, int members)
{
    constexpr int Events = 2'000;
    constexpr int Ahead = 256; // as many as a write lane commits while a batch is being sent, and then some
    std::vector<Steady::time_point> sentAt(Events);
    Readers readers(server.port, members, {{room, 0, 0}});
    readers.latenciesMs.reserve(std::size_t(Events) * std::size_t(members));
    readers.start(sentAt);
    std::vector<EventPtr> events;
    for (int i = 0; i < Events; ++i)
        events.push_back(server.storage.commitQuietly(room));
    const double cpuBefore = laneCpuUs(server);
    const auto begin = Steady::now();
    for (int i = 0; i < Events; ++i) {
        if (i >= Ahead)
            readers.awaitFrames(quint64(i - Ahead) * quint64(members));
        sentAt[std::size_t(i)] = Steady::now();
        server.storage.announce({events[std::size_t(i)]});
    }
    const auto deliveries = quint64(Events) * quint64(members);
    readers.awaitFrames(deliveries);
    const double seconds = std::chrono::duration<double>(Steady::now() - begin).count();
    const double cpu = laneCpuUs(server) - cpuBefore;
    std::printf("burst  %d members: %.0f deliveries/s, CPU %.2f us per delivery (%.0f/s per core), %.1f per send\n",
                members, double(deliveries) / seconds, cpu / double(deliveries), 1e6 * double(deliveries) / cpu,
                server.metric("live_deliveries_total") / server.metric("live_sends_total"));
}

void idle(LiveFixture &server, int connections)
{
    const double before = residentMiB();
    const Readers readers(server.port, connections, {{room, 0, 0}});
    const double cpuBefore = laneCpuUs(server);
    std::this_thread::sleep_for(std::chrono::seconds(5));
    std::printf("idle   %d connections: RSS %.0f MiB (%.0f before), %.1f KiB each, CPU %.2f %% of a core\n",
                connections, residentMiB(), before, (residentMiB() - before) * 1024 / connections,
                (laneCpuUs(server) - cpuBefore) / 5e4);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    Switches switches;
    QStringList arguments;
    for (const QString &argument : application.arguments().mid(1)) {
        if (!argument.startsWith(u'-'))
            arguments.append(argument);
        else if (!switches.set(argument.mid(1), false))
            qFatal("There is no such switch: %s", qPrintable(argument));
    }
    LiveFixture server({}, switches);
    if (arguments.value(0) == u"idle") {
        idle(server, arguments.value(1, QStringLiteral("10000")).toInt());
        return 0;
    }
    const int members = arguments.value(0, QStringLiteral("1000")).toInt();
    atRate(server, members, 20, arguments.value(1, QStringLiteral("10")).toInt());
    inBursts(server, members);
    return 0;
}
