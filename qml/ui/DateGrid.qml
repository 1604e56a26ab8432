// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// The days of one month under the names of the weekdays, as the locale orders them.
Column {
    id: root

    required property int month
    required property int year
    // "YYYY-MM-DD"; the day that is set, and the day the arrow keys are on.
    required property string chosen
    required property string cursor

    signal dayClicked(day: string)

    // How many days of the month before stand in the first row.
    readonly property int lead: (new Date(year, month, 1).getDay() - Qt.locale().firstDayOfWeek + 7) % 7
    readonly property int cell: Math.floor(width / 7)

    spacing: Theme.space4

    Row {
        Repeater {
            model: 7
            delegate: TextLabel {
                required property int index

                width: root.cell
                role: TextLabel.Meta
                horizontalAlignment: Text.AlignHCenter
                text: Qt.locale().standaloneDayName((Qt.locale().firstDayOfWeek + index) % 7, Locale.ShortFormat).slice(0, 2)
            }
        }
    }

    Grid {
        columns: 7

        Repeater {
            model: 42
            delegate: T.AbstractButton {
                id: cell

                required property int index

                readonly property date day: new Date(root.year, root.month, 1 - root.lead + index)
                readonly property string iso: Qt.formatDate(day, "yyyy-MM-dd")
                readonly property bool chosen: iso === root.chosen
                readonly property bool today: iso === Qt.formatDate(new Date(), "yyyy-MM-dd")

                implicitWidth: root.cell
                implicitHeight: Theme.hitArea
                focusPolicy: Qt.NoFocus
                hoverEnabled: true
                Accessible.role: Accessible.Button
                Accessible.name: iso
                onClicked: root.dayClicked(cell.iso)

                contentItem: TextLabel {
                    text: cell.day.getDate()
                    horizontalAlignment: Text.AlignHCenter
                    color: cell.chosen ? Theme.accentInk : cell.today ? Theme.accentText : cell.day.getMonth() === root.month ? Theme.text : Theme.faint
                    font.weight: cell.chosen || cell.today ? Theme.strong : Theme.regular
                    Accessible.ignored: true
                }
                background: Item {
                    Rectangle {
                        anchors.centerIn: parent
                        width: Theme.hitArea
                        height: width
                        radius: Theme.radius
                        color: cell.chosen ? Theme.accentFill : cell.hovered ? Theme.hover : "transparent"
                        border.width: cell.iso === root.cursor && !cell.chosen ? Theme.focusWidth : 0
                        border.color: Theme.accentText
                    }
                }
            }
        }
    }
}
