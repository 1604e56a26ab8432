// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A button with words, and an icon before them when it has one. `tip` and `shortcut` show on hover.
T.Button {
    id: root

    enum Kind { Primary, Outlined, Quiet, Danger }

    property int kind: Button.Outlined
    property string iconName: ""
    property string tip: ""
    property string shortcut: ""
    // It stands for something that is in force.
    property bool chosen: false

    readonly property bool filled: kind === Button.Primary || kind === Button.Danger
    readonly property color foreground: filled ? Theme.accentInk : chosen ? Theme.accentText : kind === Button.Quiet ? Theme.dim : Theme.text
    readonly property color fill: kind === Button.Primary ? (hovered || down ? Theme.accentFillHover : Theme.accentFill) : kind === Button.Danger ? Theme.dangerFill : kind === Button.Outlined ? Theme.surface : "transparent"

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Theme.controlHeight
    leftPadding: iconName.length > 0 ? Theme.px(10) : Theme.space12
    rightPadding: Theme.space12
    spacing: Theme.space6
    opacity: enabled ? 1 : 0.5
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.name: text
    Accessible.description: tip

    contentItem: Item {
        implicitWidth: words.implicitWidth
        implicitHeight: words.implicitHeight

        Row {
            id: words

            anchors.centerIn: parent
            spacing: root.spacing

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: root.iconName
                visible: root.iconName.length > 0
                color: root.foreground
            }

            TextLabel {
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                color: root.foreground
                font.weight: root.filled ? Theme.strong : Theme.medium
                Accessible.ignored: true
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.fill
        border.width: root.kind === Button.Outlined ? Theme.hairline : 0
        border.color: root.hovered ? Theme.lineStrong : Theme.line

        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            visible: root.kind !== Button.Primary && (root.hovered || root.down)
            color: root.down ? Theme.pressed : Theme.hover
        }

        FocusRing {
            shown: root.visualFocus
        }
    }

    HoverTip {
        text: root.tip
        shortcut: root.shortcut
        wanted: root.hovered && !root.down
    }
}
