// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/Session.h"

#include "server/gateway/Logging.h"
#include "server/gateway/SessionLane.h"
#include "server/gateway/SessionRegistry.h"
#include "server/ops/Log.h"
#include "server/ops/Switches.h"

#include <QWebSocket>

namespace TaskMaster::Server {
namespace {

FrameForm formOf(Encoding encoding, const QStringList &accept, const Switches &switches)
{
    if (encoding == Encoding::Json)
        return FrameForm::Json;
    const bool isCompressed = switches.isOn(Switch::Compression) && accept.contains(QStringLiteral("zstd"));
    return isCompressed ? FrameForm::CborZstd : FrameForm::Cbor;
}

} // namespace

class Session::Alive {
public:
    explicit Alive(Session &living)
        : session(living)
    {
    }
    Session &session;
};

class Session::Greeted {
public:
    explicit Greeted(Session &greeting)
        : session(greeting)
    {
    }
    Session &session;
};

Session::Session(SessionLane &lane, quint64 id, QWebSocket *webSocket, QTcpSocket *socket)
    : QObject(&lane)
    , m_lane(lane)
    , m_id(id)
    , m_webSocket(webSocket)
    , m_queue(socket, lane.turn(), lane.services().limits.queue,
              [this] {
                  if (m_streams)
                      m_streams->roomAvailable();
              })
    , m_deadline([this] { expired(); })
{
    webSocket->setParent(this);
    connect(webSocket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &bytes) {
        receive({bytes, Encoding::Cbor});
    });
    connect(webSocket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        receive({text.toUtf8(), Encoding::Json});
    });
    connect(webSocket, &QWebSocket::disconnected, this, [this] {
        m_state = State::Closing;
        m_queue.close();
        deleteLater(); // not at once: this may be in the middle of anything
    });
    m_lane.metrics().sessions.add(1);
    m_lane.registry().counted(1);
    m_lane.wheel().schedule(m_deadline, lane.services().limits.helloTime);
}

Session::~Session()
{
    m_webSocket->disconnect(this);
    m_streams.reset(); // before the queue that they send through
    m_queue.flush();
    m_queue.close();
    m_lane.hub().remove(m_id);
    m_lane.forget(m_id);
    m_lane.metrics().sessions.add(-1);
    m_lane.registry().counted(-1);
}

void Session::receive(const Message &message)
{
    m_lane.metrics().frames.add();
    switch (m_state) {
    case State::Closing:
        return;
    case State::Greeting:
        return greet(message);
    case State::Authenticating:
        return keepEarly(message);
    case State::Open:
        break;
    }
    if (!m_isDraining)
        m_lane.wheel().schedule(m_deadline, m_lane.services().limits.heartbeatTime);
    if (m_lane.services().clock.nowMs() >= m_identity.expiresAt)
        return close(CloseCode::Unauthenticated);
    handle(message);
}

void Session::keepEarly(const Message &message)
{
    const SessionLimits &limits = m_lane.services().limits;
    m_earlyBytes += message.bytes.size();
    if (static_cast<int>(m_early.size()) >= limits.earlyFramesMax || m_earlyBytes > limits.earlyBytesMax)
        return close(CloseCode::RateLimited);
    m_early.push_back(message);
}

void Session::greet(const Message &message)
{
    m_form = formOf(message.encoding, {}, m_lane.services().switches);
    const Result<ClientFrame> frame = Codec::decodeClientFrame(message.bytes, message.encoding);
    const auto *hello = frame ? std::get_if<Frames::Hello>(&*frame) : nullptr;
    if (!hello) {
        refuse(frame ? Error::malformed(QStringLiteral("the first message must be a hello")) : frame.error());
        return close(CloseCode::ProtocolViolation);
    }
    if (hello->version < ProtocolVersionOldest || hello->version > ProtocolVersion) {
        refuse(Error(ErrorCode::VersionUnsupported));
        return close(CloseCode::VersionUnsupported);
    }
    m_form = formOf(message.encoding, hello->accept, m_lane.services().switches);
    m_hello = std::make_unique<Frames::Hello>(*hello);
    m_state = State::Authenticating;
    m_greeted = std::make_shared<Greeted>(*this);
    authenticate();
}

void Session::authenticate()
{
    const quint64 revocations = m_lane.registry().revocations();
    m_lane.services().authenticator.authenticate(
        m_hello->token,
        m_lane.hub().posted<Identity, Greeted>(m_greeted,
                                               [revocations](Greeted &greeted, const Result<Identity> &identity) {
                                                   greeted.session.authenticated(identity, revocations);
                                               }));
}

