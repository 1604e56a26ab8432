// SPDX-License-Identifier: GPL-3.0-or-later
// taskmaster-load: many people at once, on this machine, against a running server. tests/load/measure starts everything
// that it needs.
#include "tests/load/Scenario.h"

#include <CLI/CLI.hpp>

int main(int argc, char **argv)
{
    using TaskMaster::Load::Mode;
    TaskMaster::Load::Options options;
    CLI::App app(
        "Puts many people at once on a Task Master server on this machine, checks that each event comes once and in "
        "order, and prints figures. Makes new projects in the first workspace of the first person.");
    const std::map<std::string, Mode> modes{
        {"fanout", Mode::FanOut}, {"burst", Mode::Burst},           {"idle", Mode::Idle},
        {"mixed", Mode::Mixed},   {"throughput", Mode::Throughput}, {"snapshot", Mode::Snapshot}};
    app.add_option(
           "mode", options.mode,
           "fanout: 1,000 in a room, 20 events/s. burst: 1,000 events as fast as they go. idle: 10,000 who only "
           "listen. mixed: the load profile of docs/BENCHMARKS.md. throughput: commands/s of 60 writers before 10 "
           "listeners. snapshot: the largest project of the workspace, fetched whole.")
        ->required()
        ->transform(CLI::CheckedTransformer(modes, CLI::ignore_case));
    app.add_option("--port", options.port, "Of the server on 127.0.0.1.")->check(CLI::Range(1, 65535));
    app.add_option("--tokens", options.tokensFile, "What taskmaster-server demo --tokens wrote.")->required();
    app.add_option("--clients", options.clients, "Members; several share a token when there are fewer of those.")
        ->check(CLI::Range(1, 60'000));
    app.add_option("--writers", options.writers, "How many of them write.")->check(CLI::Range(1, 10'000));
    app.add_option("--rate", options.rate, "Commands per second, all writers together.")->check(CLI::PositiveNumber);
    app.add_option("--count", options.count, "Commands of a burst.")->check(CLI::PositiveNumber);
    app.add_option("--seconds", options.seconds, "How long.")->check(CLI::Range(1, 86'400))->capture_default_str();
    app.add_option("--threads", options.threads, "Of this program.")->check(CLI::Range(1, 64))->capture_default_str();
    app.add_option("--server-pid", options.serverPid, "Whose CPU time and memory to report.");
    app.add_option("--seed", options.seed, "Of everything random.")->capture_default_str();
    app.add_option("--work", options.work,
                   "A shell command: what the server has to do besides, after --seconds without it. Figures of both.");
    CLI11_PARSE(app, argc, argv);
    return TaskMaster::Load::Scenario(options).run();
}
