// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/HttpResponder.h"

#include "server/gateway/Logging.h"

#include <QThread>

#include <atomic>

namespace TaskMaster::Server {

struct HttpResponder::State {
    LaneMailbox mailbox;
    Write write;
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
        if (QThread::currentThread() == laneThread)
            return write(response);
        mailbox.post([to = write, what = std::move(response)] { to(what); });
    }
};

HttpResponder::HttpResponder(LaneMailbox mailbox, Write write)
    : m_state(std::make_shared<State>())
{
    m_state->mailbox = std::move(mailbox);
    m_state->write = std::move(write);
    m_state->laneThread = QThread::currentThread();
}

void HttpResponder::answer(HttpResponse response) const
{
    m_state->answer(std::move(response));
}

} // namespace TaskMaster::Server
