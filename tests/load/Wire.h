// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace TaskMaster::Load {

/// A project that people of this run work in; made by the run itself. Immutable once made.
struct Room {
    std::string stream;
    std::vector<std::string> columns;
    std::vector<std::string> tasks;
};

/**
 * The JSON frames that this program says and hears (docs/PROTOCOL.md), written and read as text: a JSON parser would
 * cost more than the server that is being measured. Reading relies on nothing but that keys are quoted once and that
 * `seq` comes after `stream` in an event.
 */
namespace Wire {

/// A version-7 id that carries when its command was due, so that whoever sees its event knows how old it is.
[[nodiscard]] std::string commandId(std::int64_t dueNs);
/// The same of an event of this run; nothing for the ids of others.
[[nodiscard]] std::optional<std::int64_t> dueNsOf(std::string_view commandId);
[[nodiscard]] std::string randomId();

[[nodiscard]] std::string hello(std::string_view token, const std::vector<std::string> &streams);
[[nodiscard]] std::string subscribe(std::string_view stream);
[[nodiscard]] std::string command(std::string_view id, std::string_view stream, std::string_view name,
                                  std::string_view args);
/// One wish of a lifelike mix over the tasks of a room.
enum class Wish : std::uint8_t { Move, EditTitle, Create, Comment };
[[nodiscard]] std::string command(Wish wish, const Room &room, std::int64_t dueNs, std::minstd_rand &random);

/// The text after `"key":`, from `from` on; empty when the key is not there. Strings come without their quotes.
[[nodiscard]] std::string_view valueOf(std::string_view json, std::string_view quotedKeyAndColon, std::size_t from = 0);
[[nodiscard]] std::int64_t numberOf(std::string_view json, std::string_view quotedKeyAndColon, std::size_t from = 0);

} // namespace Wire

} // namespace TaskMaster::Load
