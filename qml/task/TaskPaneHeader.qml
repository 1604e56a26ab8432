// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// Which task this is, and what can be done with all of it.
Item {
    id: root

    required property TaskDetails task

    signal archiveRequested
    signal trashRequested
    signal closeRequested

    implicitHeight: Theme.px(52)

    TextLabel {
        id: key

        x: Theme.space24
        anchors.verticalCenter: parent.verticalCenter
        role: TextLabel.Small
        text: root.task.taskKey
        color: Theme.faint
        font.weight: Theme.medium
    }

    TextLabel {
        anchors.left: key.right
        anchors.leftMargin: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        role: TextLabel.Small
        visible: root.task.archived
        text: qsTr("Archived")
        color: Theme.warn
    }

    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.space12
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space2

        IconButton {
            objectName: "archive"
            iconName: root.task.archived ? "archive-restore" : "archive"
            text: root.task.archived ? qsTr("Put back on the board") : qsTr("Archive")
            onClicked: root.archiveRequested()
        }

        IconButton {
            objectName: "trash"
            iconName: "trash-2"
            text: qsTr("Move to trash")
            onClicked: root.trashRequested()
        }

        IconButton {
            objectName: "close"
            iconName: "x"
            text: qsTr("Close")
            shortcut: "Esc"
            onClicked: root.closeRequested()
        }
    }
}
