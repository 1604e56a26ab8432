// SPDX-License-Identifier: GPL-3.0-or-later
// A whole client without a server: the real Replica, store, Outbox and Workbench, over a link that is not ready unless
// a test says so. What the person does is laid over the sample project and stays in the Outbox, where a test can count
// it. GUI thread.
#pragma once

#include "client/replica/Outbox.h"
#include "client/replica/ReplicaStore.h"
#include "client/views/Workbench.h"
#include "tests/qml/SampleProject.h"

#include <QTemporaryDir>

namespace TaskMaster::Test {

class SilentLink : public Client::Link {
public:
    using Client::Link::Link;
    void open(const Client::LinkTarget &) override { }
    void close() override { }
    void send(const ClientFrame &frame) override { sent.append(frame); }
    void reconnectNow() override { }
    // A server that takes everything and answers nothing.
    void becomeReady() { setState(State::Ready); }

    QList<ClientFrame> sent;
};

struct Bench {
    Bench()
    {
        outbox.adopt({});
        replica.setAuthor(sample.user(), u"Ana Moreno"_qs);
    }

    // Signed in, with the sample's project open.
    void open()
    {
        sample.send();
        workbench.signIn()->succeed();
        workbench.setUser(sample.user());
        workbench.openProject(sample.project().toString());
    }

    // The visible task with that title, or null.
    [[nodiscard]] Uuid taskNamed(const QString &title) const
    {
        for (const Task &task : replica.rows<Task>(sample.projectStream())) {
            if (task.title == title)
                return task.id;
        }
        return {};
    }
    // Puts a title on the first task, which the server then does not accept for this reason.
    void refuse(const QString &sentence)
    {
        const Task &task = *replica.rows<Task>(sample.projectStream()).begin();
        const FieldValue title{Client::Prediction::fieldOf<Task>(u"title"),
                               u"Paint the fence in a colour that everybody likes"_qs};
        const Uuid command =
            outbox.submit(sample.projectStream(), Edit{EntityKind::Task, task.id, FieldValues{title}, {}});
        outbox.answer(Frames::Rejected{command, Error(ErrorCode::WipLimit, sentence)});
    }

    QTemporaryDir folder;
    SystemClock clock;
    SilentLink link;
    Client::Replica replica;
    Client::ReplicaStore store{folder.path()};
    Client::Outbox outbox{replica, store, link, clock};
    SampleProject sample{replica};
    Client::Workbench workbench{replica, outbox, {}};
};

} // namespace TaskMaster::Test
