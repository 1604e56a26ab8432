// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Ui

// A project in the sidebar.
T.ItemDelegate {
    id: root

    required property string projectId
    required property string name
    required property color projectColor
    required property bool current

    implicitHeight: Theme.rowHeight
    hoverEnabled: true
    Accessible.role: Accessible.ListItem
    Accessible.name: name
    Accessible.selected: current

    contentItem: Item {
        Rectangle {
            id: mark

            x: Theme.space8
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.px(10)
            height: width
            radius: Theme.px(3)
            color: root.projectColor
        }

        TextLabel {
            anchors.left: mark.right
            anchors.leftMargin: Theme.px(10)
            anchors.right: parent.right
            anchors.rightMargin: Theme.space8
            anchors.verticalCenter: parent.verticalCenter
            text: root.name
            color: root.current ? Theme.accentText : Theme.text
            font.weight: root.current ? Theme.strong : Theme.medium
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.current ? Theme.accentSoft : root.hovered ? Theme.hover : "transparent"

        FocusRing {
            shown: root.highlighted
            gap: -Theme.focusWidth
        }
    }
}
