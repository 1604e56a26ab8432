// SPDX-License-Identifier: GPL-3.0-or-later
// How the connection is, in the few words of the sidebar and in a whole sentence. ClientApp feeds it from link and
// Outbox; nothing in the window waits for it. GUI thread.
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class ConnectionState : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the connection state.")
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(int latencyMs READ latencyMs NOTIFY changed)
    Q_PROPERTY(int pendingCount READ pendingCount NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)

public:
    enum State { Offline, Connecting, Live };
    Q_ENUM(State)

    explicit ConnectionState(QObject *parent = nullptr);

    void setState(State state, const QString &reason = {});
    void setLatencyMs(int latencyMs); // of the last answered ping or command; -1: not known yet
    void setPendingCount(int count); // changes that the server has not answered yet

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] int latencyMs() const { return m_latencyMs; }
    [[nodiscard]] int pendingCount() const { return m_pendingCount; }
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString sentence() const;

Q_SIGNALS:
    void changed();

private:
    State m_state = Offline;
    QString m_reason;
    int m_latencyMs = -1;
    int m_pendingCount = 0;
};

} // namespace TaskMaster::Client
