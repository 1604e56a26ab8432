// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/app/ClientApp.h"
#include "client/app/FirstFrame.h"
#include "client/app/Picture.h"

#include <QCommandLineParser>
#include <QFile>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQmlExtensionPlugin>
#include <QStandardPaths>
#include <QTextStream>

Q_IMPORT_QML_PLUGIN(TaskMaster_ClientPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_AppPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_BoardPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_ProjectsPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_SignInPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_TaskPlugin)
Q_IMPORT_QML_PLUGIN(TaskMaster_UiPlugin)

using namespace TaskMaster;
using namespace TaskMaster::Client;

namespace {

constexpr int ExitUsage = 64;
constexpr int ExitNoInput = 66;

QString option(const char *name)
{
    return QString::fromLatin1(name);
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QStringLiteral("Task Master, the desktop client."));
    parser.addPositionalArgument(option("link"), QStringLiteral("A link that lets you in: taskmaster://…"),
                                 QStringLiteral("[link]"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions(
        {{option("server"), QStringLiteral("The server to sign in to."), option("url")},
         {option("email"), QStringLiteral("Sign in at once, as this person."), option("e-mail")},
         {option("password-file"), QStringLiteral("… with the password in this file."), option("file")},
         {option("data"), QStringLiteral("Where this client keeps its data."), option("folder")},
         {option("theme"), QStringLiteral("light, dark or system."), option("name")},
         {option("scale"), QStringLiteral("Size of everything, 0.8 to 2."), option("factor")},
         {option("open"), QStringLiteral("Open the project of this name."), option("project")},
         {option("open-task"), QStringLiteral("Open this card of the first column that has so many."), option("n")},
         {option("screenshot"), QStringLiteral("Take a picture of the window and end."), option("file")},
         {option("size"), QStringLiteral("Of the window, like 1440x900."), option("WxH")},
         {option("quit-after-first-frame"),
          QStringLiteral("Print how long it took until a board with its cards was shown, and end.")}});
}

/// The id of the n-th card (from 1) of the first column that has as many.
QString cardAt(BoardModel *board, int n)
{
    for (int column = 0; column < board->rowCount(); ++column) {
        auto *cards = board->data(board->index(column), board->roleNames().key("cards")).value<QAbstractItemModel *>();
        if (cards && cards->rowCount() >= n)
            return cards->data(cards->index(n - 1, 0), cards->roleNames().key("taskId")).toString();
    }
    return {};
}

void openAsAsked(const QCommandLineParser &parser, Workbench &workbench)
{
    const QString wanted = parser.value(option("open"));
    ProjectList *projects = workbench.projects();
    for (int i = 0; !wanted.isEmpty() && i < projects->rowCount(); ++i) {
        const QModelIndex row = projects->index(i);
        if (projects->data(row, projects->roleNames().key("name")).toString() == wanted)
            workbench.openProject(projects->data(row, projects->roleNames().key("projectId")).toString());
    }
    if (!parser.isSet(option("open-task")))
        return;
    // The cards of a project that was just opened may still be on their way.
    const int n = parser.value(option("open-task")).toInt();
    auto *waiting = new QObject(&workbench);
    const auto openIfThere = [&workbench, n, waiting] {
        const QString task = cardAt(workbench.board(), n);
        if (task.isEmpty())
            return;
        waiting->deleteLater();
        workbench.openTask(task);
    };
    QObject::connect(workbench.board(), &BoardModel::columnCountChanged, waiting, openIfThere);
    openIfThere();
}

/// An exit code, or nothing when the program may go on.
std::optional<int> signInAsAsked(const QCommandLineParser &parser, ClientApp &app)
{
    if (!parser.isSet(option("email"))) {
        if (parser.isSet(option("server")))
            app.workbench().signIn()->suggest(parser.value(option("server")), {});
        else
            app.resume();
        return std::nullopt;
    }
    QFile file(parser.value(option("password-file")));
    if (!file.open(QIODevice::ReadOnly)) {
        QTextStream(stderr) << "The password file cannot be read: " << file.errorString() << ".\n";
        return ExitNoInput;
    }
    const QUrl server = SignIn::serverUrl(parser.value(option("server")));
    if (!server.isValid()) {
        QTextStream(stderr) << "“" << parser.value(option("server")) << "” is not the address of a server.\n";
        return ExitUsage;
    }
    app.signIn(server, parser.value(option("email")), QString::fromUtf8(file.readAll().trimmed()));
    return std::nullopt;
}

} // namespace

int main(int argc, char *argv[])
{
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("taskmaster"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Task Master"));
    QGuiApplication::setApplicationVersion(QStringLiteral(TASKMASTER_VERSION));
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);

    const QString folder = parser.isSet(option("data"))
        ? parser.value(option("data"))
        : QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    ClientApp app(folder);
    if (parser.isSet(option("theme")))
        app.workbench().preferences()->setScheme(parser.value(option("theme")));
    if (parser.isSet(option("scale")))
        app.workbench().preferences()->setScale(parser.value(option("scale")).toDouble());
    if (const auto exitCode = signInAsAsked(parser, app))
        return *exitCode;
    for (const QString &link : parser.positionalArguments()) {
        if (!app.openLink(link)) {
            QTextStream(stderr) << "“" << link << "” is no link of a Task Master server.\n";
            return ExitUsage;
        }
    }

    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine.setInitialProperties({{QStringLiteral("workbench"), QVariant::fromValue(&app.workbench())}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/TaskMaster/App/Main.qml")));
    auto *window =
        engine.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow *>(engine.rootObjects().constFirst());
    if (!window)
        return 1; // the engine has said why
    const QStringList size = parser.value(option("size")).split(u'x');
    if (size.size() == 2)
        window->resize(size[0].toInt(), size[1].toInt());
    std::optional<FirstFrame> firstFrame;
    if (parser.isSet(option("quit-after-first-frame")))
        firstFrame.emplace(window, app.workbench().board(), parser.value(option("open")));
    QObject::connect(&app, &ClientApp::usable, window, [&parser, &app] { openAsAsked(parser, app.workbench()); });
    std::optional<Picture> picture;
    if (parser.isSet(option("screenshot"))) {
        picture.emplace(window, parser.value(option("screenshot")));
        if (app.workbench().signIn()->state() == SignIn::SignedOut && !parser.isSet(option("email")))
            picture->takeSoon(); // the door itself is wanted
        QObject::connect(&app, &ClientApp::usable, window, [&picture] { picture->takeSoon(); });
    }
    window->show();
    return QGuiApplication::exec();
}
