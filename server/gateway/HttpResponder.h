// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpEncoding.h"
#include "server/gateway/Lane.h"

#include <functional>
#include <memory>

namespace TaskMaster::Server {

/**
 * The right to answer one request, once: a small value that a handler may keep, copy and take to any thread. The answer
 * is written in the connection's lane; when the client has gone, or the lane has stopped, answering does nothing. When
 * the last copy goes without having answered, the client gets a 500: no request hangs because a handler forgot it.
 */
class HttpResponder {
public:
    /// Writes one answer, in the lane.
    using Write = std::function<void(const HttpResponse &)>;

    HttpResponder(LaneMailbox mailbox, Write write, ContentCoding coding = ContentCoding::Identity);

    /// From any thread, which also compresses it (a lane only what is small); in the lane it is written before this
    /// returns. Only the first answer counts.
    void answer(HttpResponse response) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace TaskMaster::Server
