// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// The project's name, the people in it, and the one primary action.
Item {
    id: root

    required property BoardModel board
    required property bool sidebarShown

    signal addRequested
    signal sidebarRequested

    implicitHeight: Theme.px(56)

    IconButton {
        id: opener

        x: Theme.space12
        anchors.verticalCenter: parent.verticalCenter
        visible: !root.sidebarShown
        iconName: "panel-left"
        text: qsTr("Show the sidebar")
        shortcut: "Ctrl+B"
        onClicked: root.sidebarRequested()
    }

    TextLabel {
        anchors.left: opener.visible ? opener.right : parent.left
        anchors.leftMargin: opener.visible ? Theme.space8 : Theme.space24
        anchors.right: actions.left
        anchors.rightMargin: Theme.space16
        anchors.verticalCenter: parent.verticalCenter
        role: TextLabel.Title
        text: root.board.name
        elide: Text.ElideRight
        Accessible.role: Accessible.Heading
    }

    Row {
        id: actions

        anchors.right: parent.right
        anchors.rightMargin: Theme.space24
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space12

        AvatarStack {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.board.memberInitials.length > 0
            size: Theme.px(26)
            initials: root.board.memberInitials
            colors: root.board.memberColors
            names: root.board.memberNames
        }

        Button {
            objectName: "newTask"
            kind: Button.Primary
            iconName: "plus"
            text: qsTr("New task")
            tip: qsTr("New task")
            shortcut: "N"
            enabled: root.board.loaded && root.board.columnCount > 0
            onClicked: root.addRequested()
        }
    }
}
