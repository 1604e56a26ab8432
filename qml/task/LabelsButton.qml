// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Client
import TaskMaster.Ui

// The labels of a task as chips that wrap; opens the picker, which also makes new labels.
T.Button {
    id: root

    required property TaskDetails task

    readonly property bool unset: task.labelNames.length === 0

    objectName: "labels"
    implicitHeight: Math.max(Theme.controlHeight, chips.implicitHeight + 2 * Theme.px(5))
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.name: qsTr("Labels")
    onClicked: picker.open()

    contentItem: Item {
        Icon {
            x: Theme.space8
            anchors.verticalCenter: parent.verticalCenter
            visible: root.unset
            name: "tag"
        }

        TextLabel {
            x: Theme.space32
            anchors.verticalCenter: parent.verticalCenter
            visible: root.unset
            text: qsTr("No labels")
            color: Theme.faint
            Accessible.ignored: true
        }

        Flow {
            id: chips

            x: Theme.space8
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - 2 * Theme.space8
            spacing: Theme.space6

            Repeater {
                model: root.task.labelNames
                delegate: LabelChip {
                    required property string modelData
                    required property int index

                    text: modelData
                    dotColor: root.task.labelColors[index] ?? Theme.faint
                    maximumWidth: chips.width
                }
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.pressed : root.hovered ? Theme.hover : "transparent"

        FocusRing {
            shown: root.visualFocus
            gap: -Theme.focusWidth
        }
    }

    Picker {
        id: picker

        objectName: "labelPicker"
        y: root.height
        name: qsTr("Labels")
        options: root.task.labelOptions
        several: true
        createVerb: qsTr("Create label")
        onFilterEdited: text => root.task.labelOptions.filter = text
        onPicked: optionId => root.task.toggleLabel(optionId)
        onCreateRequested: name => root.task.createLabel(name)
    }
}
