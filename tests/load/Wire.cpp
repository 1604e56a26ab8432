// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/Wire.h"

#include "tests/load/Connection.h"

#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace TaskMaster::Load::Wire {
namespace {

// The layout of our ids: 48 bits of UTC milliseconds, version, 12 bits that name this run, variant, and 62 bits of
// which the upper 52 are monotonic nanoseconds and the lower 10 a counter.
std::uint64_t runTag()
{
    static const std::uint64_t tag = (static_cast<std::uint64_t>(::getpid()) * 2654435761U >> 7) & 0xfff;
    return tag;
}

constexpr unsigned CounterBits = 10;
constexpr std::uint64_t DueMask = (std::uint64_t{1} << 52) - 1;

std::string format(std::uint64_t high, std::uint64_t low)
{
    std::array<char, 37> text{};
    std::snprintf(text.data(), text.size(), "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                  static_cast<unsigned>(high >> 16 & 0xffff), static_cast<unsigned>(high & 0xffff),
                  static_cast<unsigned>(low >> 48), static_cast<unsigned long long>(low & 0xffffffffffff));
    return {text.data(), 36};
}

std::uint64_t highWord(std::uint64_t randA)
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const auto ms = static_cast<std::uint64_t>(now.tv_sec) * 1000 + static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
    return ms << 16 | 0x7000 | randA;
}

std::string quoted(const char *key, std::string_view value)
{
    std::string text = "\"";
    text.append(key).append("\":\"").append(value).append("\"");
    return text;
}

} // namespace

std::string commandId(std::int64_t dueNs)
{
    static std::atomic<std::uint64_t> counter = 0;
    const std::uint64_t due = static_cast<std::uint64_t>(dueNs) & DueMask;
    const std::uint64_t low = due << CounterBits | (counter.fetch_add(1, std::memory_order_relaxed) & 0x3ff);
    return format(highWord(runTag()), std::uint64_t{1} << 63 | low);
}

std::optional<std::int64_t> dueNsOf(std::string_view commandId)
{
    if (commandId.size() != 36)
        return {};
    std::uint64_t tag = 0;
    std::uint64_t upper = 0;
    std::uint64_t lower = 0;
    std::from_chars(commandId.data() + 15, commandId.data() + 18, tag, 16);
    std::from_chars(commandId.data() + 19, commandId.data() + 23, upper, 16);
    std::from_chars(commandId.data() + 24, commandId.data() + 36, lower, 16);
    if (tag != runTag() || commandId[14] != '7')
        return {};
    return static_cast<std::int64_t>((upper << 48 | lower) >> CounterBits & DueMask);
}

std::string randomId()
{
    static std::mt19937_64 random{std::random_device{}()};
    return format(highWord(random() & 0xfff), (random() >> 2) | std::uint64_t{1} << 63);
}

std::string hello(std::string_view token, const std::vector<std::string> &streams)
{
    std::string text = R"({"type":"hello","version":1,"accept":[],)" + quoted("token", token) + ','
        + quoted("clientId", randomId()) + R"(,"streams":[)";
    for (const std::string &stream : streams) {
        if (text.back() == '}')
            text += ',';
        text += '{' + quoted("stream", stream) + R"(,"epoch":0,"seq":0})";
    }
    return text + "]}";
}

std::string subscribe(std::string_view stream)
{
    return R"({"type":"subscribe","epoch":0,"seq":0,)" + quoted("stream", stream) + '}';
}

std::string command(std::string_view id, std::string_view stream, std::string_view name, std::string_view args)
{
    std::string text = R"({"type":"command",)" + quoted("commandId", id) + ',' + quoted("stream", stream) + ','
        + quoted("name", name) + R"(,"args":{)";
    return text.append(args).append("}}");
}

std::string command(Wish wish, const Room &room, std::int64_t dueNs, std::minstd_rand &random)
{
    const std::string &task = room.tasks[random() % room.tasks.size()];
    const std::string &column = room.columns[random() % room.columns.size()];
    const std::string id = commandId(dueNs);
    const std::string words = "load " + std::to_string(random()) + ", a text as long as people write them";
    switch (wish) {
    case Wish::Move:
        return command(id, room.stream, "MoveTask", quoted("taskId", task) + ',' + quoted("columnId", column));
    case Wish::EditTitle:
        return command(id, room.stream, "Edit",
                       R"("entity":"task",)" + quoted("id", task) + R"(,"fields":{)" + quoted("title", words)
                           + R"(},"base":{})");
    case Wish::Create:
        return command(id, room.stream, "CreateTask",
                       quoted("taskId", randomId()) + ',' + quoted("columnId", column) + ',' + quoted("title", words));
    case Wish::Comment:
        return command(id, room.stream, "AddComment",
                       quoted("commentId", randomId()) + ',' + quoted("taskId", task) + ',' + quoted("body", words));
    }
    std::abort();
}

std::string_view valueOf(std::string_view json, std::string_view quotedKeyAndColon, std::size_t from)
{
    const std::size_t key = json.find(quotedKeyAndColon, from);
    if (key == std::string_view::npos)
        return {};
    std::size_t begin = key + quotedKeyAndColon.size();
    const bool isText = begin < json.size() && json[begin] == '"';
    if (isText)
        ++begin;
    const std::size_t end = json.find_first_of(isText ? "\"" : ",}]", begin);
    return json.substr(begin, end == std::string_view::npos ? end : end - begin);
}

std::int64_t numberOf(std::string_view json, std::string_view quotedKeyAndColon, std::size_t from)
{
    const std::string_view text = valueOf(json, quotedKeyAndColon, from);
    std::int64_t number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

} // namespace TaskMaster::Load::Wire
