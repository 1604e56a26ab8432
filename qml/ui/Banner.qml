// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A sentence across a page about something that lasts: no connection, a refused change. Not for passing events.
Rectangle {
    id: root

    enum Tone { Neutral, Warning, Danger }

    required property string text
    // What the sentence is about, in the person's own words: it can be selected and copied.
    property string detail: ""
    property int tone: Banner.Neutral
    property string iconName: "circle-alert"
    property string actionText: ""
    property bool dismissable: false

    signal actionRequested
    signal dismissRequested

    readonly property color foreground: tone === Banner.Danger ? Theme.danger : tone === Banner.Warning ? Theme.warn : Theme.text

    implicitHeight: Math.max(Theme.px(40), words.implicitHeight + (quote.visible ? quote.height + Theme.space4 : 0) + 2 * Theme.px(10))
    radius: Theme.radius
    color: tone === Banner.Danger ? Theme.dangerSoft : tone === Banner.Warning ? Theme.warnSoft : Theme.sunken
    border.width: Theme.hairline
    border.color: Qt.alpha(root.foreground, 0.35)
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
        y: quote.visible ? Theme.px(10) : Math.round((parent.height - height) / 2)
        text: root.text
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }

    TextEdit {
        id: quote

        anchors.left: words.left
        anchors.right: words.right
        anchors.top: words.bottom
        anchors.topMargin: Theme.space4
        height: Math.min(contentHeight, Theme.px(80))
        visible: root.detail.length > 0
        clip: true
        text: root.detail
        color: Theme.dim
        font.family: Theme.fontFamily
        font.pixelSize: Theme.fontBody
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.Wrap
        readOnly: true
        selectByMouse: true
        Accessible.name: text
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
