// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// The outline that says where the keyboard is. Put it into a control's background; it draws around its parent.
Rectangle {
    id: root

    required property bool shown
    property int gap: 1

    anchors.fill: parent
    anchors.margins: -(gap + border.width)
    visible: shown
    color: "transparent"
    radius: Theme.radius + gap + border.width
    border.width: Theme.focusWidth
    border.color: Theme.accentText
}
