// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin/Doctor.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

namespace TaskMaster::Server {
namespace {

constexpr qint64 MegaByte = 1'000'000;
constexpr qint64 RoomProblem = 100 * MegaByte;
constexpr qint64 RoomWarning = 1000 * MegaByte;
constexpr qint64 LogFileWarning = 512 * MegaByte;
/// Clocks of two machines differ by less.
constexpr qint64 ClockSlackMs = 60'000;

QString size(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

/// The bits that others have.
std::optional<mode_t> foreignBits(const QString &path)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return std::nullopt;
    return info.st_mode & 077;
}

Finding openToOthers(const QString &path, mode_t wanted)
{
    return {Severity::Problem,
            QStringLiteral("Others than its owner may open %1.").arg(path),
            QStringLiteral("It holds everybody's work and hashes of passwords."),
            QStringLiteral("Run: chmod %1 %2").arg(QString::number(wanted, 8), path),
            {},
            [path, wanted](Database &) -> Result<void> {
                if (::chmod(QFile::encodeName(path).constData(), wanted) == 0)
                    return {};
                return Error(ErrorCode::Forbidden,
                             QStringLiteral("Cannot change the mode of %1: %2.")
                                 .arg(path, QString::fromLocal8Bit(std::strerror(errno))));
            }};
}

void checkLeftovers(Examination &examination, const QDir &folder)
{
    qint64 bytes = 0;
    QStringList names;
    const auto files = folder.entryInfoList(
        {QStringLiteral("*.replaced-*"), QStringLiteral("*.restoring*"), QStringLiteral("*.part")}, QDir::Files);
    for (const QFileInfo &file : files) {
        bytes += file.size();
        names << file.fileName();
    }
    if (!names.isEmpty())
        examination.findings.append({Severity::Hint,
                                     QStringLiteral("%1 in %2 are of earlier restores or of ones that did not end.")
                                         .arg(size(bytes), folder.path()),
                                     QStringLiteral("Nobody needs them any more, unless you want to go back."),
                                     QStringLiteral("Delete them when all is well."), names});
}

} // namespace

Result<void> Checks::folder(Examination &examination)
{
    const QFileInfo folder(examination.dataFolder);
    if (!folder.isDir()) {
        examination.findings.append(
            {Severity::Problem, QStringLiteral("There is no data folder at %1.").arg(folder.filePath()),
             QStringLiteral("The server has not run with these settings yet, or looks elsewhere."),
             QStringLiteral("Check --data; `taskmaster-server serve` makes the folder.")});
        return {};
    }
    if (foreignBits(folder.filePath()).value_or(0) != 0)
        examination.findings.append(openToOthers(folder.filePath(), 0700));
    const QDir inside(folder.filePath());
    // SQLite gives its side files the mode of the database.
    const auto files = inside.entryInfoList({QStringLiteral("*.db"), QStringLiteral("*.replaced-*"),
                                             QStringLiteral("*.tmbackup"), QStringLiteral("taskmaster.lock")},
                                            QDir::Files);
    QStringList paths;
    for (const QFileInfo &file : files)
        paths << file.absoluteFilePath();
    if (const QFileInfo database(examination.settings.path); !examination.settings.path.isEmpty() && database.exists())
        paths << database.absoluteFilePath();
    paths.removeDuplicates();
    for (const QString &path : std::as_const(paths)) {
        if (foreignBits(path).value_or(0) != 0)
            examination.findings.append(openToOthers(path, 0600));
    }
    if (!examination.configFile.isEmpty() && !examination.settings.password.isEmpty()
        && (foreignBits(examination.configFile).value_or(0) & 007) != 0)
        examination.findings.append({Severity::Warning,
                                     QStringLiteral("Everybody may read %1.").arg(examination.configFile),
                                     QStringLiteral("It may hold the password of the database."),
                                     QStringLiteral("Run: chmod o-rwx %1").arg(examination.configFile)});
    checkLeftovers(examination, inside);
    return {};
}

Result<void> Checks::disk(Examination &examination)
{
    const bool isFile = examination.settings.dialect == Dialect::Sqlite;
    const QString place = isFile ? QFileInfo(examination.settings.path).absolutePath() : examination.dataFolder;
    struct statvfs info = {};
    if (::statvfs(QFile::encodeName(place).constData(), &info) != 0)
        return {}; // the folder's own check says why
    const auto free = static_cast<qint64>(info.f_bavail) * static_cast<qint64>(info.f_frsize);
    const QString room = QStringLiteral("%1 are free at %2.").arg(size(free), place);
    if (free < RoomWarning)
        examination.findings.append(
            {free < RoomProblem ? Severity::Problem : Severity::Warning, room,
             QStringLiteral("When nothing is left, changes are refused; people keep theirs and send them again later."),
             QStringLiteral("Make room, or move the data folder to a larger disk.")});
    else if (info.f_files > 0 && info.f_favail < info.f_files / 50)
        examination.findings.append({Severity::Warning, QStringLiteral("Hardly any inodes are free at %1.").arg(place),
                                     QStringLiteral("No new file can be made then, however much room there is."),
                                     QStringLiteral("Remove what consists of very many small files.")});
    if (!isFile)
        return {};
    const qint64 database = QFileInfo(examination.settings.path).size();
    if (free >= RoomWarning && free < database)
        examination.findings.append(
            {Severity::Warning, QStringLiteral("%1 The database has %2.").arg(room, size(database)),
             QStringLiteral("A restore makes the new database beside the old one, and does not fit."),
             QStringLiteral("Make room for a second database.")});
    if (const qint64 log = QFileInfo(examination.settings.path + QStringLiteral("-wal")).size(); log > LogFileWarning)
        examination.findings.append(
            {Severity::Warning, QStringLiteral("The write-ahead log of SQLite has grown to %1.").arg(size(log)),
             QStringLiteral("Something has been reading the database for a long time without an end."),
             QStringLiteral("Look for a hanging backup or another program with the file open (`fuser %1`).")
                 .arg(examination.settings.path)});
    return {};
}

Result<void> Checks::clock(Examination &examination)
{
    const auto newest = examination.database->value(QStringLiteral("SELECT MAX(at) FROM stream_head"));
    if (!newest)
        return newest.error();
    if (const qint64 ahead = newest->toLongLong() - examination.nowMs; ahead > ClockSlackMs)
        examination.findings.append(
            {Severity::Problem,
             QStringLiteral("The newest event is of %1, which is %2 s from now.")
                 .arg(QDateTime::fromMSecsSinceEpoch(newest->toLongLong(), Qt::UTC).toString(Qt::ISODate))
                 .arg(ahead / 1000),
             QStringLiteral("This machine's clock stands behind, or stood ahead before: sign-ins end too early or too "
                            "late, and reminders come at the wrong time."),
             QStringLiteral(
                 "Set the clock (`timedatectl set-ntp true`). Events of the future do no harm once it is later "
                 "than they are.")});
    struct timex state = {};
    if (const int answer = ::adjtimex(&state);
        answer == TIME_ERROR || (answer >= 0 && (state.status & STA_UNSYNC) != 0))
        examination.findings.append({Severity::Hint, QStringLiteral("The clock of this machine is not synchronised."),
                                     QStringLiteral("It drifts away from that of the people who use the server."),
                                     QStringLiteral("Run: timedatectl set-ntp true")});
    return {};
}

} // namespace TaskMaster::Server
