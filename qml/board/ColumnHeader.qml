// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// Name, meaning and count of a column, and what can be done with it. F2 or a double click renames it in place.
Item {
    id: root

    required property string name
    required property string kind
    // Of the cards that are shown, and of all.
    required property int count
    required property int allCount
    required property int wipLimit
    required property bool overLimit
    // Of the column; transparent when none was chosen.
    required property color tint
    // A new name that was half typed before.
    required property string draft

    signal addRequested
    signal renameTyped(text: string)
    signal renamed(name: string)
    signal moveRequested(places: int)
    signal archiveRequested

    property bool renaming: false

    function rename(): void {
        renaming = true;
        field.text = draft.length > 0 ? draft : name;
        field.selectAll();
        field.forceActiveFocus(Qt.OtherFocusReason);
    }

    function finishRenaming(): void {
        if (renaming && field.text.trim().length > 0 && field.text.trim() !== name)
            root.renamed(field.text.trim());
        stopRenaming();
    }

    function stopRenaming(): void {
        if (renaming)
            root.renameTyped("");
        renaming = false;
    }

    implicitHeight: Theme.px(44)
    Accessible.role: Accessible.Heading
    Accessible.name: qsTr("%1, %n task(s)", "", count).arg(name)

    StatusIcon {
        id: mark

        x: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        kind: root.kind
    }

    TextLabel {
        id: title

        anchors.left: mark.right
        anchors.leftMargin: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - mark.width - counter.width - verbs.width - Theme.space32)
        visible: !root.renaming
        role: TextLabel.Strong
        text: root.name
        elide: Text.ElideRight

        TapHandler {
            onDoubleTapped: root.rename()
        }
    }

    TextLabel {
        id: counter

        anchors.left: title.right
        anchors.leftMargin: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        visible: !root.renaming
        role: TextLabel.Small
        text: root.count !== root.allCount ? qsTr("%1 of %2").arg(root.count).arg(root.allCount) : root.wipLimit > 0 ? root.count + " / " + root.wipLimit : root.count
        color: root.overLimit ? Theme.danger : Theme.faint
        font.weight: root.overLimit ? Theme.strong : Theme.regular
    }

    Rectangle {
        objectName: "columnTint"
        x: Theme.space2
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.space2
        width: root.width - 2 * Theme.space2
        height: Theme.space2
        radius: height / 2
        visible: root.tint.a > 0
        color: root.tint
    }

    TextField {
        id: field

        anchors.left: mark.right
        anchors.leftMargin: Theme.space4
        anchors.right: verbs.left
        anchors.verticalCenter: parent.verticalCenter
        visible: root.renaming
        name: qsTr("Name of the column")
        maximumLength: 120
        objectName: "renameField"
        onWritten: shown => root.renameTyped(shown)
        onAccepted: root.finishRenaming()
        onCancelled: root.stopRenaming()
        onActiveFocusChanged: if (!activeFocus)
            root.finishRenaming()
    }

    Row {
        id: verbs

        anchors.right: parent.right
        anchors.rightMargin: -Theme.space4
        anchors.verticalCenter: parent.verticalCenter

        IconButton {
            iconName: "ellipsis"
            text: qsTr("Column menu")
            opacity: area.hovered || visualFocus || menu.visible ? 1 : 0
            onClicked: menu.popup(this, 0, height)
        }

        IconButton {
            objectName: "addToColumn"
            iconName: "plus"
            text: qsTr("Add a task at the top")
            onClicked: root.addRequested()
        }
    }

    HoverHandler {
        id: area
    }

    Menu {
        id: menu

        MenuItem {
            text: qsTr("Rename")
            iconName: "pencil"
            onTriggered: root.rename()
        }

        MenuItem {
            text: qsTr("Move left")
            iconName: "chevron-left"
            onTriggered: root.moveRequested(-1)
        }

        MenuItem {
            text: qsTr("Move right")
            iconName: "chevron-right"
            onTriggered: root.moveRequested(1)
        }

        MenuSeparator {}

        MenuItem {
            text: qsTr("Archive column")
            iconName: "archive"
            onTriggered: root.archiveRequested()
        }
    }
}
