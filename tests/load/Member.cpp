// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/Member.h"

#include <ctime>

namespace TaskMaster::Load {
namespace {

std::int64_t utcNs()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

/// For counters with one writer: readers may be a moment late, and the writer pays for no lock.
void add(std::atomic<std::int64_t> &counter, std::int64_t count = 1)
{
    counter.store(counter.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
}

} // namespace

Member::Member(Loop &loop, Tally &tally, const std::atomic<Meter> &meter, std::string token,
               std::vector<const Room *> rooms)
    : Connection(loop)
    , m_tally(tally)
    , m_meter(meter)
    , m_token(std::move(token))
    , m_missing(static_cast<int>(rooms.size()))
{
    for (const Room *room : rooms)
        m_places.push_back({room, -1});
}

std::int64_t Member::seqOf(const Room &room) const
{
    for (const Place &place : m_places) {
        if (place.room == &room)
            return place.seq;
    }
    return -1;
}

Latencies *Member::latencies()
{
    const Meter meter = m_meter.load(std::memory_order_relaxed);
    return meter == Meter::Off ? nullptr : &m_tally.latencies[static_cast<std::size_t>(meter)];
}

Member::Place *Member::placeOf(std::string_view stream)
{
    for (Place &place : m_places) {
        if (place.room->stream == stream)
            return &place;
    }
    return nullptr;
}

void Member::write(Wire::Wish wish, const Room &room, std::int64_t dueNs, std::minstd_rand &random)
{
    ++m_unanswered;
    send(Wire::command(wish, room, dueNs, random));
}

void Member::onOpen()
{
    std::vector<std::string> streams;
    for (const Place &place : m_places)
        streams.push_back(place.room->stream);
    send(Wire::hello(m_token, streams));
}

void Member::onText(std::string_view text)
{
    const std::string_view type = Wire::valueOf(text, "\"type\":");
    if (type == "events") {
        onEvents(text);
    } else if (type == "accepted") {
        onAnswer(text, true);
    } else if (type == "rejected") {
        onAnswer(text, false);
    } else if (type == "snapshot") {
        onSnapshot(text);
    } else if (type == "subscribed") {
        if (--m_missing == 0)
            add(m_tally.live);
    } else if (type == "welcome") {
        if (m_missing == 0)
            add(m_tally.live);
    } else if (type == "resync") {
        ++m_tally.resyncs;
    } else if (type != "pong") {
        ++m_tally.complaints[std::string(text.substr(0, 200))];
    }
}

void Member::onLost(std::string_view why)
{
    add(m_tally.lost);
    ++m_tally.complaints["connection lost: " + std::string(why)];
}

void Member::onEvents(std::string_view text)
{
    const std::int64_t arrivedNs = nowNs();
    if (m_tally.firstDeliveryNs.load(std::memory_order_relaxed) == 0)
        m_tally.firstDeliveryNs.store(arrivedNs, std::memory_order_relaxed);
    m_tally.lastDeliveryNs.store(arrivedNs, std::memory_order_relaxed);
    m_tally.bytes += static_cast<std::int64_t>(text.size());
    constexpr std::string_view beginning = R"({"stream":)";
    for (std::size_t at = text.find(beginning); at != std::string_view::npos; at = text.find(beginning, at + 1))
        onEvent(text, at, arrivedNs);
}

void Member::onEvent(std::string_view text, std::size_t at, std::int64_t arrivedNs)
{
    Place *place = placeOf(Wire::valueOf(text, "\"stream\":", at));
    const std::int64_t seq = Wire::numberOf(text, "\"seq\":", at);
    if (!place || seq < 0) {
        ++m_tally.complaints["an event of a stream that nobody asked for"];
        return;
    }
    if (seq <= place->seq) {
        ++m_tally.duplicates;
        return;
    }
    m_tally.gaps += seq - place->seq - 1;
    place->seq = seq;
    add(m_tally.deliveries);
    Latencies *took = latencies();
    if (!took)
        return;
    if (const auto dueNs = Wire::dueNsOf(Wire::valueOf(text, "\"commandId\":", at)))
        took->commandToScreen.record(arrivedNs - *dueNs);
    took->commitToScreen.record(utcNs() - Wire::numberOf(text, "\"at\":", at) * 1'000'000);
}

void Member::onSnapshot(std::string_view text)
{
    Place *place = placeOf(Wire::valueOf(text, "\"stream\":"));
    if (place && Wire::valueOf(text, "\"first\":") == "true")
        place->seq = Wire::numberOf(text, "\"seq\":");
}

void Member::onAnswer(std::string_view text, bool isAccepted)
{
    --m_unanswered;
    add(isAccepted ? m_tally.accepted : m_tally.refused);
    if (!isAccepted)
        ++m_tally.complaints["refused: " + std::string(Wire::valueOf(text, "\"code\":")) + " "
                             + std::string(Wire::valueOf(text, "\"message\":"))];
    const auto dueNs = Wire::dueNsOf(Wire::valueOf(text, "\"commandId\":"));
    if (Latencies *took = latencies(); took && isAccepted && dueNs)
        took->commandToAccepted.record(nowNs() - *dueNs);
}

} // namespace TaskMaster::Load
