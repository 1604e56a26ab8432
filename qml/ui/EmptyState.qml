// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// What a place says while nothing is in it: what it is for, and the one thing to do about it.
Column {
    id: root

    required property string iconName
    required property string title
    property string text: ""
    property string actionText: ""
    property string actionIcon: "plus"
    property string shortcut: ""

    signal actionRequested

    width: Theme.px(340)
    spacing: Theme.space8

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.px(44)
        height: width
        radius: Theme.px(12)
        color: Theme.accentSoft

        Icon {
            anchors.centerIn: parent
            name: root.iconName
            size: Theme.px(22)
            color: Theme.accentText
        }
    }

    Item {
        width: 1
        height: Theme.space4
    }

    TextLabel {
        width: parent.width
        role: TextLabel.Lead
        text: root.title
        font.weight: Theme.strong
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }

    TextLabel {
        width: parent.width
        visible: text.length > 0
        text: root.text
        color: Theme.dim
        lineHeight: Theme.lineHeight
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }

    Item {
        width: 1
        height: Theme.space4
    }

    Button {
        objectName: "emptyAction"
        anchors.horizontalCenter: parent.horizontalCenter
        kind: Button.Primary
        visible: root.actionText.length > 0
        text: root.actionText
        shortcut: root.shortcut
        tip: root.actionText
        iconName: root.actionIcon
        onClicked: root.actionRequested()
    }
}
