// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/DraftJournal.h"

#include <QDateTime>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace TaskMaster::Client {
namespace {

// A record: checksum key TextMark text EndMark; no text means that there is none any more. UTF-8 has neither mark, so
// damage does not reach beyond its record.
constexpr char TextMark = '\xfe';
constexpr char EndMark = '\xff';
constexpr qsizetype ChecksumDigits = 16;

/// FNV-1a (draft-eastlake-fnv), in hexadecimal digits.
QByteArray checksumOf(QByteArrayView bytes)
{
    quint64 hash = 0xcbf29ce484222325;
    for (const char byte : bytes)
        hash = (hash ^ static_cast<quint8>(byte)) * 0x100000001b3;
    return QByteArray::number(hash, 16).rightJustified(ChecksumDigits, '0');
}

QByteArray draftRecord(const QString &key, const QString &text)
{
    const QByteArray body = key.toUtf8() + TextMark + text.toUtf8();
    return checksumOf(body) + body + EndMark;
}

struct ReadJournal {
    QHash<QString, QString> drafts;
    qint64 wholeBytes = 0;
    int damaged = 0;
};

ReadJournal readRecords(QByteArrayView bytes)
{
    ReadJournal read;
    for (qsizetype end = 0; (end = bytes.indexOf(EndMark, read.wholeBytes)) >= 0; read.wholeBytes = end + 1) {
        const QByteArrayView record = bytes.sliced(read.wholeBytes, end - read.wholeBytes);
        const QByteArrayView body = record.sliced(qMin(ChecksumDigits, record.size()));
        const qsizetype mark = body.indexOf(TextMark);
        if (mark < 0 || record.first(record.size() - body.size()) != checksumOf(body)) {
            ++read.damaged;
            continue;
        }
        const QString key = QString::fromUtf8(body.first(mark));
        const QString text = QString::fromUtf8(body.sliced(mark + 1));
        if (text.isEmpty())
            read.drafts.remove(key);
        else
            read.drafts.insert(key, text);
    }
    return read;
}

/// What is at `offset` is written over. False: errno says why.
bool writeAt(const QFile &file, QByteArrayView bytes, qint64 offset)
{
    while (!bytes.isEmpty()) {
        const ssize_t count = ::pwrite(file.handle(), bytes.data(), static_cast<size_t>(bytes.size()), offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes = bytes.sliced(count);
        offset += count;
    }
    return true;
}

/// Null: errno says why.
std::unique_ptr<QFile> openedForWriting(const QString &path, QIODevice::OpenMode more = {})
{
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadWrite | QIODevice::Unbuffered | more, QFile::ReadOwner | QFile::WriteOwner)) {
        const int reason = errno;
        file.reset();
        errno = reason;
    }
    return file;
}

