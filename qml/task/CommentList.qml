// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// What was said about a task, oldest first.
Column {
    id: root

    required property CommentModel comments

    signal deleteRequested(commentId: string)

    spacing: Theme.space16
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Comments")

    TextLabel {
        visible: root.comments.count === 0
        text: qsTr("No comments yet.")
        color: Theme.faint
    }

    Repeater {
        model: root.comments
        delegate: CommentRow {
            width: root.width
            onDeleteRequested: root.deleteRequested(commentId)
        }
    }
}
