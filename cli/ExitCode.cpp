// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/ExitCode.h"

#include <sysexits.h>

namespace TaskMaster::Cli {

int exitCodeOf(const Error &error)
{
    if (const QVariant exact = error.details.value(QStringLiteral("exitCode")); exact.isValid())
        return exact.toInt();
    switch (error.code) {
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
        return EX_NOPERM;
    case ErrorCode::Unavailable:
    case ErrorCode::VersionUnsupported:
        return EX_UNAVAILABLE;
    case ErrorCode::Internal:
        return EX_SOFTWARE;
    default:
        return error.isTemporary() ? EX_TEMPFAIL : EX_DATAERR;
    }
}

Error usageError(const QString &sentence)
{
    return {ErrorCode::InvalidField, sentence, {{QStringLiteral("exitCode"), EX_USAGE}}};
}

} // namespace TaskMaster::Cli
