// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// What a task looks like on the board. It knows nothing of lists, mice or models.
Rectangle {
    id: root

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

    // The keyboard is here, or the task is open beside the board.
    property bool current: false
    property bool hovered: false

    readonly property bool hasMeta: dueText.length > 0 || commentCount > 0

    implicitHeight: body.height + 2 * Theme.cardPadding
    radius: Theme.radiusLarge
    color: Theme.raised
    border.width: current ? Theme.focusWidth : Theme.hairline
    border.color: current ? Theme.accentText : hovered ? Theme.lineStrong : Theme.line

    Column {
        id: body

        x: Theme.cardPadding
        y: Theme.cardPadding
        width: root.width - 2 * Theme.cardPadding
        spacing: Theme.space8

        Column {
            width: parent.width
            spacing: Theme.space4

            Item {
                width: parent.width
                height: Theme.px(18)

                PriorityIcon {
                    id: bars

                    anchors.verticalCenter: parent.verticalCenter
                    size: Theme.px(14)
                    priority: root.priority
                }

                TextLabel {
                    id: key

                    anchors.left: bars.right
                    anchors.leftMargin: Theme.space6
                    anchors.verticalCenter: parent.verticalCenter
                    role: TextLabel.Meta
                    text: root.taskKey
                }

                Repeater {
                    model: root.pending ? 1 : 0
                    delegate: PendingDot {
                        anchors.left: key.right
                        anchors.leftMargin: Theme.space6
                        anchors.verticalCenter: key.verticalCenter
                    }
                }

                AvatarStack {
                    anchors.right: parent.right
                    anchors.rightMargin: -Theme.focusWidth
                    anchors.verticalCenter: parent.verticalCenter
                    behind: root.color
                    initials: root.assigneeInitials
                    colors: root.assigneeColors
                    names: root.assigneeNames
                }
            }

            TextLabel {
                width: parent.width
                text: root.title
                color: root.done ? Theme.dim : Theme.text
                font.weight: Theme.medium
                lineHeight: Theme.lineHeight
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }

        Flow {
            width: parent.width
            spacing: Theme.space6
            visible: root.labelNames.length > 0

            Repeater {
                model: root.labelNames
                delegate: LabelChip {
                    required property string modelData
                    required property int index

                    text: modelData
                    dotColor: root.labelColors[index] ?? Theme.faint
                    maximumWidth: body.width
                }
            }
        }

        Row {
            spacing: Theme.space12
            visible: root.hasMeta

            MetaItem {
                visible: root.dueText.length > 0
                iconName: "calendar"
                text: root.dueText
                color: root.dueState === "overdue" || root.dueState === "today" ? Theme.danger : Theme.dim
                description: qsTr("Due %1").arg(root.dueText)
            }

            MetaItem {
                visible: root.commentCount > 0
                iconName: "message-square"
                text: String(root.commentCount)
                description: qsTr("%n comment(s)", "", root.commentCount)
            }
        }
    }
}
