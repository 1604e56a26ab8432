// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// What is wrong with a filter, in a sentence below it.
FloatingPane {
    id: root

    required property string text
    // It could not be understood; otherwise it only finds nothing.
    required property bool faulty

    height: words.implicitHeight + 2 * Theme.space8
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: mark

        x: Theme.px(10)
        y: Theme.space8
        name: "circle-alert"
        color: root.faulty ? Theme.danger : Theme.warn
    }

    TextLabel {
        id: words

        anchors.left: mark.right
        anchors.leftMargin: Theme.space8
        anchors.right: parent.right
        anchors.rightMargin: Theme.space12
        y: Theme.space8
        text: root.text
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }
}
