// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A few people, overlapping, and how many more there are. The two lists run in parallel.
// `names` is everybody in one text, for the tooltip and the screen reader.
Row {
    id: root

    required property list<string> initials
    required property string names
    required property list<color> colors
    property int shownMax: 3
    property int size: Theme.px(20)
    // What lies behind: it separates the overlapping discs.
    property color behind: Theme.canvas

    readonly property int hidden: Math.max(0, initials.length - shownMax)

    spacing: -Math.round(size * 0.28)
    Accessible.role: Accessible.StaticText
    Accessible.name: names

    Repeater {
        model: Math.min(root.initials.length, root.shownMax)
        delegate: Rectangle {
            id: rim

            required property int index

            width: root.size + 2 * Theme.focusWidth
            height: width
            radius: width / 2
            color: root.behind

            Avatar {
                anchors.centerIn: parent
                size: root.size
                initials: root.initials[rim.index] ?? ""
                name: ""
                Accessible.ignored: true
                color: root.colors[rim.index] ?? Theme.faint
            }
        }
    }

    Rectangle {
        width: root.size + 2 * Theme.focusWidth
        height: width
        radius: width / 2
        visible: root.hidden > 0
        color: root.behind

        Avatar {
            anchors.centerIn: parent
            size: root.size
            initials: "+" + root.hidden
            name: ""
            Accessible.ignored: true
            color: Theme.avatarRest
        }
    }
}
