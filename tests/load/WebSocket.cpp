// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/WebSocket.h"

namespace TaskMaster::Load::WebSocket {

void appendFrame(std::string &out, Opcode opcode, std::string_view payload)
{
    constexpr unsigned Fin = 0x80, Masked = 0x80;
    const auto put = [&out](std::uint64_t value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            out.push_back(static_cast<char>((value >> shift) & 0xff));
    };
    put(Fin | static_cast<unsigned>(opcode), 1);
    if (payload.size() < 126) {
        put(Masked | payload.size(), 1);
    } else if (payload.size() < 65536) {
        put(Masked | 126U, 1);
        put(payload.size(), 2);
    } else {
        put(Masked | 127U, 1);
        put(payload.size(), 8);
    }
    put(0, 4);
    out.append(payload);
}

std::string upgradeRequest(std::string_view host)
{
    // The key proves nothing about a client that trusts its server, so it may always be the one of the RFC's example.
    std::string request = "GET /ws HTTP/1.1\r\nHost: ";
    request.append(host);
    request += "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    return request;
}

long acceptedLength(std::string_view bytes)
{
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return 0;
    const std::string_view head = bytes.substr(0, end);
    const bool isAccepted = head.starts_with("HTTP/1.1 101")
        && head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string_view::npos; // the RFC's answer to its example
    return isAccepted ? static_cast<long>(end) + 4 : -1;
}

Frame parse(std::string_view bytes)
{
    if (bytes.size() < 2)
        return {};
    const auto at = [&bytes](std::size_t i) {
        return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
    };
    Frame frame;
    frame.opcode = static_cast<Opcode>(at(0) & 0x0f);
    if ((at(0) & 0xf0) != 0x80 || (at(1) & 0x80) != 0) {
        frame.isBad = true;
        return frame;
    }
    const std::uint64_t shortLength = at(1);
    const std::size_t lengthBytes = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
    if (bytes.size() < 2 + lengthBytes)
        return {};
    std::uint64_t length = lengthBytes == 0 ? shortLength : 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        length = length << 8 | at(2 + i);
    const std::size_t head = 2 + lengthBytes;
    if (bytes.size() - head < length)
        return {};
    frame.payload = bytes.substr(head, length);
    frame.length = head + length;
    return frame;
}

} // namespace TaskMaster::Load::WebSocket
