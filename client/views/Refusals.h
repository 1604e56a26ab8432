// SPDX-License-Identifier: GPL-3.0-or-later
// Changes that the server refused for good: what happened in a sentence, and the text that would otherwise be lost.
// Each stays, over a restart too, until the person dismisses it. A view of the Outbox's list. GUI thread.
#pragma once

#include "shared/core/Uuid.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class Outbox;

class Refusals : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the refusals.")

public:
    enum Roles { CommandIdRole = Qt::UserRole + 1, SentenceRole, LostTextRole };

    explicit Refusals(Outbox &outbox, QObject *parent = nullptr);

    Q_INVOKABLE void dismiss(const QString &commandId);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    struct Entry {
        Uuid id; // of the command
        QString sentence;
        QString lostText;
        bool operator==(const Entry &) const = default;
    };
    // The edits of syncRows().
    void remove(int row);
    void insert(int row, const Entry &entry);
    void change(int row, const Entry &entry);

private:
    void follow();

    Outbox &m_outbox;
    QList<Entry> m_shown;
};

} // namespace TaskMaster::Client
