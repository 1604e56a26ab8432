// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// Names a new project: Enter makes it and opens it.
PopupPane {
    id: root

    // What was half typed here before.
    property string draft: ""

    signal createRequested(name: string)
    signal draftEdited(text: string)

    function submit(): void {
        if (field.text.trim().length === 0)
            return;
        root.createRequested(field.text.trim());
        root.close();
    }

    width: Theme.px(280)
    padding: Theme.space12
    onDraftChanged: field.text = draft
    onOpened: field.field.forceActiveFocus(Qt.PopupFocusReason)
    onClosed: {
        field.text = "";
        root.draftEdited("");
    }

    contentItem: Column {
        spacing: Theme.space12

        FormField {
            id: field

            width: parent.width
            name: qsTr("Name of the project")
            field.placeholderText: qsTr("Website relaunch")
            field.maximumLength: 120
            objectName: "newProjectField"
            onWritten: shown => root.draftEdited(shown)
            onAccepted: root.submit()
        }

        Row {
            anchors.right: parent.right
            spacing: Theme.space8

            Button {
                kind: Button.Quiet
                text: qsTr("Cancel")
                onClicked: root.close()
            }

            Button {
                kind: Button.Primary
                text: qsTr("Create project")
                enabled: field.text.trim().length > 0
                onClicked: root.submit()
            }
        }
    }
}
