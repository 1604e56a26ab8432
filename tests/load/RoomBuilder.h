// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/Connection.h"
#include "tests/load/Wire.h"

#include <deque>

namespace TaskMaster::Load {

/// The first person of a run: finds a workspace that it may write to and makes the projects that the load works in.
class RoomBuilder final : public Connection {
public:
    RoomBuilder(Loop &loop, std::string token, int roomCount, int tasksPerRoom);

    /// Serves the loop until all rooms are made. False: failure() says why.
    [[nodiscard]] bool run(const sockaddr_in &server);
    [[nodiscard]] const std::string &failure() const { return m_failure; }
    [[nodiscard]] std::vector<Room> takeRooms() { return std::move(m_rooms); }

private:
    void onOpen() override;
    void onText(std::string_view text) override;
    void onLost(std::string_view why) override { m_failure = why; }
    void plan(std::string_view workspace);
    void planRoom(std::string_view workspace, int number);
    void wish(const std::string &stream, std::string_view name, const std::string &args);
    void sendSome();

    Loop &m_loop;
    std::string m_token;
    int m_roomCount;
    int m_tasksPerRoom;
    std::vector<Room> m_rooms;
    std::deque<std::string> m_planned;
    int m_unanswered = 0;
    std::int64_t m_nextAtNs = 0;
    bool m_hasPlan = false;
    std::string m_failure;
};

} // namespace TaskMaster::Load
