// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// The fields of a task that are chosen rather than written.
Column {
    id: root

    required property TaskDetails task

    readonly property bool typing: estimate.activeFocus

    // To be kept in case the program ends in the middle of it; empty: it is said.
    signal estimateTyped(text: string)

    function recoverEstimate(draft: string): void {
        estimate.recover(draft);
    }

    PropertyLine {
        width: root.width
        name: qsTr("Status")

        PropertyButton {
            objectName: "status"
            width: Math.min(implicitWidth, parent.width)
            name: qsTr("Status")
            text: root.task.columnName
            onClicked: statusPicker.open()

            StatusIcon {
                kind: root.task.columnKind
            }

            Picker {
                id: statusPicker

                objectName: "statusPicker"
                y: parent.height
                name: qsTr("Status")
                options: root.task.statusOptions
                onFilterEdited: text => root.task.statusOptions.filter = text
                onPicked: optionId => root.task.moveToColumn(optionId)
            }
        }
    }

    PropertyLine {
        width: root.width
        name: qsTr("Priority")

        PropertyButton {
            objectName: "priority"
            width: Math.min(implicitWidth, parent.width)
            name: qsTr("Priority")
            text: root.task.priorityName
            unset: root.task.priority === 0
            onClicked: priorityPicker.open()

            PriorityIcon {
                priority: root.task.priority
            }

            Picker {
                id: priorityPicker

                objectName: "priorityPicker"
                y: parent.height
                name: qsTr("Priority")
                options: root.task.priorityOptions
                onFilterEdited: text => root.task.priorityOptions.filter = text
                onPicked: optionId => root.task.editPriority(optionId)
            }
        }
    }

    PropertyLine {
        width: root.width
        name: qsTr("Assignees")

        PropertyButton {
            objectName: "assignees"
            width: Math.min(implicitWidth, parent.width)
            name: qsTr("Assignees")
            text: unset ? qsTr("Nobody") : root.task.assigneeNames
            unset: root.task.assigneeInitials.length === 0
            onClicked: assigneePicker.open()

            Icon {
                visible: root.task.assigneeInitials.length === 0
                name: "user"
            }

            AvatarStack {
                visible: root.task.assigneeInitials.length > 0
                initials: root.task.assigneeInitials
                colors: root.task.assigneeColors
                names: root.task.assigneeNames
                behind: Theme.surface
            }

            Picker {
                id: assigneePicker

                objectName: "assigneePicker"
                y: parent.height
                name: qsTr("Assignees")
                options: root.task.assigneeOptions
                several: true
                onFilterEdited: text => root.task.assigneeOptions.filter = text
                onPicked: optionId => root.task.toggleAssignee(optionId)
            }
        }
    }

    PropertyLine {
        width: root.width
        name: qsTr("Labels")

        LabelsButton {
            width: parent.width
            task: root.task
        }
    }

    PropertyLine {
        width: root.width
        name: qsTr("Due")

        DateButton {
            objectName: "due"
            name: qsTr("Due date")
            date: root.task.dueDate
            words: root.task.dueText
            late: root.task.dueState === "overdue" || root.task.dueState === "today"
            onPicked: date => root.task.editDueDate(date)
        }
    }

    PropertyLine {
        width: root.width
        name: qsTr("Start")

        DateButton {
            objectName: "start"
            name: qsTr("Start date")
            date: root.task.startDate
            words: root.task.startText
            onPicked: date => root.task.editStartDate(date)
        }
    }

    PropertyLine {
        width: root.width
        name: qsTr("Estimate")

        EstimateField {
            id: estimate

            objectName: "estimate"
            estimate: root.task.estimate
            onTyped: text => root.estimateTyped(text)
            onEdited: points => {
                root.task.editEstimate(points);
                root.estimateTyped("");
            }
        }
    }
}
