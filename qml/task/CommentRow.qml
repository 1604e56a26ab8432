// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// One comment: who, when, what; one's own can be deleted.
Item {
    id: root

    required property string commentId
    required property string authorName
    required property string initials
    required property color authorColor
    required property string body
    required property string timeText
    required property bool mine
    required property bool pending

    signal deleteRequested

    implicitHeight: words.y + words.height
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2: %3").arg(authorName).arg(timeText).arg(body)

    Avatar {
        id: picture

        size: Theme.px(26)
        initials: root.initials
        name: root.authorName
        color: root.authorColor
    }

    TextLabel {
        id: who

        anchors.left: picture.right
        anchors.leftMargin: Theme.px(10)
        width: Math.min(implicitWidth, root.width - x - Theme.px(120))
        role: TextLabel.Strong
        text: root.authorName
        elide: Text.ElideRight
        Accessible.ignored: true
    }

    TextLabel {
        id: when

        anchors.left: who.right
        anchors.leftMargin: Theme.space8
        anchors.baseline: who.baseline
        role: TextLabel.Small
        text: root.timeText
        color: Theme.faint
        Accessible.ignored: true
    }

    Repeater {
        model: root.pending ? 1 : 0
        delegate: PendingDot {
            anchors.left: when.right
            anchors.leftMargin: Theme.space8
            anchors.verticalCenter: when.verticalCenter
        }
    }

    IconButton {
        anchors.right: parent.right
        y: -Theme.space6
        visible: root.mine
        opacity: hover.hovered || visualFocus ? 1 : 0
        iconName: "trash-2"
        text: qsTr("Delete comment")
        onClicked: root.deleteRequested()
    }

    TextEdit {
        id: words

        x: who.x
        y: who.height + Theme.space2
        width: root.width - x
        text: root.body
        color: Theme.text
        font.family: Theme.fontFamily
        font.pixelSize: Theme.fontBody
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.Wrap
        readOnly: true
        selectByMouse: true
        selectionColor: Theme.accentFill
        selectedTextColor: Theme.accentInk
        renderType: Text.NativeRendering
        Accessible.ignored: true

        LineSpacing {
            document: words.textDocument
            factor: Theme.proseSpacing
        }
    }

    HoverHandler {
        id: hover
    }
}
