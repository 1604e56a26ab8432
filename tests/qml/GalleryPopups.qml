// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

Item {
    id: root

    function openAll(): void {
        picker.open();
        calendar.open();
        menu.popup(root, 0, Theme.px(400));
    }

    objectName: "popups"
    height: Theme.px(800)

    ListModel {
        id: options

        ListElement { optionId: "1"; name: "Ana Moreno"; mark: "avatar"; symbol: "AM"; markColor: "#7b68ee"; chosen: true }
        ListElement { optionId: "2"; name: "bug"; mark: "dot"; symbol: ""; markColor: "#e5484d"; chosen: false }
        ListElement { optionId: "3"; name: "In progress"; mark: "status"; symbol: "started"; markColor: "#000000"; chosen: false }
        ListElement { optionId: "4"; name: "High"; mark: "priority"; symbol: "3"; markColor: "#000000"; chosen: true }
        ListElement { optionId: "5"; name: "A name that is far too long for this popup to show"; mark: "icon"; symbol: "user"; markColor: "#000000"; chosen: false }
    }

    Picker {
        id: picker

        objectName: "picker"
        name: "Label"
        options: options
        several: true
        createVerb: "Create label"
        closePolicy: Picker.NoAutoClose
    }

    DatePicker {
        id: calendar

        objectName: "calendar"
        x: Theme.px(290)
        name: "Due"
        date: "2026-11-27"
        closePolicy: DatePicker.NoAutoClose
    }

    Menu {
        id: menu

        closePolicy: Menu.NoAutoClose

        MenuItem { text: "Rename"; iconName: "pencil"; shortcut: "F2" }
        MenuItem { text: "Archive"; iconName: "archive"; enabled: false }
        MenuSeparator {}
        MenuItem { text: "Move to trash"; iconName: "trash-2"; destructive: true; shortcut: "Del" }
    }

    EmptyState {
        x: Theme.px(270)
        y: Theme.px(420)
        iconName: "square-kanban"
        title: "No projects yet"
        text: "A project is a board that people share. Make the first one, or ask somebody to invite you to theirs."
        actionText: "New project"
    }
}
