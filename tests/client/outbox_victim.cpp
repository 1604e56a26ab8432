// SPDX-License-Identifier: GPL-3.0-or-later
// Submits commands for ever and prints the id of each one that is reported as kept; tst_outbox kills it in the middle.
#include "ClientFixture.h"

#include <QCoreApplication>

#include <cstdio>

using namespace TaskMaster;
using namespace TaskMaster::Client;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    ClientFixture client(app.arguments().value(1));
    QObject::connect(&client.outbox, &Outbox::kept, &app, [&client](const Uuid &commandId) {
        std::puts(commandId.toString().toLatin1().constData());
        std::fflush(stdout);
        CreateLabel wish{Uuid::v7(), QStringLiteral("label"), {}};
        client.outbox.submit(StreamId::ofProject({1, 1}, {2, 2}), wish);
        client.outbox.saveDraft(QStringLiteral("comment"), commandId.toString());
    });
    if (!client.start())
        return 1;
    for (int i = 0; i < 3; ++i)
        client.outbox.submit(StreamId::ofProject({1, 1}, {2, 2}), CreateLabel{Uuid::v7(), QStringLiteral("first"), {}});
    return QCoreApplication::exec();
}
