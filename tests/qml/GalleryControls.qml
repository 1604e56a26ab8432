// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

Column {
    id: root

    spacing: Theme.space16

    Column {
        spacing: Theme.space4

        TextLabel { role: TextLabel.Heading; text: "Heading 20, six hundred" }
        TextLabel { role: TextLabel.Title; text: "Title 17" }
        TextLabel { role: TextLabel.Lead; text: "Lead 14, medium" }
        TextLabel { text: "Body 13: what one person does is on everybody's screen" }
        TextLabel { role: TextLabel.Small; text: "Small 12"; color: Theme.dim }
        TextLabel { role: TextLabel.Meta; text: "MOB-198 meta 11" }
    }

    Row {
        spacing: Theme.space8

        Button { objectName: "primary"; kind: Button.Primary; text: "New task"; iconName: "plus"; tip: "New task"; shortcut: "C" }
        Button { objectName: "outlined"; text: "Outlined" }
        Button { kind: Button.Quiet; text: "Quiet"; iconName: "undo-2" }
        Button { kind: Button.Danger; text: "Delete"; iconName: "trash-2" }
        Button { text: "Disabled"; enabled: false }
    }

    Row {
        spacing: Theme.space8

        IconButton { objectName: "iconButton"; iconName: "plus"; text: "Add"; shortcut: "N" }
        IconButton { iconName: "ellipsis"; text: "More" }
        IconButton { iconName: "x"; text: "Close"; enabled: false }
        Repeater {
            model: 5
            delegate: PriorityIcon {
                required property int index
                anchors.verticalCenter: parent.verticalCenter
                priority: index
            }
        }
        Repeater {
            model: ["backlog", "unstarted", "started", "done", "cancelled"]
            delegate: StatusIcon {
                required property string modelData
                anchors.verticalCenter: parent.verticalCenter
                kind: modelData
            }
        }
        Kbd { anchors.verticalCenter: parent.verticalCenter; keys: "Ctrl K" }
    }

    Row {
        spacing: Theme.space8

        TextField { objectName: "field"; name: "Search"; placeholderText: "Search or jump to…"; iconName: "search" }
        TextField { name: "Typed"; text: "Sign in with a passkey" }
    }

    FormField { objectName: "formField"; width: Theme.px(360); name: "Server"; text: "htp:/nowhere"; problem: "This is not an address of a server. It looks like https://tasks.example.org." }
    TextArea { objectName: "area"; width: Theme.px(450); name: "Comment"; placeholderText: "Write a comment" }

    Row {
        spacing: Theme.space12

        Avatar { initials: "AM"; name: "Ana Moreno"; color: "#7b68ee"; size: Theme.px(26) }
        AvatarStack {
            initials: ["AM", "JS", "KO", "LB", "TT"]
            names: "Ana Moreno, Jana Svoboda, Kofi Owusu, Lena Brandt, Tom Tan"
            colors: ["#7b68ee", "#e0609a", "#2a9d8f", "#d9734e", "#4c7bd9"]
            size: Theme.px(26)
        }
        LabelChip { text: "bug"; dotColor: "#e5484d" }
        LabelChip { text: "a label with a name that goes on for much too long"; dotColor: "#e0930f" }
        MetaItem { iconName: "calendar"; text: "Nov 27" }
        MetaItem { iconName: "calendar"; text: "Today"; color: Theme.danger }
        MetaItem { iconName: "message-square"; text: "14" }
    }

    Row {
        spacing: Theme.space8

        PropertyButton {
            name: "Status"
            text: "Todo"
            StatusIcon { kind: "unstarted" }
        }
        PropertyButton { name: "Due"; text: "No date"; unset: true }
    }

    Divider { width: parent.width }
    Banner { width: parent.width; tone: Banner.Warning; iconName: "cloud-off"; text: "Offline. Your changes are kept here and will be sent." ; actionText: "Try now" }
    Banner { width: parent.width; tone: Banner.Danger; text: "“Paint the fence” was not moved: the column “Doing” is full."; dismissable: true }
    Toast { objectName: "toast"; shown: true; text: "MOB-198 moved to the trash"; actionText: "Undo"; shortcut: "Ctrl Z" }
}
