// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A scroll bar that is thin until the pointer is on it, and gone while nothing can scroll.
T.ScrollBar {
    id: root

    implicitWidth: orientation === Qt.Vertical ? Theme.px(10) : Theme.px(40)
    implicitHeight: orientation === Qt.Vertical ? Theme.px(40) : Theme.px(10)
    padding: Theme.space2
    minimumSize: 0.06
    visible: size < 1.0
    hoverEnabled: true
    Accessible.ignored: true

    contentItem: Rectangle {
        implicitWidth: Theme.px(6)
        implicitHeight: Theme.px(6)
        radius: Math.min(width, height) / 2
        color: Theme.dim
        opacity: root.pressed ? 0.8 : root.hovered ? 0.6 : root.active ? 0.4 : 0.0

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.duration
            }
        }
    }
}
