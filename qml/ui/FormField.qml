// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A field with its name above and, when something is wrong with it, the sentence below.
Column {
    id: root

    required property string name
    property string problem: ""
    property alias field: input
    property alias text: input.text

    signal edited
    signal written(shown: string)
    signal accepted

    spacing: Theme.space6

    TextLabel {
        role: TextLabel.Small
        text: root.name
        color: Theme.dim
        font.weight: Theme.medium
        Accessible.ignored: true
    }

    TextField {
        id: input

        width: root.width
        implicitHeight: Theme.px(36)
        name: root.name
        invalid: root.problem.length > 0
        Accessible.description: root.problem
        onTextEdited: root.edited()
        onWritten: shown => root.written(shown)
        onAccepted: root.accepted()
    }

    TextLabel {
        width: root.width
        role: TextLabel.Small
        visible: text.length > 0
        text: root.problem
        color: Theme.danger
        wrapMode: Text.Wrap
    }
}
