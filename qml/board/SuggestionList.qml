// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Client
import TaskMaster.Ui

// How the query could go on at the cursor. The keyboard stays in the field; the field steps through the list.
PopupPane {
    id: root

    required property BoardQuery query

    signal picked(text: string)

    // What Enter takes: nothing while none is marked.
    function marked(): string {
        return root.query.suggestion(list.currentIndex);
    }

    // What Tab takes.
    function nearest(): string {
        return root.query.suggestion(Math.max(0, list.currentIndex));
    }

    function follow(cursor: int): void {
        root.query.suggest(cursor);
        list.currentIndex = root.query.preselected;
        visible = list.count > 0;
    }

    function dismiss(): void {
        visible = false;
    }

    function step(rows: int): void {
        if (list.count > 0)
            list.currentIndex = (Math.max(list.currentIndex, rows < 0 ? 0 : -1) + rows + list.count) % list.count;
    }

    objectName: "suggestions"
    focus: false
    width: Theme.px(300)
    closePolicy: T.Popup.CloseOnPressOutsideParent

    contentItem: ScrollList {
        id: list

        implicitHeight: Math.min(contentHeight, Theme.px(264))
        model: root.query.suggestions
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Suggestions")

        delegate: SuggestionRow {
            required property int index

            width: ListView.view.width
            highlighted: ListView.isCurrentItem
            onClicked: root.picked(optionId)
        }
    }
}
