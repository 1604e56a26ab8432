// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/app/Picture.h"

#include <QCoreApplication>
#include <QImage>
#include <QTextStream>
#include <QTimer>

namespace TaskMaster::Client {
namespace {

/// Long enough for the pane's slide and for views that fill themselves over several frames.
constexpr int FramesToRest = 45;
constexpr int GiveUpMs = 30'000;

} // namespace

Picture::Picture(QQuickWindow *window, const QString &file, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_file(file)
{
    connect(window, &QQuickWindow::frameSwapped, this, [this] {
        if (m_framesLeft < 0)
            return;
        if (--m_framesLeft == 0)
            QTimer::singleShot(0, this, &Picture::take);
        else
            m_window->requestUpdate();
    });
    QTimer::singleShot(GiveUpMs, this, [this] {
        QTextStream(stderr) << "Nothing to take a picture of was shown within 30 s.\n";
        QCoreApplication::exit(75);
    });
}

void Picture::takeSoon()
{
    if (m_framesLeft >= 0)
        return;
    m_framesLeft = FramesToRest;
    m_window->requestUpdate();
}

void Picture::take()
{
    if (m_window->grabWindow().save(m_file)) {
        QCoreApplication::exit(0);
        return;
    }
    QTextStream(stderr) << "The picture could not be written to " << m_file << ".\n";
    QCoreApplication::exit(74);
}

} // namespace TaskMaster::Client
