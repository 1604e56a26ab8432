// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// Writes a comment. What is typed is kept per task on this machine until it is sent: closing, crashing or looking at
// another task loses nothing.
Item {
    id: root

    required property string taskId
    required property Workbench workbench

    signal submitted(body: string)

    property string place: ""

    function recall(): void {
        root.keep();
        place = taskId.length > 0 ? "comment/" + taskId : "";
        area.text = place.length > 0 ? workbench.draft(place) : "";
    }

    function keep(): void {
        if (place.length > 0)
            workbench.saveDraft(place, area.composed());
    }

    function submit(): void {
        if (area.text.trim().length === 0)
            return;
        root.submitted(area.text.trim());
        area.clear();
        root.keep();
    }

    implicitHeight: area.height + Theme.space16 + Theme.space12
    onTaskIdChanged: root.recall()
    Component.onCompleted: root.recall()
    Component.onDestruction: root.keep()

    TextArea {
        id: area

        objectName: "commentField"
        x: Theme.space24
        y: Theme.space12
        width: root.width - 2 * x
        height: Math.min(Theme.px(220), Math.max(Theme.px(64), contentHeight + topPadding + bottomPadding))
        bottomPadding: Theme.px(34)
        name: qsTr("Comment")
        placeholderText: qsTr("Write a comment")
        onTextChanged: root.keep()
        onPreeditTextChanged: root.keep()
        onSubmitted: root.submit()
        onCancelled: root.focus = false
    }

    IconButton {
        objectName: "send"
        anchors.right: area.right
        anchors.bottom: area.bottom
        anchors.margins: Theme.space2
        enabled: area.text.trim().length > 0
        iconName: "corner-down-left"
        color: Theme.accentText
        text: qsTr("Send")
        shortcut: "Ctrl+Enter"
        onClicked: root.submit()
    }
}
