// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// The edge of a pane: dragging it, or the arrow keys on it, make the pane wider or narrower; a double click gives back
// the usual width. Widths are in pixels at 100 %.
MouseArea {
    id: root

    required property string name
    required property real paneWidth
    required property real usual
    required property real least
    required property real most
    // The pane is on the right of its edge.
    property bool mirrored: false

    signal resized(width: real)

    property real grip: 0

    function ask(width: real): void {
        root.resized(Math.round(Math.max(least, Math.min(most, width))));
    }

    function follow(x: real): void {
        ask(paneWidth + (mirrored ? grip - x : x - grip) / Theme.scale);
    }

    width: Theme.space8
    hoverEnabled: true
    preventStealing: true
    activeFocusOnTab: true
    cursorShape: Qt.SplitHCursor
    Accessible.role: Accessible.Splitter
    Accessible.name: name
    onPressed: mouse => root.grip = mouse.x
    onPositionChanged: mouse => {
        if (pressed)
            root.follow(mouse.x);
    }
    onDoubleClicked: root.resized(root.usual)
    Keys.onLeftPressed: root.ask(root.paneWidth + (root.mirrored ? 16 : -16))
    Keys.onRightPressed: root.ask(root.paneWidth + (root.mirrored ? -16 : 16))

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.focusWidth
        height: parent.height
        visible: root.containsMouse || root.pressed || root.activeFocus
        color: Theme.accentText
    }
}
