// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/TerminalProgress.h"

#include <QLocale>

#include <cstdio>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

constexpr qint64 ShowEveryMs = 100;
constexpr const char *ClearLine = "\r\033[K";

} // namespace

TerminalProgress::TerminalProgress(bool wanted)
    : m_isShown(wanted && ::isatty(STDERR_FILENO) != 0)
{
    m_sinceShown.start();
}

TerminalProgress::~TerminalProgress()
{
    if (m_isShown)
        std::fputs(ClearLine, stderr);
}

Progress TerminalProgress::callback()
{
    if (!m_isShown)
        return {};
    return [this](const QString &what, qint64 done) { show(what, done); };
}

void TerminalProgress::show(const QString &what, qint64 done)
{
    if (m_sinceShown.elapsed() < ShowEveryMs)
        return;
    m_sinceShown.restart();
    const QByteArray line = QStringLiteral("%1: %2").arg(what, QLocale::c().toString(done)).toUtf8();
    std::fprintf(stderr, "%s%s", ClearLine, line.constData());
    std::fflush(stderr);
}

} // namespace TaskMaster::Server
