// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/ServerProcess.h"
#include "tests/load/Worker.h"

namespace TaskMaster::Load {

enum class Mode : std::uint8_t { FanOut, Burst, Idle, Mixed, Throughput, Snapshot };

struct Options {
    Mode mode = Mode::FanOut;
    int port = 7420;
    std::string tokensFile;
    int clients = 0; ///< 0: what the mode is about
    int writers = 0;
    double rate = 0; ///< commands per second of all writers together
    int count = 0; ///< commands of a burst
    int seconds = 20;
    int threads = 1;
    int serverPid = 0;
    unsigned seed = 1;
    std::string work; ///< a shell command: what else the server has to do, after `seconds` without it
};

/**
 * One measurement from beginning to end: makes its rooms, connects its members, lets them write, waits until everything
 * has arrived, and holds what each member saw against the others. Called by main(), in its thread.
 */
class Scenario {
public:
    explicit Scenario(const Options &options);
    ~Scenario();

    /// The exit code: 0 when the order was kept, 1 when it was not, 69 when it could not be measured.
    [[nodiscard]] int run();

private:
    [[nodiscard]] bool prepare();
    [[nodiscard]] bool makeRooms(const std::vector<std::string> &tokens);
    void people(const std::vector<std::string> &tokens);
    void writers(const std::vector<Member *> &members);
    [[nodiscard]] bool connectAll();
    /// A server that has just made its workspace has reactions to write; their cost is not the load's.
    void waitUntilTheServerIsIdle() const;
    void measure();
    /// False: it failed.
    [[nodiscard]] bool measureBesideTheWork();
    void rest();
    /// Until nothing arrives any more.
    void settle();
    [[nodiscard]] std::int64_t membersBehind() const;
    [[nodiscard]] int report() const;
    void reportLatencies(const Tally &all) const;
    [[nodiscard]] std::int64_t sum(std::atomic<std::int64_t> Tally::*counter) const;

    Options m_options;
    ServerProcess m_process;
    sockaddr_in m_server{};
    std::string m_firstToken; ///< Snapshot only
    Conductor m_conductor;
    std::vector<Room> m_rooms;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::int64_t m_memberCount = 0;
    std::int64_t m_commandsPlanned = 0; ///< 0: as many as fit into the time
    std::int64_t m_deliveriesBefore = 0;
    std::int64_t m_startedNs = 0;
    std::int64_t m_stoppedNs = 0; ///< the writing
    std::int64_t m_cpuNs = 0;
};

} // namespace TaskMaster::Load
