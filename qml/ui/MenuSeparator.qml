// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// A hairline between groups of a menu.
T.MenuSeparator {
    id: root

    implicitHeight: 2 * Theme.space4 + Theme.hairline
    topPadding: Theme.space4
    bottomPadding: Theme.space4
    contentItem: Divider {
        implicitWidth: root.width
    }
}
