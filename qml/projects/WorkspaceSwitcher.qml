// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import TaskMaster.Client
import TaskMaster.Ui

// The workspace one is in; opens the list of the others and the way out.
T.Button {
    id: root

    required property WorkspaceList workspaces
    required property string email

    signal workspaceRequested(workspaceId: string)
    signal signOutRequested

    implicitHeight: Theme.px(40)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: workspaces.currentName.length > 0 ? workspaces.currentName : qsTr("No workspace")
    Accessible.name: qsTr("Workspace %1").arg(text)
    onClicked: menu.popup(root, 0, root.height + Theme.space4)

    contentItem: Item {
        Rectangle {
            id: mark

            x: Theme.space8
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.px(26)
            height: width
            radius: Theme.radius
            color: Theme.accentFill

            TextLabel {
                anchors.centerIn: parent
                role: TextLabel.Strong
                text: root.text.charAt(0).toUpperCase()
                color: Theme.accentInk
                Accessible.ignored: true
            }
        }

        TextLabel {
            anchors.left: mark.right
            anchors.leftMargin: Theme.px(10)
            anchors.right: arrows.left
            anchors.verticalCenter: parent.verticalCenter
            role: TextLabel.Lead
            text: root.text
            font.weight: Theme.strong
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Icon {
            id: arrows

            anchors.right: parent.right
            anchors.rightMargin: Theme.space8
            anchors.verticalCenter: parent.verticalCenter
            name: "chevrons-up-down"
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.down || menu.visible ? Theme.pressed : root.hovered ? Theme.hover : "transparent"

        FocusRing {
            shown: root.visualFocus
            gap: -Theme.focusWidth
        }
    }

    Menu {
        id: menu

        Instantiator {
            model: root.workspaces
            delegate: MenuItem {
                required property string workspaceId
                required property string name
                required property bool current

                text: name
                checkable: true
                checked: current
                onTriggered: root.workspaceRequested(workspaceId)
            }
            onObjectAdded: (index, object) => menu.insertItem(index, object as MenuItem)
            onObjectRemoved: (index, object) => menu.removeItem(object as MenuItem)
        }

        MenuSeparator {}

        MenuItem {
            text: root.email.length > 0 ? qsTr("Sign out %1").arg(root.email) : qsTr("Sign out")
            iconName: "log-out"
            onTriggered: root.signOutRequested()
        }
    }
}
