// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// This change is not yet with the server. It shows only when that takes long enough to matter.
Rectangle {
    id: root

    implicitWidth: Theme.px(6)
    implicitHeight: Theme.px(6)
    radius: width / 2
    color: Theme.warnMark
    opacity: 0
    Accessible.role: Accessible.Indicator
    Accessible.name: qsTr("Not sent yet")

    SequentialAnimation {
        running: true

        PauseAnimation {
            duration: Theme.pendingDelay
        }

        NumberAnimation {
            target: root
            property: "opacity"
            to: 1
            duration: Theme.duration
        }
    }
}
