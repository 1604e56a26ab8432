// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/Connection.h"

#include "tests/load/WebSocket.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace TaskMaster::Load {

std::int64_t nowNs()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

Connection::~Connection()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

bool Connection::open(const sockaddr_in &server)
{
    m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_fd < 0)
        return false;
    const int yes = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    m_host = "127.0.0.1:" + std::to_string(ntohs(server.sin_port));
    if (::connect(m_fd, reinterpret_cast<const sockaddr *>(&server), sizeof server) != 0 && errno != EINPROGRESS)
        return false;
    m_state = State::Connecting;
    m_isWatchedForWriting = true;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT;
    event.data.ptr = this;
    return ::epoll_ctl(m_loop.m_epoll, EPOLL_CTL_ADD, m_fd, &event) == 0;
}

void Connection::watch(bool forWriting)
{
    if (forWriting == m_isWatchedForWriting)
        return;
    m_isWatchedForWriting = forWriting;
    epoll_event event{};
    event.events = forWriting ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = this;
    ::epoll_ctl(m_loop.m_epoll, EPOLL_CTL_MOD, m_fd, &event);
}

void Connection::send(std::string_view text)
{
    sendFrame(WebSocket::Opcode::Text, text);
}

void Connection::sendBinary(std::string_view bytes)
{
    sendFrame(WebSocket::Opcode::Binary, bytes);
}

void Connection::sendFrame(WebSocket::Opcode opcode, std::string_view payload)
{
    if (m_state != State::Open)
        return;
    WebSocket::appendFrame(m_unsent, opcode, payload);
    m_sentAtNs = nowNs();
    flush();
}

void Connection::flush()
{
    std::size_t sent = 0;
    while (sent < m_unsent.size()) {
        const ssize_t count = ::send(m_fd, m_unsent.data() + sent, m_unsent.size() - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN)
            return lose(std::strerror(errno));
        if (count < 0)
            break;
        sent += static_cast<std::size_t>(count);
    }
    m_unsent.erase(0, sent);
    if (m_unsent.empty() && m_unsent.capacity() > 4096)
        std::string().swap(m_unsent);
    watch(!m_unsent.empty());
}

void Connection::ready(std::uint32_t epollEvents)
{
    if (m_state == State::Connecting) {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(m_fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0)
            return lose(std::strerror(error));
        m_state = State::Upgrading;
        m_unsent = WebSocket::upgradeRequest(m_host);
    }
    if ((epollEvents & EPOLLOUT) != 0)
        flush();
    if (m_fd >= 0 && (epollEvents & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        receive();
}

void Connection::receive()
{
    std::vector<char> &buffer = m_loop.m_buffer;
    const std::size_t before = m_received.size();
    if (before >= buffer.size() / 2)
        buffer.resize(buffer.size() * 2);
    std::copy(m_received.begin(), m_received.end(), buffer.begin());
    const ssize_t count = ::recv(m_fd, buffer.data() + before, buffer.size() - before, 0);
    if (count < 0 && errno == EAGAIN)
        return;
    if (count <= 0)
        return lose(count == 0 ? "closed by the server" : std::strerror(errno));
    const std::string_view bytes(buffer.data(), before + static_cast<std::size_t>(count));
    const std::size_t used = consume(bytes);
    if (m_fd < 0)
        return;
    if (used == bytes.size() && m_received.capacity() > 4096)
        std::string().swap(m_received); // ten thousand idle connections must not keep their largest frame
    m_received.assign(bytes.substr(used));
}

std::size_t Connection::consume(std::string_view bytes)
{
    std::size_t used = 0;
    if (m_state == State::Upgrading) {
        const long length = WebSocket::acceptedLength(bytes);
        if (length < 0)
            lose("the upgrade was refused");
        if (length <= 0)
            return 0;
        used = static_cast<std::size_t>(length);
        m_state = State::Open;
        onOpen();
    }
    while (m_fd >= 0) {
        const WebSocket::Frame frame = WebSocket::parse(bytes.substr(used));
        if (frame.isBad)
            lose("not a frame that a server may send");
        if (frame.length == 0 || m_fd < 0)
            break;
        used += frame.length;
        if (frame.opcode == WebSocket::Opcode::Text)
            onText(frame.payload);
        else if (frame.opcode == WebSocket::Opcode::Binary)
            onBinary(frame.payload);
        else if (frame.opcode == WebSocket::Opcode::Ping)
            WebSocket::appendFrame(m_unsent, WebSocket::Opcode::Pong, frame.payload), flush();
        else if (frame.opcode == WebSocket::Opcode::Close)
            lose(frame.payload.size() > 2 ? frame.payload.substr(2) : "close frame");
    }
    return used;
}

void Connection::lose(std::string_view why)
{
    if (m_fd < 0)
        return;
    ::close(m_fd);
    m_fd = -1;
    m_state = State::Closed;
    onLost(why);
}

Loop::Loop()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_buffer(256 * 1024)
{
}

Loop::~Loop()
{
    ::close(m_epoll);
}

void Loop::turn(std::int64_t untilNs)
{
    const std::int64_t left = std::max<std::int64_t>(0, untilNs - nowNs());
    timespec timeout{};
    timeout.tv_sec = left / 1'000'000'000;
    timeout.tv_nsec = left % 1'000'000'000;
    std::array<epoll_event, 256> events;
    const int count = ::epoll_pwait2(m_epoll, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events[static_cast<std::size_t>(i)];
        static_cast<Connection *>(event.data.ptr)->ready(event.events);
    }
}

} // namespace TaskMaster::Load
