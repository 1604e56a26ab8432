// SPDX-License-Identifier: GPL-3.0-or-later
// typing_victim FOLDER FIELD: the client that keeps its data there, in a window in which somebody types into one field,
// letter after letter without an end, while other threads keep the machine busy. Says what the window shows after each
// letter; tst_two_windows kills it.
#include "client/app/ClientApp.h"
#include "tests/qml/AppWindow.h"
#include "tests/scenarios/TypingPlaces.h"

#include <atomic>
#include <cstdio>
#include <thread>

using namespace TaskMaster;
using namespace TaskMaster::Test;

namespace {

constexpr int BusyThreads = 2;

} // namespace

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    const QString field = QGuiApplication::arguments().value(2);
    Client::ClientApp client(QGuiApplication::arguments().value(1));
    if (!client.resume())
        return 1;
    AppWindow window(client.workbench());
    if (!QTest::qWaitForWindowActive(window.window()) || !openForTyping(window, client.workbench(), field))
        return 2;
    std::atomic<quint64> turns = 0;
    for (int thread = 0; thread < BusyThreads; ++thread)
        std::thread([&turns] {
            for (;;)
                ++turns;
        }).detach();
    for (int letter = 0;; ++letter) {
        if (field != u"estimate" || typedText(window).size() < 3) // a number of points has no more digits
            window.write(QString(QChar(u'1' + letter % 9)));
        window.settle();
        std::printf("shown %s\n", qPrintable(typedText(window)));
        std::fflush(stdout);
    }
}
