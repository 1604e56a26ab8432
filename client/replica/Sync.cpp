// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/Sync.h"

#include "client/replica/Outbox.h"

namespace TaskMaster::Client {
namespace {

bool isGone(const Error &error)
{
    return error.code == ErrorCode::Forbidden || error.code == ErrorCode::NotFound;
}

} // namespace

Sync::Sync(Replica &replica, ReplicaStore &store, Outbox &outbox, Link &link, QObject *parent)
    : QObject(parent)
    , m_replica(replica)
    , m_store(store)
    , m_outbox(outbox)
    , m_link(link)
{
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setInterval(RetryMs);
    connect(&m_retryTimer, &QTimer::timeout, this, &Sync::reconcile);
    connect(&m_store, &ReplicaStore::outboxLoaded, &m_outbox, &Outbox::adopt);
    connect(&m_store, &ReplicaStore::streamLoaded, this, &Sync::onStreamLoaded);
    connect(&m_store, &ReplicaStore::loaded, this, &Sync::onLoaded);
    connect(&m_replica, &Replica::confirmed, &m_store, &ReplicaStore::keepRows);
    connect(&m_replica, &Replica::streamDropped, &m_store, &ReplicaStore::forgetStream);
    connect(&m_replica, &Replica::changed, this, &Sync::onChanged);
    // Nobody guesses: what is missing is fetched from where the replica stands.
    connect(&m_replica, &Replica::gapFound, this, &Sync::subscribe);
    connect(&m_link, &Link::framesReceived, this, &Sync::onFrames);
    connect(&m_link, &Link::stateChanged, this, &Sync::onLinkStateChanged);
    // A project made here can be subscribed to as soon as the server has made it.
    connect(&m_outbox, &Outbox::accepted, this, [this] {
        m_refused.clear();
        reconcile();
    });
}

void Sync::start(const Account &account)
{
    stop();
    m_account = account;
    m_replica.setAuthor(account.userId, account.userName);
    m_store.open({account.server, account.userId});
}

void Sync::stop()
{
    if (!isStarted())
        return;
    m_account = {};
    m_loaded = false;
    m_retryTimer.stop();
    m_link.close();
    m_outbox.clear();
    m_store.close(); // first: what leaves memory stays on disk
    m_openProjects.clear();
    m_subscribed.clear();
    m_refused.clear();
    m_schema.clear();
    for (const StreamId &stream : m_replica.streams())
        m_replica.dropStream(stream);
    m_replica.setAuthor({}, {});
}

void Sync::onStreamLoaded(const KeptStream &stream)
{
    const StreamId id = stream.position.stream;
    if (id.kind == StreamKind::Project && !m_openProjects.contains(id))
        m_openProjects.append(id);
    m_replica.adopt(stream);
}

void Sync::onLoaded(const QString &serverSchema)
{
    m_schema = serverSchema;
    m_loaded = true;
    updateAuthor();
    Q_EMIT loaded();
    m_link.open({m_account.server, m_account.token, m_account.clientId, [this] { return positionsForHello(); }});
}

void Sync::openProject(const StreamId &stream)
{
    m_refused.remove(stream);
    m_openProjects.removeOne(stream);
    m_openProjects.prepend(stream);
    closeOldProjects();
    reconcile();
}

void Sync::closeOldProjects()
{
    while (m_openProjects.size() > OpenProjectsMax) {
        const StreamId oldest = m_openProjects.takeLast();
        m_replica.dropStream(oldest);
    }
}

QList<StreamId> Sync::wanted() const
{
    const StreamId own = StreamId::ofUser(m_account.userId);
    QList<StreamId> streams{own};
    for (const Access &access : m_replica.rows<Access>(own)) {
        const StreamId stream = access.projectId.isNull() ? StreamId::ofWorkspace(access.workspaceId)
                                                          : StreamId::ofProject(access.workspaceId, access.projectId);
        if (!streams.contains(stream))
            streams.append(stream);
    }
    for (const StreamId &stream : m_openProjects) {
        if (!streams.contains(stream))
            streams.append(stream);
    }
    streams.removeIf([this](const StreamId &stream) { return m_refused.contains(stream); });
    return streams.mid(0, m_streamsMax);
}

Position Sync::positionOf(const StreamId &stream) const
{
    return m_replica.position(stream).value_or(Position{stream, 0, 0});
}

QList<Position> Sync::positionsForHello()
{
    m_refused.clear();
    m_subscribed.clear();
    QList<Position> positions;
    for (const StreamId &stream : wanted()) {
        m_subscribed.insert(stream);
        positions.append(positionOf(stream));
    }
    return positions;
}

void Sync::subscribe(const StreamId &stream)
{
    if (m_link.state() != Link::State::Ready)
        return; // the next hello says where the replica stands
    m_subscribed.insert(stream);
    m_link.send(Frames::Subscribe{positionOf(stream)});
}

void Sync::reconcile()
{
    if (!isStarted() || m_link.state() != Link::State::Ready)
        return;
    const QList<StreamId> streams = wanted();
    for (const StreamId &stream : streams) {
        if (!m_subscribed.contains(stream))
            subscribe(stream);
    }
    const QSet<StreamId> subscribed = m_subscribed;
    for (const StreamId &stream : subscribed) {
        if (streams.contains(stream))
            continue;
        m_subscribed.remove(stream);
        if (!m_refused.contains(stream))
            m_link.send(Frames::Unsubscribe{stream});
    }
}

void Sync::onLinkStateChanged()
{
    if (m_link.state() == Link::State::Ready)
        reconcile();
    else
        m_replica.abandonSnapshots();
}

void Sync::onFrames(const QList<ServerFrame> &frames)
{
    if (!isStarted())
        return;
    QList<EventPtr> events; // of neighbouring frames: one change of the replica, one repaint
    for (const ServerFrame &frame : frames) {
        if (const auto *more = std::get_if<Frames::Events>(&frame)) {
            events += more->events;
            continue;
        }
        if (!events.isEmpty())
            m_replica.apply(std::exchange(events, {}));
        if (const auto *page = std::get_if<Frames::Snapshot>(&frame))
            m_replica.applySnapshotPage(*page);
        else if (const auto *yes = std::get_if<Frames::Accepted>(&frame))
            m_outbox.answer(*yes);
        else if (const auto *no = std::get_if<Frames::Rejected>(&frame))
            m_outbox.answer(*no);
        else if (const auto *welcome = std::get_if<Frames::Welcome>(&frame))
            onWelcome(*welcome);
        else if (const auto *revoked = std::get_if<Frames::Revoked>(&frame))
            onRevoked(revoked->stream);
        else if (const auto *failure = std::get_if<Frames::Failure>(&frame))
            onFailure(*failure);
        // Resync needs nothing: the snapshot that follows says `first`, and replaces the rows when it is complete.
    }
    if (!events.isEmpty())
        m_replica.apply(events);
}

void Sync::onWelcome(const Frames::Welcome &welcome)
{
    m_streamsMax = welcome.streamsMax > 0 ? welcome.streamsMax : StreamsPerSessionMax;
    if (welcome.schema == m_schema)
        return;
    // Fields may have come or gone: the rows were made without them. The outbox stays.
    m_schema = welcome.schema;
    m_store.startSchema(m_schema);
    const QList<StreamId> old = m_replica.streams();
    for (const StreamId &stream : old)
        m_replica.dropStream(stream);
    // The hello asked for what comes after the rows that are gone: ask again, when the link is ready.
    for (const StreamId &stream : old)
        m_subscribed.remove(stream);
}

void Sync::onRevoked(const StreamId &stream)
{
    m_openProjects.removeOne(stream);
    m_subscribed.remove(stream);
    m_refused.insert(stream);
    m_replica.dropStream(stream);
}

void Sync::onFailure(const Frames::Failure &failure)
{
    if (failure.stream.scope.isNull()) {
        Q_EMIT failed(failure.error);
        return;
    }
    m_subscribed.remove(failure.stream);
    if (failure.error.isTemporary()) {
        m_retryTimer.start();
        return;
    }
    m_refused.insert(failure.stream);
    if (isGone(failure.error) && m_replica.has(failure.stream))
        m_replica.dropStream(failure.stream);
    Q_EMIT streamRefused(failure.stream, failure.error);
}

void Sync::onChanged(const ReplicaChanges &changes)
{
    const auto isOwn = [](const StreamId &stream) { return stream.kind == StreamKind::User; };
    const bool concerns =
        std::any_of(changes.rows.cbegin(), changes.rows.cend(), [&](const RowChange &row) { return isOwn(row.stream); })
        || std::any_of(changes.reloaded.cbegin(), changes.reloaded.cend(), isOwn);
    if (!concerns || !m_loaded)
        return;
    m_refused.clear(); // what was refused may be allowed now
    updateAuthor();
    reconcile();
}

void Sync::updateAuthor()
{
    const User *user = m_replica.find<User>(StreamId::ofUser(m_account.userId), m_account.userId);
    m_replica.setAuthor(m_account.userId, user ? user->name : m_account.userName);
}

} // namespace TaskMaster::Client
