// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A button that is only an icon; `text` is its accessible name and its tooltip, with the shortcut beside it.
T.Button {
    id: root

    required property string iconName
    property string shortcut: ""
    property color color: Theme.dim

    implicitWidth: Theme.hitArea
    implicitHeight: Theme.hitArea
    opacity: enabled ? 1 : 0.4
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.name: text

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: root.iconName
            color: root.hovered || root.checked ? Theme.text : root.color
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.pressed : root.hovered || root.checked ? Theme.hover : "transparent"

        FocusRing {
            shown: root.visualFocus
            gap: -Theme.focusWidth
        }
    }

    HoverTip {
        text: root.text
        shortcut: root.shortcut
        wanted: (root.hovered || root.visualFocus) && !root.down
    }
}
