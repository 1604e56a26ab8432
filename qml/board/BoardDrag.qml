// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import TaskMaster.Ui

// The mouse over the board. It lies above the columns, takes only what begins on a card, and leaves the rest to the
// things below. The ghost is a picture of the card, so the card itself may be recycled or scrolled away meanwhile.
MouseArea {
    id: root

    required property ListView columns

    signal taskPressed(taskId: string)
    signal taskClicked(taskId: string)
    signal menuRequested(taskId: string, x: real, y: real)

    readonly property bool dragging: draggedTaskId.length > 0
    readonly property real slotHeight: dragging ? ghost.height + Theme.space8 : 0
    property string draggedTaskId: ""
    property string dropColumnId: ""
    property int dropRow: -1

    property string pressedTaskId: ""
    property point pressedAt
    property point hold
    // The picture of the card in the air; the address is good as long as the result is held.
    property QtObject picture
    property url pictureUrl

    function columnAt(x: real): BoardColumn {
        return columns.itemAt(Math.max(0, x) + columns.contentX, columns.height / 2) as BoardColumn;
    }

    function cardAt(x: real, y: real): TaskCard {
        const column = columnAt(x);
        return column ? column.cardAt(x - column.x + columns.contentX, y) : null;
    }

    // True when there is a card to hold at this point.
    function press(x: real, y: real): bool {
        const card = cardAt(x, y);
        pressedTaskId = card ? card.taskId : "";
        pressedAt = Qt.point(x, y);
        hold = card ? root.mapToItem(card.face, x, y) : Qt.point(0, 0);
        return card !== null && hold.y >= 0 && hold.y <= card.face.height;
    }

    function lift(): void {
        const card = cardAt(pressedAt.x, pressedAt.y);
        if (!card || card.taskId !== pressedTaskId)
            return;
        ghost.width = card.face.width;
        ghost.height = card.face.height;
        card.face.grabToImage(result => root.hang(result, result.url), Qt.size(ghost.width * Screen.devicePixelRatio, ghost.height * Screen.devicePixelRatio));
        draggedTaskId = pressedTaskId;
    }

    function hang(result: QtObject, address: url): void {
        picture = result;
        pictureUrl = address;
    }

    function follow(x: real, y: real): void {
        if (!dragging && pressedTaskId.length > 0 && Math.hypot(x - pressedAt.x, y - pressedAt.y) >= Theme.dragDistance)
            lift();
        if (dragging)
            aim(x, y);
    }

    function aim(x: real, y: real): void {
        const column = columnAt(x);
        dropColumnId = column ? column.columnId : "";
        dropRow = column ? column.rowAt(y) : -1;
    }

    function release(): void {
        const column = columnAt(mouseX);
        if (dragging && column && dropRow >= 0)
            column.drop(draggedTaskId, dropRow);
        else if (!dragging)
            root.taskClicked(pressedTaskId);
        letGo();
    }

    function letGo(): void {
        draggedTaskId = "";
        dropColumnId = "";
        dropRow = -1;
        pressedTaskId = "";
        pictureUrl = "";
        picture = null;
    }

    // How far to scroll per tick: nothing in the middle, faster towards the edge.
    function pull(position: real, length: real): real {
        const edge = Theme.px(56);
        return position < edge ? (position - edge) / 4 : position > length - edge ? (position - length + edge) / 4 : 0;
    }

    function scrollAtEdges(): void {
        const column = columnAt(mouseX);
        if (column)
            column.scroll(pull(mouseY - column.list.y, column.list.height));
        columns.contentX = Math.max(columns.originX - columns.leftMargin, Math.min(columns.contentX + pull(mouseX, width), Math.max(columns.originX - columns.leftMargin, columns.originX + columns.contentWidth - columns.width)));
        aim(mouseX, mouseY);
    }

    acceptedButtons: Qt.LeftButton | Qt.RightButton
    preventStealing: true
    cursorShape: dragging ? Qt.ClosedHandCursor : Qt.ArrowCursor

    onPressed: mouse => {
        mouse.accepted = root.press(mouse.x, mouse.y);
        if (mouse.accepted)
            root.taskPressed(root.pressedTaskId);
        if (mouse.accepted && mouse.button === Qt.RightButton)
            root.menuRequested(root.pressedTaskId, mouse.x, mouse.y);
    }
    onPositionChanged: mouse => root.follow(mouse.x, mouse.y)
    onReleased: mouse => mouse.button === Qt.LeftButton ? root.release() : root.letGo()
    onCanceled: root.letGo()

    Timer {
        interval: 16
        repeat: true
        running: root.dragging
        onTriggered: root.scrollAtEdges()
    }

    Shortcut {
        sequence: "Escape"
        enabled: root.dragging
        onActivated: root.letGo()
        onActivatedAmbiguously: root.letGo()
    }

    Item {
        id: ghost

        objectName: "ghost"
        x: root.mouseX - root.hold.x
        y: root.mouseY - root.hold.y
        visible: root.dragging
        rotation: 2
        transformOrigin: Item.Top

        FloatingPane {
            anchors.fill: parent
            border.color: Theme.accentText
        }

        Image {
            anchors.fill: parent
            source: root.pictureUrl
            smooth: true
            antialiasing: true
        }
    }
}
