// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/Authenticator.h"
#include "server/gateway/SessionLimits.h"
#include "server/gateway/SessionStreams.h"
#include "server/gateway/TimerWheel.h"
#include "server/storage/QueryDoor.h"
#include "shared/protocol/CloseCodes.h"

#include <QObject>

class QTcpSocket;
class QWebSocket;

namespace TaskMaster::Server {

class SessionLane;

/**
 * One WebSocket, from its opening to its end: reads frames, knows who it is talking to, limits what they may do, and
 * hands on what they want: commands to the write lanes, subscriptions to its SessionStreams. All that it sends goes
 * through its SessionQueue. Lives in one lane and dies soon after its connection.
 */
class Session final : public QObject, private SessionStreams::Owner {
    Q_OBJECT
public:
    Session(SessionLane &lane, quint64 id, QWebSocket *webSocket, QTcpSocket *socket);
    ~Session() override;

    [[nodiscard]] const Identity &identity() const { return m_identity; } ///< null before the welcome

    /// Sends what the socket takes at once, and the close frame. The object goes when the connection has.
    void close(CloseCode code);
    /// `goodbye` and close, a while from now.
    void drain(std::chrono::milliseconds after, std::chrono::milliseconds reconnectAfter);

private:
    enum class State : quint8 {
        Greeting, ///< the first frame must be hello
        Authenticating,
        Open,
        Closing,
    };
    struct Message {
        QByteArray bytes;
        Encoding encoding;
    };
    class Alive; ///< keeps the answer to a query from finding a dead session
    class Greeted; ///< keeps an authentication that comes back from finding a dead session

    void receive(const Message &message);
    void greet(const Message &message);
    void keepEarly(const Message &message);
    void authenticate();
    void authenticated(const Result<Identity> &identity, quint64 revocationsBefore);
    void welcome();
    void handle(const Message &message);
    void handle(Command command);
    void handle(const Frames::Question &question);
    void answer(const Uuid &queryId, const Result<QueryPage> &page);
    void refuse(const Error &error);
    void strike(const Error &error, CloseCode closeCode);
    void expired();

    void send(const ServerFrame &frame) override;
    void checkFailed(const Error &error) override;
    void left(const StreamId &stream) override;
    void answered(const CommandAnswer &answer) override;
    void rightsChanged(Subscription &subscription) override;
    void transferFailed(Subscription &subscription, const Error &error) override;
    void caughtUp(Subscription &subscription) override;
    [[nodiscard]] bool isTellable(const CommandAnswer &answer) const;
    void tell(const CommandAnswer &answer);
    void tellHeld();

    SessionLane &m_lane;
    const quint64 m_id;
    QWebSocket *const m_webSocket; ///< a child
    SessionQueue m_queue;
    Deadline m_deadline; ///< what happens next if nothing does: see expired()
    std::shared_ptr<Greeted> m_greeted;
    std::unique_ptr<Frames::Hello> m_hello; ///< until it is answered
    std::vector<Message> m_early; ///< what came behind the hello, meanwhile
    qsizetype m_earlyBytes = 0;
    Identity m_identity;
    std::shared_ptr<SessionStreams> m_streams;
    std::vector<CommandAnswer> m_heldAnswers; ///< whose events this client has not been sent yet
    TokenBucket m_commands;
    TokenBucket m_otherFrames;
    TokenBucket m_queries;
    std::shared_ptr<Alive> m_alive;
    std::chrono::milliseconds m_reconnectAfter{0};
    int m_unansweredCommands = 0;
    int m_unansweredQueries = 0;
    int m_strikes = 0;
    State m_state = State::Greeting;
    FrameForm m_form = FrameForm::Json;
    bool m_isDraining = false;
};

} // namespace TaskMaster::Server
