// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Ui

// One view of a project. The right button, or the menu key, says what can be done with it.
T.Button {
    id: root

    objectName: "viewTab"
    required property string viewId
    required property string name
    required property bool current

    signal menuRequested

    implicitWidth: Math.min(Theme.px(200), words.implicitWidth + icon.width + Theme.space6 + 2 * Theme.space12)
    implicitHeight: Theme.controlHeight
    leftPadding: Theme.space12
    rightPadding: Theme.space12
    focusPolicy: Qt.TabFocus
    hoverEnabled: true
    text: name
    Accessible.role: Accessible.PageTab
    Accessible.name: name
    Accessible.selected: current
    Keys.onMenuPressed: root.menuRequested()

    contentItem: Item {
        Icon {
            id: icon

            anchors.verticalCenter: parent.verticalCenter
            name: root.viewId.length === 0 ? "square-kanban" : "bookmark"
            color: root.current ? Theme.accentText : Theme.dim
        }

        TextLabel {
            id: words

            anchors.left: icon.right
            anchors.leftMargin: Theme.space6
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: root.name
            color: root.current ? Theme.text : Theme.dim
            font.weight: root.current ? Theme.strong : Theme.medium
            elide: Text.ElideRight
            Accessible.ignored: true
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.current ? Theme.raised : root.hovered ? Theme.hover : "transparent"
        border.width: root.current ? Theme.hairline : 0
        border.color: Theme.line

        FocusRing {
            shown: root.visualFocus
            gap: -Theme.focusWidth
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: root.menuRequested()
    }

    HoverTip {
        text: root.name
        wanted: root.hovered && words.truncated
    }
}
