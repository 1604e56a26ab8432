// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QString>

#include <memory>

namespace TaskMaster::Server {

/**
 * The folder that a server keeps its things in, made for its owner only (mode 0700), and the lock that says who writes
 * there. The lock belongs to the open file (flock), so it goes with its process, however that ends.
 */
class DataFolder {
public:
    /// Makes the folder if need be. CannotCreate or NoPermission as `exitCode` when that fails.
    [[nodiscard]] static Result<DataFolder> open(const QString &path);

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QString controlSocket() const { return m_path + QStringLiteral("/control.sock"); }

    class Lock {
    public:
        explicit Lock(int descriptor)
            : m_descriptor(descriptor)
        {
        }
        ~Lock();
        Q_DISABLE_COPY_MOVE(Lock)

    private:
        int m_descriptor;
    };
    /// The right to write, until it is destroyed; StorageLocked names the process that has it.
    [[nodiscard]] Result<std::unique_ptr<Lock>> lock() const;

private:
    explicit DataFolder(QString path)
        : m_path(std::move(path))
    {
    }
    QString m_path;
};

} // namespace TaskMaster::Server
