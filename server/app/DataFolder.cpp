// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/DataFolder.h"

#include "server/app/ExitCode.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace TaskMaster::Server {
namespace {

Error failure(const QString &sentence, int number)
{
    const ExitCode exit = number == EACCES || number == EPERM ? ExitCode::NoPermission
        : number == ENOSPC || number == EIO                   ? ExitCode::IoError
                                                              : ExitCode::CannotCreate;
    return Error(ErrorCode::Unavailable,
                 QStringLiteral("%1: %2.").arg(sentence, QString::fromLocal8Bit(std::strerror(number))),
                 {{QStringLiteral("exitCode"), static_cast<int>(exit)}});
}

/// An existing folder keeps its rights: it may be somebody's home. Folders above it are made with the usual rights, the
/// last one for its owner only.
int makeFolder(const QString &path)
{
    const QString parent = path.section(u'/', 0, -2);
    if (!parent.isEmpty())
        QDir().mkpath(parent); // if that fails, so does mkdir(), which says why
    return ::mkdir(QFile::encodeName(path).constData(), 0700);
}

} // namespace

Result<DataFolder> DataFolder::open(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    if (makeFolder(path) != 0 && errno != EEXIST)
        return failure(QStringLiteral("Cannot make the data folder %1").arg(path), errno);
    struct stat info = {};
    if (::stat(name.constData(), &info) != 0)
        return failure(QStringLiteral("Cannot use the data folder %1").arg(path), errno);
    if (!S_ISDIR(info.st_mode))
        return failure(QStringLiteral("The data folder %1 is not a folder").arg(path), ENOTDIR);
    if (::access(name.constData(), W_OK | X_OK) != 0)
        return failure(QStringLiteral("Cannot write into the data folder %1").arg(path), errno);
    return DataFolder(path);
}

Result<std::unique_ptr<DataFolder::Lock>> DataFolder::lock() const
{
    const QString path = m_path + QStringLiteral("/taskmaster.lock");
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return failure(QStringLiteral("Cannot make the lock file %1").arg(path), errno);
    auto lock = std::make_unique<Lock>(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return failure(QStringLiteral("Cannot lock %1").arg(path), errno);
        char owner[32] = {};
        const ssize_t length = ::pread(descriptor, owner, sizeof(owner) - 1, 0);
        return Error(ErrorCode::StorageLocked,
                     QStringLiteral("Another taskmaster-server (process %1) is using the data folder %2.")
                         .arg(length > 0 ? QString::fromLatin1(owner).trimmed() : QStringLiteral("unknown"), m_path));
    }
    // For the sentence above; the lock itself does not depend on it.
    const QByteArray process = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(descriptor, 0) == 0)
        (void)::pwrite(descriptor, process.constData(), static_cast<std::size_t>(process.size()), 0);
    return lock;
}

DataFolder::Lock::~Lock()
{
    ::close(m_descriptor);
}

} // namespace TaskMaster::Server
