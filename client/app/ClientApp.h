// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/app/AccountFile.h"
#include "client/link/Authenticator.h"
#include "client/link/ServerLink.h"
#include "client/replica/Outbox.h"
#include "client/replica/ReplicaStore.h"
#include "client/replica/Sync.h"
#include "client/views/Workbench.h"

namespace TaskMaster::Client {

/**
 * The whole client without a window: owns link, replica, store, outbox and workbench, and carries signals between them
 * that are nobody's business else: signing in and out, which project's stream is needed, what the connection shows.
 * Made by main(), on the GUI thread.
 */
class ClientApp : public QObject {
    Q_OBJECT

public:
    /// `dataFolder` is made when it is missing, readable for its owner only.
    explicit ClientApp(const QString &dataFolder, QObject *parent = nullptr);
    ~ClientApp() override;

    /// With the account of the last time, if there is one: shows what was kept at once, without a network.
    bool resume();
    void signIn(const QUrl &server, const QString &email, const QString &password);
    /// A link that was opened with the program; false when it is none. Who is signed in at that server already accepts
    /// it.
    bool openLink(const QString &text);
    [[nodiscard]] Workbench &workbench() { return m_workbench; }

Q_SIGNALS:
    /// The board that is open has its columns: a person can work. Once per sign-in.
    void usable();

private:
    void start(const Account &account);
    void signOut();
    void onSignedIn(const Authenticator::Session &session);
    void onFailed(const Error &error);
    void join(const AccessLink &link, const Joining::Wish &wish);
    void showConnection();
    void watchBoard();

    const SystemClock m_clock;
    AccountFile m_file;
    Replica m_replica;
    ReplicaStore m_store;
    ServerLink m_link;
    Outbox m_outbox;
    Sync m_sync;
    Authenticator m_authenticator;
    Workbench m_workbench;
    Account m_account;
    QString m_email;
    bool m_isUsable = false;
};

} // namespace TaskMaster::Client
