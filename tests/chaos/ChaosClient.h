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
 * One person under load, for checkers: signs in with a token, subscribes to the `place`-th project of the workspace
 * (counted round), sends random commands, remembers what was acknowledged and in which order events came, resends after
 * every break what was not answered. It keeps its own replica by the rules of docs/PROTOCOL.md and nothing else, so
 * that it also checks that document. One thread.
 */
class ChaosClient : public QObject {
    Q_OBJECT

public:
    ChaosClient(QString token, quint32 seed, int place, int pendingMax);

    void connectTo(const QUrl &url);
    void disconnectNow();
    /// No new commands; what is pending is still sent until it is answered.
    void stopWriting() { m_writes = false; }
    /// Quiet until then: everybody should know all projects before the first one keeps the server busy.
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
    /// Refused for good: none may be in the log.
    [[nodiscard]] const std::set<Uuid> &refused() const { return m_refused; }
    [[nodiscard]] int eventCount() const { return m_events; }
    [[nodiscard]] const Position &position() const { return m_position; }
    [[nodiscard]] const std::map<std::pair<EntityKind, Uuid>, Entity> &rows() const { return m_rows; }
    /// What broke the contract, in sentences.
    [[nodiscard]] const QStringList &violations() const { return m_violations; }
    /// All commands, in the order of their first sending: each may be in the log at most once.
    [[nodiscard]] const std::vector<Uuid> &sent() const { return m_sent; }
    /// Those that a temporary refusal may have let others overtake: outside of the order.
    [[nodiscard]] const std::set<Uuid> &delayed() const { return m_delayed; }

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
    void findTheWay(const Entity &row);
    void chooseProject(const StreamId &workspace);
    void subscribe(const StreamId &stream);
    void fill();
    [[nodiscard]] CommandArgs randomCommand();
    [[nodiscard]] Uuid randomRow(EntityKind kind);
    void violate(const QString &what);

    QString m_token;
    int m_place;
    std::set<Uuid> m_projects; ///< of the workspace, until one is chosen
    Uuid m_clientId = Uuid::v7();
    Uuid m_userId;
    std::mt19937 m_random;
    int m_pendingMax;
    QWebSocket m_socket;
    bool m_live = false;
    bool m_writes = false;
    StreamId m_project;
    Position m_position;
    std::map<std::pair<EntityKind, Uuid>, Entity> m_rows;
    std::map<EntityKind, std::vector<Uuid>> m_ids; ///< of m_rows, to choose from; may name deleted ones
    std::vector<std::pair<Uuid, QByteArray>> m_pending; ///< in the order of sending
    std::map<Uuid, QList<Position>> m_accepted;
    std::vector<Uuid> m_sent;
    std::set<Uuid> m_delayed;
    std::set<Uuid> m_refused;
    int m_events = 0;
    QStringList m_violations;
};

} // namespace TaskMaster::Test
