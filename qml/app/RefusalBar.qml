// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// What the server did not accept: each with its sentence and the text that would otherwise be lost, until dismissed.
Column {
    id: root

    required property Refusals refusals

    spacing: Theme.space8

    Repeater {
        model: root.refusals
        delegate: Banner {
            id: row

            required property string commandId
            required property string sentence
            required property string lostText

            width: root.width
            tone: Banner.Danger
            text: row.sentence
            detail: row.lostText
            dismissable: true
            onDismissRequested: root.refusals.dismiss(row.commandId)
        }
    }
}
