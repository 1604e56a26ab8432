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

    // Closing the task gives the keyboard back to the board.
    onTaskOpenChanged: if (!taskOpen)
        board.forceActiveFocus(Qt.OtherFocusReason)

    Page {
        id: sidebar

        objectName: "sidebarPage"
        height: root.height
        width: wanted ? Theme.sidebarWidth : 0
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
        width: Math.min(Theme.paneWidth, root.width - sidebar.width)
        height: root.height
        page: Pages.task
        wanted: root.taskOpen
        kept: root.signedIn
        workbench: root.workbench
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
