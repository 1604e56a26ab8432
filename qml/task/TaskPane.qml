// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Client
import TaskMaster.Ui

// One task beside the board: everything about it, changed where it stands. Esc closes.
Rectangle {
    id: root

    required property Workbench workbench

    readonly property TaskDetails task: workbench.task

    function recover(): void {
        if (task.taskId.length === 0)
            return;
        title.recover(workbench.draft("title/" + task.taskId));
        description.recover(workbench.draft("description/" + task.taskId));
    }

    color: Theme.surface
    Accessible.role: Accessible.Pane
    Accessible.name: task.taskKey + " " + task.title
    Component.onCompleted: root.recover()

    TaskPaneHeader {
        id: header

        width: parent.width
        task: root.task
        onArchiveRequested: root.task.archived ? root.task.unarchive() : root.workbench.archiveTask(root.task.taskId)
        onTrashRequested: root.workbench.trashTask(root.task.taskId)
        onCloseRequested: root.workbench.closeTask()
    }

    Flickable {
        id: page

        objectName: "taskPage"
        anchors.top: header.bottom
        anchors.bottom: composer.top
        width: parent.width
        contentHeight: content.height + Theme.space16
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: content

            x: Theme.space24
            width: page.width - 2 * Theme.space24
            spacing: Theme.space12

            CommittedText {
                id: title

                objectName: "title"
                x: -Theme.px(10)
                width: parent.width + 2 * Theme.px(10)
                name: qsTr("Title")
                value: root.task.title
                required: true
                oneLine: true
                font.pixelSize: Theme.fontHeading
                font.weight: Theme.strong
                onTyped: text => root.workbench.saveDraft("title/" + root.task.taskId, text)
                onCommitted: (text, seen) => {
                    root.task.editTitle(text, seen);
                    root.workbench.saveDraft("title/" + root.task.taskId, "");
                }
            }

            TaskProperties {
                width: parent.width
                task: root.task
            }

            Divider {
                width: parent.width
            }

            CommittedText {
                id: description

                objectName: "description"
                x: -Theme.px(10)
                width: parent.width + 2 * Theme.px(10)
                name: qsTr("Description")
                value: root.task.description
                placeholderText: qsTr("Add a description…")
                onTyped: text => root.workbench.saveDraft("description/" + root.task.taskId, text)
                onCommitted: (text, seen) => {
                    root.task.editDescription(text, seen);
                    root.workbench.saveDraft("description/" + root.task.taskId, "");
                }
            }

            Divider {
                width: parent.width
            }

            CommentList {
                width: parent.width
                comments: root.task.comments
                onDeleteRequested: commentId => root.task.deleteComment(commentId)
            }
        }
    }

    CommentComposer {
        id: composer

        anchors.bottom: parent.bottom
        width: parent.width
        taskId: root.task.taskId
        workbench: root.workbench
        onSubmitted: body => root.task.addComment(body)
    }

    Divider {
        height: parent.height
        vertical: true
    }

    Connections {
        target: root.task

        // What stands in a field belongs to the task that is being left: it is committed there.
        function onLeaving(): void {
            header.forceActiveFocus(Qt.OtherFocusReason);
        }

        function onOpened(): void {
            page.contentY = 0;
            root.recover();
        }
    }

    Shortcut {
        sequence: "Escape"
        enabled: root.visible && root.task.taskId.length > 0
        onActivated: root.workbench.closeTask()
    }
}
