// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/CommandLine.h"
#include "cli/ExitCode.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <cstdio>

using namespace TaskMaster;
using namespace TaskMaster::Cli;

namespace {

void print(std::FILE *where, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), where);
    std::fflush(where);
}

} // namespace

int main(int argc, char **argv)
{
    const Parsed parsed = readCommandLine(argc, argv);
    if (!parsed.invocation)
        return parsed.exitCode;
    const QCoreApplication application(argc, argv);
    const Invocation &invocation = *parsed.invocation;
    const auto outcome = invocation.run(invocation);
    if (!outcome) {
        const Error &error = outcome.error();
        if (invocation.json)
            print(stdout,
                  QJsonDocument(QJsonObject{{QStringLiteral("error"),
                                             QJsonObject{{QStringLiteral("code"), error.wire()},
                                                         {QStringLiteral("message"), error.message}}}})
                      .toJson());
        print(stderr, "taskmaster-cli: " + error.message.toUtf8() + '\n');
        return exitCodeOf(error);
    }
    print(stdout, invocation.json ? QJsonDocument(outcome->json).toJson() : outcome->text.toUtf8());
    return 0;
}
