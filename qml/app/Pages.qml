// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton

import QtQuick

// Where each area's first page is. Only qml/app opens areas, by these addresses, when they are first shown.
QtObject {
    readonly property url signIn: "qrc:/qt/qml/TaskMaster/SignIn/SignInPage.qml"
    readonly property url sidebar: "qrc:/qt/qml/TaskMaster/Projects/Sidebar.qml"
    readonly property url board: "qrc:/qt/qml/TaskMaster/Board/BoardPage.qml"
    readonly property url task: "qrc:/qt/qml/TaskMaster/Task/TaskPane.qml"
}
