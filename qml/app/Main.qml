// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import TaskMaster.Client
import TaskMaster.Ui

// The window: the door, or the sidebar, the board and the open task, and what was just said.
Window {
    id: root

    required property Workbench workbench

    readonly property bool signedIn: workbench.signIn.state === SignIn.SignedIn

    width: 1440
    height: 900
    minimumWidth: Theme.px(640)
    minimumHeight: Theme.px(440)
    title: workbench.board.name.length > 0 ? qsTr("%1 – Task Master").arg(workbench.board.name) : qsTr("Task Master")
    color: Theme.canvas

    // grabToImage() leaves the window's own colour out.
    Rectangle {
        anchors.fill: parent
        color: Theme.canvas
    }

    Page {
        objectName: "signInPage"
        anchors.fill: parent
        page: Pages.signIn
        wanted: !root.signedIn
        workbench: root.workbench
        focus: wanted
    }

    Desk {
        anchors.fill: parent
        visible: root.signedIn
        signedIn: root.signedIn
        workbench: root.workbench
    }

    Preferred {
        preferences: root.workbench.preferences
    }
}
