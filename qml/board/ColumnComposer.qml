// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// The place for a new card at one end of a column: nothing while closed.
Item {
    id: root

    required property string columnName
    required property bool open

    signal addRequested(title: string)
    signal closed

    function start(): void {
        (loader.item as QuickAdd).start();
    }

    height: open ? loader.height + Theme.space8 : 0

    Loader {
        id: loader

        width: root.width
        active: root.open
        sourceComponent: QuickAdd {
            columnName: root.columnName
            onAddRequested: title => root.addRequested(title)
            onClosed: root.closed()
        }
    }
}
