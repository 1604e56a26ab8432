// SPDX-License-Identifier: GPL-3.0-or-later
// The program's own window over a Bench, and the hands of a person in it: keys, clicks and typing by object name.
// Collects every warning of the QML engine. GUI thread.
#pragma once

#include "tests/qml/Bench.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQmlExtensionPlugin>
#include <QQuickItem>
#include <QQuickWindow>
#include <QtTest>

namespace TaskMaster::Test {

class AppWindow {
public:
    explicit AppWindow(Bench &bench, const QSize &size = {1440, 900})
        : AppWindow(bench.workbench, size)
    {
        if (m_window && !QTest::qWaitForWindowActive(m_window))
            m_warnings.append(u"The window did not become active."_qs);
    }
    // Over any workbench; of several windows, only one is active.
    explicit AppWindow(Client::Workbench &workbench, const QSize &size = {1440, 900})
    {
        m_engine.addImportPath(u"qrc:/qt/qml"_qs);
        QObject::connect(&m_engine, &QQmlEngine::warnings, [this](const QList<QQmlError> &warnings) {
            for (const QQmlError &warning : warnings)
                m_warnings.append(warning.toString());
        });
        m_engine.setInitialProperties({{u"workbench"_qs, QVariant::fromValue(&workbench)}});
        m_engine.load(QUrl(u"qrc:/qt/qml/TaskMaster/App/Main.qml"_qs));
        if (m_engine.rootObjects().isEmpty())
            return;
        m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().first());
        m_window->resize(size);
        m_window->show();
        if (!QTest::qWaitForWindowExposed(m_window))
            m_warnings.append(u"The window was not shown."_qs);
    }

    [[nodiscard]] QQuickWindow *window() const { return m_window; }
    [[nodiscard]] QStringList warnings() const { return m_warnings; }

    // Everything that is due is laid out and drawn: twice, as the first pass makes what the second one shows.
    void settle()
    {
        for (int pass = 0; pass < 2; ++pass) {
            QCoreApplication::processEvents();
            m_window->grabWindow();
        }
    }

    [[nodiscard]] QQuickItem *find(const char *name) const
    {
        return search(m_window->contentItem(), QLatin1StringView(name));
    }
    // The page that a Loader of qml/app holds, if it has been made.
    [[nodiscard]] QObject *page(const char *loader) const
    {
        const QQuickItem *item = find(loader);
        return item ? item->property("item").value<QObject *>() : nullptr;
    }

    void focus(const char *name) { find(name)->forceActiveFocus(Qt::OtherFocusReason); }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(m_window, static_cast<Qt::Key>(key), modifiers);
    }
    void write(const QString &text)
    {
        for (const QChar letter : text)
            QTest::keyClick(m_window, letter.toLatin1());
    }
    // Into a FormField.
    void type(const char *field, const QString &text)
    {
        auto *input = find(field)->property("field").value<QQuickItem *>();
        input->forceActiveFocus(Qt::OtherFocusReason);
        input->setProperty("text", QString());
        write(text);
    }
    // The same, as somebody does who has it from elsewhere.
    void paste(const char *field, const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        find(field)->property("field").value<QQuickItem *>()->forceActiveFocus(Qt::OtherFocusReason);
        key(Qt::Key_A, Qt::ControlModifier);
        key(Qt::Key_V, Qt::ControlModifier);
    }
    [[nodiscard]] QPoint centre(const QQuickItem *item) const
    {
        return item->mapToScene(QPointF(item->width() / 2, item->height() / 2)).toPoint();
    }
    void click(const char *name) { QTest::mouseClick(m_window, Qt::LeftButton, {}, centre(find(name))); }

    // The card of a task as it is drawn on the board, or null.
    [[nodiscard]] QQuickItem *card(const QString &taskId) const
    {
        QQuickItem *found = nullptr;
        visit(m_window->contentItem(), [&](QQuickItem *item) {
            if (item->isVisible() && item->property("taskId").toString() == taskId && item->property("face").isValid()
                && isInUse(item))
                found = item->property("face").value<QQuickItem *>();
        });
        return found;
    }
    // With a frame between the steps, as a hand is slower than the screen.
    void drag(const QPoint &from, const QPoint &to)
    {
        carry(from, to);
        QTest::mouseRelease(m_window, Qt::LeftButton, {}, to);
    }
    // The same without letting go.
    void carry(const QPoint &from, const QPoint &to)
    {
        QTest::mousePress(m_window, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 8; ++step) {
            QTest::mouseMove(m_window, from + (to - from) * step / 8);
            settle();
        }
    }

    // Items of views are not QObject children of them: only the visual tree has them all.
    template <class Visitor> static void visit(QQuickItem *root, Visitor &&visitor)
    {
        visitor(root);
        const auto children = root->childItems();
        for (QQuickItem *child : children)
            visit(child, visitor);
    }

private:
    // A delegate that waits to be used again keeps its last card, and its place.
    static bool isInUse(QQuickItem *delegate)
    {
        QQuickItem *list = delegate->parentItem()->parentItem();
        QQuickItem *there = nullptr;
        QMetaObject::invokeMethod(list, "itemAtIndex", Q_RETURN_ARG(QQuickItem *, there),
                                  Q_ARG(int, delegate->property("index").toInt()));
        return there == delegate;
    }
    static QQuickItem *search(QQuickItem *root, QLatin1StringView name)
    {
        if (root->objectName() == name)
            return root;
        const auto children = root->childItems();
        for (QQuickItem *child : children) {
            if (QQuickItem *found = search(child, name))
                return found;
        }
        return nullptr;
    }

    QStringList m_warnings;
    QQmlApplicationEngine m_engine;
    QQuickWindow *m_window = nullptr;
};

} // namespace TaskMaster::Test
