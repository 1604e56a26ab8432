// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/chaos/ChaosClient.h"

namespace TaskMaster::Test {
namespace {

constexpr std::size_t ProjectsOfTheDemo = 4;

} // namespace

ChaosClient::ChaosClient(QString token, quint32 seed, int place, int pendingMax)
    : m_token(std::move(token))
    , m_place(place)
    , m_random(seed)
    , m_pendingMax(pendingMax)
{
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        QList<Position> streams;
        if (!m_project.scope.isNull())
            streams.append(m_position);
        send(Frames::Hello{m_token, m_clientId, ProtocolVersion, {}, streams});
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &ChaosClient::receive);
    connect(&m_socket, &QWebSocket::disconnected, this, [this] {
        m_live = false;
        Q_EMIT changed();
    });
}

void ChaosClient::connectTo(const QUrl &url)
{
    m_socket.abort();
    m_live = false;
    m_socket.open(url);
}

void ChaosClient::disconnectNow()
{
    m_socket.abort();
    m_live = false;
}

QString ChaosClient::describeState() const
{
    return QStringLiteral("socket state %1, close code %2 %3, project %4, at %5 of epoch %6, %7 pending, %8 rows")
        .arg(m_socket.state())
        .arg(m_socket.closeCode())
        .arg(m_socket.closeReason(), m_project.scope.isNull() ? QStringLiteral("unknown") : m_project.toString())
        .arg(m_position.seq)
        .arg(m_position.epoch)
        .arg(m_pending.size())
        .arg(m_rows.size());
}

void ChaosClient::send(const ClientFrame &frame)
{
    m_socket.sendBinaryMessage(Codec::encode(frame, Encoding::Cbor));
}

void ChaosClient::violate(const QString &what)
{
    m_violations.append(QStringLiteral("client %1: %2").arg(m_clientId.toString(), what));
    Q_EMIT changed();
}

void ChaosClient::receive(const QByteArray &bytes)
{
    const auto frame = Codec::decodeServerFrame(bytes, Encoding::Cbor);
    if (!frame) {
        violate(QStringLiteral("a frame cannot be read: ") + frame.error().message);
        return;
    }
    std::visit(
        [this]<class F>(const F &alternative) {
            if constexpr (std::is_same_v<F, Frames::Welcome>)
                onWelcome(alternative);
            else if constexpr (std::is_same_v<F, Frames::Events>)
                onEvents(alternative);
            else if constexpr (std::is_same_v<F, Frames::Snapshot>)
                onSnapshot(alternative);
            else if constexpr (std::is_same_v<F, Frames::Subscribed>)
                onSubscribed(alternative);
            else if constexpr (std::is_same_v<F, Frames::Accepted>)
                onAccepted(alternative);
            else if constexpr (std::is_same_v<F, Frames::Rejected>)
                onRejected(alternative);
            else if constexpr (std::is_same_v<F, Frames::Failure>)
                violate(QStringLiteral("the server complains: ") + alternative.error.message);
        },
        *frame);
}

void ChaosClient::subscribe(const StreamId &stream)
{
    send(Frames::Subscribe{{stream, 0, 0}});
}

void ChaosClient::onWelcome(const Frames::Welcome &frame)
{
    m_userId = frame.userId;
    if (m_project.scope.isNull())
        subscribe(StreamId::ofUser(frame.userId));
}

void ChaosClient::onSnapshot(const Frames::Snapshot &frame)
{
    if (frame.position.stream != m_project) {
        for (const Entity &row : frame.rows)
            findTheWay(row);
        return;
    }
    if (frame.first) {
        m_rows.clear();
        m_ids.clear();
        m_position = frame.position;
    }
    for (const Entity &row : frame.rows) {
        m_rows[{kindOf(row), rowOf(row).id}] = row;
        m_ids[kindOf(row)].push_back(rowOf(row).id);
    }
}

/// From the user's stream to a workspace, from there to one of its projects.
void ChaosClient::findTheWay(const Entity &row)
{
    if (const auto *access = std::get_if<Access>(&row); access && !access->workspaceId.isNull())
        subscribe(StreamId::ofWorkspace(access->workspaceId));
    if (const auto *entry = std::get_if<ProjectEntry>(&row))
        m_projects.insert(entry->id);
}

void ChaosClient::chooseProject(const StreamId &workspace)
{
    if (!m_project.scope.isNull() || m_projects.size() < ProjectsOfTheDemo)
        return;
    const auto chosen = std::next(m_projects.begin(), m_place % static_cast<int>(m_projects.size()));
    m_project = StreamId::ofProject(workspace.workspace, *chosen);
    m_position = {m_project, 0, 0};
    subscribe(m_project);
}

void ChaosClient::onSubscribed(const Frames::Subscribed &frame)
{
    if (frame.position.stream.kind == StreamKind::Workspace)
        chooseProject(frame.position.stream);
    if (frame.position.stream != m_project)
        return;
    if (frame.position.seq != m_position.seq)
        violate(
            QStringLiteral("told to be at %1, but %2 was the last event").arg(frame.position.seq).arg(m_position.seq));
    m_live = true;
    for (const auto &[id, bytes] : m_pending)
        m_socket.sendBinaryMessage(bytes); // the same command ids: sending again is harmless
    fill();
    Q_EMIT changed();
}

