// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// The ground of what floats. The shadow is two plain rectangles: the software renderer has no blur.
Rectangle {
    id: root

    radius: Theme.radiusLarge
    color: Theme.raised
    border.width: Theme.hairline
    border.color: Theme.lineStrong

    Rectangle {
        z: -1
        x: -1
        y: Theme.space2
        width: root.width + 2
        height: root.height
        radius: root.radius + 1
        color: Theme.shadow
    }

    Rectangle {
        z: -2
        x: -Theme.space4
        y: Theme.space4
        width: root.width + 2 * Theme.space4
        height: root.height + Theme.space2
        radius: root.radius + Theme.space4
        color: Theme.shadowFar
    }
}
