// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/OutboxItem.h"
#include "client/replica/ReplicaStoreDatabase.h"

namespace TaskMaster::Client {

/**
 * The file of what exists nowhere else: commands that were not answered, refused ones that were not read. Kept apart
 * from the rows, which can be fetched again. A damaged file is put aside, never deleted. Used by ReplicaStore, on its
 * thread.
 */
class ReplicaStoreOutbox {
public:
    /// What the file belongs to, for people who look into it.
    struct Owner {
        QString server;
        QString userId;
    };

    /// The Error says what is lost or cannot be written; the file can be used if isUsable().
    [[nodiscard]] Result<void> open(const QString &path, const Owner &owner);
    void close();
    [[nodiscard]] bool isUsable() const { return m_usable; }
    [[nodiscard]] const KeptOutbox &kept() const { return m_kept; }
    /// All of it or nothing. Durable when it returns.
    [[nodiscard]] Result<void> write(const QList<OutboxNote> &notes);
    /// Drafts were in this file once; what open() found of them is in the DraftJournal now.
    [[nodiscard]] Result<void> removeDrafts();

private:
    [[nodiscard]] Result<void> openOnce(const QString &path, const Owner &owner);
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> loadDrafts();
    [[nodiscard]] Result<void> writeOne(const OutboxNote &note);
    [[nodiscard]] Result<void> replaceDamaged(const QString &path, const Owner &owner);
    [[nodiscard]] QList<OutboxNote> notesOfKept() const;

    ReplicaStoreDatabase m_database;
    KeptOutbox m_kept;
    int m_unreadable = 0;
    bool m_usable = false;
};

} // namespace TaskMaster::Client
