// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// The place for a new card at one end of a column: nothing while closed.
Item {
    id: root

    required property string columnName
    required property bool open
    required property string draft

    signal addRequested(title: string)
    signal draftEdited(text: string)
    signal closed

    function start(): void {
        (slot.itemAt(0) as QuickAdd).start();
    }

    implicitHeight: open ? stack.height + Theme.space8 : 0
    height: implicitHeight

    Column {
        id: stack

        width: root.width

        // A Repeater and no Loader: Qt 6.4's Loader cannot make bound components.
        Repeater {
            id: slot

            model: root.open ? 1 : 0
            delegate: QuickAdd {
                width: stack.width
                columnName: root.columnName
                draft: root.draft
                onAddRequested: title => root.addRequested(title)
                onDraftEdited: text => root.draftEdited(text)
                onClosed: root.closed()
            }
        }
    }
}
