// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/Member.h"

#include <memory>
#include <thread>

namespace TaskMaster::Load {

enum class Phase : std::uint8_t { Connect, Write, Rest, End };

/// What all workers watch; the scenario alone changes it.
struct Conductor {
    std::atomic<Phase> phase = Phase::Connect;
    std::atomic<Meter> meter = Meter::Off;
};

/// How one member writes: at a rate, or as fast as its window of unanswered commands allows. Latency counts from when a
/// command was due, so that a late generator hides nothing; where more is offered than can be done on purpose, from its
/// sending.
struct WritePlan {
    const Room *room = nullptr;
    double perSecond = 0;
    int count = 0; ///< 0: until the phase ends
    int window = 64; ///< commands without an answer
    bool isOverload = false; ///< latency from the sending
    bool isMixed = true; ///< 7 moves and edits, 2 new tasks, 1 comment; else moves and edits only
};

/// One thread of the load: its connections, their pings, their writing.
class Worker {
public:
    Worker(const sockaddr_in &server, const Conductor &conductor, unsigned seed);
    ~Worker();
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    // Before start().
    Member &add(const std::string &token, std::vector<const Room *> rooms);
    void addWriter(Member &member, const WritePlan &plan) { m_writers.push_back({&member, plan, 0, 0}); }

    void start();
    void join();

    Tally tally;
    [[nodiscard]] const std::vector<std::unique_ptr<Member>> &members() const { return m_members; }

private:
    struct Writer {
        Member *member;
        WritePlan plan;
        std::int64_t nextAtNs;
        int written;
    };

    void run();
    void connectSome();
    void keepAlive(std::int64_t now);
    /// Writes what is due and says when something will be due next.
    [[nodiscard]] std::int64_t writeSome(std::int64_t now);
    void write(Writer &writer, std::int64_t dueNs);

    sockaddr_in m_server;
    const Conductor &m_conductor;
    std::minstd_rand m_random;
    Loop m_loop;
    std::vector<std::unique_ptr<Member>> m_members;
    std::vector<Writer> m_writers;
    std::size_t m_opened = 0;
    std::int64_t m_lookedAfterNs = 0;
    bool m_isWriting = false;
    std::thread m_thread;
};

} // namespace TaskMaster::Load
