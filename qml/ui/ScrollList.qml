// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A vertical list as every area uses it: delegates are reused, rows above and below the edge are kept ready, moves
// are shown, and nothing bounces.
ListView {
    id: root

    clip: true
    reuseItems: true
    boundsBehavior: Flickable.StopAtBounds
    keyNavigationEnabled: true
    highlightMoveDuration: Theme.durationFast
    cacheBuffer: Theme.px(160)

    T.ScrollBar.vertical: ScrollBar {}
}
