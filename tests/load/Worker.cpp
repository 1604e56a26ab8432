// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/Worker.h"

#include <algorithm>

namespace TaskMaster::Load {
namespace {

constexpr std::int64_t SecondNs = 1'000'000'000;
constexpr std::int64_t PingAfterNs = 25 * SecondNs; // docs/PROTOCOL.md: of own silence
constexpr std::int64_t TurnNs = 20'000'000;
constexpr std::int64_t GreetingsMax = 64; // connections that are being made at the same time

} // namespace

Worker::Worker(const sockaddr_in &server, const Conductor &conductor, unsigned seed)
    : m_server(server)
    , m_conductor(conductor)
    , m_random(seed)
{
}

Worker::~Worker()
{
    join();
}

Member &Worker::add(const std::string &token, std::vector<const Room *> rooms)
{
    m_members.push_back(std::make_unique<Member>(m_loop, tally, m_conductor.meter, token, std::move(rooms)));
    return *m_members.back();
}

void Worker::start()
{
    m_thread = std::thread([this] { run(); });
}

void Worker::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

void Worker::run()
{
    while (m_conductor.phase != Phase::End) {
        connectSome();
        const std::int64_t now = nowNs();
        keepAlive(now);
        std::int64_t next = now + TurnNs;
        if (m_conductor.phase == Phase::Write)
            next = std::min(next, writeSome(now));
        m_loop.turn(next);
    }
}

void Worker::connectSome()
{
    while (m_opened < m_members.size()
           && static_cast<std::int64_t>(m_opened) - tally.live - tally.lost < GreetingsMax) {
        if (!m_members[m_opened]->open(m_server)) {
            ++tally.complaints["a socket cannot be made; see ulimit -n"];
            ++tally.lost;
        }
        ++m_opened;
    }
}

void Worker::keepAlive(std::int64_t now)
{
    if (now - m_lookedAfterNs < SecondNs)
        return;
    m_lookedAfterNs = now;
    for (const auto &member : m_members) {
        if (member->isOpen() && now - member->sentAtNs() > PingAfterNs)
            member->send(R"({"type":"ping"})");
    }
}

std::int64_t Worker::writeSome(std::int64_t now)
{
    if (!m_isWriting) {
        m_isWriting = true;
        for (Writer &writer : m_writers) { // not all at the same moment
            const double firstInterval = writer.plan.perSecond > 0 ? SecondNs / writer.plan.perSecond : 0;
            writer.nextAtNs = now + static_cast<std::int64_t>(firstInterval * (m_random() % 1000) / 1000);
        }
    }
    std::int64_t next = now + TurnNs;
    for (Writer &writer : m_writers) {
        const WritePlan &plan = writer.plan;
        const auto mayWrite = [&] {
            return (plan.count == 0 || writer.written < plan.count) && writer.member->unanswered() < plan.window;
        };
        if (plan.perSecond <= 0) {
            while (mayWrite() && writer.member->isOpen())
                write(writer, nowNs());
            continue;
        }
        while (mayWrite() && writer.nextAtNs <= now) {
            write(writer, plan.isOverload ? nowNs() : writer.nextAtNs);
            writer.nextAtNs += static_cast<std::int64_t>(SecondNs / plan.perSecond);
        }
        if (mayWrite())
            next = std::min(next, writer.nextAtNs);
    }
    return next;
}

void Worker::write(Writer &writer, std::int64_t dueNs)
{
    using enum Wire::Wish;
    static constexpr std::array mix{Move, EditTitle, Move, EditTitle, Move, EditTitle, Move, Create, Create, Comment};
    const std::size_t kinds = writer.plan.isMixed ? mix.size() : 7;
    writer.member->write(mix[m_random() % kinds], *writer.plan.room, dueNs, m_random);
    ++writer.written;
}

} // namespace TaskMaster::Load
