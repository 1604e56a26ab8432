// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// A card to be written: Enter adds it and is ready for the next one, Esc closes.
Rectangle {
    id: root

    required property string columnName
    // What was half typed here before.
    required property string draft

    signal addRequested(title: string)
    signal draftEdited(text: string)
    signal closed

    function start(): void {
        field.text = draft;
        field.forceActiveFocus(Qt.OtherFocusReason);
    }

    function submit(): void {
        if (field.text.trim().length === 0)
            return root.closed();
        root.addRequested(field.text.trim());
        field.clear();
        root.draftEdited("");
    }

    implicitHeight: column.height + Theme.space8 + Theme.space4
    radius: Theme.radiusLarge
    color: Theme.raised
    border.width: Theme.focusWidth
    border.color: Theme.accentText

    Column {
        id: column

        x: Theme.space4
        y: Theme.space4
        width: root.width - 2 * Theme.space4

        TextField {
            id: field

            objectName: "quickAddField"
            width: parent.width
            bare: true
            background: null
            name: qsTr("New task in %1").arg(root.columnName)
            placeholderText: qsTr("What needs to be done?")
            maximumLength: 500
            onWritten: shown => root.draftEdited(shown)
            onAccepted: root.submit()
            onCancelled: root.closed()
        }

        Item {
            width: parent.width
            height: Theme.controlHeight

            Kbd {
                x: Theme.px(10)
                anchors.verticalCenter: parent.verticalCenter
                keys: qsTr("Enter adds, Esc closes")
            }

            Button {
                anchors.right: parent.right
                kind: Button.Primary
                text: qsTr("Add")
                enabled: field.text.trim().length > 0
                onClicked: root.submit()
            }
        }
    }
}
