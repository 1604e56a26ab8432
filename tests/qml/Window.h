// SPDX-License-Identifier: GPL-3.0-or-later
// A window with one QML component in it, as the tests in this folder use it: it collects every warning of the
// engine, so that a broken binding fails the test that shows it. GUI thread.
#pragma once

#include <QQmlComponent>
#include <QQmlEngine>
#include <QQmlExpression>
#include <QQuickItem>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

namespace TaskMaster::Test {

class Window {
public:
    explicit Window(const QSize &size)
    {
        m_engine.addImportPath(u"qrc:/qt/qml"_qs);
        QObject::connect(&m_engine, &QQmlEngine::warnings, [this](const QList<QQmlError> &warnings) {
            for (const QQmlError &warning : warnings)
                m_warnings.append(warning.toString());
        });
        m_window.resize(size);
        m_window.setColor(Qt::white);
    }

    // Loads `url` as the window's only content; false, with the reason in warnings(), when it does not compile.
    bool show(const QString &url, const QVariantMap &properties = {})
    {
        QQmlComponent component(&m_engine, QUrl(url));
        m_item.reset(qobject_cast<QQuickItem *>(component.createWithInitialProperties(properties)));
        if (!m_item) {
            m_warnings.append(component.errorString());
            return false;
        }
        m_item->setParentItem(m_window.contentItem());
        m_item->setSize(m_window.size());
        m_window.show();
        return QTest::qWaitForWindowExposed(&m_window);
    }

    // The theme of this window's engine: properties as in qml/ui/Theme.qml.
    QObject *theme()
    {
        QQmlComponent component(&m_engine);
        component.setData("import QtQuick; import TaskMaster.Ui; QtObject { property QtObject theme: Theme }", QUrl());
        if (!component.isReady())
            qFatal("%s", qPrintable(component.errorString()));
        const std::unique_ptr<QObject> holder(component.create());
        return holder ? holder->property("theme").value<QObject *>() : nullptr;
    }

    template <typename Type> Type *find(const QString &name) const
    {
        return m_item ? m_item->findChild<Type *>(name) : nullptr;
    }

    QQmlEngine &engine() { return m_engine; }
    QQuickWindow &window() { return m_window; }
    QQuickItem *item() const { return m_item.get(); }
    QStringList warnings() const { return m_warnings; }

private:
    QStringList m_warnings;
    QQmlEngine m_engine;
    QQuickWindow m_window;
    std::unique_ptr<QQuickItem> m_item;
};

} // namespace TaskMaster::Test
