// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// One row of a column: a card, the space below it, and above it the gap where a dragged card would land. While its
// own card is being dragged it takes no room. The mouse belongs to the board, not to the card.
Item {
    id: root

    objectName: "card"
    required property int index
    required property string taskId
    required property string taskKey
    required property string title
    required property int priority
    required property list<string> labelNames
    required property list<color> labelColors
    required property list<string> assigneeInitials
    required property list<color> assigneeColors
    required property string assigneeNames
    required property string dueText
    required property string dueState
    required property int commentCount
    required property bool pending
    required property bool done

    // From the column.
    required property string currentTaskId
    required property string draggedTaskId
    required property real slotHeight

    readonly property alias face: face
    readonly property bool lifted: taskId === draggedTaskId

    height: slotHeight + (lifted ? 0 : face.implicitHeight + Theme.space8)
    Accessible.role: Accessible.ListItem
    Accessible.name: taskKey + " " + title
    Accessible.selected: face.current
    Accessible.focusable: true

    Rectangle {
        width: parent.width
        height: Math.max(0, root.slotHeight - Theme.space8)
        visible: root.slotHeight > 0
        radius: Theme.radiusLarge
        color: Theme.accentSoft
        border.width: Theme.hairline
        border.color: Theme.accentText
    }

    CardFace {
        id: face

        y: root.slotHeight
        width: root.width
        height: implicitHeight
        visible: !root.lifted
        current: root.taskId === root.currentTaskId
        hovered: hover.hovered
        taskKey: root.taskKey
        title: root.title
        priority: root.priority
        labelNames: root.labelNames
        labelColors: root.labelColors
        assigneeInitials: root.assigneeInitials
        assigneeColors: root.assigneeColors
        assigneeNames: root.assigneeNames
        dueText: root.dueText
        dueState: root.dueState
        commentCount: root.commentCount
        pending: root.pending
        done: root.done

        HoverHandler {
            id: hover
        }
    }
}
