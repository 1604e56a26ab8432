// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// One verb of a menu, with its icon, its shortcut, and red when it destroys.
T.MenuItem {
    id: root

    property string iconName: ""
    property string shortcut: ""
    property bool destructive: false

    readonly property color foreground: !enabled ? Theme.faint : destructive ? Theme.danger : Theme.text

    implicitWidth: Theme.px(200)
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.space8
    rightPadding: Theme.space8
    Accessible.name: text

    contentItem: Item {
        Icon {
            id: mark

            anchors.verticalCenter: parent.verticalCenter
            visible: root.iconName.length > 0 || root.checked
            name: root.checked ? "check" : root.iconName
            color: root.destructive ? Theme.danger : Theme.dim
        }

        TextLabel {
            anchors.left: parent.left
            anchors.leftMargin: root.iconName.length > 0 || root.checkable ? Theme.space24 : 0
            anchors.right: keys.left
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: root.foreground
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Kbd {
            id: keys

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            keys: root.shortcut
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.highlighted || root.hovered ? Theme.hover : "transparent"
    }
}
