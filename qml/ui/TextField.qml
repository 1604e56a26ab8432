// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T

// One line of text. `name` is what a screen reader says; `cancelled` is Esc, which never leaves the field changed by
// itself: the owner decides what goes back.
T.TextField {
    id: root

    required property string name
    property string iconName: ""
    property bool invalid: false
    // Bare fields look like text until they have the focus: titles that are edited where they stand.
    property bool bare: false

    signal cancelled
    // By hand: `shown` is what stands there now, with what an input method has not finished yet.
    signal written(shown: string)

    function composed(): string {
        return text.slice(0, cursorPosition) + preeditText + text.slice(cursorPosition);
    }

    implicitWidth: Theme.px(220)
    implicitHeight: Math.max(Theme.controlHeight, contentHeight + topPadding + bottomPadding)
    leftPadding: iconName.length > 0 ? Theme.px(32) : Theme.px(10)
    rightPadding: Theme.px(10)
    topPadding: Theme.space4
    bottomPadding: Theme.space4
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.text
    placeholderTextColor: Theme.faint
    selectionColor: Theme.accentFill
    selectedTextColor: Theme.accentInk
    selectByMouse: true
    renderType: Text.NativeRendering
    font.family: Theme.fontFamily
    font.pixelSize: Theme.fontBody
    Accessible.name: name
    onTextEdited: root.written(root.composed())
    onPreeditTextChanged: root.written(root.composed())

    // Esc is the field's own first, before any shortcut of the page: one step back at a time.
    Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_Escape
    Keys.onEscapePressed: root.cancelled()

    background: Rectangle {
        radius: Theme.radius
        color: root.bare ? (root.hovered && !root.activeFocus ? Theme.hover : "transparent") : root.activeFocus ? Theme.surface : Theme.sunken
        border.width: root.activeFocus || root.invalid ? Theme.focusWidth : root.bare ? 0 : Theme.hairline
        border.color: root.invalid ? Theme.danger : root.activeFocus ? Theme.accentText : Theme.line

        Icon {
            x: Theme.px(10)
            anchors.verticalCenter: parent.verticalCenter
            visible: root.iconName.length > 0
            name: root.iconName
            color: Theme.faint
        }
    }

    TextLabel {
        x: root.leftPadding
        width: root.width - root.leftPadding - root.rightPadding
        height: root.height
        visible: root.length === 0 && root.preeditText.length === 0
        text: root.placeholderText
        color: root.placeholderTextColor
        font: root.font
        elide: Text.ElideRight
        horizontalAlignment: root.horizontalAlignment
        Accessible.ignored: true
    }
}
