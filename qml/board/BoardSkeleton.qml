// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// A project that has never been on this computer is on its way: the shape of a board, without pretending content.
Row {
    id: root

    leftPadding: Theme.space16
    topPadding: Theme.space12
    spacing: Theme.space24
    Accessible.role: Accessible.Indicator
    Accessible.name: qsTr("Fetching the project")

    Repeater {
        model: [4, 3, 4, 2]
        delegate: Column {
            id: column

            required property int modelData

            spacing: Theme.space8

            Rectangle {
                width: Theme.px(110)
                height: Theme.px(14)
                radius: Theme.radius
                color: Theme.sunken
            }

            Item {
                width: 1
                height: Theme.space8
            }

            Repeater {
                model: column.modelData
                delegate: Rectangle {
                    required property int index

                    width: Theme.columnWidth - Theme.space16
                    height: Theme.px(72 + 24 * (index % 2))
                    radius: Theme.radiusLarge
                    color: Theme.sunken
                    border.width: Theme.hairline
                    border.color: Theme.line
                }
            }
        }
    }
}
