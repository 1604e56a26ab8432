// SPDX-License-Identifier: GPL-3.0-or-later
// Where a person can type in the window of a signed-in client with an open board, each by the name of its field; how
// one gets there, and what stands there. GUI thread.
#pragma once

#include "tests/qml/AppWindow.h"

namespace TaskMaster::Test {

inline QString typedText(const AppWindow &window)
{
    const QQuickItem *item = window.window()->activeFocusItem();
    return item ? item->property("text").toString() : QString();
}

/// Opens what the field is in, and gives it the keyboard with the cursor at the end. False: it did not come.
[[nodiscard]] inline bool openForTyping(AppWindow &window, Client::Workbench &workbench, const QString &field)
{
    const auto firstCard = [&workbench]() -> QString {
        Client::BoardModel *board = workbench.board();
        if (board->rowCount() == 0)
            return {};
        auto *cards = board->data(board->index(0), Client::BoardModel::CardsRole).value<Client::ColumnModel *>();
        return cards->size() > 0 ? cards->at(0).id.toString() : QString();
    };
    if (!QTest::qWaitFor([&] { return !firstCard().isEmpty() && window.card(firstCard()); }, 20'000))
        return false;
    const QByteArray name = field.toLatin1();
    const auto call = [&window](const char *item, const char *verb) {
        return window.find(item) && QMetaObject::invokeMethod(window.find(item), verb);
    };
    if (field == u"newProjectField") {
        window.key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    } else if (field == u"quickAddField") {
        window.focus("boardKeys");
        window.key(Qt::Key_N);
    } else if (field == u"newColumnField") {
        if (!call("newColumn", "start"))
            return false;
    } else if (field == u"renameField") {
        if (!call("columnHeader", "rename"))
            return false;
    } else {
        workbench.openTask(firstCard());
        if (!QTest::qWaitFor([&] { return window.page("taskPage") && window.find(name.constData()); }))
            return false;
        window.focus(name.constData());
    }
    const bool isThere = QTest::qWaitFor([&] {
        const QQuickItem *item = window.window()->activeFocusItem();
        return item && (item->inherits("QQuickTextInput") || item->inherits("QQuickTextEdit"));
    });
    window.key(Qt::Key_End, Qt::ControlModifier);
    window.key(Qt::Key_End);
    return isThere;
}

} // namespace TaskMaster::Test
