// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A hairline; give it a width (or a height when `vertical`).
Rectangle {
    id: root

    property bool vertical: false

    implicitWidth: vertical ? Theme.hairline : 0
    implicitHeight: vertical ? 0 : Theme.hairline
    color: Theme.line
    Accessible.role: Accessible.Separator
}
