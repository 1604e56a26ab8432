// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QFile>
#include <QHash>
#include <QMutex>

#include <memory>

namespace TaskMaster::Client {

/**
 * Half-typed text, in a file of its own: each letter is one write to its end, and what save() has written no end of the
 * program takes away. save() and retire() are called on the GUI thread, by ReplicaStore, and never wait for the disk;
 * all else by the store's Worker, on its thread, under the lock of the folder.
 */
class DraftJournal {
public:
    /// It is written anew when it is larger than this and has doubled since the last time.
    static constexpr qint64 GrownBytes = 256 * 1024;

    DraftJournal() = default;
    Q_DISABLE_COPY_MOVE(DraftJournal)

    /// A write that was cut off at the end is ignored. The Error says what is lost or cannot be written; the file can
    /// be used if isOpen().
    [[nodiscard]] Result<void> open(const QString &path);
    void close();
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] QHash<QString, QString> drafts() const;
    [[nodiscard]] qint64 sizeBytes() const;

    /// `text` is not empty. Does nothing when the file is not open: that has been said.
    [[nodiscard]] Result<void> save(const QString &key, const QString &text);
    /// The text became something else, or nothing. It stays until drop() with the number that this answers: a command
    /// that was made of it must be kept first.
    [[nodiscard]] int retire(const QString &key);
    /// Does nothing when something was typed there since.
    [[nodiscard]] Result<void> drop(const QString &key, int retirement);

    /// Safe from a power cut. Writes the file anew when it has grown, or when a save() had failed.
    [[nodiscard]] Result<void> sync();

private:
    [[nodiscard]] Result<void> append(const QByteArray &record);
    [[nodiscard]] Result<void> rewrite();
    [[nodiscard]] Result<void> replaceBy(std::unique_ptr<QFile> next, qint64 writtenBytes, qint64 from);
    [[nodiscard]] Error errorOf(int reason) const;

    mutable QMutex m_mutex; ///< of all below; only the store's thread replaces m_file
    QString m_path;
    std::unique_ptr<QFile> m_file;
    QHash<QString, QString> m_drafts;
    QHash<QString, int> m_retired;
    int m_retirements = 0;
    qint64 m_sizeBytes = 0; ///< whole records; what was cut off behind them is written over
    qint64 m_rewrittenBytes = 0;
    bool m_isBehind = false; ///< something in m_drafts is not in the file
};

} // namespace TaskMaster::Client
