// SPDX-License-Identifier: GPL-3.0-or-later
// The static QML modules that every test of a page needs.
#include <QtQml/QQmlExtensionPlugin>

Q_IMPORT_QML_PLUGIN(TaskMaster_AppPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_BoardPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_ClientPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_ProjectsPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_SignInPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_TaskPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_UiPlugin)
