// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/FileError.h"

#include <cerrno>
#include <cstring>
#include <sysexits.h>

namespace TaskMaster::Server {

Error fileError(const QString &sentence, FileUse use, int number)
{
    int exitCode = use == FileUse::Read ? EX_NOINPUT : EX_CANTCREAT;
    ErrorCode code = ErrorCode::Unavailable;
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        code = ErrorCode::StorageFull;
        exitCode = EX_IOERR;
        break;
    case EIO:
        exitCode = EX_IOERR;
        break;
    case EROFS:
        code = ErrorCode::StorageReadOnly;
        exitCode = EX_IOERR;
        break;
    case EACCES:
    case EPERM:
        exitCode = EX_NOPERM;
        break;
    default:
        break;
    }
    return {code,
            QStringLiteral("%1: %2.").arg(sentence, QString::fromLocal8Bit(std::strerror(number))),
            {{QStringLiteral("exitCode"), exitCode}}};
}

} // namespace TaskMaster::Server
