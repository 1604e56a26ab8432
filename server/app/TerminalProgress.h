// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/Progress.h"

#include <QElapsedTimer>

namespace TaskMaster::Server {

/// How far it is, in one line on the error channel that is written anew ten times a second and gone in the end; nothing
/// where that channel is no terminal, or with --json.
class TerminalProgress {
public:
    explicit TerminalProgress(bool wanted);
    ~TerminalProgress();
    Q_DISABLE_COPY_MOVE(TerminalProgress)

    /// Empty when there is nobody to see it. Valid as long as this object.
    [[nodiscard]] Progress callback();

private:
    void show(const QString &what, qint64 done);

    const bool m_isShown;
    QElapsedTimer m_sinceShown;
};

} // namespace TaskMaster::Server
