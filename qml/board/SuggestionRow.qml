// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// One way to go on with a query, with half a sentence about it.
PickerRow {
    id: root

    required property string help

    focusPolicy: Qt.NoFocus
    room: words.implicitWidth

    TextLabel {
        id: words

        anchors.right: parent.right
        anchors.rightMargin: Theme.space8
        anchors.verticalCenter: parent.verticalCenter
        role: TextLabel.Meta
        text: root.help
        Accessible.ignored: true
    }
}
