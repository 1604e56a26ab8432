// SPDX-License-Identifier: GPL-3.0-or-later
// What the window shows and can ask for: the one object that QML gets, with the view models as its parts. It decides
// which workspace, project and task are open and lets every part follow the Replica. ClientApp
// makes it and feeds sign-in and connection. GUI thread.
#pragma once

#include "client/views/BoardModel.h"
#include "client/views/ConnectionState.h"
#include "client/views/Joining.h"
#include "client/views/Notice.h"
#include "client/views/Preferences.h"
#include "client/views/ProjectList.h"
#include "client/views/Refusals.h"
#include "client/views/SignIn.h"
#include "client/views/TaskDetails.h"
#include "client/views/ViewList.h"
#include "client/views/WorkspaceList.h"

namespace TaskMaster::Client {

class Workbench : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The program makes the workbench.")
    Q_PROPERTY(TaskMaster::Client::SignIn *signIn READ signIn CONSTANT)
    Q_PROPERTY(TaskMaster::Client::Joining *joining READ joining CONSTANT)
    Q_PROPERTY(TaskMaster::Client::ConnectionState *connection READ connection CONSTANT)
    Q_PROPERTY(TaskMaster::Client::Preferences *preferences READ preferences CONSTANT)
    Q_PROPERTY(TaskMaster::Client::WorkspaceList *workspaces READ workspaces CONSTANT)
    Q_PROPERTY(TaskMaster::Client::ProjectList *projects READ projects CONSTANT)
    Q_PROPERTY(TaskMaster::Client::BoardModel *board READ board CONSTANT)
    Q_PROPERTY(TaskMaster::Client::BoardQuery *query READ query CONSTANT)
    Q_PROPERTY(TaskMaster::Client::ViewList *views READ views CONSTANT)
    Q_PROPERTY(TaskMaster::Client::TaskDetails *task READ task CONSTANT)
    Q_PROPERTY(TaskMaster::Client::Refusals *refusals READ refusals CONSTANT)
    Q_PROPERTY(TaskMaster::Client::Notice *notice READ notice CONSTANT)

public:
    // `preferencesFile` as in Preferences.
    Workbench(Replica &replica, Outbox &outbox, const QString &preferencesFile, QObject *parent = nullptr);

    [[nodiscard]] SignIn *signIn() { return &m_signIn; }
    [[nodiscard]] Joining *joining() { return &m_joining; }
    [[nodiscard]] ConnectionState *connection() { return &m_connection; }
    [[nodiscard]] Preferences *preferences() { return &m_preferences; }
    [[nodiscard]] WorkspaceList *workspaces() { return &m_workspaces; }
    [[nodiscard]] ProjectList *projects() { return &m_projects; }
    [[nodiscard]] BoardModel *board() { return &m_board; }
    [[nodiscard]] BoardQuery *query() { return &m_query; }
    [[nodiscard]] ViewList *views() { return &m_views; }
    [[nodiscard]] TaskDetails *task() { return &m_task; }
    [[nodiscard]] Refusals *refusals() { return &m_refusals; }
    [[nodiscard]] Notice *notice() { return &m_notice; }

    // Whose desk this is; a null id clears it. Opens the workspace and project that were open last.
    void setUser(const Uuid &user);

    Q_INVOKABLE void openWorkspace(const QString &workspaceId);
    Q_INVOKABLE void openProject(const QString &projectId);
    Q_INVOKABLE void openTask(const QString &taskId);
    Q_INVOKABLE void closeTask();
    // Makes a project in the open workspace and opens it.
    Q_INVOKABLE void createProject(const QString &name);
    Q_INVOKABLE void trashTask(const QString &taskId);
    Q_INVOKABLE void archiveTask(const QString &taskId);

    // Text that is half typed, kept on this machine; `place` says what it is for: "comment/<task>".
    Q_INVOKABLE QString draft(const QString &place) const;
    Q_INVOKABLE void saveDraft(const QString &place, const QString &text);
    // The same for a value that is being edited: also what it was when the typing began, so that an edit that is sent
    // only after a crash still says what it was based on. A text may be empty: everything was deleted.
    Q_INVOKABLE void saveEdit(const QString &place, const QString &text, const QString &seen);
    Q_INVOKABLE bool hasEdit(const QString &place) const;
    Q_INVOKABLE QString editedText(const QString &place) const;
    Q_INVOKABLE QString editedFrom(const QString &place) const;

Q_SIGNALS:
    // Its stream is needed from now on.
    void projectOpened(const TaskMaster::StreamId &stream);

private:
    void follow(const ReplicaChanges &changes);
    void chooseWorkspace();
    void chooseProject();
    void showProject(const Uuid &project);
    void sayWhatTheBoardDid();

    Replica &m_replica;
    Outbox &m_outbox;
    Preferences m_preferences;
    SignIn m_signIn;
    Joining m_joining;
    ConnectionState m_connection;
    WorkspaceList m_workspaces;
    ProjectList m_projects;
    BoardModel m_board;
    BoardQuery m_query;
    ViewList m_views;
    TaskDetails m_task;
    Refusals m_refusals;
    Notice m_notice;
    Uuid m_user;
    Uuid m_project;
};

} // namespace TaskMaster::Client
