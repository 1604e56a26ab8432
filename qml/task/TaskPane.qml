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

    // What was typed when the program ended in the middle of it.
    function recover(): void {
        recoverText(title, "title/" + task.taskId);
        recoverText(description, "description/" + task.taskId);
        properties.recoverEstimate(workbench.draft("estimate/" + task.taskId));
    }

    function recoverText(field: CommittedText, place: string): void {
        if (!workbench.hasEdit(place))
            return;
        const text = workbench.editedText(place);
        const seen = workbench.editedFrom(place);
        field.recover(text, seen);
        workbench.saveDraft(place, ""); // behind the commit: never neither of them
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
                onTyped: (text, seen) => root.workbench.saveEdit("title/" + root.task.taskId, text, seen)
                onCommitted: (text, seen) => {
                    root.task.editTitle(text, seen);
                    root.workbench.saveDraft("title/" + root.task.taskId, "");
                }
            }

            TaskProperties {
                id: properties

                width: parent.width
                task: root.task
                onEstimateTyped: text => root.workbench.saveDraft("estimate/" + root.task.taskId, text)
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
                onTyped: (text, seen) => root.workbench.saveEdit("description/" + root.task.taskId, text, seen)
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

        // What stands in a field belongs to the task that is being left: it is committed there. The keyboard of somebody
        // who looks at tasks from the board stays there.
        function onLeaving(): void {
            if (title.activeFocus || description.activeFocus || properties.typing)
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
