// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// The plain board and the project's saved views; behind them, the way to keep what the board is asked for now.
Item {
    id: root

    required property BoardQuery query
    required property ViewList views

    readonly property bool isPlain: views.currentId.length === 0

    function openMenu(viewId: string, name: string, tab: Item): void {
        menu.viewId = viewId;
        menu.viewName = name;
        menu.popup(tab, 0, tab.height + Theme.space4);
    }

    ListView {
        id: list

        height: parent.height
        width: Math.min(contentWidth, parent.width - (verbs.visible ? verbs.width + Theme.space8 : 0))
        orientation: ListView.Horizontal
        boundsBehavior: Flickable.StopAtBounds
        spacing: Theme.space4
        clip: true
        model: root.views
        currentIndex: root.views.currentRow // keeps it in sight
        highlightMoveDuration: Theme.durationFast
        Accessible.role: Accessible.PageTabList
        Accessible.name: qsTr("Views")

        delegate: ViewTab {
            anchors.verticalCenter: parent?.verticalCenter
            onClicked: root.views.choose(viewId)
            onMenuRequested: if (viewId.length > 0)
                root.openMenu(viewId, name, this)
        }
    }

    Row {
        id: verbs

        x: list.width + Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        visible: root.views.edited && !root.query.faulty

        Button {
            objectName: "saveView"
            kind: Button.Quiet
            iconName: "bookmark"
            text: root.isPlain ? qsTr("Save view") : qsTr("Save")
            tip: root.isPlain ? qsTr("Keep filter and order as a view of the project") : qsTr("Keep the changes, or make another view of them")
            onClicked: root.isPlain ? namer.ask("", "") : changes.popup(this, 0, height + Theme.space4)
        }
    }

    ViewNamer {
        id: namer

        objectName: "viewNamer"
        x: verbs.x
        y: root.height
        onNamed: (viewId, name) => viewId.length > 0 ? root.views.rename(viewId, name) : root.views.saveAs(name)
    }

    Menu {
        id: changes

        MenuItem {
            objectName: "saveChanges"
            text: qsTr("Save in “%1”").arg(root.views.currentName)
            iconName: "check"
            onTriggered: root.views.save()
        }

        MenuItem {
            text: qsTr("Save as a new view…")
            iconName: "bookmark"
            onTriggered: namer.ask("", "")
        }

        MenuItem {
            text: qsTr("Back to what was saved")
            iconName: "undo-2"
            onTriggered: root.views.choose(root.views.currentId)
        }
    }

    Menu {
        id: menu

        property string viewId: ""
        property string viewName: ""

        MenuItem {
            text: qsTr("Rename…")
            iconName: "pencil"
            onTriggered: namer.ask(menu.viewId, menu.viewName)
        }

        MenuItem {
            text: qsTr("Remove view")
            iconName: "trash-2"
            destructive: true
            onTriggered: root.views.remove(menu.viewId)
        }
    }
}