void Session::authenticated(const Result<Identity> &identity, quint64 revocationsBefore)
{
    if (m_state != State::Authenticating)
        return;
    if (!identity) {
        refuse(identity.error());
        switch (identity.error().code) {
        case ErrorCode::Unauthenticated:
            return close(CloseCode::Unauthenticated);
        case ErrorCode::Forbidden:
            return close(CloseCode::Revoked);
        default:
            return close(CloseCode::ServerError);
        }
    }
    // Signed out or disabled while the answer was on its way: whoever closed those sessions has not seen this one.
    if (m_lane.registry().revocations() != revocationsBefore)
        return authenticate();
    m_identity = *identity;
    welcome();
}

void Session::welcome()
{
    m_state = State::Open;
    m_greeted.reset();
    const auto hello = std::move(m_hello);
    if (!m_isDraining)
        m_lane.wheel().schedule(m_deadline, m_lane.services().limits.heartbeatTime);
    m_lane.metrics().handshakes.add();
    m_lane.hub().add(m_id, *this);
    m_streams = std::make_shared<SessionStreams>(m_lane.hub(), static_cast<SessionStreams::Owner &>(*this), m_queue,
                                                 m_form, m_identity.viewer());
    send(Frames::Welcome{m_identity.userId, ProtocolVersion, Codec::schemaHash(), m_lane.services().clock.nowMs(),
                         FrameBytesMax, StreamsPerSessionMax});
    for (const Position &from : hello->streams)
        m_streams->subscribe(from);
    const std::vector<Message> early = std::exchange(m_early, {});
    for (const Message &message : early)
        receive(message);
}

void Session::handle(const Message &message)
{
    Result<ClientFrame> frame = Codec::decodeClientFrame(message.bytes, message.encoding);
    auto *submit = frame ? std::get_if<Frames::Submit>(&*frame) : nullptr;
    const bool isAboutCommand = submit || (!frame && frame.error().details.contains(QStringLiteral("commandId")));
    const SessionLimits &limits = m_lane.services().limits;
    if (const auto *question = frame ? std::get_if<Frames::Question>(&*frame) : nullptr)
        return handle(*question);
    if (!isAboutCommand && !m_otherFrames.take(limits.otherFrames)) {
        m_lane.metrics().rateLimited.add();
        return strike(Error(ErrorCode::RateLimited), CloseCode::RateLimited);
    }
    if (submit)
        return handle(std::move(submit->command));
    if (!frame)
        return refuse(frame.error());
    if (const auto *subscribe = std::get_if<Frames::Subscribe>(&*frame))
        return m_streams->subscribe(subscribe->position);
    if (const auto *unsubscribe = std::get_if<Frames::Unsubscribe>(&*frame))
        return m_streams->unsubscribe(unsubscribe->stream);
    if (std::holds_alternative<Frames::Ping>(*frame))
        return send(Frames::Pong{});
    strike(Error::malformed(QStringLiteral("hello was said already")), CloseCode::ProtocolViolation);
}

void Session::handle(Command command)
{
    const SessionLimits &limits = m_lane.services().limits;
    if (!m_commands.take(limits.commands) || m_unansweredCommands >= limits.unansweredCommandsMax) {
        m_lane.metrics().rateLimited.add();
        return send(Frames::Rejected{command.commandId, Error(ErrorCode::RateLimited)});
    }
    ++m_unansweredCommands;
    m_lane.metrics().commands.add();
    m_lane.services().writes.submit(m_identity.submission(std::move(command), {m_lane.lane().number(), m_id}));
}

void Session::handle(const Frames::Question &question)
{
    const SessionLimits &limits = m_lane.services().limits;
    if (!m_queries.take(limits.queries) || m_unansweredQueries >= limits.unansweredQueriesMax) {
        m_lane.metrics().rateLimited.add();
        return send(Frames::Failure{Error(ErrorCode::RateLimited), {}, question.queryId});
    }
    ++m_unansweredQueries;
    m_lane.metrics().queries.add();
    if (!m_alive)
        m_alive = std::make_shared<Alive>(*this);
    QueryRequest request;
    request.viewer = m_identity.viewer();
    request.place = question.stream;
    request.text = question.text;
    if (question.limit > 0)
        request.limit = static_cast<int>(std::min<qint64>(question.limit, QueryRequest::LimitMax));
    request.cursor = question.cursor;
    request.nowMs = m_lane.services().clock.nowMs();
    m_lane.services().queries.ask(std::move(request),
                                  m_lane.hub().posted<QueryPage, Alive>(
                                      m_alive, [id = question.queryId](Alive &alive, const Result<QueryPage> &page) {
                                          alive.session.answer(id, page);
                                      }));
}

void Session::answer(const Uuid &queryId, const Result<QueryPage> &page)
{
    --m_unansweredQueries;
    if (!page)
        return send(Frames::Failure{page.error(), {}, queryId});
    Frames::Found found{queryId, {}, page->cursor, {}};
    for (const QueryRow &row : page->rows)
        found.tasks.append({row.stream, row.task, row.titleFinds, row.snippet, row.commentId});
    for (const QueryNotice &notice : page->notices)
        found.notices.append({notice.place.position, notice.place.length, notice.message});
    send(found);
}

