// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/EpollDispatcher.h"

#include <QCoreApplication>
#include <QThread>
#include <private/qeventdispatcher_unix_p.h>

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

constexpr int BatchSize = 256; // the rest stays ready, and the kernel takes turns

constexpr std::array<quint32, 3> interestOfType{EPOLLIN, EPOLLOUT, EPOLLPRI};

quint64 eventKey(int descriptor, quint32 serial)
{
    return (static_cast<quint64>(serial) << 32) | static_cast<quint32>(descriptor);
}

} // namespace

EpollDispatcher::EpollDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent)
    , m_inner(std::make_unique<QEventDispatcherUNIX>(this)) // a child, so that it follows to the thread
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (m_epoll < 0)
        qFatal("epoll_create1 failed: %s", strerror(errno));
    m_epollNotifier.setParent(this);
    m_epollNotifier.setSocket(m_epoll);
    connect(&m_epollNotifier, &QSocketNotifier::activated, this, &EpollDispatcher::dispatchReady);
    connect(m_inner.get(), &QAbstractEventDispatcher::awake, this, &QAbstractEventDispatcher::awake);
    connect(m_inner.get(), &QAbstractEventDispatcher::aboutToBlock, this, [this] {
        Q_EMIT aboutToBlock();
        // Posted events run inside the inner processEvents and register notifiers: tell the kernel before it sleeps.
        flushInterest();
    });
}

EpollDispatcher::~EpollDispatcher()
{
    if (m_isWatching)
        m_inner->unregisterSocketNotifier(&m_epollNotifier);
    ::close(m_epoll);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    startWatching();
    flushInterest();
    return m_inner->processEvents(flags);
}

void EpollDispatcher::startWatching()
{
    if (m_isWatching)
        return;
    // Not in the constructor: it may run in another thread than the one that this dispatcher serves.
    m_isWatching = true;
    m_inner->registerSocketNotifier(&m_epollNotifier);
}

EpollDispatcher::Watch &EpollDispatcher::watchOf(const QSocketNotifier *notifier)
{
    const auto descriptor = static_cast<std::size_t>(notifier->socket());
    if (descriptor >= m_watches.size())
        m_watches.resize(std::max(descriptor + 1, m_watches.size() * 2));
    return m_watches[descriptor];
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    Q_ASSERT(notifier && notifier->socket() >= 0);
    Q_ASSERT_X(notifier->thread() == thread() && thread() == QThread::currentThread(), "EpollDispatcher",
               "socket notifiers are enabled and disabled in their own thread only");
    Watch &watch = watchOf(notifier);
    QSocketNotifier *&place = watch.notifiers[notifier->type()];
    if (place && place != notifier)
        qWarning("EpollDispatcher: a second notifier of type %d for socket %lld replaces the first",
                 int(notifier->type()), static_cast<long long>(notifier->socket()));
    place = notifier;
    if (watch.polled)
        m_inner->registerSocketNotifier(notifier);
    else
        markDirty(static_cast<int>(notifier->socket()));
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    Q_ASSERT(notifier && notifier->socket() >= 0);
    Watch &watch = watchOf(notifier);
    if (watch.notifiers[notifier->type()] != notifier)
        return;
    const auto descriptor = static_cast<int>(notifier->socket());
    watch.notifiers[notifier->type()] = nullptr;
    watch.due &= static_cast<quint8>(~(1U << notifier->type()));
    if (watch.polled)
        m_inner->unregisterSocketNotifier(notifier);
    if (watch.notifiers[0] || watch.notifiers[1] || watch.notifiers[2]) {
        if (!watch.polled)
            markDirty(descriptor);
        return;
    }
    // The last one: at once, since the descriptor may be closed and given to another file next.
    if (watch.watched)
        ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    watch.watched = 0;
    watch.serial = 0;
    watch.polled = false;
}

void EpollDispatcher::markDirty(int descriptor)
{
    Watch &watch = m_watches[static_cast<std::size_t>(descriptor)];
    if (std::exchange(watch.dirty, true))
        return;
    m_dirty.push_back(descriptor);
}

