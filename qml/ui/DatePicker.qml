// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A calendar. Dates are "YYYY-MM-DD" text, as everywhere in the client; empty is no date. Arrow keys walk the days,
// Page Up and Page Down the months, Enter picks.
PopupPane {
    id: root

    required property string name
    required property string date

    signal picked(date: string)

    property date cursor: new Date()

    function iso(day: date): string {
        return Qt.formatDate(day, "yyyy-MM-dd");
    }

    function shifted(from: date, days: int): date {
        return new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);
    }

    function walk(days: int): void {
        cursor = shifted(cursor, days);
    }

    function turn(months: int): void {
        cursor = new Date(cursor.getFullYear(), cursor.getMonth() + months, 1);
    }

    function choose(picked: string): void {
        root.picked(picked);
        root.close();
    }

    width: Theme.px(268)
    padding: Theme.space12
    onAboutToShow: cursor = date.length > 0 ? Date.fromLocaleString(Qt.locale("C"), date, "yyyy-MM-dd") : new Date()
    onOpened: keys.forceActiveFocus()

    contentItem: FocusScope {
        id: keys

        implicitHeight: page.implicitHeight
        focus: true
        Accessible.role: Accessible.Pane
        Accessible.name: root.name
        Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_Escape
        Keys.onEscapePressed: root.close()
        Keys.onLeftPressed: root.walk(-1)
        Keys.onRightPressed: root.walk(1)
        Keys.onUpPressed: root.walk(-7)
        Keys.onDownPressed: root.walk(7)
        Keys.onReturnPressed: root.choose(root.iso(root.cursor))
        Keys.onPressed: event => {
            event.accepted = event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown;
            if (event.accepted)
                root.turn(event.key === Qt.Key_PageUp ? -1 : 1);
        }

        Column {
            id: page

            width: parent.width
            spacing: Theme.space8

            Item {
                width: parent.width
                height: Theme.hitArea

                TextLabel {
                    anchors.verticalCenter: parent.verticalCenter
                    leftPadding: Theme.space8
                    role: TextLabel.Strong
                    text: root.cursor.toLocaleDateString(Qt.locale(), "MMMM yyyy")
                }

                Row {
                    anchors.right: parent.right

                    IconButton {
                        iconName: "chevron-left"
                        text: qsTr("Month before")
                        shortcut: "PgUp"
                        onClicked: root.turn(-1)
                    }

                    IconButton {
                        iconName: "chevron-right"
                        text: qsTr("Month after")
                        shortcut: "PgDown"
                        onClicked: root.turn(1)
                    }
                }
            }

            DateGrid {
                width: parent.width
                month: root.cursor.getMonth()
                year: root.cursor.getFullYear()
                chosen: root.date
                cursor: root.iso(root.cursor)
                onDayClicked: day => root.choose(day)
            }

            Divider {
                width: parent.width
            }

            Flow {
                width: parent.width
                spacing: Theme.space4

                Button {
                    kind: Button.Quiet
                    text: qsTr("Today")
                    onClicked: root.choose(root.iso(new Date()))
                }

                Button {
                    kind: Button.Quiet
                    text: qsTr("Tomorrow")
                    onClicked: root.choose(root.iso(root.shifted(new Date(), 1)))
                }

                Button {
                    kind: Button.Quiet
                    visible: root.date.length > 0
                    text: qsTr("No date")
                    onClicked: root.choose("")
                }
            }
        }
    }
}
