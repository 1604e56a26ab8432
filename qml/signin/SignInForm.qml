// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// A server, an account, and a sentence at the field that is wrong. A link may be pasted in place of the server.
Column {
    id: root

    required property SignIn door
    required property Joining joining

    readonly property bool asking: door.state === SignIn.Asking
    readonly property bool looking: joining.state === Joining.Looking
    readonly property bool joinsAfterwards: joining.state === Joining.Account

    function problemOf(field: string): string {
        return door.problemField === field ? door.problem : "";
    }

    function fieldOf(name: string): FormField {
        return name === "server" ? server : name === "email" ? email : name === "password" ? password : null;
    }

    function focusFirst(): void {
        (server.text.length === 0 ? server : email.text.length === 0 ? email : password).field.forceActiveFocus();
    }

    // The secret of a link is shown no longer than it takes to read it.
    function follow(): void {
        if (root.joining.take(server.text))
            server.field.clear();
    }

    function submit(): void {
        if (!root.joining.take(server.text))
            root.door.signIn(server.text, email.text, password.text);
    }

    spacing: Theme.space16

    Connections {
        target: root.door

        function onChanged(): void {
            root.fieldOf(root.door.problemField)?.field.forceActiveFocus();
        }
    }

    Column {
        width: parent.width
        spacing: Theme.space4

        TextLabel {
            role: TextLabel.Heading
            text: qsTr("Sign in to Task Master")
            Accessible.role: Accessible.Heading
        }

        TextLabel {
            width: parent.width
            text: root.joinsAfterwards ? qsTr("Then you are in %1.").arg(root.joining.place) : qsTr("With the account that your team's server gave you, or a link that invites you.")
            color: Theme.dim
            wrapMode: Text.Wrap
        }
    }

    Banner {
        objectName: "linkProblem"
        width: parent.width
        visible: text.length > 0
        tone: Banner.Danger
        text: root.joining.state === Joining.NoLink && root.joining.problem.length > 0 ? root.joining.problem : root.door.problemField.length === 0 ? root.door.problem : ""
    }

    FormField {
        id: server

        objectName: "server"
        width: parent.width
        name: qsTr("Server or link")
        text: root.joinsAfterwards ? root.joining.server : root.door.server
        enabled: !root.looking && !root.joinsAfterwards
        field.placeholderText: "https://tasks.example.org"
        field.inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoAutoUppercase
        problem: root.problemOf("server")
        onEdited: root.follow()
        onAccepted: email.field.forceActiveFocus()
    }

    FormField {
        id: email

        objectName: "email"
        width: parent.width
        name: qsTr("E-mail")
        text: root.door.email
        field.placeholderText: "you@example.org"
        field.inputMethodHints: Qt.ImhEmailCharactersOnly | Qt.ImhNoAutoUppercase
        problem: root.problemOf("email")
        onAccepted: password.field.forceActiveFocus()
    }

    FormField {
        id: password

        objectName: "password"
        width: parent.width
        name: qsTr("Password")
        field.echoMode: TextInput.Password
        problem: root.problemOf("password")
        onAccepted: root.submit()
    }

    Button {
        objectName: "signIn"
        width: parent.width
        implicitHeight: Theme.px(36)
        kind: Button.Primary
        enabled: !root.asking && !root.looking
        text: root.looking ? qsTr("Looking at the link…") : root.asking ? qsTr("Signing in…") : root.joinsAfterwards ? qsTr("Sign in and join") : qsTr("Sign in")
        onClicked: root.submit()
    }
}
