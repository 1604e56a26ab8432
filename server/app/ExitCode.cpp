// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExitCode.h"

namespace TaskMaster::Server {

ExitCode exitCodeOf(const Error &error)
{
    // A file or folder knows better than the general code why it could not be had.
    if (const QVariant exact = error.details.value(QStringLiteral("exitCode")); exact.isValid())
        return static_cast<ExitCode>(exact.toInt());
    switch (error.code) {
    case ErrorCode::ConfigInvalid:
        return ExitCode::Config;
    case ErrorCode::BadImport:
    case ErrorCode::Malformed:
    case ErrorCode::InvalidField:
    case ErrorCode::InvalidText:
    case ErrorCode::TooLarge:
    case ErrorCode::TooMany:
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Archived:
    case ErrorCode::LastOwner:
    case ErrorCode::StorageCorrupt:
    case ErrorCode::StorageTooNew:
        return ExitCode::DataError;
    case ErrorCode::Unavailable:
        // What PostgreSQL calls «insufficient privilege» does not pass by waiting.
        return error.details.value(QStringLiteral("sqlState")).toString() == u"42501" ? ExitCode::NoPermission
                                                                                      : ExitCode::Unavailable;
    case ErrorCode::AddressInUse:
    case ErrorCode::VersionUnsupported:
        return ExitCode::Unavailable;
    case ErrorCode::StorageFull:
    case ErrorCode::StorageReadOnly:
        return ExitCode::IoError;
    case ErrorCode::StorageLocked:
    case ErrorCode::Overloaded:
    case ErrorCode::RateLimited:
    case ErrorCode::Timeout:
    case ErrorCode::Cancelled:
        return ExitCode::TemporaryFailure;
    case ErrorCode::Forbidden:
    case ErrorCode::Unauthenticated:
        return ExitCode::NoPermission;
    default:
        return ExitCode::Software;
    }
}

} // namespace TaskMaster::Server
