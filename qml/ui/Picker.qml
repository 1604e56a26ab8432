// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// A popup that picks from a list with a field that narrows it. The owner filters (`filterEdited`) and acts
// (`picked`); with `several` it stays open for more. `options` is a model with the roles of PickerRow.
PopupPane {
    id: root

    required property string name
    required property QtObject options
    property bool several: false
    // When set, Enter without a match offers to make a new one: "Create label".
    property string createVerb: ""

    signal filterEdited(text: string)
    signal picked(optionId: string)
    signal createRequested(name: string)

    width: Theme.px(252)
    padding: Theme.space6

    function pickCurrent(): void {
        if (list.currentItem)
            root.choose((list.currentItem as PickerRow).optionId);
        else if (root.createVerb.length > 0 && field.text.trim().length > 0)
            root.create();
    }

    function choose(optionId: string): void {
        root.picked(optionId);
        if (!root.several)
            root.close();
    }

    function create(): void {
        root.createRequested(field.text.trim());
        field.clear();
        root.filterEdited("");
    }

    onOpened: field.forceActiveFocus(Qt.PopupFocusReason)
    onClosed: {
        field.clear();
        root.filterEdited("");
    }

    contentItem: Column {
        spacing: Theme.space6

        TextField {
            id: field

            width: parent.width
            name: root.name
            placeholderText: root.name + "…"
            iconName: "search"
            onTextEdited: {
                root.filterEdited(text);
                list.currentIndex = 0;
            }
            onAccepted: root.pickCurrent()
            onCancelled: root.close()
            Keys.onUpPressed: list.decrementCurrentIndex()
            Keys.onDownPressed: list.incrementCurrentIndex()
        }

        ScrollList {
            id: list

            width: parent.width
            height: Math.min(contentHeight, Theme.px(280))
            visible: count > 0
            model: root.options
            currentIndex: 0
            Accessible.role: Accessible.List
            Accessible.name: root.name

            delegate: PickerRow {
                required property int index

                width: ListView.view.width
                highlighted: ListView.isCurrentItem
                onClicked: root.choose(optionId)
            }
        }

        TextLabel {
            width: parent.width
            leftPadding: Theme.space8
            bottomPadding: Theme.space4
            visible: list.count === 0 && root.createVerb.length === 0
            text: field.text.length > 0 ? qsTr("Nothing is called that.") : qsTr("Nothing to choose from yet.")
            color: Theme.dim
        }

        Button {
            width: parent.width
            visible: root.createVerb.length > 0 && field.text.trim().length > 0
            kind: Button.Quiet
            iconName: "plus"
            text: root.createVerb + " “" + field.text.trim() + "”"
            onClicked: root.create()
        }
    }
}
