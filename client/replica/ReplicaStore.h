// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/OutboxItem.h"
#include "client/replica/Replica.h"

#include <QThread>
#include <QUrl>

#include <memory>

namespace TaskMaster::Client {

class DraftJournal;

/**
 * The client's memory over restarts: two SQLite files and a DraftJournal per server and person, on a thread of their
 * own. Sync opens it and feeds it rows, the Outbox its commands and drafts. Nothing here blocks the caller, though what
 * was typed is in the journal when saveDraft() returns; answers are signals. When the
 * files cannot be used, `problem` says so in a sentence and the client goes on in memory: outbox notes are then kept
 * and tried again. Made, used and deleted on the GUI thread; deleting it writes what waits.
 */
class ReplicaStore : public QObject {
    Q_OBJECT

public:
    /// Whose files: two people, or two servers, never meet.
    struct Owner {
        QUrl server;
        Uuid userId;

        bool operator==(const Owner &) const = default;
    };

    /// `folder` is made when it is needed.
    explicit ReplicaStore(const QString &folder, QObject *parent = nullptr);
    ~ReplicaStore() override;

    /// Closes what is open, then: outboxLoaded, streamLoaded for each stream, loaded.
    void open(const Owner &owner);
    void close();
    [[nodiscard]] static QString folderOf(const QString &folder, const Owner &owner);

    void keepRows(const ConfirmedRows &rows);
    void forgetStream(const StreamId &stream);
    /// Rows fetched from now on are of this schema; what is there is forgotten.
    void startSchema(const QString &serverSchema);
    /// Soon and durably; those of one moment share one transaction. `kept` tells about Keep notes.
    void note(const OutboxNote &note);
    /// The end of the program does not lose it from here on. An empty text is removed behind the notes that came
    /// before.
    void saveDraft(const QString &key, const QString &text);

    /// The last problem, while it lasts.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }

Q_SIGNALS:
    void outboxLoaded(const KeptOutbox &outbox);
    void streamLoaded(const KeptStream &stream);
    void loaded(const QString &serverSchema);
    /// Durable, or, while there is a problem, as safe as it gets.
    void kept(const QList<TaskMaster::Uuid> &commandIds);
    void problemChanged();

private:
    class Worker;

    void setProblem(const std::optional<Error> &problem);

    QThread m_thread;
    Worker *m_worker; ///< lives on m_thread
    std::shared_ptr<DraftJournal> m_drafts; ///< of who is open; none before outboxLoaded
    std::optional<Error> m_problem;
    int m_opening = 0; ///< answers to an older open() are nobody's
};

} // namespace TaskMaster::Client

Q_DECLARE_METATYPE(TaskMaster::Client::KeptStream)
