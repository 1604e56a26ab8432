// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// A date that opens its calendar.
PropertyButton {
    id: root

    // "YYYY-MM-DD" or empty, and the same in words.
    required property string date
    required property string words
    property bool late: false

    signal picked(date: string)

    text: unset ? qsTr("No date") : words
    unset: date.length === 0
    valueColor: unset ? Theme.faint : late ? Theme.danger : Theme.text
    onClicked: calendar.open()

    Icon {
        name: "calendar"
        color: root.late ? Theme.danger : Theme.dim
    }

    DatePicker {
        id: calendar

        parent: root
        y: root.height
        name: root.name
        date: root.date
        onPicked: date => root.picked(date)
    }
}
