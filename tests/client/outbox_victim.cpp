// SPDX-License-Identifier: GPL-3.0-or-later
// Submits commands for ever, types the id of each one that is reported as kept, and prints it then; tst_outbox kills it
// in the middle.
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
        const QString text = commandId.toString();
        client.outbox.saveDraft(QStringLiteral("comment"), text);
        client.outbox.saveDraft(QStringLiteral("label/") + text, text);
        std::puts(text.toLatin1().constData());
        std::fflush(stdout);
        CreateLabel wish{Uuid::v7(), text, {}};
        client.outbox.submit(StreamId::ofProject({1, 1}, {2, 2}), wish);
        client.outbox.saveDraft(QStringLiteral("label/") + text, {});
    });
    if (!client.start())
        return 1;
    for (int i = 0; i < 3; ++i)
        client.outbox.submit(StreamId::ofProject({1, 1}, {2, 2}), CreateLabel{Uuid::v7(), QStringLiteral("first"), {}});
    return QCoreApplication::exec();
}
