// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// Where a link leads, and what an account needs: a name, an address, a password; on a new server also a workspace.
Column {
    id: root

    required property Joining joining

    readonly property bool asking: joining.state === Joining.Asking

    function problemOf(field: string): string {
        return joining.problemField === field ? joining.problem : "";
    }

    function fieldOf(field: string): FormField {
        return field === "name" ? name : field === "email" ? email : field === "password" ? password : field === "workspace" ? workspace : null;
    }

    function focusFirst(): void {
        name.field.forceActiveFocus();
    }

    function submit(): void {
        root.joining.join(name.text, email.text, password.text, workspace.text);
    }

    function roleSentence(role: string): string {
        return role === "owner" ? qsTr("%1 invites you as an owner.") : role === "admin" ? qsTr("%1 invites you as an admin.") : role === "guest" ? qsTr("%1 invites you as a guest.") : qsTr("%1 invites you as a member.");
    }

    spacing: Theme.space16

    Connections {
        target: root.joining

        function onChanged(): void {
            root.fieldOf(root.joining.problemField)?.field.forceActiveFocus();
        }
    }

    Column {
        width: parent.width
        spacing: Theme.space4

        TextLabel {
            objectName: "joinHeading"
            width: parent.width
            role: TextLabel.Heading
            text: root.joining.isSetUp ? qsTr("Set up this server") : qsTr("Join %1").arg(root.joining.place)
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
        }

        TextLabel {
            width: parent.width
            text: root.joining.isSetUp ? qsTr("You make its first account, and will be its admin.") : root.roleSentence(root.joining.role).arg(root.joining.inviter)
            color: Theme.dim
            wrapMode: Text.Wrap
        }

        TextLabel {
            width: parent.width
            role: TextLabel.Small
            text: root.joining.server
            color: Theme.dim
            elide: Text.ElideMiddle
        }
    }

    Banner {
        objectName: "joinProblem"
        width: parent.width
        visible: root.joining.problem.length > 0 && root.fieldOf(root.joining.problemField) === null
        tone: Banner.Danger
        text: root.joining.problem
    }

    FormField {
        id: name

        objectName: "joinName"
        width: parent.width
        name: qsTr("Your name")
        field.placeholderText: qsTr("As others shall see it")
        problem: root.problemOf("name")
        onAccepted: email.field.forceActiveFocus()
    }

    FormField {
        id: email

        objectName: "joinEmail"
        width: parent.width
        name: qsTr("E-mail")
        field.placeholderText: "you@example.org"
        field.inputMethodHints: Qt.ImhEmailCharactersOnly | Qt.ImhNoAutoUppercase
        problem: root.problemOf("email")
        onAccepted: password.field.forceActiveFocus()
    }

    FormField {
        id: password

        objectName: "joinPassword"
        width: parent.width
        name: qsTr("New password")
        field.echoMode: TextInput.Password
        field.placeholderText: qsTr("Four words at random are a good one")
        problem: root.problemOf("password")
        onAccepted: workspace.visible ? workspace.field.forceActiveFocus() : root.submit()
    }

    FormField {
        id: workspace

        objectName: "joinWorkspace"
        width: parent.width
        visible: root.joining.isSetUp
        name: qsTr("Your team")
        field.placeholderText: qsTr("The name of its workspace")
        problem: root.problemOf("workspace")
        onAccepted: root.submit()
    }

    Column {
        width: parent.width
        spacing: Theme.space8

        Button {
            objectName: "join"
            width: parent.width
            implicitHeight: Theme.px(36)
            kind: Button.Primary
            enabled: !root.asking
            text: root.asking ? qsTr("Making the account…") : qsTr("Make the account")
            onClicked: root.submit()
        }

        Button {
            objectName: "useAccount"
            width: parent.width
            implicitHeight: Theme.px(36)
            visible: !root.joining.isSetUp
            enabled: !root.asking
            text: qsTr("I have an account on this server")
            onClicked: root.joining.useAccount()
        }

        Button {
            objectName: "dropLink"
            width: parent.width
            implicitHeight: Theme.px(36)
            kind: Button.Quiet
            enabled: !root.asking
            text: qsTr("Back to signing in")
            onClicked: root.joining.drop()
        }
    }
}
