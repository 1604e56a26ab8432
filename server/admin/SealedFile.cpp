// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/SealedFile.h"

#include "server/admin/FileError.h"

#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

namespace TaskMaster::Server {
namespace {

constexpr qsizetype FrameBytes = 1024 * 1024;
/// A row has a description of 32 KiB at most, an event 500 of them.
constexpr qsizetype LineBytesMax = 256 * 1024 * 1024;
constexpr int Level = 3;
/// RFC 8878 keeps 0x184D2A50 … 5F for frames that decoders skip.
constexpr quint32 SkippableMagic = 0x184D2A50;
constexpr quint32 ZstdMagic = 0xFD2FB528;
constexpr qsizetype HashBytes = 32;
constexpr qsizetype SealBytes = 8 + HashBytes;

QByteArray sealOf(const QByteArray &hash)
{
    QByteArray seal(8, '\0');
    qToLittleEndian(SkippableMagic, seal.data());
    qToLittleEndian(static_cast<quint32>(HashBytes), seal.data() + 4);
    return seal + hash;
}

/// A name is durable when its folder is.
int syncFolderOf(const QString &path)
{
    const int folder = ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_CLOEXEC);
    if (folder < 0)
        return errno;
    const int number = ::fsync(folder) == 0 ? 0 : errno;
    ::close(folder);
    return number;
}

} // namespace

SealedWriter::SealedWriter(QString path, int descriptor)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
{
}

Result<std::unique_ptr<SealedWriter>> SealedWriter::open(const QString &path)
{
    const QByteArray part = QFile::encodeName(path + QStringLiteral(".part"));
    const int descriptor = ::open(part.constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return fileError(QStringLiteral("Cannot write %1").arg(path), FileUse::Write, errno);
    std::unique_ptr<SealedWriter> writer(new SealedWriter(path, descriptor));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(std::exchange(writer->m_descriptor, -1));
        return Error(ErrorCode::StorageLocked, QStringLiteral("Another process is writing %1.").arg(path));
    }
    // Between opening and locking, the one who wrote there may have finished: then this is its file, under its name.
    struct stat mine = {};
    struct stat there = {};
    if (::fstat(descriptor, &mine) != 0 || ::stat(part.constData(), &there) != 0 || mine.st_ino != there.st_ino) {
        ::close(std::exchange(writer->m_descriptor, -1));
        return Error(ErrorCode::StorageLocked, QStringLiteral("Another process has just written %1.").arg(path));
    }
    // What a killed process left behind is of no use to anybody.
    if (::ftruncate(descriptor, 0) != 0 || ::fchmod(descriptor, 0600) != 0)
        return fileError(QStringLiteral("Cannot write %1").arg(path), FileUse::Write, errno);
    return writer;
}

SealedWriter::~SealedWriter()
{
    if (m_descriptor < 0)
        return;
    if (!m_finished)
        ::unlink(QFile::encodeName(m_path + QStringLiteral(".part")).constData());
    ::close(m_descriptor);
}

Result<void> SealedWriter::write(const QByteArray &bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t written =
            ::write(m_descriptor, bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fileError(QStringLiteral("Cannot write %1").arg(m_path), FileUse::Write, errno);
        at += written;
    }
    m_size += bytes.size();
    return {};
}

Result<void> SealedWriter::line(const QByteArray &text)
{
    m_lines += text;
    m_lines += '\n';
    return m_lines.size() >= FrameBytes ? flush() : Result<void>();
}

Result<void> SealedWriter::flush()
{
    if (m_lines.isEmpty())
        return {};
    const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx *)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, Level);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    const auto size = static_cast<std::size_t>(m_lines.size());
    QByteArray frame(static_cast<qsizetype>(ZSTD_compressBound(size)), Qt::Uninitialized);
    const std::size_t length =
        ZSTD_compress2(context.get(), frame.data(), static_cast<std::size_t>(frame.size()), m_lines.constData(), size);
    if (ZSTD_isError(length))
        return Error(
            ErrorCode::Internal,
            QStringLiteral("Cannot compress for %1: %2.").arg(m_path, QLatin1StringView(ZSTD_getErrorName(length))));
    frame.truncate(static_cast<qsizetype>(length));
    m_lines.clear();
    m_hash.addData(frame);
    return write(frame);
}

Result<qint64> SealedWriter::finish()
{
    if (auto ok = flush(); !ok)
        return ok.error();
    if (auto ok = write(sealOf(m_hash.result())); !ok)
        return ok.error();
    const QByteArray part = QFile::encodeName(m_path + QStringLiteral(".part"));
    if (::fsync(m_descriptor) != 0 || ::rename(part.constData(), QFile::encodeName(m_path).constData()) != 0)
        return fileError(QStringLiteral("Cannot write %1").arg(m_path), FileUse::Write, errno);
    m_finished = true;
    if (const int number = syncFolderOf(m_path); number != 0)
        return fileError(QStringLiteral("Cannot make %1 durable").arg(m_path), FileUse::Write, number);
    return m_size;
}

struct SealedReader::Decoder {
    Decoder() { ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 23); }

    std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx *)> context{ZSTD_createDCtx(), &ZSTD_freeDCtx};
    QByteArray bytes = QByteArray(static_cast<qsizetype>(ZSTD_DStreamInSize()), Qt::Uninitialized);
    ZSTD_inBuffer input{nullptr, 0, 0};
    qint64 read = 0; ///< of the file, before the seal
    bool isFull = false; ///< the last piece had no room for all that is decoded
};

