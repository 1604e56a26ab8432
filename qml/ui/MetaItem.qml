// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A small icon with a word or number: a due date, a count of comments.
Row {
    id: root

    required property string iconName
    required property string text
    property color color: Theme.dim
    property string description: text

    spacing: Theme.px(5)
    Accessible.role: Accessible.StaticText
    Accessible.name: description

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        name: root.iconName
        color: root.color
        size: Theme.px(13)
    }

    TextLabel {
        anchors.verticalCenter: parent.verticalCenter
        role: TextLabel.Meta
        text: root.text
        color: root.color
        Accessible.ignored: true
    }
}
