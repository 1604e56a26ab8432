// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/admin/SealedFile.h"

#include <QMap>
#include <QStringList>

namespace TaskMaster::Server {

/// What a backup says about itself before the first row.
struct BackupHeader {
    static constexpr int FormatVersion = 1;

    QString tool; ///< the version of the program that wrote it
    int schemaVersion = 0;
    qint64 epoch = 0;
    QString dialect; ///< sqlite or postgres: where it comes from; it can be restored into either
    qint64 madeAt = 0;
    struct Table {
        QString name;
        QStringList columns;
    };
    QList<Table> tables; ///< in the order in which their rows follow
};

/// What is known of a table's rows when they have all been seen.
struct TableTally {
    qint64 rows = 0;
    QByteArray checksum; ///< BLAKE2b-256 of its lines, in hexadecimal digits

    bool operator==(const TableTally &) const = default;
};
using BackupTally = QMap<QString, TableTally>;

/// Adds the lines of one table up to a tally.
class TallyCounter {
public:
    void add(const QByteArray &row);
    [[nodiscard]] TableTally result() const;

private:
    qint64 m_rows = 0;
    QCryptographicHash m_hash{QCryptographicHash::Blake2b_256};
};

/**
 * A backup, as lines of a SealedFile: the header (a JSON object), for each table `{"table": name}` and its rows as
 * TableRows::read() makes them, and at the end an object with every table's count and checksum.
 */
class BackupWriter {
public:
    /// Begins the file with the header.
    [[nodiscard]] static Result<std::unique_ptr<BackupWriter>> create(const QString &path, const BackupHeader &header);
    [[nodiscard]] Result<void> startTable(const QString &name);
    [[nodiscard]] Result<void> row(const QByteArray &line);
    /// The size of the file, which is in its place now.
    [[nodiscard]] Result<qint64> finish();
    [[nodiscard]] const BackupTally &tally() const { return m_tally; }

private:
    void endTable();

    std::unique_ptr<SealedWriter> m_file;
    QString m_table;
    std::optional<TallyCounter> m_counter;
    BackupTally m_tally;
};

class BackupReader {
public:
    /// Reads the header. A format that this program does not know is StorageTooNew.
    [[nodiscard]] static Result<std::unique_ptr<BackupReader>> open(const QString &path);
    [[nodiscard]] const BackupHeader &header() const { return m_header; }
    /// The next row of any table, or a null one behind the last; table() says whose it is. Whatever is not as it was
    /// written is StorageCorrupt, with the place.
    [[nodiscard]] Result<QByteArray> row();
    [[nodiscard]] const QString &table() const { return m_table; }
    /// Complete after the last row; counts and checksums have been compared with what was read.
    [[nodiscard]] const BackupTally &tally() const { return m_tally; }
    [[nodiscard]] qint64 place() const { return m_file->place(); }
    [[nodiscard]] qint64 size() const { return m_file->size(); }

private:
    [[nodiscard]] Result<void> readHeader();
    [[nodiscard]] Result<void> startTable(const QString &name);
    [[nodiscard]] Result<void> checkEnd(const QByteArray &line);
    [[nodiscard]] Error broken(const QString &what) const;
    void endTable();

    std::unique_ptr<SealedReader> m_file;
    BackupHeader m_header;
    QString m_table;
    qsizetype m_tablesSeen = 0;
    std::optional<TallyCounter> m_counter;
    BackupTally m_tally;
    bool m_atEnd = false;
};

} // namespace TaskMaster::Server