void Session::refuse(const Error &error)
{
    // A command that cannot be read but says its id is answered as a command, so that its sender knows which.
    const auto commandId = Uuid::fromString(error.details.value(QStringLiteral("commandId")).toString());
    if (commandId) {
        if (!m_commands.take(m_lane.services().limits.commands)) {
            m_lane.metrics().rateLimited.add();
            return send(Frames::Rejected{*commandId, Error(ErrorCode::RateLimited)});
        }
        return send(Frames::Rejected{*commandId, error});
    }
    if (const auto queryId = Uuid::fromString(error.details.value(QStringLiteral("queryId")).toString()))
        return send(Frames::Failure{error, {}, *queryId});
    if (m_state != State::Open || error.code == ErrorCode::UnknownFrame) // a newer client may know more kinds
        return send(Frames::Failure{error, {}});
    m_lane.metrics().malformed.add();
    strike(error, CloseCode::ProtocolViolation);
}

void Session::strike(const Error &error, CloseCode closeCode)
{
    send(Frames::Failure{error, {}});
    if (++m_strikes >= m_lane.services().limits.strikesMax)
        close(closeCode);
}

void Session::send(const ServerFrame &frame)
{
    if (m_state == State::Closing)
        return;
    m_queue.queueAnswer(WebSocketFrame::finished(frame, m_form));
    if (m_queue.queuedBytes() > m_lane.services().limits.unsentBytesMax)
        close(CloseCode::RateLimited);
}

void Session::answered(const CommandAnswer &answer)
{
    if (isTellable(answer))
        tell(answer);
    else
        m_heldAnswers.push_back(answer);
}

bool Session::isTellable(const CommandAnswer &answer) const
{
    if (!answer.outcome || !m_streams)
        return true;
    const QList<Position> &at = *answer.outcome;
    return std::all_of(at.begin(), at.end(), [this](const Position &position) { return m_streams->isPast(position); });
}

void Session::tell(const CommandAnswer &answer)
{
    --m_unansweredCommands;
    if (answer.outcome)
        send(Frames::Accepted{answer.commandId, *answer.outcome});
    else
        send(Frames::Rejected{answer.commandId, answer.outcome.error()});
}

void Session::tellHeld()
{
    std::vector<CommandAnswer> held = std::exchange(m_heldAnswers, {});
    for (CommandAnswer &answer : held) {
        if (isTellable(answer))
            tell(answer);
        else
            m_heldAnswers.push_back(std::move(answer));
    }
}

void Session::caughtUp(Subscription &)
{
    if (!m_heldAnswers.empty())
        tellHeld();
}

void Session::left(const StreamId &)
{
    if (!m_heldAnswers.empty())
        tellHeld();
}

void Session::rightsChanged(Subscription &subscription)
{
    m_streams->rightsChanged(subscription);
}

void Session::transferFailed(Subscription &subscription, const Error &error)
{
    qCWarning(lcGateway).noquote() << QStringLiteral("A session could not be served from the log.")
            + field("stream", subscription.stream().toString()) + field("why", error.message);
    close(CloseCode::ServerError);
}

void Session::checkFailed(const Error &error)
{
    qCWarning(lcGateway).noquote() << QStringLiteral("Access could not be checked.") + field("why", error.message);
    close(CloseCode::ServerError);
}

void Session::close(CloseCode code)
{
    if (m_state == State::Closing)
        return;
    m_state = State::Closing;
    m_queue.flush();
    m_queue.close();
    m_lane.wheel().schedule(m_deadline, m_lane.services().limits.closeTime);
    // Later: this may have been called by one of the streams.
    QMetaObject::invokeMethod(
        this, [this] { m_streams.reset(); }, Qt::QueuedConnection);
    m_webSocket->close(static_cast<QWebSocketProtocol::CloseCode>(code),
                       QString::fromLatin1(describeClose(static_cast<quint16>(code)).name));
}

void Session::drain(std::chrono::milliseconds after, std::chrono::milliseconds reconnectAfter)
{
    if (m_state == State::Closing)
        return;
    m_isDraining = true;
    m_reconnectAfter = reconnectAfter;
    m_lane.wheel().schedule(m_deadline, after);
}

void Session::expired()
{
    if (m_state == State::Closing)
        return m_webSocket->abort();
    if (m_isDraining) {
        send(Frames::Goodbye{QStringLiteral("draining"), m_reconnectAfter.count()});
        return close(CloseCode::Draining);
    }
    close(m_state == State::Open ? CloseCode::HeartbeatTimeout : CloseCode::HelloTimeout);
}

} // namespace TaskMaster::Server
