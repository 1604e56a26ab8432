// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/views/BoardModel.h"

#include <QQuickWindow>

namespace TaskMaster::Client {

/**
 * Says how long it took until a person could work, and ends the program: for `--quit-after-first-frame`. That is the
 * first frame with cards of the board in it (or with an empty board), counted from the start of the process, so with
 * what the loader does before main(). When no such frame comes, it ends with a sentence and 75 (EX_TEMPFAIL).
 */
class FirstFrame : public QObject {
    Q_OBJECT

public:
    /// `project`: only a board of this name counts; empty: any.
    FirstFrame(QQuickWindow *window, BoardModel *board, const QString &project, QObject *parent = nullptr);

private:
    [[nodiscard]] bool isBoardDrawn() const;
    void report();

    QQuickWindow *m_window;
    BoardModel *m_board;
    QString m_project;
    bool m_isDrawn = false; ///< in the frame that is on its way
};

} // namespace TaskMaster::Client
