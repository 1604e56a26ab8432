// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// A name on the left and its value on the right.
Item {
    id: root

    required property string name
    default property alias values: values.data

    implicitHeight: Math.max(Theme.px(34), values.childrenRect.height)

    TextLabel {
        height: Theme.px(34)
        text: root.name
        color: Theme.dim
        Accessible.ignored: true
    }

    Item {
        id: values

        x: Theme.px(102)
        y: Math.round((root.height - childrenRect.height) / 2)
        width: root.width - x
        height: childrenRect.height
    }
}
