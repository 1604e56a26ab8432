// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A menu of MenuItems and MenuSeparators, walked with the arrow keys.
T.Menu {
    id: root

    implicitWidth: Math.max(Theme.px(180), contentItem.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    padding: Theme.space4
    margins: Theme.space8
    overlap: 1
    focus: true

    delegate: MenuItem {}

    contentItem: ListView {
        implicitHeight: contentHeight
        implicitWidth: Theme.px(200)
        model: root.contentModel
        currentIndex: root.currentIndex
        interactive: false
        clip: true
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.durationFast
            easing.type: Easing.OutCubic
        }
    }

    background: FloatingPane {}
}
