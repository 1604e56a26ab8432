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
constexpr int GiveUpMs = 15'000;

} // namespace

Picture::Picture(QQuickWindow *window, const QString &file, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_file(file)
{
    connect(window, &QQuickWindow::frameSwapped, this, [this] {
        if (m_framesLeft < 0)
            return;
        // update() and not requestUpdate(): with nothing to redraw, the latter brings no frame.
        if (--m_framesLeft == 0)
            QTimer::singleShot(0, this, &Picture::take);
        else
            m_window->update();
    });
    QTimer::singleShot(GiveUpMs, this, [this] {
        // What is there instead of a board says more than a sentence.
        m_window->grabWindow().save(m_file);
        QTextStream(stderr) << "No board was shown within 15 s.\n";
        QCoreApplication::exit(75);
    });
}

void Picture::takeSoon()
{
    if (m_framesLeft >= 0)
        return;
    m_framesLeft = FramesToRest;
    m_window->update();
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
