// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import TaskMaster.Client
import TaskMaster.Ui

// Where one is and where one can go: the workspace, its projects, and below them how the connection is.
Rectangle {
    id: root

    required property Workbench workbench

    color: Theme.surface
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Sidebar")

    WorkspaceSwitcher {
        id: switcher

        x: Theme.space8
        y: Theme.space12
        width: root.width - 2 * Theme.space8
        workspaces: root.workbench.workspaces
        email: root.workbench.signIn.email
        onWorkspaceRequested: workspaceId => root.workbench.openWorkspace(workspaceId)
        onSignOutRequested: root.workbench.signIn.signOut()
    }

    Item {
        id: heading

        x: Theme.space12
        anchors.top: switcher.bottom
        anchors.topMargin: Theme.space12
        width: root.width - 2 * Theme.space12
        height: Theme.rowHeight

        TextLabel {
            x: Theme.space8
            anchors.verticalCenter: parent.verticalCenter
            role: TextLabel.Section
            text: qsTr("Projects")
            Accessible.role: Accessible.Heading
        }

        IconButton {
            objectName: "newProject"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            enabled: root.workbench.workspaces.currentId.length > 0
            iconName: "plus"
            text: qsTr("New project")
            shortcut: "Ctrl+Shift+N"
            onClicked: creator.open()
        }
    }

    ScrollList {
        id: list

        objectName: "projects"
        x: Theme.space12
        anchors.top: heading.bottom
        anchors.bottom: foot.top
        width: root.width - 2 * Theme.space12
        model: root.workbench.projects
        currentIndex: root.workbench.projects.currentRow
        activeFocusOnTab: true
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Projects")
        Keys.onReturnPressed: (currentItem as ProjectRow)?.clicked()

        delegate: ProjectRow {
            width: ListView.view.width
            highlighted: ListView.isCurrentItem && list.activeFocus
            onClicked: root.workbench.openProject(projectId)
        }
    }

    TextLabel {
        anchors.top: heading.bottom
        anchors.topMargin: Theme.space4
        x: Theme.px(20)
        width: root.width - 2 * x
        visible: list.count === 0
        text: root.workbench.workspaces.currentId.length > 0 ? qsTr("No projects yet. Make the first one with the plus.") : qsTr("You are in no workspace yet. Ask somebody to add you to theirs.")
        color: Theme.dim
        wrapMode: Text.Wrap
        lineHeight: Theme.lineHeight
    }

    SidebarFoot {
        id: foot

        anchors.bottom: parent.bottom
        width: root.width
        connection: root.workbench.connection
        preferences: root.workbench.preferences
    }

    Divider {
        anchors.right: parent.right
        height: parent.height
        vertical: true
    }

    ProjectCreator {
        id: creator

        objectName: "projectCreator"
        x: Theme.space12
        y: heading.y + heading.height
        onAboutToShow: draft = root.workbench.draft("newProject/" + root.workbench.workspaces.currentId)
        onDraftEdited: text => root.workbench.saveDraft("newProject/" + root.workbench.workspaces.currentId, text)
        onCreateRequested: name => root.workbench.createProject(name)
    }

    Shortcut {
        sequence: "Ctrl+Shift+N"
        onActivated: creator.open()
    }
}
