// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// The end of a column: the gap for a card that would land last, and the way to add one there.
Item {
    id: root

    required property string columnName
    required property bool open
    required property string draft
    required property real slotHeight

    signal openRequested
    signal addRequested(title: string)
    signal draftEdited(text: string)
    signal closed

    function start(): void {
        composer.start();
    }

    height: slotHeight + (open ? composer.height : add.height) + Theme.space8

    Rectangle {
        width: parent.width
        height: Math.max(0, root.slotHeight - Theme.space8)
        visible: root.slotHeight > 0
        radius: Theme.radiusLarge
        color: Theme.accentSoft
        border.width: Theme.hairline
        border.color: Theme.accentText
    }

    ColumnComposer {
        id: composer

        y: root.slotHeight
        width: root.width
        columnName: root.columnName
        open: root.open
        draft: root.draft
        onDraftEdited: text => root.draftEdited(text)
        onAddRequested: title => root.addRequested(title)
        onClosed: root.closed()
    }

    Button {
        id: add

        y: root.slotHeight
        kind: Button.Quiet
        visible: !root.open
        iconName: "plus"
        text: qsTr("Add task")
        onClicked: root.openRequested()
    }
}
