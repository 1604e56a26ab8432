// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// Priority as bars; urgent is the only one with a colour. 0 none, 1 low, 2 medium, 3 high, 4 urgent.
Icon {
    id: root

    required property int priority

    name: ["priority-none", "priority-low", "priority-medium", "priority-high", "priority-urgent"][root.priority] ?? "priority-none"
    color: root.priority === 4 ? Theme.danger : Theme.dim
}
