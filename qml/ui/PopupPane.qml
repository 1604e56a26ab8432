// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// What floats: menus, pickers, the calendar. Esc and a click outside close it; the focus goes back where it was.
T.Popup {
    id: root

    property alias paneColor: pane.color

    implicitWidth: Math.max(implicitContentWidth + leftPadding + rightPadding, Theme.px(200))
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    padding: Theme.space6
    margins: Theme.space8
    modal: false
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.durationFast
            easing.type: Easing.OutCubic
        }
    }

    background: FloatingPane {
        id: pane
    }
}
