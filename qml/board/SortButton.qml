// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// Says in which order the cards stand, and offers the others.
Button {
    id: root

    required property BoardQuery query

    iconName: "arrow-up-down"
    text: query.sortName
    tip: qsTr("Order of the cards")
    chosen: query.sorted
    onClicked: menu.popup(root, 0, height + Theme.space4)

    Menu {
        id: menu

        MenuItem {
            objectName: "sortByRank"
            text: qsTr("Rank, by hand")
            checkable: true
            checked: root.query.sortBy.length === 0
            onTriggered: root.query.sortBy = ""
        }

        MenuSeparator {}

        MenuItem {
            objectName: "sortByPriority"
            text: qsTr("Priority")
            checkable: true
            checked: root.query.sortBy === "-priority"
            onTriggered: root.query.sortBy = "-priority"
        }

        MenuItem {
            text: qsTr("Due date")
            checkable: true
            checked: root.query.sortBy === "due"
            onTriggered: root.query.sortBy = "due"
        }

        MenuItem {
            text: qsTr("Last updated")
            checkable: true
            checked: root.query.sortBy === "-updated"
            onTriggered: root.query.sortBy = "-updated"
        }

        MenuItem {
            text: qsTr("Title")
            checkable: true
            checked: root.query.sortBy === "title"
            onTriggered: root.query.sortBy = "title"
        }
    }
}
