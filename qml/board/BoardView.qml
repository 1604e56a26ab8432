// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Client
import TaskMaster.Ui

// The columns of a project side by side, and what mouse and keyboard do to the cards in them. It asks; BoardPage
// decides.
FocusScope {
    id: root

    required property BoardModel board
    required property string openTaskId
    // What cards are sorted by; empty: they stand as people put them.
    required property string sortedBy

    signal openRequested(taskId: string)
    signal peekRequested(taskId: string)
    signal walkedTo(taskId: string)
    signal menuRequested(taskId: string, x: real, y: real)
    signal trashRequested(taskId: string)
    signal moveRequested(taskId: string, columnId: string, afterId: string, beforeId: string)

    property string currentTaskId: openTaskId

    function focusCard(taskId: string): void {
        if (taskId.length === 0)
            return;
        currentTaskId = taskId;
        const row = board.rowOfColumn(board.columnOf(taskId));
        columns.positionViewAtIndex(row, ListView.Contain);
        (columns.itemAtIndex(row) as BoardColumn)?.reveal(taskId);
    }

    function walk(columnSteps: int, rowSteps: int): void {
        root.focusCard(root.board.neighbour(root.currentTaskId, columnSteps, rowSteps));
        root.walkedTo(root.currentTaskId);
    }

    function carry(columnSteps: int, rowSteps: int): void {
        root.board.moveTaskBy(root.currentTaskId, columnSteps, rowSteps);
        root.focusCard(root.currentTaskId);
    }

    function addTask(): void {
        const row = Math.max(0, board.rowOfColumn(board.columnOf(currentTaskId)));
        columns.positionViewAtIndex(row, ListView.Contain);
        (columns.itemAtIndex(row) as BoardColumn)?.startAdding("top");
    }

    ListView {
        id: columns

        objectName: "columns"
        anchors.fill: parent
        orientation: ListView.Horizontal
        leftMargin: Theme.space8
        rightMargin: Theme.columnWidth
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 2 * Theme.columnWidth
        model: root.board
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Columns of %1").arg(root.board.name)

        T.ScrollBar.horizontal: ScrollBar {}

        delegate: BoardColumn {
            width: Theme.columnWidth + Theme.space8
            height: columns.height
            currentTaskId: root.currentTaskId
            draggedTaskId: drag.draggedTaskId
            dropRow: drag.dropColumnId === columnId && root.sortedBy.length === 0 ? drag.dropRow : -1
            takes: drag.dropColumnId === columnId && root.sortedBy.length > 0
            sortedBy: root.sortedBy
            slotHeight: drag.slotHeight
            onAddRequested: (title, atTop) => root.board.addTask(columnId, title, atTop)
            onDraftEdited: text => root.board.saveDraft(columnId, text)
            onAddClosed: keys.forceActiveFocus(Qt.OtherFocusReason)
            onRenameTyped: text => root.board.saveNameDraft(columnId, text)
            onRenamed: name => root.board.renameColumn(columnId, name)
            onMoveRequested: places => root.board.moveColumnBy(columnId, places)
            onArchiveRequested: root.board.archiveColumn(columnId)
            onTaskDropped: (taskId, afterId, beforeId) => root.moveRequested(taskId, columnId, afterId, beforeId)
        }
    }

    NewColumn {
        objectName: "newColumn"
        parent: columns.contentItem
        x: columns.originX + columns.contentWidth
        width: Theme.columnWidth + Theme.space8
        draft: root.board.newColumnDraft
        onDraftEdited: text => root.board.newColumnDraft = text
        onAddRequested: name => root.board.addColumn(name)
    }

    BoardDrag {
        id: drag

        objectName: "drag"
        anchors.fill: columns
        columns: columns
        onTaskPressed: taskId => {
            root.currentTaskId = taskId;
            keys.forceActiveFocus(Qt.MouseFocusReason);
        }
        onTaskClicked: taskId => root.openRequested(taskId)
        onMenuRequested: (taskId, x, y) => root.menuRequested(taskId, x, y)
    }

    // Keys go to one place that is no ancestor of a field: typing never moves a card.
    Item {
        id: keys

        objectName: "boardKeys"
        focus: true
        Keys.onUpPressed: root.walk(0, -1)
        Keys.onDownPressed: root.walk(0, 1)
        Keys.onLeftPressed: root.walk(-1, 0)
        Keys.onRightPressed: root.walk(1, 0)
        Keys.onReturnPressed: root.openRequested(root.currentTaskId)
        Keys.onSpacePressed: root.peekRequested(root.currentTaskId)
        Keys.onDeletePressed: root.trashRequested(root.currentTaskId)

        Shortcut {
            sequence: "Ctrl+Shift+Up"
            enabled: keys.activeFocus
            onActivated: root.carry(0, -1)
        }

        Shortcut {
            sequence: "Ctrl+Shift+Down"
            enabled: keys.activeFocus
            onActivated: root.carry(0, 1)
        }

        Shortcut {
            sequence: "Ctrl+Shift+Left"
            enabled: keys.activeFocus
            onActivated: root.carry(-1, 0)
        }

        Shortcut {
            sequence: "Ctrl+Shift+Right"
            enabled: keys.activeFocus
            onActivated: root.carry(1, 0)
        }
    }
}
