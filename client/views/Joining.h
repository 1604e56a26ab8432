// SPDX-License-Identifier: GPL-3.0-or-later
// Coming in by a link: somebody has opened or pasted `taskmaster://…`, and the sign-in page shows where it leads and
// asks for what an account needs. QML calls `take`, `join`, `useAccount` and `drop`; whoever talks to the server
// (ClientApp) hears the signals and answers with `show`, `succeed` or `fail`. Passwords are passed on and never kept.
// GUI thread.
#pragma once

#include "shared/protocol/AccessLink.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class Joining : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the joining.")
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(bool isSetUp READ isSetUp NOTIFY changed)
    Q_PROPERTY(QString server READ server NOTIFY changed)
    Q_PROPERTY(QString place READ place NOTIFY changed)
    Q_PROPERTY(QString inviter READ inviter NOTIFY changed)
    Q_PROPERTY(QString role READ role NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString problemField READ problemField NOTIFY changed)

public:
    // Looking: the server is asked what the link is for. Account: whoever has the link signs in as who they are.
    enum State { NoLink, Looking, Newcomer, Account, Asking };
    Q_ENUM(State)

    struct Preview {
        QString workspace;
        QString project; // empty: all of the workspace
        QString inviter;
        QString role;
    };
    struct Wish {
        QString email;
        QString name;
        QString password;
        QString workspace; // to begin with, on a new server
    };

    explicit Joining(QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isSetUp() const { return m_link.kind == AccessLink::Kind::SetUp; }
    [[nodiscard]] QString server() const { return m_link.server.toString(); }
    // "Garden", or "Pond in Garden" for the guest of a project.
    [[nodiscard]] QString place() const;
    [[nodiscard]] QString inviter() const { return m_preview.inviter; }
    [[nodiscard]] QString role() const { return m_preview.role; }
    // A sentence, and the field it is about: "link", "name", "email", "password", "workspace" or empty.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] QString problemField() const { return m_problemField; }
    [[nodiscard]] const AccessLink &link() const { return m_link; }

    // True when the text is a link that lets somebody in: then it is followed.
    Q_INVOKABLE bool take(const QString &text);
    Q_INVOKABLE void join(const QString &name, const QString &email, const QString &password,
                          const QString &workspace = {});
    // The person has an account already: the link is kept until they have signed in with it.
    Q_INVOKABLE void useAccount();
    Q_INVOKABLE void drop();

    void show(const Preview &preview);
    void succeed();
    void fail(const QString &sentence, const QString &field = {});

Q_SIGNALS:
    void changed();
    void lookRequested(const TaskMaster::AccessLink &link);
    void joinRequested(const TaskMaster::AccessLink &link, const TaskMaster::Client::Joining::Wish &wish);

private:
    void set(State state, const QString &problem = {}, const QString &field = {});

    State m_state = NoLink;
    AccessLink m_link;
    Preview m_preview;
    QString m_problem;
    QString m_problemField;
};

} // namespace TaskMaster::Client
