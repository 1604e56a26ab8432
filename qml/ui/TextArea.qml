// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Ui // types from C++ are not found without it, even in their own module

// Text over several lines. Enter is a new line; Ctrl+Enter is `submitted`, Esc is `cancelled`.
T.TextArea {
    id: root

    required property string name
    property bool bare: false

    signal submitted
    signal cancelled

    // What stands there now, with what an input method has not finished yet.
    function composed(): string {
        return text.slice(0, cursorPosition) + preeditText + text.slice(cursorPosition);
    }

    implicitWidth: Theme.px(220)
    implicitHeight: Math.max(Theme.px(72), contentHeight + topPadding + bottomPadding)
    padding: Theme.px(10)
    color: Theme.text
    placeholderTextColor: Theme.faint
    selectionColor: Theme.accentFill
    selectedTextColor: Theme.accentInk
    selectByMouse: true
    wrapMode: TextEdit.Wrap
    textFormat: TextEdit.PlainText
    renderType: Text.NativeRendering
    font.family: Theme.fontFamily
    font.pixelSize: Theme.fontBody
    Accessible.name: name

    // Esc is the field's own first, before any shortcut of the page: one step back at a time.
    Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_Escape
    Keys.onEscapePressed: root.cancelled()
    Keys.onPressed: event => {
        event.accepted = (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && (event.modifiers & Qt.ControlModifier);
        if (event.accepted)
            root.submitted();
    }

    LineSpacing {
        document: root.textDocument
        factor: Theme.proseSpacing
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.bare ? (root.hovered && !root.activeFocus ? Theme.hover : "transparent") : root.activeFocus ? Theme.surface : Theme.sunken
        border.width: root.activeFocus ? Theme.focusWidth : root.bare ? 0 : Theme.hairline
        border.color: root.activeFocus ? Theme.accentText : Theme.line
    }

    TextLabel {
        x: root.leftPadding
        y: root.topPadding
        width: root.width - root.leftPadding - root.rightPadding
        visible: root.length === 0 && root.preeditText.length === 0
        text: root.placeholderText
        color: root.placeholderTextColor
        font: root.font
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }
}
