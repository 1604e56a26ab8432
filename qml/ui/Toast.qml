// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// What just happened, with the way back. It leaves after a while, but not while the pointer or the focus is on it.
T.Control {
    id: root

    property string text: ""
    property string actionText: ""
    property string shortcut: ""
    property bool shown: false

    signal actionRequested
    signal dismissed

    implicitWidth: words.implicitWidth + verbs.width + Theme.px(44)
    implicitHeight: Theme.px(40)
    hoverEnabled: true
    visible: opacity > 0
    opacity: shown ? 1 : 0
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.duration
            easing.type: Easing.OutCubic
        }
    }

    Timer {
        interval: Theme.toastDuration
        running: root.shown && !root.hovered && !undo.activeFocus
        onTriggered: root.dismissed()
    }

    contentItem: Item {
        TextLabel {
            id: words

            anchors.left: parent.left
            anchors.leftMargin: Theme.space16
            anchors.right: verbs.left
            anchors.rightMargin: Theme.space12
            anchors.verticalCenter: parent.verticalCenter
            text: root.text
            color: Theme.tipInk
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Row {
            id: verbs

            anchors.right: parent.right
            anchors.rightMargin: Theme.space6
            anchors.verticalCenter: parent.verticalCenter

            T.Button {
                id: undo

                visible: root.actionText.length > 0
                implicitWidth: undoText.implicitWidth + 2 * Theme.space8
                implicitHeight: Theme.hitArea
                text: root.actionText
                hoverEnabled: true
                Accessible.name: text
                onClicked: root.actionRequested()

                contentItem: TextLabel {
                    id: undoText

                    text: root.actionText
                    color: Theme.tipAccent
                    font.weight: Theme.strong
                    horizontalAlignment: Text.AlignHCenter
                    Accessible.ignored: true
                }
                background: Rectangle {
                    radius: Theme.radius
                    color: undo.hovered ? Theme.tipHover : "transparent"

                    FocusRing {
                        shown: undo.visualFocus
                        gap: -Theme.focusWidth
                        border.color: Theme.tipAccent
                    }
                }

                HoverTip {
                    text: root.actionText
                    shortcut: root.shortcut
                    wanted: undo.hovered && root.shortcut.length > 0
                }
            }

            IconButton {
                iconName: "x"
                text: qsTr("Dismiss")
                color: Theme.tipInkDim
                onClicked: root.dismissed()
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusLarge
        color: Theme.tip
        border.width: Theme.hairline
        border.color: Theme.dark ? Theme.lineStrong : Theme.tip
    }
}
