// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/app/FirstFrame.h"

#include <QCoreApplication>
#include <QFile>
#include <QQuickItem>
#include <QTextStream>
#include <QTimer>

#include <ctime>
#include <unistd.h>

namespace TaskMaster::Client {
namespace {

constexpr int LongestWaitMs = 120'000;

/// proc(5): the 22nd field of the process's stat is when it was started, in clock ticks after boot.
qint64 sinceProcessStartMs()
{
    constexpr int StartTime = 22;
    QFile file(QStringLiteral("/proc/self/stat"));
    timespec now{};
    if (!file.open(QIODevice::ReadOnly) || ::clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return -1;
    const QByteArray stat = file.readAll();
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' '); // from the third one on
    const qint64 startedMs = fields.value(StartTime - 3).toLongLong() * 1000 / ::sysconf(_SC_CLK_TCK);
    return qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 - startedMs;
}

bool hasCard(const QQuickItem *item)
{
    if (item->objectName() == QStringLiteral("card") && item->isVisible() && item->height() > 0)
        return true;
    const auto children = item->childItems();
    return std::any_of(children.begin(), children.end(), hasCard);
}

} // namespace

FirstFrame::FirstFrame(QQuickWindow *window, BoardModel *board, const QString &project, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_board(board)
    , m_project(project)
{
    // A frame shows the scene as it was while it was synchronized, with the GUI thread held.
    connect(
        window, &QQuickWindow::afterSynchronizing, this, [this] { m_isDrawn = m_isDrawn || isBoardDrawn(); },
        Qt::DirectConnection);
    connect(window, &QQuickWindow::frameSwapped, this, [this] {
        if (m_isDrawn)
            report();
    });
    QTimer::singleShot(LongestWaitMs, this, [] {
        QTextStream(stderr) << "No board was shown within two minutes.\n";
        QCoreApplication::exit(75);
    });
}

bool FirstFrame::isBoardDrawn() const
{
    if (m_board->rowCount() == 0 || (!m_project.isEmpty() && m_board->name() != m_project))
        return false;
    for (int row = 0; row < m_board->rowCount(); ++row) {
        if (m_board->data(m_board->index(row), BoardModel::CountRole).toInt() > 0)
            return hasCard(m_window->contentItem());
    }
    return true;
}

void FirstFrame::report()
{
    m_isDrawn = false;
    QTextStream(stdout) << "first usable frame after " << sinceProcessStartMs() << " ms\n" << Qt::flush;
    QCoreApplication::exit(0);
}

} // namespace TaskMaster::Client
