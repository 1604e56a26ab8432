// SPDX-License-Identifier: GPL-3.0-or-later
// Room between the lines of a TextEdit, which QML itself cannot set: prose is easier to read with it. TextArea and
// comments declare one for their `textDocument`. It touches the format of paragraphs only, never the text, and does
// so whenever a whole new text has been set; paragraphs that are typed take it over from the one before. GUI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <QQuickTextDocument>
#include <QtQml/qqmlregistration.h>

namespace TaskMaster::Client {

class LineSpacing : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument *document READ document WRITE setDocument NOTIFY changed REQUIRED)
    Q_PROPERTY(double factor READ factor WRITE setFactor NOTIFY changed)

public:
    explicit LineSpacing(QObject *parent = nullptr);

    [[nodiscard]] QQuickTextDocument *document() const { return m_document; }
    void setDocument(QQuickTextDocument *document);
    // Of the font's own line height.
    [[nodiscard]] double factor() const { return m_factor; }
    void setFactor(double factor);

Q_SIGNALS:
    void changed();

private:
    void spread();

    QPointer<QQuickTextDocument> m_document;
    double m_factor = 1.3;
    bool m_spreading = false;
};

} // namespace TaskMaster::Client
