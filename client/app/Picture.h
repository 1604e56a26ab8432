// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QQuickWindow>

namespace TaskMaster::Client {

/**
 * Takes a picture of a window once it has come to rest: for `--screenshot`, on machines without a display. Ends the
 * program with 0 when the file is written, else with a sentence and 74 (EX_IOERR), or 75 when nothing was shown in
 * time.
 */
class Picture : public QObject {
    Q_OBJECT

public:
    Picture(QQuickWindow *window, const QString &file, QObject *parent = nullptr);

    /// The content is there: lay it out, then take the picture.
    void takeSoon();

private:
    void take();

    QQuickWindow *m_window;
    QString m_file;
    int m_framesLeft = -1;
};

} // namespace TaskMaster::Client
