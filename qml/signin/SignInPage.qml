// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// The door: signing in, or coming in by a link.
FocusScope {
    id: root

    required property Workbench workbench

    readonly property Joining joining: workbench.joining
    readonly property bool joins: joining.state === Joining.Newcomer || joining.state === Joining.Asking

    onJoinsChanged: joins ? join.focusFirst() : signIn.focusFirst()

    Component.onCompleted: joins ? join.focusFirst() : signIn.focusFirst()

    Column {
        id: form

        anchors.centerIn: parent
        width: Theme.px(340)
        spacing: Theme.space16

        Rectangle {
            width: Theme.px(44)
            height: width
            radius: Theme.px(12)
            color: Theme.accentFill

            Icon {
                anchors.centerIn: parent
                name: "square-kanban"
                size: Theme.px(24)
                color: Theme.accentInk
            }
        }

        SignInForm {
            id: signIn

            width: parent.width
            visible: !root.joins
            door: root.workbench.signIn
            joining: root.joining
        }

        JoinForm {
            id: join

            width: parent.width
            visible: root.joins
            joining: root.joining
        }
    }
}
