// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Ui

// Text that is edited where it stands. It is committed when typing pauses and when the field is left, with the value
// that was seen when typing began, so that an edit by somebody else in between is noticed and not silently lost.
TextArea {
    id: root

    required property string value
    // Empty text is taken back instead of committed.
    property bool required: false
    // Enter commits, and a line break that is pasted becomes a space.
    property bool oneLine: false
    property string seen: ""

    signal committed(text: string, seen: string)
    // On every change by hand: to be kept until the commit, in case the program does not live that long.
    signal typed(text: string, seen: string)

    readonly property string entered: oneLine ? unbroken(text) : text

    function unbroken(lines: string): string {
        return lines.replace(/\s*\n\s*/g, " ").trim();
    }

    function keep(): void {
        pause.restart();
        root.typed(oneLine ? unbroken(composed()) : composed(), root.seen);
    }

    function commit(): void {
        pause.stop();
        if (root.entered === root.seen || (root.required && root.entered.length === 0))
            return;
        const before = root.seen;
        root.seen = root.entered;
        root.committed(root.entered, before);
    }

    // Commits what was typed before the program ended in the middle of it, with the value that was seen then.
    function recover(draft: string, before: string): void {
        if (draft !== before && draft !== value && !(root.required && draft.length === 0))
            root.committed(draft, before);
    }

    function leave(): void {
        root.commit();
        if (root.required && root.entered.length === 0)
            root.text = root.value;
    }

    bare: true
    implicitHeight: contentHeight + topPadding + bottomPadding
    topPadding: Theme.space6
    bottomPadding: Theme.space6

    onActiveFocusChanged: activeFocus ? root.seen = root.value : root.leave()
    onTextChanged: if (activeFocus)
        root.keep()
    onPreeditTextChanged: if (activeFocus)
        root.keep()
    onSubmitted: root.focus = false
    onCancelled: root.focus = false
    Keys.onReturnPressed: event => {
        event.accepted = root.oneLine;
        if (root.oneLine)
            root.focus = false;
    }

    // What comes from elsewhere never pulls the text away under the cursor.
    Binding on text {
        when: !root.activeFocus
        value: root.value
        restoreMode: Binding.RestoreNone
    }

    Timer {
        id: pause

        interval: Theme.typingPause
        onTriggered: root.preeditText.length > 0 ? pause.restart() : root.commit()
    }
}
