// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/Scenario.h"

#include "tests/load/RoomBuilder.h"
#include "tests/load/SnapshotProbe.h"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/resource.h>

namespace TaskMaster::Load {
namespace {

constexpr double Second = 1e9;
constexpr double Million = 1e6;

int orElse(int value, int otherwise)
{
    return value > 0 ? value : otherwise;
}

void doze()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

std::vector<std::string> readTokens(const std::string &path)
{
    std::vector<std::string> tokens;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        tokens.push_back(line.substr(line.find('\t') + 1));
    return tokens;
}

void allowManySockets()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void print(const char *what, const Histogram &histogram)
{
    if (histogram.count() == 0)
        return;
    const auto ms = [&histogram](double share) { return histogram.percentile(share) / Million; };
    std::printf("%-20s p50 %.2f  p95 %.2f  p99 %.2f  max %.2f ms\n", what, ms(0.5), ms(0.95), ms(0.99), ms(1));
}

} // namespace

Scenario::Scenario(const Options &options)
    : m_options(options)
    , m_process(options.serverPid)
{
    m_server.sin_family = AF_INET;
    m_server.sin_addr.s_addr = htonl(INADDR_LOOPBACK); // a load generator has no business on anybody else's machine
    m_server.sin_port = htons(static_cast<std::uint16_t>(options.port));
}

Scenario::~Scenario()
{
    m_conductor.phase = Phase::End;
}

int Scenario::run()
{
    if (!prepare())
        return 69;
    waitUntilTheServerIsIdle();
    if (m_options.mode == Mode::Snapshot)
        return runSnapshots(m_server, m_firstToken);
    for (const auto &worker : m_workers)
        worker->start();
    if (!connectAll())
        return 69;
    if (m_options.mode == Mode::Idle)
        rest();
    measure();
    const bool isWorkDone = m_options.work.empty() || measureBesideTheWork();
    m_stoppedNs = nowNs();
    m_conductor.phase = Phase::Rest;
    settle();
    m_cpuNs = m_process.cpuNs() - m_cpuNs;
    m_conductor.phase = Phase::End;
    for (const auto &worker : m_workers)
        worker->join();
    const int code = report();
    return isWorkDone ? code : 69;
}

bool Scenario::prepare()
{
    allowManySockets();
    const std::vector<std::string> tokens = readTokens(m_options.tokensFile);
    if (tokens.empty()) {
        std::fprintf(stderr, "There are no tokens in %s; taskmaster-server demo --tokens FILE writes them.\n",
                     m_options.tokensFile.c_str());
        return false;
    }
    if (m_options.mode == Mode::Snapshot) {
        m_firstToken = tokens.front();
        return true;
    }
    for (int i = 0; i < m_options.threads; ++i)
        m_workers.push_back(std::make_unique<Worker>(m_server, m_conductor, m_options.seed + static_cast<unsigned>(i)));
    if (!makeRooms(tokens))
        return false;
    people(tokens);
    return true;
}

bool Scenario::makeRooms(const std::vector<std::string> &tokens)
{
    Loop loop;
    RoomBuilder builder(loop, tokens.front(), m_options.mode == Mode::Mixed ? 51 : 1, 20);
    if (!builder.run(m_server)) {
        std::fprintf(stderr, "The rooms cannot be made: %s\n", builder.failure().c_str());
        return false;
    }
    m_rooms = builder.takeRooms();
    return true;
}

/// Who is where: everybody in room 0; under the load profile also 20 people in each of the others. The writers of the
/// throughput mode only write.
void Scenario::people(const std::vector<std::string> &tokens)
{
    const bool isThroughput = m_options.mode == Mode::Throughput;
    const int subscribers = orElse(m_options.clients, isThroughput ? 10 : m_options.mode == Mode::Idle ? 10'000 : 1000);
    const int silent = isThroughput ? orElse(m_options.writers, 60) : 0;
    std::vector<Member *> members;
    for (int i = 0; i < subscribers + silent; ++i) {
        const auto at = static_cast<std::size_t>(i);
        std::vector<const Room *> rooms;
        if (i < subscribers)
            rooms.push_back(&m_rooms.front());
        if (m_options.mode == Mode::Mixed)
            rooms.push_back(&m_rooms[1 + at % (m_rooms.size() - 1)]);
        members.push_back(&m_workers[at % m_workers.size()]->add(tokens[at % tokens.size()], std::move(rooms)));
    }
    m_memberCount = static_cast<std::int64_t>(members.size());
    writers(members);
}

void Scenario::writers(const std::vector<Member *> &members)
{
    const Room *hall = &m_rooms.front();
    const auto add = [&](std::size_t member, const WritePlan &plan) {
        m_workers[member % m_workers.size()]->addWriter(*members[member], plan);
    };
    const auto addToHall = [&](int count, std::size_t first, const WritePlan &plan) {
        for (int i = 0; i < count; ++i)
            add((first + static_cast<std::size_t>(i)) % members.size(), plan);
    };
    switch (m_options.mode) {
    case Mode::FanOut: {
        const int count = orElse(m_options.writers, 5);
        return addToHall(
            count, 0,
            {.room = hall, .perSecond = (m_options.rate > 0 ? m_options.rate : 20) / count, .isMixed = false});
    }
    case Mode::Burst: {
        const int count = orElse(m_options.writers, 20);
        const int each = std::max(1, orElse(m_options.count, 1000) / count);
        m_commandsPlanned = std::int64_t{count} * each;
        return addToHall(count, 0, {.room = hall, .count = each, .window = 200, .isOverload = true, .isMixed = false});
    }
    case Mode::Idle:
        m_commandsPlanned = 10;
        return addToHall(1, 0, {.room = hall, .perSecond = 5, .count = 10, .isMixed = false});
    case Mode::Mixed: {
        const double rate = m_options.rate > 0 ? m_options.rate : 100;
        add(0, {.room = hall, .perSecond = rate / 20});
        for (std::size_t i = 1; i < m_rooms.size(); ++i)
            add((i - 1) % members.size(),
                {.room = &m_rooms[i], .perSecond = rate * 19 / 20 / static_cast<double>(m_rooms.size() - 1)});
        return;
    }
    case Mode::Throughput: {
        const int count = orElse(m_options.writers, 60);
        const double rate = m_options.rate > 0 ? m_options.rate / count : 195;
        return addToHall(count, members.size() - static_cast<std::size_t>(count),
                         {.room = hall, .perSecond = rate, .window = 16, .isOverload = true});
    }
    case Mode::Snapshot:
        return;
    }
}

void Scenario::waitUntilTheServerIsIdle() const
{
    constexpr int QuietTicks = 2; // of 10 ms CPU in half a second
    const std::int64_t begunNs = nowNs();
    const std::int64_t giveUpNs = begunNs + static_cast<std::int64_t>(180 * Second);
    for (std::int64_t before = -1; m_process.isKnown() && nowNs() < giveUpNs;) {
        const std::int64_t now = m_process.cpuNs();
        if (before >= 0 && now - before <= QuietTicks * 10'000'000)
            break;
        before = now;
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    std::printf("The server was idle after %.1f s\n", static_cast<double>(nowNs() - begunNs) / Second);
}

bool Scenario::connectAll()
{
    const std::int64_t begunNs = nowNs();
    const double rssBefore = m_process.rssMiB();
    while (sum(&Tally::live) + sum(&Tally::lost) < m_memberCount && nowNs() - begunNs < 180 * Second)
        doze();
    if (sum(&Tally::live) < m_memberCount) {
        std::fprintf(stderr, "Only %lld of %lld members are live.\n", static_cast<long long>(sum(&Tally::live)),
                     static_cast<long long>(m_memberCount));
        m_conductor.phase = Phase::End;
        for (const auto &worker : m_workers) {
            worker->join();
            for (const auto &[what, times] : worker->tally.complaints)
                std::fprintf(stderr, "%6d × %s\n", times, what.c_str());
        }
        return false;
    }
    std::printf("%lld members are live after %.1f s", static_cast<long long>(m_memberCount),
                static_cast<double>(nowNs() - begunNs) / Second);
    if (m_process.isKnown())
        std::printf("; the server's memory went from %.0f to %.0f MiB", rssBefore, m_process.rssMiB());
    std::printf("\n");
    return true;
}

void Scenario::rest()
{
    m_conductor.phase = Phase::Rest;
    const std::int64_t cpuBefore = m_process.cpuNs();
    const std::int64_t begunNs = nowNs();
    std::this_thread::sleep_for(std::chrono::seconds(m_options.seconds));
    std::printf("idle                 %.2f %% of a core over %d s, RSS %.0f MiB\n",
                static_cast<double>(m_process.cpuNs() - cpuBefore) * 100 / static_cast<double>(nowNs() - begunNs),
                m_options.seconds, m_process.rssMiB());
}

void Scenario::measure()
{
    m_deliveriesBefore = sum(&Tally::deliveries);
    m_cpuNs = m_process.cpuNs();
    m_startedNs = nowNs();
    for (const auto &worker : m_workers)
        worker->tally.firstDeliveryNs = 0;
    m_conductor.meter = Meter::Calm;
    m_conductor.phase = Phase::Write;
    const std::int64_t giveUpNs =
        m_startedNs + static_cast<std::int64_t>((m_commandsPlanned > 0 ? 120 : m_options.seconds) * Second);
    while (nowNs() < giveUpNs
           && (m_commandsPlanned == 0 || sum(&Tally::accepted) + sum(&Tally::refused) < m_commandsPlanned))
        doze();
}

bool Scenario::measureBesideTheWork()
{
    std::printf("The work begins.\n");
    std::fflush(stdout); // it prints, too
    m_conductor.meter = Meter::Busy;
    const std::int64_t begunNs = nowNs();
    const bool isDone = std::system(m_options.work.c_str()) == 0;
    std::printf("The work %s after %.1f s\n", isDone ? "is done" : "has failed",
                static_cast<double>(nowNs() - begunNs) / Second);
    return isDone;
}

void Scenario::settle()
{
    const std::int64_t giveUpNs = nowNs() + static_cast<std::int64_t>(60 * Second);
    std::int64_t seen = -1;
    for (std::int64_t changedNs = nowNs(); nowNs() - changedNs < Second && nowNs() < giveUpNs; doze()) {
        const std::int64_t now = sum(&Tally::deliveries) + sum(&Tally::accepted);
        if (now != seen)
            changedNs = nowNs();
        seen = now;
    }
}

std::int64_t Scenario::membersBehind() const
{
    std::int64_t behind = 0;
    for (const Room &room : m_rooms) {
        std::vector<std::int64_t> places;
        for (const auto &worker : m_workers) {
            for (const auto &member : worker->members()) {
                if (const std::int64_t seq = member->seqOf(room); seq >= 0)
                    places.push_back(seq);
            }
        }
        if (!places.empty())
            behind += std::count_if(
                places.begin(), places.end(),
                [head = *std::max_element(places.begin(), places.end())](std::int64_t seq) { return seq < head; });
    }
    return behind;
}

std::int64_t Scenario::sum(std::atomic<std::int64_t> Tally::*counter) const
{
    std::int64_t total = 0;
    for (const auto &worker : m_workers)
        total += (worker->tally.*counter).load(std::memory_order_relaxed);
    return total;
}

void Scenario::reportLatencies(const Tally &all) const
{
    for (const Latencies &took : all.latencies) {
        if (!m_options.work.empty())
            std::printf("%s\n", &took == all.latencies.data() ? "without the work" : "beside the work");
        print("command to screen", took.commandToScreen);
        print("commit to screen", took.commitToScreen);
        print("command to accepted", took.commandToAccepted);
        if (m_options.work.empty())
            return;
    }
}

int Scenario::report() const
{
    Tally all;
    std::int64_t firstNs = 0;
    std::int64_t lastNs = 0;
    for (const auto &worker : m_workers) {
        const Tally &one = worker->tally;
        all.gaps += one.gaps;
        all.duplicates += one.duplicates;
        all.resyncs += one.resyncs;
        all.bytes += one.bytes;
        for (std::size_t meter = 0; meter < all.latencies.size(); ++meter)
            all.latencies[meter].merge(one.latencies[meter]);
        for (const auto &[what, times] : one.complaints)
            all.complaints[what] += times;
        if (one.firstDeliveryNs > 0 && (firstNs == 0 || one.firstDeliveryNs < firstNs))
            firstNs = one.firstDeliveryNs;
        lastNs = std::max<std::int64_t>(lastNs, one.lastDeliveryNs);
    }
    const auto deliveries = static_cast<double>(sum(&Tally::deliveries) - m_deliveriesBefore);
    const double deliverySeconds = std::max(1.0, static_cast<double>(lastNs - firstNs)) / Second;
    const double writeSeconds = static_cast<double>(m_stoppedNs - m_startedNs) / Second;
    const auto accepted = static_cast<double>(sum(&Tally::accepted));
    std::printf("commands             %.0f accepted, %.1f per second; %lld refused\n", accepted,
                accepted / writeSeconds, static_cast<long long>(sum(&Tally::refused)));
    std::printf("deliveries           %.0f, %.0f per second, %.0f bytes each\n", deliveries,
                deliveries / deliverySeconds,
                static_cast<double>(all.bytes) / std::max(1.0, static_cast<double>(sum(&Tally::deliveries))));
    reportLatencies(all);
    if (m_process.isKnown())
        std::printf("server               %.2f µs CPU per delivery, %.1f %% of a core, RSS %.0f MiB\n",
                    static_cast<double>(m_cpuNs) / 1000 / std::max(1.0, deliveries),
                    static_cast<double>(m_cpuNs) * 100 / Second / std::max(writeSeconds, deliverySeconds),
                    m_process.rssMiB());
    const std::int64_t behind = membersBehind();
    const std::int64_t lost = sum(&Tally::lost);
    std::printf(
        "order                %lld gaps, %lld duplicates, %lld members behind, %lld connections lost, %lld resyncs\n",
        static_cast<long long>(all.gaps), static_cast<long long>(all.duplicates), static_cast<long long>(behind),
        static_cast<long long>(lost), static_cast<long long>(all.resyncs));
    for (const auto &[what, times] : all.complaints)
        std::printf("%20d × %s\n", times, what.c_str());
    return all.gaps + all.duplicates + behind + lost == 0 ? 0 : 1;
}

} // namespace TaskMaster::Load
