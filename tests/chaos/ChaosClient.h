// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Codec.h"

#include <QTimer>
#include <QWebSocket>

#include <map>
#include <random>
#include <set>

namespace TaskMaster::Test {

/**
 * One person under load, for checkers: signs in with a token, subscribes to a project, sends random commands, remembers
 * what was acknowledged and in which order events came, resends after every break what was not answered. It keeps its
 * own replica by the rules of docs/PROTOCOL.md and nothing else, so that it also checks that document. One thread.
 */
class ChaosClient : public QObject {
    Q_OBJECT

public:
    ChaosClient(QString token, quint32 seed, int pendingMax);

    void connectTo(const QUrl &url);
    void disconnectNow();
    /// No new commands; what is pending is still sent until it is answered.
    void stopWriting() { m_writes = false; }
    void startWriting()
    {
        m_writes = true;
        fill();
    }

    [[nodiscard]] bool isLive() const { return m_live; }
    [[nodiscard]] bool isIdle() const { return m_pending.empty(); }
    [[nodiscard]] const std::map<Uuid, QList<Position>> &accepted() const { return m_accepted; }
    /// Where it stands, for a report about why nothing goes on.
    [[nodiscard]] QString describeState() const;
    [[nodiscard]] int refusedCount() const { return m_refused; }
    [[nodiscard]] int eventCount() const { return m_events; }
    [[nodiscard]] const Position &position() const { return m_position; }
    [[nodiscard]] const std::map<std::pair<EntityKind, Uuid>, Entity> &rows() const { return m_rows; }
    /// What broke the contract, in sentences.
    [[nodiscard]] const QStringList &violations() const { return m_violations; }
    /// Commands that were sent and never refused: each may be in the log at most once.
    [[nodiscard]] const std::set<Uuid> &sent() const { return m_sent; }

Q_SIGNALS:
    void changed();

private:
    void send(const ClientFrame &frame);
    void receive(const QByteArray &bytes);
    void onWelcome(const Frames::Welcome &frame);
    void onEvents(const Frames::Events &frame);
    void onSnapshot(const Frames::Snapshot &frame);
    void onSubscribed(const Frames::Subscribed &frame);
    void onAccepted(const Frames::Accepted &frame);
    void onRejected(const Frames::Rejected &frame);
    void apply(const Event &event);
    void findTheWay(const StreamId &stream, const Entity &row);
    void subscribe(const StreamId &stream);
    void fill();
    [[nodiscard]] CommandArgs randomCommand();
    [[nodiscard]] Uuid randomRow(EntityKind kind);
    void violate(const QString &what);

    QString m_token;
    Uuid m_clientId = Uuid::v7();
    Uuid m_userId;
    std::mt19937 m_random;
    int m_pendingMax;
    QWebSocket m_socket;
    bool m_live = false;
    bool m_writes = true;
    StreamId m_project;
    Position m_position;
    std::map<std::pair<EntityKind, Uuid>, Entity> m_rows;
    std::map<EntityKind, std::vector<Uuid>> m_ids; ///< of m_rows, to choose from; may name deleted ones
    std::vector<std::pair<Uuid, QByteArray>> m_pending; ///< in the order of sending
    std::map<Uuid, QList<Position>> m_accepted;
    std::set<Uuid> m_sent;
    int m_refused = 0;
    int m_events = 0;
    QStringList m_violations;
};

} // namespace TaskMaster::Test
