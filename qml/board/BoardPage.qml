// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// A project as a board: decides what the gestures of its parts mean.
FocusScope {
    id: root

    required property Workbench workbench

    property string menuTaskId: ""
    // The open task is only looked at: it changes while one walks over the board.
    property bool peeking: false

    function openMenu(taskId: string, x: real, y: real): void {
        menuTaskId = taskId;
        menu.popup(view, x, y);
    }

    function open(taskId: string): void {
        peeking = false;
        root.workbench.openTask(taskId);
    }

    function peek(taskId: string): void {
        peeking = taskId.length > 0 && root.workbench.task.taskId !== taskId;
        root.workbench.openTask(peeking ? taskId : "");
    }

    function lookOn(taskId: string): void {
        if (peeking && root.workbench.task.taskId.length > 0)
            root.workbench.openTask(taskId);
    }

    focus: true

    BoardHeader {
        id: header

        width: parent.width
        board: root.workbench.board
        sidebarShown: root.workbench.preferences.sidebarShown
        onAddRequested: view.addTask()
        onSidebarRequested: root.workbench.preferences.sidebarShown = true
    }

    BoardToolbar {
        id: toolbar

        y: header.height
        z: 1
        width: parent.width
        visible: root.workbench.board.opened
        query: root.workbench.query
        views: root.workbench.views
        onClosed: view.forceActiveFocus(Qt.OtherFocusReason)
    }

    BoardView {
        id: view

        y: toolbar.y + toolbar.height
        width: parent.width
        height: parent.height - y
        focus: true
        visible: root.workbench.board.loaded
        board: root.workbench.board
        sortedBy: root.workbench.query.sorted ? root.workbench.query.sortName : ""
        openTaskId: root.workbench.task.taskId
        onOpenRequested: taskId => root.open(taskId)
        onPeekRequested: taskId => root.peek(taskId)
        onWalkedTo: taskId => root.lookOn(taskId)
        onMenuRequested: (taskId, x, y) => root.openMenu(taskId, x, y)
        onTrashRequested: taskId => root.workbench.trashTask(taskId)
        onMoveRequested: (taskId, columnId, afterId, beforeId) => root.workbench.board.moveTask(taskId, columnId, afterId, beforeId)
    }

    BoardSkeleton {
        anchors.fill: view
        visible: root.workbench.board.opened && !root.workbench.board.loaded
    }

    EmptyState {
        anchors.centerIn: parent
        visible: root.workbench.board.loaded && root.workbench.board.columnCount === 0
        iconName: "columns-3"
        title: qsTr("A board begins with a column")
        text: qsTr("Columns are the steps that work goes through. Use “Add column” at the top left to make the first one.")
    }

    EmptyState {
        objectName: "nothingFits"
        anchors.centerIn: view
        visible: root.workbench.board.nothingFits
        iconName: "search"
        title: qsTr("No task fits the filter")
        text: root.workbench.query.text
        actionText: qsTr("Clear filter")
        actionIcon: "x"
        onActionRequested: root.workbench.query.clear()
    }

    EmptyState {
        objectName: "noProject"
        anchors.centerIn: parent
        visible: !root.workbench.board.opened
        iconName: "square-kanban"
        title: qsTr("No project is open")
        text: qsTr("Choose a project in the sidebar, or make a new one there with the plus.")
    }

    Menu {
        id: menu

        MenuItem {
            text: qsTr("Open")
            iconName: "panel-left"
            shortcut: "Enter"
            onTriggered: root.workbench.openTask(root.menuTaskId)
        }

        MenuItem {
            text: qsTr("Archive")
            iconName: "archive"
            onTriggered: root.workbench.archiveTask(root.menuTaskId)
        }

        MenuSeparator {}

        MenuItem {
            text: qsTr("Move to trash")
            iconName: "trash-2"
            shortcut: "Del"
            destructive: true
            onTriggered: root.workbench.trashTask(root.menuTaskId)
        }
    }

    Shortcut {
        sequence: "N"
        enabled: root.workbench.board.loaded
        onActivated: view.addTask()
    }
}
