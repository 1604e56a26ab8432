// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A sentence across a page about something that lasts: no connection, a refused change. Not for passing events.
Rectangle {
    id: root

    enum Tone { Neutral, Warning, Danger }

    required property string text
    property int tone: Banner.Neutral
    property string iconName: "circle-alert"
    property string actionText: ""
    property bool dismissable: false

    signal actionRequested
    signal dismissRequested

    readonly property color foreground: tone === Banner.Danger ? Theme.danger : tone === Banner.Warning ? Theme.warn : Theme.text

    implicitHeight: Math.max(Theme.px(40), words.implicitHeight + 2 * Theme.space8)
    radius: Theme.radius
    color: tone === Banner.Danger ? Theme.dangerSoft : tone === Banner.Warning ? Theme.warnSoft : Theme.sunken
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: mark

        x: Theme.space12
        anchors.verticalCenter: parent.verticalCenter
        name: root.iconName
        color: root.foreground
    }

    TextLabel {
        id: words

        anchors.left: mark.right
        anchors.leftMargin: Theme.space8
        anchors.right: verbs.left
        anchors.rightMargin: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }

    Row {
        id: verbs

        anchors.right: parent.right
        anchors.rightMargin: Theme.space6
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space4

        Button {
            kind: Button.Quiet
            visible: root.actionText.length > 0
            text: root.actionText
            onClicked: root.actionRequested()
        }

        IconButton {
            visible: root.dismissable
            iconName: "x"
            text: qsTr("Dismiss")
            onClicked: root.dismissRequested()
        }
    }
}
