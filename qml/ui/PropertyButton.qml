// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A value that opens its picker: in rest it reads like text. Marks (an icon, avatars, chips) are its children.
T.Button {
    id: root

    required property string name
    property string shortcut: ""
    property bool unset: false
    property color valueColor: unset ? Theme.faint : Theme.text
    default property alias marks: marks.data

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.space8
    rightPadding: Theme.space8
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.name: name
    Accessible.description: text

    contentItem: Item {
        implicitWidth: (marks.visible ? marks.width + Theme.space8 : 0) + value.implicitWidth
        implicitHeight: value.implicitHeight

        Row {
            id: marks

            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.space4
            visible: children.length > 0
        }

        TextLabel {
            id: value

            x: marks.visible ? marks.width + Theme.space8 : 0
            width: parent.width - x
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: root.valueColor
            font.weight: root.unset ? Theme.regular : Theme.medium
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.down || root.checked ? Theme.pressed : root.hovered ? Theme.hover : "transparent"

        FocusRing {
            shown: root.visualFocus
            gap: -Theme.focusWidth
        }
    }

    // Not a child in the ordinary way: those are the marks.
    data: HoverTip {
        parent: root
        text: qsTr("Change %1").arg(root.name.toLowerCase())
        shortcut: root.shortcut
        wanted: root.hovered && !root.down && !root.checked && root.shortcut.length > 0
    }
}
