// SPDX-License-Identifier: GPL-3.0-or-later
// What just happened and the way back: the one toast of the window. Views call `show`; a new notice replaces the old
// one, whose undo is then gone. GUI thread.
#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include <functional>

namespace TaskMaster::Client {

class Notice : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the notice.")
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(bool shown READ isShown NOTIFY changed)
    Q_PROPERTY(bool undoable READ isUndoable NOTIFY changed)

public:
    explicit Notice(QObject *parent = nullptr)
        : QObject(parent)
    {
    }

    void show(const QString &text, std::function<void()> undo = {})
    {
        m_text = text;
        m_undo = std::move(undo);
        m_shown = true;
        Q_EMIT changed();
    }

    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] bool isShown() const { return m_shown; }
    [[nodiscard]] bool isUndoable() const { return static_cast<bool>(m_undo); }

    Q_INVOKABLE void undo()
    {
        // Taken out first: undoing may show the next notice.
        const std::function<void()> undo = std::exchange(m_undo, {});
        dismiss();
        if (undo)
            undo();
    }

    Q_INVOKABLE void dismiss()
    {
        m_shown = false;
        m_undo = {};
        Q_EMIT changed();
    }

Q_SIGNALS:
    void changed();

private:
    QString m_text;
    std::function<void()> m_undo;
    bool m_shown = false;
};

} // namespace TaskMaster::Client
