// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QSocketNotifier>

#include <memory>
#include <vector>

class QEventDispatcherUNIX;

namespace TaskMaster::Server {

/**
 * An event dispatcher that waits for sockets with epoll(7). Qt's own hand every descriptor to the kernel on every
 * wake-up, so 10,000 idle connections eat a core; here they cost nothing. Timers, posted events and waking up are
 * left to the QEventDispatcherUNIX inside, which sees one descriptor only: that of the epoll set.
 * Install it with QThread::setEventDispatcher before the thread starts, or with QCoreApplication::setEventDispatcher
 * before the application object. Linux and Qt 6.4 (private header; later versions changed the timer interface).
 */
class EpollDispatcher final : public QAbstractEventDispatcher {
    Q_OBJECT
public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    [[nodiscard]] QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int timerId) override;

    void wakeUp() override;
    void interrupt() override;

private:
    /// What is known about one descriptor; the vector is indexed by it.
    struct Watch {
        QSocketNotifier *notifiers[3] = {nullptr, nullptr, nullptr}; ///< by QSocketNotifier::Type
        quint32 serial = 0; ///< tells the events of a descriptor from those of its reincarnation
        quint32 watched = 0; ///< the epoll interest that the kernel knows
        quint8 due = 0; ///< bit per type: became ready in this turn and was not told yet
        bool dirty = false;
        bool polled = false; ///< epoll refuses it (a regular file): left to the inner dispatcher
    };

    [[nodiscard]] Watch &watchOf(const QSocketNotifier *notifier);
    void markDirty(int descriptor);
    void flushInterest();
    void applyInterest(int descriptor);
    void dispatchReady();
    void notify(int descriptor, quint32 serial);
    void startWatching();

    std::unique_ptr<QEventDispatcherUNIX> m_inner;
    const int m_epoll;
    QSocketNotifier m_epollNotifier{QSocketNotifier::Read};
    bool m_isWatching = false;
    quint32 m_nextSerial = 1;
    std::vector<Watch> m_watches;
    std::vector<int> m_dirty;
};

} // namespace TaskMaster::Server
