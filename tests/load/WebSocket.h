// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace TaskMaster::Load {

/// As much of RFC 6455 as a client needs that only sends short frames and receives whole ones.
namespace WebSocket {

enum class Opcode : std::uint8_t { Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

/// Appends one finished frame. Clients must mask; a mask of zero bits is as legal as any and costs nothing.
void appendFrame(std::string &out, Opcode opcode, std::string_view payload);

[[nodiscard]] std::string upgradeRequest(std::string_view host);
/// The length of the answer's head in `bytes`, 0 while it is not complete, -1 when the upgrade was refused.
[[nodiscard]] long acceptedLength(std::string_view bytes);

struct Frame {
    Opcode opcode = Opcode::Text;
    std::string_view payload; ///< into the bytes that were parsed
    std::size_t length = 0; ///< of the whole frame; 0: not complete yet
    bool isBad = false; ///< masked, fragmented or with reserved bits: no server of ours sends that
};
[[nodiscard]] Frame parse(std::string_view bytes);

} // namespace WebSocket

} // namespace TaskMaster::Load
