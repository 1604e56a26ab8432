// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// One option of a Picker. `mark` says how it is shown: "avatar", "dot", "status", "priority" or "icon"; `symbol`
// is the initials, the status kind, the priority or the icon name accordingly.
T.ItemDelegate {
    id: root

    required property string optionId
    required property string name
    required property string mark
    required property string symbol
    required property color markColor
    required property bool chosen
    // What the name leaves free at the end.
    property real room: 0

    implicitHeight: Theme.controlHeight
    leftPadding: Theme.space8
    rightPadding: Theme.space8
    hoverEnabled: true
    Accessible.name: name
    Accessible.checkable: true
    Accessible.checked: chosen

    contentItem: Item {
        Item {
            id: sign

            anchors.verticalCenter: parent.verticalCenter
            width: root.mark.length > 0 ? Theme.px(18) : 0
            height: Theme.px(18)

            Avatar {
                anchors.centerIn: parent
                visible: root.mark === "avatar"
                size: Theme.px(18)
                initials: root.symbol
                name: root.name
                color: root.markColor
            }

            Rectangle {
                anchors.centerIn: parent
                visible: root.mark === "dot"
                width: Theme.px(9)
                height: width
                radius: width / 2
                color: root.markColor
            }

            StatusIcon {
                anchors.centerIn: parent
                visible: root.mark === "status"
                kind: root.mark === "status" ? root.symbol : ""
            }

            PriorityIcon {
                anchors.centerIn: parent
                visible: root.mark === "priority"
                priority: root.mark === "priority" ? Number(root.symbol) : 0
            }

            Icon {
                anchors.centerIn: parent
                visible: root.mark === "icon"
                name: root.mark === "icon" ? root.symbol : ""
            }
        }

        TextLabel {
            anchors.left: sign.right
            anchors.leftMargin: root.mark.length > 0 ? Theme.space8 : 0
            anchors.right: tick.left
            anchors.rightMargin: root.room
            anchors.verticalCenter: parent.verticalCenter
            text: root.name
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Icon {
            id: tick

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: root.chosen
            name: "check"
            color: Theme.accentText
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.highlighted ? Theme.accentSoft : root.hovered ? Theme.hover : "transparent"
    }
}
