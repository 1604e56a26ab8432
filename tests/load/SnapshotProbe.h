// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/Connection.h"

#include <string>
#include <vector>

namespace TaskMaster::Load {

/**
 * A person who opens a workspace for the first time: finds its projects, then fetches one of them whole. JSON shows the
 * rows; the other form, CBOR with zstd, is the one that the desktop client asks for. Used by runSnapshots(), in its
 * thread, one probe per figure: a second one finds the server's caches warm.
 */
class SnapshotProbe final : public Connection {
public:
    enum class Form : std::uint8_t { Json, CompressedCbor };
    struct Taken {
        double ms = 0; ///< from the wish to `subscribed`
        std::int64_t bytes = 0;
        std::int64_t frames = 0;
        std::int64_t rows = 0; ///< JSON only
    };

    SnapshotProbe(Loop &loop, std::string token, Form form);

    /// Connects and says hello. False: failure() says why.
    [[nodiscard]] bool enter(const sockaddr_in &server);
    /// The streams of all projects of the person's first workspace.
    [[nodiscard]] std::vector<std::string> projects();
    [[nodiscard]] Taken fetch(const std::string &stream);
    [[nodiscard]] const std::string &failure() const { return m_failure; }

private:
    void onOpen() override;
    void onText(std::string_view text) override;
    void onBinary(std::string_view bytes) override;
    void onLost(std::string_view why) override { m_failure = why; }
    void subscribe(const std::string &stream);
    /// Serves the loop until the step is done.
    bool await();

    Loop &m_loop;
    std::string m_token;
    Form m_form;
    std::string m_user;
    std::string m_workspace;
    std::vector<std::string> m_projects;
    Taken m_taken;
    bool m_isDone = false;
    std::string m_failure;
};

/// Prints the figures of the largest project: fetched first, and again, in both forms. The exit code.
[[nodiscard]] int runSnapshots(const sockaddr_in &server, const std::string &token);

} // namespace TaskMaster::Load
