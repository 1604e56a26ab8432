// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// A query that filters the board while it is typed. What is wrong is underlined and said below; Tab takes what could
// stand at the cursor, Enter goes to the cards, Esc goes one step back: suggestions, text, field.
Item {
    id: root

    required property BoardQuery query

    signal closed

    readonly property bool busy: field.activeFocus
    // The place of the fault in the field, and where it ends.
    readonly property real faultLeft: edgeOf(query.problemAt, field.length, field.contentWidth + field.cursorRectangle.x)
    readonly property real faultRight: edgeOf(query.problemAt + query.problemLength, field.length, field.contentWidth + field.cursorRectangle.x)

    function start(): void {
        field.selectAll();
        field.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    // Asked again when the text has been laid out, which changes `layout`: that is later than the text changes.
    function edgeOf(position: int, length: int, layout: real): real {
        return field.leftPadding + field.positionToRectangle(Math.min(position, length)).x;
    }

    function typed(): void {
        root.query.type(field.text, field.cursorPosition);
        suggestions.follow(field.cursorPosition);
    }

    function take(suggestion: string): void {
        const cursor = root.query.take(suggestion);
        field.text = root.query.text;
        field.cursorPosition = cursor;
        suggestions.follow(cursor);
    }

    function accept(): void {
        if (suggestions.visible && suggestions.marked().length > 0)
            root.take(suggestions.marked());
        else
            root.closed();
    }

    function stepBack(): void {
        if (suggestions.visible)
            suggestions.dismiss();
        else if (field.text.length > 0)
            root.query.clear();
        else
            root.closed();
    }

    implicitHeight: Theme.controlHeight

    Connections {
        function onChanged(): void {
            if (field.text !== root.query.text)
                field.text = root.query.text;
        }

        target: root.query
    }

    TextField {
        id: field

        objectName: "filter"
        anchors.fill: parent
        leftPadding: Theme.px(34)
        rightPadding: end.visible ? Theme.px(34) : Theme.px(28)
        name: qsTr("Filter")
        placeholderText: qsTr("Filter tasks")
        maximumLength: 1024
        invalid: root.query.faulty && !activeFocus
        font.weight: root.query.filtering ? Theme.medium : Theme.regular
        text: root.query.text
        Accessible.description: root.query.problem
        onTextEdited: root.typed()
        onAccepted: root.accept()
        onCancelled: root.stepBack()
        onActiveFocusChanged: if (!activeFocus) {
            suggestions.dismiss();
            root.query.finish();
        }
        Keys.onTabPressed: event => {
            event.accepted = suggestions.visible;
            if (event.accepted)
                root.take(suggestions.nearest());
        }
        Keys.onUpPressed: suggestions.step(-1)
        Keys.onDownPressed: suggestions.visible ? suggestions.step(1) : suggestions.follow(cursorPosition)

        Rectangle {
            objectName: "fault"
            x: root.faultLeft
            y: parent.height - Theme.px(7)
            width: Math.max(Theme.px(7), root.faultRight - root.faultLeft)
            height: Theme.space2
            radius: height / 2
            visible: root.query.problem.length > 0 && x + width <= field.width
            color: root.query.faulty ? Theme.danger : Theme.warnMark
        }

        Kbd {
            anchors.right: parent.right
            anchors.rightMargin: Theme.px(10)
            anchors.verticalCenter: parent.verticalCenter
            visible: field.text.length === 0 && !field.activeFocus
            keys: "F"
        }
    }

    IconButton {
        objectName: "filterMenu"
        x: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        iconName: "funnel"
        text: qsTr("Choose what to filter by")
        color: root.query.filtering ? Theme.accentText : Theme.dim
        onClicked: menu.open()
    }

    IconButton {
        id: end

        anchors.right: parent.right
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        visible: field.text.length > 0
        iconName: "x"
        text: qsTr("Clear filter")
        onClicked: root.query.clear()
    }

    FilterProblem {
        objectName: "filterProblem"
        y: root.height + Theme.space6
        width: Math.max(root.width, Theme.px(280))
        anchors.right: parent.right
        visible: root.query.problem.length > 0 && !suggestions.visible && (field.activeFocus || root.query.faulty)
        faulty: root.query.faulty
        text: root.query.problem
    }

    SuggestionList {
        id: suggestions

        y: root.height + Theme.space6
        query: root.query
        onPicked: text => root.take(text)
    }

    Picker {
        id: menu

        objectName: "filterPicker"
        y: root.height + Theme.space6
        name: qsTr("Filter by")
        options: root.query.menu
        several: true
        onAboutToShow: root.query.fillMenu()
        onFilterEdited: text => root.query.menu.filter = text
        onPicked: optionId => root.query.toggle(optionId)
    }
}
