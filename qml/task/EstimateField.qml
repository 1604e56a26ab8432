// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// Points as a small number field; empty is no estimate.
TextField {
    id: root

    required property int estimate

    signal edited(points: int)
    signal typed(text: string)

    readonly property string shown: estimate > 0 ? String(estimate) : ""

    function commit(): void {
        if (text !== shown)
            root.edited(Number(text));
    }

    function recover(draft: string): void {
        if (draft.length > 0)
            root.edited(Number(draft));
    }

    implicitWidth: Theme.px(160)
    bare: true
    iconName: "gauge"
    leftPadding: Theme.space32
    name: qsTr("Estimate in points")
    placeholderText: qsTr("No estimate")
    inputMethodHints: Qt.ImhDigitsOnly
    validator: IntValidator {
        bottom: 0
        top: 1000
    }
    onTextEdited: root.typed(text)
    onEditingFinished: root.commit()
    onCancelled: {
        root.text = root.shown;
        root.typed("");
        root.focus = false;
    }

    Binding on text {
        when: !root.activeFocus
        value: root.shown
        restoreMode: Binding.RestoreNone
    }
}
