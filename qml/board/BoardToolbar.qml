// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// Below the project's name: its views as tabs, what the board is filtered by, and its order.
Item {
    id: root

    required property BoardQuery query
    required property ViewList views

    // The keyboard is to go back to the cards.
    signal closed

    readonly property alias filter: filter

    implicitHeight: Theme.px(48)

    ViewTabs {
        id: tabs

        objectName: "viewTabs"
        anchors.left: parent.left
        anchors.leftMargin: Theme.space16
        anchors.right: filter.left
        anchors.rightMargin: Theme.space16
        height: parent.height
        views: root.views
        query: root.query
    }

    FilterField {
        id: filter

        anchors.right: sort.left
        anchors.rightMargin: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        width: Math.max(Theme.px(190), Math.min(Theme.px(440), root.width * 0.4))
        query: root.query
        onClosed: root.closed()
    }

    SortButton {
        id: sort

        objectName: "sort"
        anchors.right: parent.right
        anchors.rightMargin: Theme.space24
        anchors.verticalCenter: parent.verticalCenter
        query: root.query
    }

    Divider {
        anchors.bottom: parent.bottom
        width: parent.width
    }

    Shortcut {
        sequences: ["F", "/"]
        onActivated: filter.start()
    }

    Shortcut {
        sequence: "Ctrl+PgDown"
        onActivated: root.views.step(1)
    }

    Shortcut {
        sequence: "Ctrl+PgUp"
        onActivated: root.views.step(-1)
    }
}
