// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// The door: a server, an account, and a sentence at the field that is wrong.
FocusScope {
    id: root

    required property Workbench workbench

    readonly property SignIn door: workbench.signIn
    readonly property bool asking: door.state === SignIn.Asking

    function problemOf(field: string): string {
        return door.problemField === field ? door.problem : "";
    }

    function fieldOf(name: string): FormField {
        return name === "server" ? server : name === "email" ? email : name === "password" ? password : null;
    }

    function submit(): void {
        root.door.signIn(server.text, email.text, password.text);
    }

    Component.onCompleted: (door.server.length === 0 ? server : door.email.length === 0 ? email : password).field.forceActiveFocus()

    Connections {
        target: root.door

        function onChanged(): void {
            root.fieldOf(root.door.problemField)?.field.forceActiveFocus();
        }
    }

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
                text: qsTr("With the account that your team's server gave you.")
                color: Theme.dim
                wrapMode: Text.Wrap
            }
        }

        Banner {
            width: parent.width
            visible: root.door.problem.length > 0 && root.door.problemField.length === 0
            tone: Banner.Danger
            text: root.door.problem
        }

        FormField {
            id: server

            objectName: "server"
            width: parent.width
            name: qsTr("Server")
            text: root.door.server
            field.placeholderText: "https://tasks.example.org"
            field.inputMethodHints: Qt.ImhUrlCharactersOnly | Qt.ImhNoAutoUppercase
            problem: root.problemOf("server")
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
            enabled: !root.asking
            text: root.asking ? qsTr("Signing in…") : qsTr("Sign in")
            onClicked: root.submit()
        }
    }
}
