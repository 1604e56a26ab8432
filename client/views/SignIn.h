// SPDX-License-Identifier: GPL-3.0-or-later
// The sign-in page's state. QML asks with `signIn`; whoever talks to the server (ClientApp) hears `requested` and
// answers with `succeed` or `fail`. The password is passed on and never kept. GUI thread.
#pragma once

#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class SignIn : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the sign-in.")
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(QString server READ server NOTIFY changed)
    Q_PROPERTY(QString email READ email NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString problemField READ problemField NOTIFY changed)

public:
    enum State { SignedOut, Asking, SignedIn };
    Q_ENUM(State)

    explicit SignIn(QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString server() const { return m_server; }
    [[nodiscard]] QString email() const { return m_email; }
    // A sentence, and the field it is about: "server", "email", "password" or empty.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] QString problemField() const { return m_problemField; }

    // What the fields begin with.
    void suggest(const QString &server, const QString &email);
    void succeed();
    void fail(const QString &sentence, const QString &field = {});

    Q_INVOKABLE void signIn(const QString &server, const QString &email, const QString &password);
    Q_INVOKABLE void signOut();

    // "tasks.example.org" -> https://tasks.example.org; hosts on this machine and in private networks without a
    // scheme are taken as http. Invalid when it is no address of a server.
    [[nodiscard]] static QUrl serverUrl(const QString &text);

Q_SIGNALS:
    void changed();
    void requested(const QUrl &server, const QString &email, const QString &password);
    void signedOut();

private:
    void set(State state, const QString &problem, const QString &field);

    State m_state = SignedOut;
    QString m_server;
    QString m_email;
    QString m_problem;
    QString m_problemField;
};

} // namespace TaskMaster::Client
