// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/app/ClientApp.h"
#include "tests/support/ProcessFixture.h"
#include "tests/support/Variant.h"

#include <QTemporaryDir>
#include <QtTest>

namespace TaskMaster::Test {

/**
 * A real server of the Variant on the demo workspace and two people at their desks: whole clients (link, replica,
 * outbox, models) in this process, each with a folder of its own. GUI thread.
 */
class Team {
public:
    /// On the data of a demo that was made before, or on a new one with so many tasks.
    explicit Team(int tasks = 300, const QString &madeBefore = {})
        : m_data(madeBefore.isEmpty() ? m_folder.filePath(QStringLiteral("server")) : madeBefore)
    {
        Variant::addTo(m_environment, Variant::newDatabase());
        if (madeBefore.isEmpty()
            && run({QStringLiteral("demo"), QStringLiteral("--tasks"), QString::number(tasks)}) != 0)
            qFatal("the demo workspace could not be made");
        startServer(QStringLiteral("127.0.0.1:0"));
        ana = std::make_unique<Client::ClientApp>(m_folder.filePath(QStringLiteral("ana")));
        jana = std::make_unique<Client::ClientApp>(m_folder.filePath(QStringLiteral("jana")));
        ana->signIn(m_url, QStringLiteral("ana@demo.example"), QStringLiteral("taskmaster-demo"));
        jana->signIn(m_url, QStringLiteral("jana@demo.example"), QStringLiteral("taskmaster-demo"));
    }

    ~Team()
    {
        // Before their folder: they still write.
        ana.reset();
        jana.reset();
    }

    void startServer(const QString &listen)
    {
        m_server = std::make_unique<ProcessFixture>(
            QStringLiteral(TASKMASTER_SERVER),
            QStringList{QStringLiteral("serve"), QStringLiteral("--listen"), listen, QStringLiteral("--data"), m_data},
            m_environment);
        m_url = QUrl(m_server->waitUntilReady());
    }
    /// A subcommand of the server program, to its end; while the server runs, it hands its work to it.
    int run(const QStringList &command)
    {
        ProcessFixture program(QStringLiteral(TASKMASTER_SERVER),
                               command + QStringList{QStringLiteral("--data"), m_data}, m_environment);
        return program.waitForEnd();
    }
    /// Ana's client ends and starts again, on what it kept.
    void restartAna()
    {
        ana.reset();
        ana = std::make_unique<Client::ClientApp>(m_folder.filePath(QStringLiteral("ana")));
        (void)ana->resume();
    }
    [[nodiscard]] const QUrl &url() const { return m_url; }
    [[nodiscard]] QString file(const QString &name) const { return m_folder.filePath(name); }
    void killServer() { m_server->kill(); }
    /// On the same address, as after a crash.
    void restartServer() { startServer(m_url.authority()); }

    /// Both have opened this project and see its cards.
    [[nodiscard]] bool open(const QString &project)
    {
        return QTest::qWaitFor([&] { return openIn(*ana, project) && openIn(*jana, project); }, 60'000);
    }
    [[nodiscard]] bool bothAreLive()
    {
        const auto live = [](Client::ClientApp &app) {
            return app.workbench().connection()->state() == Client::ConnectionState::Live;
        };
        return QTest::qWaitFor([&] { return live(*ana) && live(*jana); }, 40'000);
    }

    static Client::BoardModel &boardOf(Client::ClientApp &app) { return *app.workbench().board(); }
    static QAbstractItemModel *cards(Client::ClientApp &app, int column)
    {
        Client::BoardModel &board = boardOf(app);
        return board.data(board.index(column), board.roleNames().key("cards")).value<QAbstractItemModel *>();
    }
    static QString columnId(Client::ClientApp &app, int column)
    {
        Client::BoardModel &board = boardOf(app);
        return board.data(board.index(column), board.roleNames().key("columnId")).toString();
    }
    static QString cardText(Client::ClientApp &app, int column, int row, const char *role)
    {
        QAbstractItemModel *model = cards(app, column);
        return model->data(model->index(row, 0), model->roleNames().key(role)).toString();
    }

    /// True when the project is open and its cards are there; until then, ask again.
    static bool openIn(Client::ClientApp &app, const QString &project)
    {
        if (boardOf(app).property("name").toString() == project)
            return boardOf(app).rowCount() > 0 && cards(app, 0)->rowCount() > 0;
        Client::ProjectList *projects = app.workbench().projects();
        for (int i = 0; i < projects->rowCount(); ++i) {
            const QModelIndex row = projects->index(i);
            if (projects->data(row, projects->roleNames().key("name")).toString() == project)
                app.workbench().openProject(projects->data(row, projects->roleNames().key("projectId")).toString());
        }
        return false;
    }

    std::unique_ptr<Client::ClientApp> ana;
    std::unique_ptr<Client::ClientApp> jana;

private:
    QTemporaryDir m_folder;
    QString m_data;
    QProcessEnvironment m_environment = ProcessFixture::cleanEnvironment();
    QUrl m_url;
    std::unique_ptr<ProcessFixture> m_server;
};

} // namespace TaskMaster::Test
