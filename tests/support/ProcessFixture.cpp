// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ProcessFixture.h"

#include "tests/support/Variant.h"

#include <QTest>

#include <csignal>
#include <sys/prctl.h>

namespace TaskMaster::Test {

ProcessFixture::ProcessFixture(const QString &program, const QStringList &arguments,
                               const QProcessEnvironment &environment)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.setProcessEnvironment(environment);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                     [this] { m_output += m_process.readAllStandardOutput(); });
    m_process.start(program, arguments, QIODevice::ReadOnly);
    m_process.waitForStarted(PatienceMs);
}

ProcessFixture::~ProcessFixture()
{
    kill();
}

QProcessEnvironment ProcessFixture::cleanEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(u"TASKMASTER_") || (name.startsWith(u"XDG_") && name != u"XDG_RUNTIME_DIR"))
            environment.remove(name);
    }
    Variant::addTo(environment);
    return environment;
}

QRegularExpressionMatch ProcessFixture::waitForLine(const QRegularExpression &line)
{
    QRegularExpressionMatch match;
    const auto comes = [&] {
        for (qsizetype end; (end = m_output.indexOf('\n', m_lineStart)) >= 0 && !match.hasMatch();
             m_lineStart = end + 1)
            match = line.match(QString::fromUtf8(m_output.mid(m_lineStart, end - m_lineStart)));
        return match.hasMatch();
    };
    (void)QTest::qWaitFor([&] { return comes() || !isRunning(); }, PatienceMs);
    (void)comes(); // its last words
    return match;
}

QString ProcessFixture::waitUntilReady()
{
    static const QRegularExpression ready(QStringLiteral("^ready on (\\S+)$"));
    return waitForLine(ready).captured(1);
}

void ProcessFixture::kill()
{
    if (!isRunning())
        return;
    m_process.kill();
    m_process.waitForFinished(PatienceMs);
}

int ProcessFixture::terminate()
{
    m_process.terminate();
    return waitForEnd();
}

int ProcessFixture::waitForEnd()
{
    if (!QTest::qWaitFor([this] { return !isRunning(); }, PatienceMs))
        return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

} // namespace TaskMaster::Test
