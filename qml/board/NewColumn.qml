// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// The end of the board: a button that becomes the name of a new column.
Item {
    id: root

    // What was half typed here before.
    required property string draft

    signal addRequested(name: string)
    signal draftEdited(text: string)

    property bool open: false

    function start(): void {
        open = true;
        field.text = draft;
        field.forceActiveFocus(Qt.OtherFocusReason);
    }

    function submit(): void {
        if (field.text.trim().length > 0)
            root.addRequested(field.text.trim());
        root.close();
    }

    function close(): void {
        field.clear();
        root.draftEdited("");
        open = false;
    }

    height: Theme.px(44)

    Button {
        x: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        kind: Button.Quiet
        visible: !root.open
        iconName: "plus"
        text: qsTr("Add column")
        onClicked: root.start()
    }

    TextField {
        id: field

        objectName: "newColumnField"
        x: Theme.space8
        width: root.width - 2 * Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        visible: root.open
        name: qsTr("Name of the new column")
        placeholderText: qsTr("Name of the new column")
        maximumLength: 120
        onAccepted: root.submit()
        onWritten: shown => root.draftEdited(shown)
        onCancelled: root.close()
    }
}
