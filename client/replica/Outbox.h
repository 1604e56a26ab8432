// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/link/Link.h"
#include "client/replica/OutboxItem.h"

#include "shared/core/Clock.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>

namespace TaskMaster::Client {

class Replica;
class ReplicaStore;

/**
 * What the person here wished and the server has not answered for good. `submit` lays a command over the Replica at
 * once, keeps it durably, then sends it, as often as it takes, always with the same id; a stream's commands keep their
 * order. An item leaves when it is accepted (or its event is here), or is refused for good: then it stays readable in
 * refused() until dismiss(). Also keeps drafts: text that is half typed. The GUI thread's.
 */
class Outbox : public QObject {
    Q_OBJECT

public:
    /// Commands on their way at once; more wait for answers.
    static constexpr int WindowMax = 32;
    static constexpr int ItemsMax = 10'000;
    /// A server that cannot say why it fails is asked this often before its no is taken for good.
    static constexpr int InternalRefusalsMax = 12;
    static constexpr int RetryFirstMs = 500;
    static constexpr int RetryMaxMs = 30'000;

    /// All must outlive the Outbox.
    Outbox(Replica &replica, ReplicaStore &store, Link &link, const Clock &clock, QObject *parent = nullptr);

    // ---- commands

    /// The new command's id. One that breaks a limit of its fields goes to refused() at once, like one that the server
    /// refuses: nothing that somebody typed is lost.
    Uuid submit(const StreamId &stream, CommandArgs args);
    /// Not answered for good yet, oldest first.
    [[nodiscard]] qsizetype waitingCount() const { return static_cast<qsizetype>(m_waiting.size()); }
    [[nodiscard]] bool isWaiting(const Uuid &commandId) const;
    /// Refused for good, oldest first: for the person to read, with what they had written.
    [[nodiscard]] const QList<RefusedItem> &refused() const { return m_refused; }
    void dismiss(const Uuid &commandId);

    // ---- drafts

    /// When it returns, `text` outlives the program, and a third of a second later a power cut. An empty text removes
    /// the draft as soon as what was submitted before is kept. `key` says what the text is for: "comment/<task>" …
    void saveDraft(const QString &key, const QString &text);
    [[nodiscard]] QString draft(const QString &key) const { return m_drafts.value(key); }

    // ---- called by Sync

    /// What was kept from the last run; comes once, before the first submit.
    void adopt(const KeptOutbox &kept);
    /// The server's answers, after the events that came before them.
    void answer(const Frames::Accepted &answer);
    void answer(const Frames::Rejected &answer);
    /// Another person comes: nothing of the last one is shown or sent. It stays in their files.
    void clear();

Q_SIGNALS:
    void waitingChanged();
    /// Something came into or left refused().
    void refusedChanged();
    /// Just refused for good; the tentative change is gone. `item.sentence()` is for the person.
    void refusedNow(const TaskMaster::Client::RefusedItem &item);
    /// The command is kept: a crash from here on does not lose it.
    void kept(const TaskMaster::Uuid &commandId);
    /// Answered for good with yes.
    void accepted(const TaskMaster::Uuid &commandId);

private:
    enum class Stage : quint8 {
        Keeping, ///< on its way to the disk
        Ready, ///< to be sent
        Sent, ///< no answer yet
        Delayed, ///< refused for now: to be sent again later, and with it all that follows in its stream
    };
    struct Item {
        OutboxItem kept;
        Stage stage = Stage::Keeping;
        int refusals = 0; ///< for now, in a row
        bool doubtful = false; ///< went out behind one that was then refused for now: a no may only mean that
    };

    using Items = std::deque<Item>;

    void onKept(const QList<Uuid> &commandIds);
    void onLinkStateChanged();
    void finish(const Uuid &commandId);
    void refuse(const OutboxItem &item, const Error &error);
    void delay(Items::iterator item);
    void retryDelayed();
    void sendReady();
    [[nodiscard]] Items::iterator itemOf(const Uuid &commandId);
    [[nodiscard]] Items::const_iterator itemOf(const Uuid &commandId) const;

    Replica &m_replica;
    ReplicaStore &m_store;
    Link &m_link;
    const Clock &m_clock;
    Items m_waiting; ///< in the order they were made
    QList<RefusedItem> m_refused;
    QHash<QString, QString> m_drafts;
    QTimer m_retryTimer;
    qint64 m_nextOrder = 1;
};

} // namespace TaskMaster::Client
