// SPDX-License-Identifier: GPL-3.0-or-later
// The icon family in any colour. Icon.qml asks for a URL; the image provider behind it renders the SVG at the
// size it is drawn and in that colour, and Qt Quick keeps one pixmap per (icon, colour, size) for all delegates.
// Tinting happens here because the software renderer draws nothing for ShaderEffect. GUI thread; the provider
// itself keeps no state.
#pragma once

#include <QColor>
#include <QObject>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

class QJSEngine;
class QQmlEngine;

namespace TaskMaster::Client {

class Icons : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    // The first use in an engine also installs the image provider there, so a program has nothing to set up.
    static Icons *create(QQmlEngine *engine, QJSEngine *scriptEngine);

    // `name` is a file of qml/ui/icons without its ending; an unknown one draws nothing and is logged.
    Q_INVOKABLE QUrl source(const QString &name, const QColor &color) const;

private:
    explicit Icons(QObject *parent = nullptr);
};

} // namespace TaskMaster::Client
