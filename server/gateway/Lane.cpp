// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/Lane.h"

#include "server/gateway/EpollDispatcher.h"
#include "server/ops/Switches.h"

#include <QCoreApplication>
#include <QEvent>
#include <QMutex>
#include <QSemaphore>
#include <QThread>

#include <vector>

namespace TaskMaster::Server {
namespace {

const QEvent::Type InboxFilled = static_cast<QEvent::Type>(QEvent::registerEventType());

} // namespace

struct LaneMailbox::Inbox {
    QMutex mutex;
    std::vector<Work> waiting;
    QObject *receiver = nullptr; ///< null before the lane starts and after it stopped
    bool stopped = false;

    void notify()
    {
        // Under the mutex, so that the receiver cannot die in between.
        if (receiver)
            QCoreApplication::postEvent(receiver, new QEvent(InboxFilled));
    }
};

bool LaneMailbox::post(Work work) const
{
    if (!m_inbox)
        return false;
    const QMutexLocker lock(&m_inbox->mutex);
    if (m_inbox->stopped)
        return false;
    m_inbox->waiting.push_back(std::move(work));
    if (m_inbox->waiting.size() == 1) // one event for all that comes until the lane looks
        m_inbox->notify();
    return true;
}

class Lane::Thread final : public QThread {
    Q_OBJECT
public:
    explicit Thread(std::shared_ptr<LaneMailbox::Inbox> inbox)
        : m_inbox(std::move(inbox))
    {
    }

    QObject *context = nullptr;
    TimerWheel *wheel = nullptr;
    QSemaphore running;

protected:
    void run() override;

private:
    /// Takes what was posted, all of it with one lock.
    class Receiver final : public QObject {
    public:
        explicit Receiver(LaneMailbox::Inbox &inbox)
            : m_inbox(inbox)
        {
        }
        bool event(QEvent *event) override
        {
            if (event->type() != InboxFilled)
                return QObject::event(event);
            std::vector<LaneMailbox::Work> batch;
            {
                const QMutexLocker lock(&m_inbox.mutex);
                batch.swap(m_inbox.waiting);
            }
            for (LaneMailbox::Work &work : batch) {
                work();
                work = nullptr; // what it holds dies before the next one runs, as if each had its own event
            }
            return true;
        }

    private:
        LaneMailbox::Inbox &m_inbox;
    };

    std::shared_ptr<LaneMailbox::Inbox> m_inbox;
};

void Lane::Thread::run()
{
    TimerWheel ownWheel; // outlives the context: its children hold deadlines
    Receiver receiver(*m_inbox);
    {
        QObject ownContext;
        context = &ownContext;
        wheel = &ownWheel;
        {
            const QMutexLocker lock(&m_inbox->mutex);
            m_inbox->receiver = &receiver;
            if (!m_inbox->waiting.empty())
                m_inbox->notify();
        }
        running.release();
        exec();
    }
    std::vector<LaneMailbox::Work> dropped; // destroyed without the lock: it may post in turn
    const QMutexLocker lock(&m_inbox->mutex);
    m_inbox->receiver = nullptr;
    m_inbox->stopped = true;
    dropped.swap(m_inbox->waiting);
}

Lane::Lane(int number, const Switches &switches)
    : m_number(number)
{
    m_mailbox.m_inbox = std::make_shared<LaneMailbox::Inbox>();
    m_thread = std::make_unique<Thread>(m_mailbox.m_inbox);
    m_thread->setObjectName(QStringLiteral("lane %1").arg(number));
    if (switches.isOn(Switch::EpollDispatcher))
        m_thread->setEventDispatcher(new EpollDispatcher);
}

Lane::~Lane()
{
    stop();
}

void Lane::start()
{
    Q_ASSERT(!m_thread->isRunning());
    m_thread->start();
    m_thread->running.acquire();
}

void Lane::stop()
{
    m_thread->quit();
    m_thread->wait();
}

bool Lane::isCurrentThread() const
{
    return QThread::currentThread() == m_thread.get();
}

QObject *Lane::context() const
{
    Q_ASSERT(isCurrentThread());
    return m_thread->context;
}

TimerWheel &Lane::wheel() const
{
    Q_ASSERT(isCurrentThread());
    return *m_thread->wheel;
}

} // namespace TaskMaster::Server

#include "Lane.moc"
