// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// Every control of TaskMaster.Ui on one page, to be looked at and to be tested.
Rectangle {
    id: root

    color: Theme.canvas

    GalleryControls {
        x: Theme.space24
        y: Theme.space24
        width: Theme.px(560)
    }

    GalleryPopups {
        x: Theme.px(620)
        y: Theme.space24
        width: Theme.px(620)
    }
}
