// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// The connection in a few words, its whole sentence in the tooltip, and how the program looks.
Item {
    id: root

    required property ConnectionState connection
    required property Preferences preferences

    readonly property bool live: connection.state === ConnectionState.Live

    implicitHeight: Theme.px(48)

    Rectangle {
        id: dot

        x: Theme.px(22)
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(8)
        height: width
        radius: width / 2
        color: root.live ? Theme.goodMark : Theme.warnMark
    }

    TextLabel {
        id: words

        objectName: "connection"
        anchors.left: dot.right
        anchors.leftMargin: Theme.space8
        anchors.right: look.left
        anchors.verticalCenter: parent.verticalCenter
        role: TextLabel.Small
        text: root.connection.text
        color: Theme.dim
        elide: Text.ElideRight
        Accessible.role: Accessible.StatusBar
        Accessible.name: root.connection.sentence

        HoverHandler {
            id: hover
        }

        HoverTip {
            text: root.connection.sentence
            wanted: hover.hovered
        }
    }

    IconButton {
        id: look

        anchors.right: parent.right
        anchors.rightMargin: Theme.space12
        anchors.verticalCenter: parent.verticalCenter
        iconName: "settings"
        text: qsTr("Appearance")
        onClicked: menu.popup(this, 0, -menu.height)
    }

    Menu {
        id: menu

        MenuItem {
            text: qsTr("Like the system")
            iconName: "monitor"
            checkable: true
            checked: root.preferences.scheme === "system"
            onTriggered: root.preferences.scheme = "system"
        }

        MenuItem {
            text: qsTr("Light")
            iconName: "sun"
            checkable: true
            checked: root.preferences.scheme === "light"
            onTriggered: root.preferences.scheme = "light"
        }

        MenuItem {
            text: qsTr("Dark")
            iconName: "moon"
            checkable: true
            checked: root.preferences.scheme === "dark"
            onTriggered: root.preferences.scheme = "dark"
        }

        MenuSeparator {}

        MenuItem {
            text: qsTr("Larger")
            shortcut: "Ctrl++"
            onTriggered: root.preferences.scale += 0.1
        }

        MenuItem {
            text: qsTr("Smaller")
            shortcut: "Ctrl+-"
            onTriggered: root.preferences.scale -= 0.1
        }

        MenuSeparator {}

        MenuItem {
            text: qsTr("Less motion")
            checkable: true
            checked: root.preferences.reducedMotion
            onTriggered: root.preferences.reducedMotion = !root.preferences.reducedMotion
        }
    }
}