/// A renamed file has its new name after a power cut only when its folder is on the disk.
bool syncFolderOf(const QString &path)
{
    const int folder =
        ::open(QFile::encodeName(QFileInfo(path).path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && ::fsync(folder) == 0;
    if (folder >= 0)
        ::close(folder);
    return synced;
}

} // namespace

Error DraftJournal::errorOf(int reason) const
{
    const auto error = [&](ErrorCode code, const QString &sentence) {
        return Error(code, sentence.arg(m_path),
                     {{QStringLiteral("path"), m_path}, {QStringLiteral("reason"), qt_error_string(reason)}});
    };
    switch (reason) {
    case EDQUOT:
    case EFBIG:
    case EIO:
    case ENOSPC:
        return error(ErrorCode::StorageFull,
                     QStringLiteral("Half-typed text is not kept: %1 cannot be written, the disk is full or fails."));
    default:
        return error(ErrorCode::StorageReadOnly, QStringLiteral("Half-typed text is not kept: %1 cannot be written."));
    }
}

Result<void> DraftJournal::open(const QString &path)
{
    close();
    const QMutexLocker lock(&m_mutex);
    m_path = path;
    QFile before(path);
    ReadJournal read;
    if (before.exists()) {
        if (!before.open(QIODevice::ReadOnly))
            return errorOf(EACCES);
        const QByteArray bytes = before.readAll();
        if (bytes.size() != before.size())
            return errorOf(EIO);
        read = readRecords(bytes);
    }
    m_drafts = read.drafts;
    QString aside;
    if (read.damaged > 0) {
        aside = path + QStringLiteral(".damaged-") + QString::number(QDateTime::currentSecsSinceEpoch());
        if (!QFile::rename(path, aside))
            return errorOf(EACCES);
        read.wholeBytes = 0;
    }
    m_file = openedForWriting(path);
    if (!m_file)
        return errorOf(errno);
    m_sizeBytes = read.wholeBytes;
    m_isBehind = read.damaged > 0;
    (void)syncFolderOf(path); // as good as it gets: what is typed says itself when it cannot be kept
    if (m_isBehind)
        return Error(ErrorCode::StorageCorrupt,
                     QStringLiteral("The file of half-typed text was damaged. What could be read is still there; if "
                                    "something is missing, it is in %1.")
                         .arg(aside));
    return {};
}

void DraftJournal::close()
{
    const QMutexLocker lock(&m_mutex);
    m_file.reset();
    m_drafts.clear();
    m_retired.clear();
    m_sizeBytes = 0;
    m_rewrittenBytes = 0;
    m_isBehind = false;
}

bool DraftJournal::isOpen() const
{
    const QMutexLocker lock(&m_mutex);
    return m_file != nullptr;
}

QHash<QString, QString> DraftJournal::drafts() const
{
    const QMutexLocker lock(&m_mutex);
    return m_drafts;
}

qint64 DraftJournal::sizeBytes() const
{
    const QMutexLocker lock(&m_mutex);
    return m_sizeBytes;
}

Result<void> DraftJournal::save(const QString &key, const QString &text)
{
    const QByteArray record = draftRecord(key, text);
    const QMutexLocker lock(&m_mutex);
    if (!m_file)
        return {};
    m_retired.remove(key);
    m_drafts.insert(key, text);
    return append(record);
}

int DraftJournal::retire(const QString &key)
{
    const QMutexLocker lock(&m_mutex);
    if (m_drafts.contains(key))
        m_retired.insert(key, ++m_retirements);
    return m_retirements;
}

Result<void> DraftJournal::drop(const QString &key, int retirement)
{
    const QMutexLocker lock(&m_mutex);
    if (m_retired.value(key) != retirement)
        return {};
    m_retired.remove(key);
    return m_drafts.remove(key) ? append(draftRecord(key, {})) : Result<void>();
}

Result<void> DraftJournal::append(const QByteArray &record)
{
    if (!writeAt(*m_file, record, m_sizeBytes)) {
        m_isBehind = true;
        return errorOf(errno);
    }
    m_sizeBytes += record.size();
    return {};
}

Result<void> DraftJournal::sync()
{
    int handle = -1;
    {
        const QMutexLocker lock(&m_mutex);
        if (!m_file)
            return {};
        if (!m_isBehind && m_sizeBytes <= qMax(GrownBytes, 2 * m_rewrittenBytes))
            handle = m_file->handle();
    }
    if (handle < 0)
        return rewrite();
    if (::fdatasync(handle) != 0) // without the lock: typing goes on meanwhile
        return errorOf(errno);
    return {};
}

Result<void> DraftJournal::rewrite()
{
    QByteArray records;
    qint64 from = 0;
    {
        const QMutexLocker lock(&m_mutex);
        for (auto it = m_drafts.cbegin(); it != m_drafts.cend(); ++it)
            records += draftRecord(it.key(), it.value());
        from = m_sizeBytes;
        m_isBehind = false; // a save() that fails from here on says so again
    }
    const QString path = m_path + QStringLiteral(".new");
    auto next = openedForWriting(path, QIODevice::Truncate);
    Result<void> done;
    if (!next || !writeAt(*next, records, 0) || ::fdatasync(next->handle()) != 0)
        done = errorOf(errno);
    else
        done = replaceBy(std::move(next), records.size(), from);
    if (!done) {
        QFile::remove(path);
        const QMutexLocker lock(&m_mutex);
        m_isBehind = true;
    }
    return done;
}

/// What was typed since is carried over from `from` on.
Result<void> DraftJournal::replaceBy(std::unique_ptr<QFile> next, qint64 writtenBytes, qint64 from)
{
    {
        const QMutexLocker lock(&m_mutex);
        QByteArray typed(m_sizeBytes - from, Qt::Uninitialized);
        if (::pread(m_file->handle(), typed.data(), static_cast<size_t>(typed.size()), from) != typed.size())
            return errorOf(EIO);
        if (!writeAt(*next, typed, writtenBytes)
            || ::rename(QFile::encodeName(next->fileName()).constData(), QFile::encodeName(m_path).constData()) != 0)
            return errorOf(errno);
        m_file.swap(next); // the old one is closed without the lock
        m_sizeBytes = writtenBytes + typed.size();
        m_rewrittenBytes = writtenBytes;
    }
    if (::fdatasync(m_file->handle()) != 0 || !syncFolderOf(m_path))
        return errorOf(errno);
    return {};
}

} // namespace TaskMaster::Client
