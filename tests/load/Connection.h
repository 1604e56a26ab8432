// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/WebSocket.h"

#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <vector>

namespace TaskMaster::Load {

class Loop;

/// Monotonic nanoseconds.
[[nodiscard]] std::int64_t nowNs();

/**
 * One WebSocket of a simulated person. Made and used in the thread of its Loop; what is received goes to onText(). No
 * reconnecting: a lost connection is a finding.
 */
class Connection {
public:
    explicit Connection(Loop &loop)
        : m_loop(loop)
    {
    }
    virtual ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    [[nodiscard]] bool open(const sockaddr_in &server);
    void send(std::string_view text);
    void sendBinary(std::string_view bytes);
    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }
    [[nodiscard]] std::int64_t sentAtNs() const { return m_sentAtNs; }

protected:
    virtual void onOpen() = 0;
    virtual void onText(std::string_view text) = 0;
    virtual void onBinary(std::string_view) { } ///< only who says hello in CBOR gets any
    virtual void onLost(std::string_view why) = 0;

private:
    friend class Loop;
    enum class State : std::uint8_t { Closed, Connecting, Upgrading, Open };

    void ready(std::uint32_t epollEvents);
    void sendFrame(WebSocket::Opcode opcode, std::string_view payload);
    void receive();
    /// Handles whole frames and returns how many bytes they were.
    std::size_t consume(std::string_view bytes);
    void flush();
    void watch(bool forWriting);
    void lose(std::string_view why);

    Loop &m_loop;
    int m_fd = -1;
    State m_state = State::Closed;
    bool m_isWatchedForWriting = false;
    std::int64_t m_sentAtNs = 0;
    std::string m_host;
    std::string m_received; ///< the beginning of a frame whose end has not come yet
    std::string m_unsent;
};

/// An epoll set and the buffer that its connections share. One per thread.
class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    /// Waits for sockets, at the longest until then, and serves them.
    void turn(std::int64_t untilNs);

private:
    friend class Connection;
    int m_epoll = -1;
    std::vector<char> m_buffer;
};

} // namespace TaskMaster::Load