SealedReader::SealedReader(QString path, int descriptor, qint64 size)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_size(size)
    , m_decoder(std::make_unique<Decoder>())
{
}

SealedReader::~SealedReader()
{
    ::close(m_descriptor);
}

Error SealedReader::damaged(const QString &what) const
{
    return {ErrorCode::StorageCorrupt,
            QStringLiteral("%1 is damaged in the part that begins at byte %2 of %3: %4.")
                .arg(m_path)
                .arg(m_nextFrame)
                .arg(m_size)
                .arg(what)};
}

Result<std::unique_ptr<SealedReader>> SealedReader::open(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fileError(QStringLiteral("Cannot read %1").arg(path), FileUse::Read, errno);
    struct stat info = {};
    const bool isFile = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
    std::unique_ptr<SealedReader> reader(new SealedReader(path, descriptor, isFile ? info.st_size : 0));
    if (!isFile)
        return fileError(QStringLiteral("Cannot read %1").arg(path), FileUse::Read,
                         S_ISDIR(info.st_mode) ? EISDIR : EINVAL);
    if (auto ok = reader->findSeal(); !ok)
        return ok.error();
    return reader;
}

Result<void> SealedReader::findSeal()
{
    QByteArray magic(4, '\0');
    m_seal.resize(SealBytes);
    if (m_size < 4 || ::pread(m_descriptor, magic.data(), 4, 0) != 4
        || qFromLittleEndian<quint32>(magic.constData()) != ZstdMagic)
        return Error(
            ErrorCode::StorageCorrupt,
            QStringLiteral("%1 is no backup: it does not begin like one (byte 0 of %2).").arg(m_path).arg(m_size));
    const qint64 at = m_size - SealBytes;
    if (at <= 4 || ::pread(m_descriptor, m_seal.data(), SealBytes, at) != SealBytes
        || m_seal.first(8) != sealOf({}).first(8))
        return Error(
            ErrorCode::StorageCorrupt,
            QStringLiteral("%1 is cut off or was written to: its end is missing at byte %2.").arg(m_path).arg(m_size));
    return {};
}

Result<void> SealedReader::checkSeal()
{
    if (m_hash.result() != m_seal.sliced(8))
        return Error(ErrorCode::StorageCorrupt,
                     QStringLiteral("%1 is damaged: the checksum of all its %2 bytes is another one than was written.")
                         .arg(m_path)
                         .arg(m_size));
    return {};
}

/// Decodes until there is another line, or the file has ended.
Result<void> SealedReader::fill()
{
    m_lines = m_lines.sliced(m_next);
    m_next = 0;
    Decoder &decoder = *m_decoder;
    while (!m_lines.contains('\n') && !m_atEnd) {
        if (decoder.input.pos == decoder.input.size && !decoder.isFull) {
            const qint64 left = m_size - SealBytes - decoder.read;
            const ssize_t got = ::read(m_descriptor, decoder.bytes.data(),
                                       static_cast<std::size_t>(std::min<qint64>(left, decoder.bytes.size())));
            if (got < 0)
                return fileError(QStringLiteral("Cannot read %1 at byte %2").arg(m_path).arg(decoder.read),
                                 FileUse::Read, errno);
            if (got == 0) {
                if (m_nextFrame != decoder.read || !m_lines.isEmpty())
                    return damaged(QStringLiteral("its end is missing"));
                m_atEnd = true;
                return checkSeal();
            }
            m_hash.addData(QByteArrayView(decoder.bytes).first(got));
            decoder.input = {decoder.bytes.constData(), static_cast<std::size_t>(got), 0};
            decoder.read += got;
        }
        QByteArray piece(FrameBytes, Qt::Uninitialized);
        ZSTD_outBuffer output{piece.data(), static_cast<std::size_t>(piece.size()), 0};
        const std::size_t state = ZSTD_decompressStream(decoder.context.get(), &output, &decoder.input);
        if (ZSTD_isError(state))
            return damaged(QString::fromLatin1(ZSTD_getErrorName(state)));
        decoder.isFull = state != 0 && output.pos == output.size;
        m_lines.append(piece.constData(), static_cast<qsizetype>(output.pos));
        if (m_lines.size() > LineBytesMax)
            return damaged(QStringLiteral("a line has no end"));
        m_frameStart = m_nextFrame;
        if (state == 0) {
            if (!m_lines.endsWith('\n'))
                return damaged(QStringLiteral("a line has no end"));
            m_nextFrame = decoder.read - static_cast<qint64>(decoder.input.size - decoder.input.pos);
        }
    }
    return {};
}

Result<QByteArray> SealedReader::line()
{
    qsizetype end = m_lines.indexOf('\n', m_next);
    if (end < 0) {
        if (auto ok = fill(); !ok)
            return ok.error();
        end = m_lines.indexOf('\n', m_next);
        if (end < 0)
            return QByteArray();
    }
    QByteArray text = m_lines.sliced(m_next, end - m_next);
    m_next = end + 1;
    return text;
}

} // namespace TaskMaster::Server
