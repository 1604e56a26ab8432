// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QRegularExpression>

namespace TaskMaster::Test {

/**
 * One of our programs, run by a test: without the settings of whoever runs the tests, and gone with the object or, when
 * the test itself is killed, with the test (PR_SET_PDEATHSIG). Waiting runs the event loop, so clients in the same test
 * live on. Errors of the program go to the test's own error channel. Main thread only: the kernel signals the death of
 * the thread that started it.
 */
class ProcessFixture {
public:
    static constexpr int PatienceMs = 30'000;

    ProcessFixture(const QString &program, const QStringList &arguments,
                   const QProcessEnvironment &environment = cleanEnvironment());
    ~ProcessFixture();
    ProcessFixture(const ProcessFixture &) = delete;
    ProcessFixture &operator=(const ProcessFixture &) = delete;

    /// The system's environment without TASKMASTER_… and XDG_… (programs refuse variables that they do not know), but
    /// with the switches of the Variant.
    [[nodiscard]] static QProcessEnvironment cleanEnvironment();

    /// Waits for a line on standard output; no match when the program ends or time is up before it comes.
    [[nodiscard]] QRegularExpressionMatch waitForLine(const QRegularExpression &line);
    /// Waits for `ready on URL`, as the server says it; the URL, or nothing.
    [[nodiscard]] QString waitUntilReady();

    void kill(); ///< SIGKILL, and waits until it is gone
    /// SIGTERM; the exit code, -1 when the program crashes or does not end.
    [[nodiscard]] int terminate();
    /// The same without asking it to end.
    [[nodiscard]] int waitForEnd();

    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    [[nodiscard]] const QByteArray &output() const { return m_output; } ///< so far

private:
    QProcess m_process;
    QByteArray m_output;
    qsizetype m_lineStart = 0; ///< of the first line that nobody has waited for
};

} // namespace TaskMaster::Test
