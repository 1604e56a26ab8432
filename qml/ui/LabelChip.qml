// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A label: a dot of its colour and its name in a hairline pill. Long names are cut at `maximumWidth`.
Rectangle {
    id: root

    required property string text
    required property color dotColor
    property int maximumWidth: Theme.px(160)

    implicitWidth: Math.min(maximumWidth, dot.width + words.implicitWidth + Theme.space6 + 2 * Theme.space8)
    implicitHeight: Theme.space24 - Theme.space4
    radius: height / 2
    color: "transparent"
    border.width: Theme.hairline
    border.color: Theme.dark ? Theme.lineStrong : Theme.line
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Rectangle {
        id: dot

        x: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(7)
        height: width
        radius: width / 2
        color: root.dotColor
    }

    TextLabel {
        id: words

        anchors.left: dot.right
        anchors.leftMargin: Theme.space6
        anchors.right: parent.right
        anchors.rightMargin: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        role: TextLabel.Meta
        text: root.text
        color: Theme.dim
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
