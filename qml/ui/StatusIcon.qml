// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// What a column means for the work in it: "backlog", "unstarted", "started", "done" or "cancelled".
Icon {
    id: root

    required property string kind

    name: ({
            backlog: "circle-dashed",
            unstarted: "circle",
            started: "circle-dot",
            done: "circle-check",
            cancelled: "circle-x"
        })[root.kind] ?? "circle"
    color: root.kind === "started" ? Theme.warnMark : root.kind === "done" ? Theme.goodMark : Theme.dim
}
