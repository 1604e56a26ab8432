// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// Names a view, a new one or one that has a name.
PopupPane {
    id: root

    signal named(viewId: string, name: string)

    // Empty: a new one.
    property string viewId: ""

    function ask(id: string, name: string): void {
        viewId = id;
        field.text = name;
        open();
    }

    function submit(): void {
        if (field.text.trim().length === 0)
            return;
        root.named(viewId, field.text.trim());
        root.close();
    }

    width: Theme.px(300)
    padding: Theme.space12
    onOpened: {
        field.field.selectAll();
        field.field.forceActiveFocus(Qt.PopupFocusReason);
    }

    contentItem: Column {
        spacing: Theme.space12

        FormField {
            id: field

            objectName: "viewName"
            width: parent.width
            name: qsTr("Name of the view")
            field.placeholderText: qsTr("Due this week")
            field.maximumLength: 120
            onAccepted: root.submit()
        }

        TextLabel {
            width: parent.width
            role: TextLabel.Small
            visible: root.viewId.length === 0
            text: qsTr("Everybody in the project sees it as a tab.")
            color: Theme.dim
            wrapMode: Text.Wrap
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
                text: root.viewId.length === 0 ? qsTr("Save view") : qsTr("Rename")
                enabled: field.text.trim().length > 0
                onClicked: root.submit()
            }
        }
    }
}
