// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/HttpResponder.h"

#include "server/gateway/Logging.h"

#include <QThread>

#include <atomic>

namespace TaskMaster::Server {
namespace {

/// A lane has others to serve: it compresses what takes less than a millisecond.
constexpr qsizetype CompressedInLaneMax = 64 * 1024;

} // namespace

struct HttpResponder::State {
    LaneMailbox mailbox;
    Write write;
    ContentCoding coding = ContentCoding::Identity;
    QThread *laneThread;
    std::atomic<bool> isAnswered = false;

    ~State()
    {
        if (isAnswered)
            return;
        qCCritical(lcGateway, "A handler did not answer its request.");
        answer(HttpResponse::problem(Error(ErrorCode::Internal)));
    }

    void answer(HttpResponse response)
    {
        if (isAnswered.exchange(true))
            return;
        if (QThread::currentThread() == laneThread) {
            const bool isSmall = response.body.size() <= CompressedInLaneMax;
            return write(encoded(std::move(response), isSmall ? coding : ContentCoding::Identity));
        }
        mailbox.post([to = write, what = encoded(std::move(response), coding)] { to(what); });
    }
};

HttpResponder::HttpResponder(LaneMailbox mailbox, Write write, ContentCoding coding)
    : m_state(std::make_shared<State>())
{
    m_state->mailbox = std::move(mailbox);
    m_state->write = std::move(write);
    m_state->coding = coding;
    m_state->laneThread = QThread::currentThread();
}

void HttpResponder::answer(HttpResponse response) const
{
    m_state->answer(std::move(response));
}

} // namespace TaskMaster::Server