void ChaosClient::onEvents(const Frames::Events &frame)
{
    for (const EventPtr &event : frame.events) {
        if (event->stream != m_project) {
            for (const Change &change : event->changes) {
                Entity row = makeEntity(change.entity, change.id);
                applyFields(row, change.fields);
                findTheWay(row);
            }
            if (event->stream.kind == StreamKind::Workspace)
                chooseProject(event->stream);
            continue;
        }
        if (event->epoch != m_position.epoch)
            violate(QStringLiteral("event %1 of epoch %2 in epoch %3")
                        .arg(event->seq)
                        .arg(event->epoch)
                        .arg(m_position.epoch));
        else if (event->seq <= m_position.seq)
            violate(QStringLiteral("event %1 again or out of order, after %2").arg(event->seq).arg(m_position.seq));
        else if (event->seq != m_position.seq + 1)
            violate(QStringLiteral("gap: event %1 after %2").arg(event->seq).arg(m_position.seq));
        m_position.seq = event->seq;
        ++m_events;
        apply(*event);
    }
    Q_EMIT changed();
}

void ChaosClient::apply(const Event &event)
{
    for (const Change &change : event.changes) {
        const std::pair key{change.entity, change.id};
        auto it = m_rows.find(key);
        if (it != m_rows.end() && rowOf(it->second).rev >= event.seq)
            continue;
        if (change.op == ChangeOp::Delete) {
            if (it != m_rows.end())
                m_rows.erase(it);
            continue;
        }
        if (it == m_rows.end()) {
            if (change.op != ChangeOp::Create)
                continue;
            it = m_rows.emplace(key, makeEntity(change.entity, change.id)).first;
            m_ids[change.entity].push_back(change.id);
        }
        applyFields(it->second, change.fields);
        rowOf(it->second).rev = event.seq;
        rowOf(it->second).updatedAt = event.at;
    }
}

void ChaosClient::onAccepted(const Frames::Accepted &frame)
{
    for (const Position &position : frame.at) {
        if (position.stream == m_project && position.epoch == m_position.epoch && position.seq > m_position.seq
            && m_live)
            violate(QStringLiteral("command %1 was accepted at %2 before its event came")
                        .arg(frame.commandId.toString())
                        .arg(position.seq));
    }
    if (const auto it = m_accepted.find(frame.commandId); it != m_accepted.end() && it->second != frame.at)
        violate(QStringLiteral("command %1 was accepted twice with different answers").arg(frame.commandId.toString()));
    m_accepted[frame.commandId] = frame.at;
    std::erase_if(m_pending, [&frame](const auto &pending) { return pending.first == frame.commandId; });
    fill();
    Q_EMIT changed();
}

void ChaosClient::onRejected(const Frames::Rejected &frame)
{
    const auto it = std::find_if(m_pending.begin(), m_pending.end(),
                                 [&frame](const auto &pending) { return pending.first == frame.commandId; });
    if (it == m_pending.end())
        return;
    if (frame.error.isTemporary()) {
        m_delayed.insert(frame.commandId);
        QTimer::singleShot(50, this, [this, bytes = it->second] {
            if (m_live)
                m_socket.sendBinaryMessage(bytes);
        });
        return;
    }
    m_refused.insert(frame.commandId);
    m_pending.erase(it);
    fill();
    Q_EMIT changed();
}

Uuid ChaosClient::randomRow(EntityKind kind)
{
    std::vector<Uuid> &ids = m_ids[kind];
    while (!ids.empty()) {
        Uuid &id = ids[m_random() % ids.size()];
        if (m_rows.contains({kind, id}))
            return id;
        id = ids.back(); // deleted since
        ids.pop_back();
    }
    return {};
}

CommandArgs ChaosClient::randomCommand()
{
    const Uuid task = randomRow(EntityKind::Task);
    const Uuid column = randomRow(EntityKind::Column);
    const quint32 dice = m_random() % 100;
    if (task.isNull() || dice < 15) {
        CreateTask create;
        create.taskId = Uuid::v7();
        create.columnId = column;
        create.title = QStringLiteral("Chaos %1").arg(m_random());
        return create;
    }
    if (dice < 55)
        return MoveTask{task, column, randomRow(EntityKind::Task), {}};
    if (dice < 75) {
        const int title = describe(EntityKind::Task).indexOf(u"title");
        const Value seen = readField(m_rows.at({EntityKind::Task, task}), title);
        return Edit{EntityKind::Task,
                    task,
                    {{static_cast<quint8>(title), QStringLiteral("Renamed %1").arg(m_random())}},
                    {{static_cast<quint8>(title), seen}}};
    }
    if (dice < 85)
        return AddComment{Uuid::v7(), task, QStringLiteral("Said %1").arg(m_random()), {}, {}, 0, {}};
    if (const Uuid label = randomRow(EntityKind::Label); dice < 95 && !label.isNull())
        return LabelTask{task, label, m_random() % 2 == 0};
    return AssignTask{task, m_userId, m_random() % 2 == 0};
}

void ChaosClient::fill()
{
    while (m_live && m_writes && static_cast<int>(m_pending.size()) < m_pendingMax) {
        const Command command{Uuid::v7(), m_project, randomCommand()};
        const QByteArray bytes = Codec::encode(ClientFrame(Frames::Submit{command}), Encoding::Cbor);
        m_pending.emplace_back(command.commandId, bytes);
        m_sent.push_back(command.commandId);
        m_socket.sendBinaryMessage(bytes);
    }
}

} // namespace TaskMaster::Test
