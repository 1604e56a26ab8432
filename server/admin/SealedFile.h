// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <memory>

namespace TaskMaster::Server {

/**
 * Lines of text in a file that is whole or refused. Outside it is plain zstd (`zstd -dc FILE` shows the lines): frames
 * of about a megabyte, each of whole lines and with a checksum of its own, so that damage has a place; and at the end a
 * frame that zstd skips, the seal: BLAKE2b-256 of everything before.
 *
 * Written under a temporary name (`FILE.part`), synced, then renamed: until finish() has returned, whatever was at FILE
 * stays as it was, whatever happens to the program, the disk or the power. For its owner only (mode 0600).
 */
class SealedWriter {
public:
    /// StorageLocked when another process is writing there.
    [[nodiscard]] static Result<std::unique_ptr<SealedWriter>> open(const QString &path);
    ~SealedWriter(); ///< without finish(): as if nothing had been
    Q_DISABLE_COPY_MOVE(SealedWriter)

    [[nodiscard]] Result<void> line(const QByteArray &text); ///< without a line end
    /// The size in bytes.
    [[nodiscard]] Result<qint64> finish();

private:
    SealedWriter(QString path, int descriptor);
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<void> write(const QByteArray &bytes);

    const QString m_path;
    int m_descriptor;
    QByteArray m_lines;
    QCryptographicHash m_hash{QCryptographicHash::Blake2b_256};
    qint64 m_size = 0;
    bool m_finished = false;
};

/// Reads what a SealedWriter wrote. Anything else, and every damage, is StorageCorrupt with the byte where it is.
class SealedReader {
public:
    [[nodiscard]] static Result<std::unique_ptr<SealedReader>> open(const QString &path);
    ~SealedReader();
    Q_DISABLE_COPY_MOVE(SealedReader)

    /// The next line, or a null one behind the last. All of the file has been proven whole when that has come.
    [[nodiscard]] Result<QByteArray> line();
    /// Where the frame of the latest line begins.
    [[nodiscard]] qint64 place() const { return m_frameStart; }
    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] qint64 size() const { return m_size; }

private:
    struct Decoder;

    SealedReader(QString path, int descriptor, qint64 size);
    [[nodiscard]] Result<void> findSeal();
    [[nodiscard]] Result<void> fill();
    [[nodiscard]] Result<void> checkSeal();
    [[nodiscard]] Error damaged(const QString &what) const;

    const QString m_path;
    int m_descriptor;
    qint64 m_size;
    std::unique_ptr<Decoder> m_decoder;
    QCryptographicHash m_hash{QCryptographicHash::Blake2b_256};
    QByteArray m_seal;
    QByteArray m_lines; ///< decoded; from m_next on not given out
    qsizetype m_next = 0;
    qint64 m_frameStart = 0;
    qint64 m_nextFrame = 0;
    bool m_atEnd = false;
};

} // namespace TaskMaster::Server
