// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// What one sees when signed in: sidebar, board, the open task beside it, and notices over all of it.
Item {
    id: root

    required property Workbench workbench
    required property bool signedIn

    readonly property bool taskOpen: signedIn && workbench.task.taskId.length > 0
    // What a pane may take, so that the board between them stays usable.
    readonly property real sidebarMost: Math.max(Theme.sidebarLeast, Math.min(Theme.sidebarMost, (width - Theme.px(360)) / Theme.scale))
    readonly property real paneMost: Math.max(Theme.paneLeast, Math.min(Theme.paneMost, (width - sidebar.width - Theme.px(320)) / Theme.scale))

    // Closing the task gives the keyboard back to the board.
    onTaskOpenChanged: if (!taskOpen)
        board.forceActiveFocus(Qt.OtherFocusReason)

    Page {
        id: sidebar

        objectName: "sidebarPage"
        height: root.height
        width: wanted ? Theme.px(Math.min(root.workbench.preferences.sidebarWidth, root.sidebarMost)) : 0
        page: Pages.sidebar
        wanted: root.signedIn && root.workbench.preferences.sidebarShown
        kept: root.signedIn
        workbench: root.workbench
    }

    Page {
        id: board

        objectName: "boardPage"
        anchors.left: sidebar.right
        anchors.right: root.taskOpen ? task.left : parent.right
        height: root.height
        page: Pages.board
        wanted: root.signedIn
        workbench: root.workbench
        focus: root.signedIn
    }

    Page {
        id: task

        objectName: "taskPage"
        anchors.right: parent.right
        width: Math.min(Theme.px(Math.min(root.workbench.preferences.paneWidth, root.paneMost)), root.width - sidebar.width)
        height: root.height
        page: Pages.task
        wanted: root.taskOpen
        kept: root.signedIn
        workbench: root.workbench
    }

    PaneEdge {
        objectName: "sidebarEdge"
        x: sidebar.width - width / 2
        height: root.height
        visible: sidebar.wanted
        name: qsTr("Width of the sidebar")
        paneWidth: sidebar.width / Theme.scale
        usual: Theme.sidebarWidth
        least: Theme.sidebarLeast
        most: root.sidebarMost
        onResized: width => root.workbench.preferences.sidebarWidth = width
    }

    PaneEdge {
        objectName: "paneEdge"
        x: task.x - width / 2
        height: root.height
        visible: task.wanted
        mirrored: true
        name: qsTr("Width of the task")
        paneWidth: task.width / Theme.scale
        usual: Theme.paneWidth
        least: Theme.paneLeast
        most: root.paneMost
        onResized: width => root.workbench.preferences.paneWidth = width
    }

    Column {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.space24
        anchors.horizontalCenter: board.horizontalCenter
        spacing: Theme.space8

        RefusalBar {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(Theme.px(560), board.width - Theme.space32)
            refusals: root.workbench.refusals
        }

        Toast {
            objectName: "toast"
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(implicitWidth, board.width - Theme.space32)
            shown: root.workbench.notice.shown
            text: root.workbench.notice.text
            actionText: root.workbench.notice.undoable ? qsTr("Undo") : ""
            shortcut: "Ctrl+Z"
            onActionRequested: root.workbench.notice.undo()
            onDismissed: root.workbench.notice.dismiss()
        }
    }

    Shortcut {
        sequence: "Ctrl+Z"
        enabled: root.workbench.notice.undoable
        onActivated: root.workbench.notice.undo()
    }
}
