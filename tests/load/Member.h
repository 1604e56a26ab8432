// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/Connection.h"
#include "tests/load/Histogram.h"
#include "tests/load/Wire.h"

#include <atomic>
#include <map>

namespace TaskMaster::Load {

/// What latencies count for.
enum class Meter : std::uint8_t { Calm, Busy, Off };

/// How long things took.
struct Latencies {
    Histogram commandToScreen; ///< from the moment the command was due to its event at somebody else's
    Histogram commitToScreen; ///< by the event's own time, which has steps of 1 ms and lies before the commit
    Histogram commandToAccepted;

    void merge(const Latencies &other)
    {
        commandToScreen.merge(other.commandToScreen);
        commitToScreen.merge(other.commitToScreen);
        commandToAccepted.merge(other.commandToAccepted);
    }
};

/// What one thread has seen. The atomics may be read by others while it runs, the rest when it has ended.
struct alignas(64) Tally {
    std::atomic<std::int64_t> live = 0; ///< members that have all their streams
    std::atomic<std::int64_t> deliveries = 0; ///< one event to one member
    std::atomic<std::int64_t> accepted = 0;
    std::atomic<std::int64_t> refused = 0;
    std::atomic<std::int64_t> lost = 0; ///< connections
    std::atomic<std::int64_t> firstDeliveryNs = 0;
    std::atomic<std::int64_t> lastDeliveryNs = 0;

    std::int64_t gaps = 0; ///< events that a member never got
    std::int64_t duplicates = 0;
    std::int64_t resyncs = 0;
    std::int64_t bytes = 0; ///< of frames with events
    std::array<Latencies, 2> latencies; ///< by Meter
    std::map<std::string, int, std::less<>> complaints; ///< what the server said no to, and how often
};

/**
 * A person of the load: subscribes to its rooms, checks that every event comes once and in order, and writes when its
 * worker says so. Lives in one worker's thread.
 */
class Member final : public Connection {
public:
    Member(Loop &loop, Tally &tally, const std::atomic<Meter> &meter, std::string token,
           std::vector<const Room *> rooms);

    void write(Wire::Wish wish, const Room &room, std::int64_t dueNs, std::minstd_rand &random);
    [[nodiscard]] int unanswered() const { return m_unanswered; }
    /// The last event of a room that arrived here, -1 before its snapshot.
    [[nodiscard]] std::int64_t seqOf(const Room &room) const;

private:
    struct Place {
        const Room *room;
        std::int64_t seq;
    };

    void onOpen() override;
    void onText(std::string_view text) override;
    void onLost(std::string_view why) override;
    void onEvents(std::string_view text);
    void onEvent(std::string_view text, std::size_t at, std::int64_t arrivedNs);
    void onSnapshot(std::string_view text);
    void onAnswer(std::string_view text, bool isAccepted);
    [[nodiscard]] Place *placeOf(std::string_view stream);

    Tally &m_tally;
    /// Where to count now, if anywhere.
    [[nodiscard]] Latencies *latencies();

    const std::atomic<Meter> &m_meter;
    std::string m_token;
    std::vector<Place> m_places;
    int m_missing = 0; ///< streams not yet subscribed
    int m_unanswered = 0;
};

} // namespace TaskMaster::Load
