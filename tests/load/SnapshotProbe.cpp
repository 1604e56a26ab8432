// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/SnapshotProbe.h"

#include "tests/load/Wire.h"

#include <algorithm>
#include <cstdio>

namespace TaskMaster::Load {
namespace {

constexpr std::int64_t FetchPatienceNs = 120'000'000'000;
constexpr std::int64_t TickNs = 50'000'000;

/// Just the CBOR of two frames; texts up to 255 bytes.
void text(std::string &out, std::string_view value)
{
    if (value.size() < 24) {
        out += static_cast<char>(0x60 + value.size());
    } else {
        out += static_cast<char>(0x78);
        out += static_cast<char>(value.size());
    }
    out += value;
}

std::string cborHello(std::string_view token)
{
    std::string out = "\xa6";
    text(out, "type");
    text(out, "hello");
    text(out, "token");
    text(out, token);
    text(out, "version");
    out += '\x01';
    text(out, "clientId");
    out += "\x50";
    out += "\x01\x8f\x01\x8f\x01\x8f\x71\x8f\x81\x8f\x01\x8f\x01\x8f\x01\x8f";
    text(out, "accept");
    out += "\x81";
    text(out, "zstd");
    text(out, "streams");
    out += "\x80";
    return out;
}

std::string cborSubscribe(std::string_view stream)
{
    std::string out = "\xa4";
    text(out, "type");
    text(out, "subscribe");
    text(out, "stream");
    text(out, stream);
    for (const char *key : {"epoch", "seq"}) {
        text(out, key);
        out += '\0';
    }
    return out;
}

std::int64_t count(std::string_view text, std::string_view what)
{
    std::int64_t times = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size()))
        ++times;
    return times;
}

} // namespace

SnapshotProbe::SnapshotProbe(Loop &loop, std::string token, Form form)
    : Connection(loop)
    , m_loop(loop)
    , m_token(std::move(token))
    , m_form(form)
{
}

bool SnapshotProbe::enter(const sockaddr_in &server)
{
    if (!open(server))
        m_failure = "no connection";
    return await();
}

std::vector<std::string> SnapshotProbe::projects()
{
    subscribe("u:" + m_user);
    if (await() && m_workspace.empty())
        m_failure = "this person has no workspace";
    if (m_failure.empty()) {
        subscribe("w:" + m_workspace);
        (void)await();
    }
    return m_projects;
}

SnapshotProbe::Taken SnapshotProbe::fetch(const std::string &stream)
{
    m_taken = {};
    const std::int64_t begun = nowNs();
    subscribe(stream);
    (void)await();
    m_taken.ms = static_cast<double>(nowNs() - begun) / 1e6;
    return m_taken;
}

void SnapshotProbe::subscribe(const std::string &stream)
{
    if (m_form == Form::Json)
        send(Wire::subscribe(stream));
    else
        sendBinary(cborSubscribe(stream));
}

bool SnapshotProbe::await()
{
    m_isDone = false;
    for (const std::int64_t giveUp = nowNs() + FetchPatienceNs; m_failure.empty() && !m_isDone;) {
        if (nowNs() > giveUp)
            m_failure = "the server does not answer";
        m_loop.turn(nowNs() + TickNs);
    }
    return m_failure.empty();
}

void SnapshotProbe::onOpen()
{
    if (m_form == Form::Json)
        send(Wire::hello(m_token, {}));
    else
        sendBinary(cborHello(m_token));
}

void SnapshotProbe::onText(std::string_view text)
{
    const std::string_view type = Wire::valueOf(text, "\"type\":");
    m_taken.bytes += static_cast<std::int64_t>(text.size());
    ++m_taken.frames;
    if (type == "welcome") {
        m_user = Wire::valueOf(text, "\"userId\":");
        m_isDone = true;
    } else if (type == "subscribed") {
        m_isDone = true;
    } else if (type == "error" || type == "goodbye") {
        m_failure = text;
    } else if (type == "snapshot") {
        m_taken.rows += count(text, "\"rev\":");
        if (m_workspace.empty())
            m_workspace = Wire::valueOf(text, "\"workspaceId\":");
        if (Wire::valueOf(text, "\"entity\":") == "projectEntry") {
            constexpr std::string_view id = R"("id":)";
            for (std::size_t at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1))
                m_projects.push_back("p:" + m_workspace + ':' + std::string(Wire::valueOf(text, id, at)));
        }
    }
}

/// Frames that matter here are short, so they are not compressed and their type can be read.
void SnapshotProbe::onBinary(std::string_view bytes)
{
    m_taken.bytes += static_cast<std::int64_t>(bytes.size());
    ++m_taken.frames;
    if (bytes.size() > 1024)
        return;
    if (bytes.find("gwelcome") != std::string_view::npos || bytes.find("jsubscribed") != std::string_view::npos)
        m_isDone = true;
    else if (bytes.find("eerror") != std::string_view::npos || bytes.find("ggoodbye") != std::string_view::npos)
        m_failure = "the server refused a CBOR frame";
}

int runSnapshots(const sockaddr_in &server, const std::string &token)
{
    Loop loop;
    std::vector<std::string> projects;
    std::string largest;
    std::int64_t mostRows = -1;
    std::string failure;
    const auto measure = [&](const char *what, SnapshotProbe::Form form) {
        SnapshotProbe probe(loop, token, form);
        if (failure.empty() && probe.enter(server)) {
            const auto taken = probe.fetch(largest);
            std::printf("%-32s %7.0f ms, %9.0f KiB in %lld frames", what, taken.ms,
                        static_cast<double>(taken.bytes) / 1024, static_cast<long long>(taken.frames));
            if (form == SnapshotProbe::Form::Json)
                std::printf(", %lld rows", static_cast<long long>(taken.rows));
            std::printf("\n");
        }
        if (failure.empty())
            failure = probe.failure();
    };
    {
        SnapshotProbe scout(loop, token, SnapshotProbe::Form::Json);
        if (scout.enter(server))
            projects = scout.projects();
        for (const std::string &project : projects) {
            if (const auto taken = scout.fetch(project); taken.rows > mostRows) {
                mostRows = taken.rows;
                largest = project;
                std::printf("%s: %lld rows, first fetched in %.0f ms\n", project.c_str(),
                            static_cast<long long>(taken.rows), taken.ms);
            }
        }
        failure = scout.failure();
    }
    if (failure.empty() && largest.empty())
        failure = "this workspace has no projects";
    measure("CBOR with zstd, first", SnapshotProbe::Form::CompressedCbor);
    measure("CBOR with zstd, again", SnapshotProbe::Form::CompressedCbor);
    measure("JSON, again", SnapshotProbe::Form::Json);
    if (!failure.empty())
        std::fprintf(stderr, "The snapshots cannot be measured: %s\n", failure.c_str());
    return failure.empty() ? 0 : 69;
}

} // namespace TaskMaster::Load
