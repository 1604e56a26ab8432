// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// One column: its header, and its cards as a virtual list. It turns a point into a row for the board that drags, and
// a drop into neighbours; it does not touch the mouse itself.
Item {
    id: root

    required property string columnId
    required property string name
    required property string kind
    required property int count
    required property int allCount
    required property int wipLimit
    required property bool overLimit
    required property ColumnModel cards
    required property string draft
    required property string nameDraft
    required property color columnColor

    // From the board: which card has the keyboard, which one is in the air, and before which row it would land here
    // (-1: not here).
    required property string currentTaskId
    required property string draggedTaskId
    required property int dropRow
    required property real slotHeight
    // A card in the air would come here, to the place that the order gives it.
    required property bool takes
    required property string sortedBy

    signal addRequested(title: string, atTop: bool)
    signal draftEdited(text: string)
    signal addClosed
    signal renameTyped(text: string)
    signal renamed(name: string)
    signal moveRequested(places: int)
    signal archiveRequested
    signal taskDropped(taskId: string, afterId: string, beforeId: string)

    // "" (closed), "top" or "bottom".
    property string adding: ""

    readonly property alias list: list
    readonly property int cardWidth: width - 2 * Theme.space8

    function startAdding(place: string): void {
        adding = place;
        if (place === "bottom") {
            list.positionViewAtEnd();
            foot.start();
        } else {
            list.positionViewAtBeginning();
            composer.start();
        }
    }

    function stopAdding(): void {
        adding = "";
        root.addClosed();
    }

    // The card under a point of this column, or null.
    function cardAt(x: real, y: real): TaskCard {
        return list.itemAt(x - list.x, y - list.y + list.contentY) as TaskCard;
    }

    // Before which row a card held at this height would land.
    function rowAt(y: real): int {
        const at = y - list.y + list.contentY;
        const card = list.itemAt(list.width / 2, at) as TaskCard;
        if (!card)
            return at < 0 ? 0 : list.count;
        return at - card.y < card.slotHeight || at - card.y < (card.height + card.slotHeight) / 2 ? card.index : card.index + 1;
    }

    function drop(taskId: string, row: int): void {
        root.taskDropped(taskId, cards.idAbove(row, taskId), cards.idBelow(row, taskId));
    }

    function reveal(taskId: string): void {
        list.positionViewAtIndex(cards.rowOf(taskId), ListView.Contain);
    }

    function scroll(distance: real): void {
        list.contentY = Math.max(list.originY, Math.min(list.contentY + distance, list.originY + list.contentHeight - list.height));
    }

    Accessible.role: Accessible.List
    Accessible.name: name

    ColumnHeader {
        id: header

        objectName: "columnHeader"
        x: Theme.space8
        width: root.cardWidth
        name: root.name
        kind: root.kind
        count: root.count
        allCount: root.allCount
        wipLimit: root.wipLimit
        overLimit: root.overLimit
        onAddRequested: root.startAdding("top")
        draft: root.nameDraft
        tint: root.columnColor
        onRenameTyped: text => root.renameTyped(text)
        onRenamed: name => root.renamed(name)
        onMoveRequested: places => root.moveRequested(places)
        onArchiveRequested: root.archiveRequested()
    }

    // Composer and foot are no header and footer of the list: Qt 6.4 cannot make those from bound components.
    ColumnComposer {
        id: composer

        x: Theme.space8
        y: header.height
        width: root.cardWidth
        columnName: root.name
        open: root.adding === "top"
        draft: root.draft
        onDraftEdited: text => root.draftEdited(text)
        onAddRequested: title => root.addRequested(title, true)
        onClosed: root.stopAdding()
    }

    ScrollList {
        id: list

        objectName: "cards"
        x: Theme.space8
        y: composer.y + composer.height
        width: root.cardWidth + Theme.space8
        height: Math.max(1, Math.min(contentHeight, root.height - y - foot.height))
        model: root.cards

        delegate: TaskCard {
            width: root.cardWidth
            currentTaskId: root.currentTaskId
            draggedTaskId: root.draggedTaskId
            slotHeight: index === root.dropRow ? root.slotHeight : 0
        }
    }

    ColumnFooter {
        id: foot

        x: Theme.space8
        y: list.y + (list.count > 0 ? list.height : 0)
        width: root.cardWidth
        columnName: root.name
        open: root.adding === "bottom"
        draft: root.draft
        onDraftEdited: text => root.draftEdited(text)
        slotHeight: root.dropRow === list.count ? root.slotHeight : 0
        onOpenRequested: root.startAdding("bottom")
        onAddRequested: title => root.addRequested(title, false)
        onClosed: root.stopAdding()
    }

    SortedDrop {
        y: header.height
        x: Theme.space4
        width: root.cardWidth + 2 * Theme.space4
        height: Math.max(Theme.px(120), foot.y + foot.height - y)
        visible: root.takes
        sortedBy: root.sortedBy
    }
}