void EpollDispatcher::flushInterest()
{
    // By index: disabling a bad descriptor calls back into unregisterSocketNotifier.
    for (std::size_t i = 0; i < m_dirty.size(); ++i) {
        m_watches[static_cast<std::size_t>(m_dirty[i])].dirty = false;
        applyInterest(m_dirty[i]);
    }
    m_dirty.clear();
}

void EpollDispatcher::applyInterest(int descriptor)
{
    Watch &watch = m_watches[static_cast<std::size_t>(descriptor)];
    quint32 wanted = 0;
    for (std::size_t type = 0; type < interestOfType.size(); ++type)
        wanted |= watch.notifiers[type] ? interestOfType[type] : 0;
    if (wanted == watch.watched) // also: all notifiers gone, which was told the kernel already
        return;
    const bool isNew = watch.watched == 0;
    if (isNew)
        watch.serial = m_nextSerial++;
    epoll_event event{};
    event.events = wanted;
    event.data.u64 = eventKey(descriptor, watch.serial);
    if (::epoll_ctl(m_epoll, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event) == 0) {
        watch.watched = wanted;
        return;
    }
    const auto notifiers = std::to_array(watch.notifiers);
    if (errno == EPERM) {
        watch.polled = true;
        for (QSocketNotifier *notifier : notifiers) {
            if (notifier)
                m_inner->registerSocketNotifier(notifier);
        }
        return;
    }
    qWarning("EpollDispatcher: socket %d is invalid (%s), its notifiers are disabled", descriptor, strerror(errno));
    for (QSocketNotifier *notifier : notifiers) {
        if (notifier)
            notifier->setEnabled(false);
    }
}

void EpollDispatcher::dispatchReady()
{
    std::array<epoll_event, BatchSize> ready; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the kernel
    const int count = ::epoll_wait(m_epoll, ready.data(), BatchSize, 0);
    for (int i = 0; i < count; ++i) {
        const auto [events, data] = ready[static_cast<std::size_t>(i)];
        const auto descriptor = static_cast<quint32>(data.u64);
        Watch &watch = m_watches[descriptor];
        if (watch.serial != static_cast<quint32>(data.u64 >> 32))
            continue;
        for (std::size_t type = 0; type < interestOfType.size(); ++type) {
            // An error or hang-up wakes everybody: that is how a socket learns of it.
            if (watch.notifiers[type] && (events & (interestOfType[type] | EPOLLHUP | EPOLLERR)))
                watch.due |= static_cast<quint8>(1U << type);
        }
    }
    for (int i = 0; i < count; ++i) {
        const quint64 key = ready[static_cast<std::size_t>(i)].data.u64;
        notify(static_cast<int>(static_cast<quint32>(key)), static_cast<quint32>(key >> 32));
    }
}

void EpollDispatcher::notify(int descriptor, quint32 serial)
{
    for (std::size_t type = 0; type < interestOfType.size(); ++type) {
        // Looked up again each time: the slot before may have closed this descriptor or opened another.
        Watch &watch = m_watches[static_cast<std::size_t>(descriptor)];
        const auto bit = static_cast<quint8>(1U << type);
        if (watch.serial != serial || !(watch.due & bit))
            continue;
        watch.due &= static_cast<quint8>(~bit);
        QEvent event(QEvent::SockAct);
        QCoreApplication::sendEvent(watch.notifiers[type], &event);
    }
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object)
{
    m_inner->registerTimer(timerId, interval, timerType, object);
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    return m_inner->unregisterTimer(timerId);
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return m_inner->unregisterTimers(object);
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    return m_inner->registeredTimers(object);
}

int EpollDispatcher::remainingTime(int timerId)
{
    return m_inner->remainingTime(timerId);
}

void EpollDispatcher::wakeUp()
{
    m_inner->wakeUp();
}

void EpollDispatcher::interrupt()
{
    m_inner->interrupt();
}

} // namespace TaskMaster::Server
