// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/app/ClientApp.h"

#include <QDir>

namespace TaskMaster::Client {

ClientApp::ClientApp(const QString &dataFolder, QObject *parent)
    : QObject(parent)
    , m_file(dataFolder)
    , m_store(QDir(dataFolder).filePath(QStringLiteral("replicas")))
    , m_outbox(m_replica, m_store, m_link, m_clock)
    , m_sync(m_replica, m_store, m_outbox, m_link)
    , m_workbench(m_replica, m_outbox, QDir(dataFolder).filePath(QStringLiteral("preferences.ini")))
{
    SignIn *door = m_workbench.signIn();
    connect(door, &SignIn::requested, this, &ClientApp::signIn);
    connect(door, &SignIn::signedOut, this, &ClientApp::signOut);
    connect(&m_authenticator, &Authenticator::signedIn, this, &ClientApp::onSignedIn);
    connect(&m_authenticator, &Authenticator::failed, this, &ClientApp::onFailed);
    Joining *joining = m_workbench.joining();
    connect(joining, &Joining::lookRequested, &m_authenticator, &Authenticator::look);
    connect(joining, &Joining::joinRequested, this, &ClientApp::join);
    connect(&m_authenticator, &Authenticator::looked, this, [joining](const Authenticator::Preview &seen) {
        joining->show({seen.workspace, seen.project, seen.inviter, seen.role});
    });
    connect(&m_authenticator, &Authenticator::accepted, joining, &Joining::succeed);
    connect(&m_workbench, &Workbench::projectOpened, &m_sync, &Sync::openProject);
    connect(&m_sync, &Sync::streamRefused, this,
            [this](const StreamId &, const Error &error) { m_workbench.notice()->show(error.message, {}); });
    connect(&m_link, &Link::signInRequired, this, [this, door](const QString &sentence) {
        // What is kept stays: after signing in again, everything that was not sent goes out.
        m_sync.stop();
        m_workbench.setUser({});
        door->suggest(m_account.server.toString(), m_account.email);
        door->fail(sentence, QStringLiteral("password"));
    });
    connect(&m_link, &Link::stateChanged, this, &ClientApp::showConnection);
    connect(&m_link, &Link::latencyChanged, this, &ClientApp::showConnection);
    connect(&m_outbox, &Outbox::waitingChanged, this, &ClientApp::showConnection);
    connect(&m_store, &ReplicaStore::problemChanged, this, [this] {
        if (m_store.problem())
            m_workbench.notice()->show(m_store.problem()->message, {});
    });
    connect(m_workbench.board(), &QAbstractItemModel::rowsInserted, this, &ClientApp::watchBoard);
    connect(m_workbench.board(), &QAbstractItemModel::modelReset, this, &ClientApp::watchBoard);
}

ClientApp::~ClientApp()
{
    m_sync.stop();
}

bool ClientApp::resume()
{
    const auto account = m_file.account();
    if (!account)
        return false;
    start(*account);
    return true;
}

void ClientApp::signIn(const QUrl &server, const QString &email, const QString &password)
{
    m_email = email;
    m_authenticator.signIn(server, email, password);
}

void ClientApp::onSignedIn(const Authenticator::Session &session)
{
    const Account account{session.server, session.token, session.userId, session.name, m_email};
    m_file.keep(account);
    start(account);
    Joining *joining = m_workbench.joining();
    if (joining->state() == Joining::Account && joining->link().server == session.server)
        m_authenticator.accept(joining->link(), session.token); // what it opens comes by itself
    else
        joining->succeed();
}

void ClientApp::onFailed(const Error &error)
{
    const QString field = error.details.value(QStringLiteral("field")).toString();
    Joining *joining = m_workbench.joining();
    const bool isSignedIn = m_workbench.signIn()->state() == SignIn::SignedIn;
    if (isSignedIn) { // a link was opened, or accepted right after signing in
        m_workbench.notice()->show(error.message, {});
        joining->drop();
    } else if (joining->state() == Joining::Looking || joining->state() == Joining::Asking) {
        joining->fail(error.message, field);
    } else {
        m_workbench.signIn()->fail(error.message, field);
    }
}

void ClientApp::join(const AccessLink &link, const Joining::Wish &wish)
{
    m_email = wish.email;
    m_authenticator.join(link, {wish.email, wish.name, wish.password, wish.workspace});
}

bool ClientApp::openLink(const QString &text)
{
    const auto link = AccessLink::fromString(text);
    if (!link)
        return false;
    if (m_workbench.signIn()->state() != SignIn::SignedIn)
        return m_workbench.joining()->take(text);
    if (link->server == m_account.server && link->kind == AccessLink::Kind::Invitation)
        m_authenticator.accept(*link, m_account.token);
    else
        m_workbench.notice()->show(tr("This link is for %1; sign out first to use it.").arg(link->server.authority()),
                                   {});
    return true;
}

void ClientApp::start(const Account &account)
{
    m_account = account;
    m_isUsable = false;
    m_sync.start({account.server, account.token, account.userId, account.name, m_file.clientId()});
    m_workbench.signIn()->suggest(account.server.toString(), account.email);
    m_workbench.signIn()->succeed();
    m_workbench.setUser(account.userId);
    showConnection();
}

void ClientApp::signOut()
{
    m_authenticator.signOut(m_account.server, m_account.token);
    m_file.forget();
    m_sync.stop();
    m_workbench.setUser({});
}

void ClientApp::showConnection()
{
    ConnectionState *shown = m_workbench.connection();
    switch (m_link.state()) {
    case Link::State::Ready:
        shown->setState(ConnectionState::Live);
        break;
    case Link::State::Connecting:
        shown->setState(ConnectionState::Connecting);
        break;
    default:
        shown->setState(ConnectionState::Offline, m_link.problem());
        break;
    }
    shown->setLatencyMs(static_cast<int>(m_link.latencyMs()));
    shown->setPendingCount(static_cast<int>(m_outbox.waitingCount()));
}

void ClientApp::watchBoard()
{
    if (m_isUsable || m_workbench.board()->rowCount() == 0)
        return;
    m_isUsable = true;
    Q_EMIT usable();
}

} // namespace TaskMaster::Client
