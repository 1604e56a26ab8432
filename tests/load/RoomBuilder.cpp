// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/RoomBuilder.h"

namespace TaskMaster::Load {
namespace {

constexpr std::int64_t PaceNs = 1'000'000'000 / 180; // a session may write 200 commands/s
constexpr int UnansweredMax = 200;
constexpr std::int64_t PatienceNs = 60'000'000'000;

} // namespace

RoomBuilder::RoomBuilder(Loop &loop, std::string token, int roomCount, int tasksPerRoom)
    : Connection(loop)
    , m_loop(loop)
    , m_token(std::move(token))
    , m_roomCount(roomCount)
    , m_tasksPerRoom(tasksPerRoom)
{
}

bool RoomBuilder::run(const sockaddr_in &server)
{
    if (!open(server)) {
        m_failure = "no connection";
        return false;
    }
    const std::int64_t giveUpNs = nowNs() + PatienceNs;
    while (m_failure.empty() && !(m_hasPlan && m_planned.empty() && m_unanswered == 0)) {
        if (nowNs() > giveUpNs)
            m_failure = m_hasPlan ? "the server does not answer" : "this person has no workspace";
        sendSome();
        m_loop.turn(nowNs() + PaceNs);
    }
    return m_failure.empty();
}

void RoomBuilder::sendSome()
{
    const std::int64_t now = nowNs();
    while (!m_planned.empty() && m_unanswered < UnansweredMax && m_nextAtNs <= now) {
        send(m_planned.front());
        m_planned.pop_front();
        ++m_unanswered;
        m_nextAtNs = std::max(m_nextAtNs, now - PaceNs) + PaceNs;
    }
}

void RoomBuilder::onOpen()
{
    send(Wire::hello(m_token, {}));
}

void RoomBuilder::onText(std::string_view text)
{
    const std::string_view type = Wire::valueOf(text, "\"type\":");
    if (type == "welcome")
        return send(Wire::subscribe("u:" + std::string(Wire::valueOf(text, "\"userId\":"))));
    if (type == "accepted") {
        --m_unanswered;
    } else if (type == "rejected" || type == "error" || type == "goodbye") {
        m_failure = text;
    } else if (!m_hasPlan) {
        const std::string_view workspace = Wire::valueOf(text, "\"workspaceId\":");
        if (!workspace.empty())
            plan(workspace);
    }
}

void RoomBuilder::plan(std::string_view workspace)
{
    m_hasPlan = true;
    for (int number = 0; number < m_roomCount; ++number)
        planRoom(workspace, number);
}

void RoomBuilder::planRoom(std::string_view workspace, int number)
{
    Room room;
    room.stream = "p:" + std::string(workspace) + ':' + Wire::randomId();
    const std::string label = std::to_string(number);
    wish(room.stream, "CreateProject", R"("name":"Load )" + label + R"(","key":"LOAD","empty":true)");
    for (const char *name : {"Todo", "Doing", "Review", "Done"}) {
        room.columns.push_back(Wire::randomId());
        wish(room.stream, "CreateColumn", R"("columnId":")" + room.columns.back() + R"(","name":")" + name + '"');
    }
    for (int i = 0; i < m_tasksPerRoom; ++i) {
        room.tasks.push_back(Wire::randomId());
        const std::string &column = room.columns[static_cast<std::size_t>(i) % room.columns.size()];
        wish(room.stream, "CreateTask",
             R"("taskId":")" + room.tasks.back() + R"(","columnId":")" + column + R"(","title":"Task )"
                 + std::to_string(i) + '"');
    }
    m_rooms.push_back(std::move(room));
}

void RoomBuilder::wish(const std::string &stream, std::string_view name, const std::string &args)
{
    m_planned.push_back(Wire::command(Wire::randomId(), stream, name, args));
}

} // namespace TaskMaster::Load
