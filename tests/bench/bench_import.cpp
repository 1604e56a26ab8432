// SPDX-License-Identifier: GPL-3.0-or-later
// How long a Trello board takes from the bytes of its file to the last commit, in the background urgency of imports:
//     bench_import --database sqlite:/tmp/x.db|postgres://… [--cards N] [--board FILE]
// Prints one line. With --board it also writes the generated file, for `taskmaster-server import trello FILE`.

#include "server/exchange/ImportFile.h"
#include "server/storage/Migrations.h"
#include "server/storage/WriteLanes.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <atomic>
#include <random>
#include <semaphore>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

class NullSink final : public EventSink {
public:
    void committed(const CommitPtr &) override { }
};

QString id(const char *kind, int number)
{
    return QStringLiteral("%1%2").arg(QLatin1StringView(kind)).arg(number);
}

QJsonObject card(int number, std::mt19937 &random)
{
    QJsonArray labels;
    for (int i = static_cast<int>(random() % 3); i > 0; --i)
        labels.append(id("label", i * 4));
    return {
        {QStringLiteral("id"), QStringLiteral("60a00000%1").arg(number, 16, 16, QLatin1Char('0'))},
        {QStringLiteral("name"), QStringLiteral("A card with a name of usual length, number %1").arg(number)},
        {QStringLiteral("desc"), QStringLiteral("A sentence of its text. ").repeated(static_cast<int>(random() % 12))},
        {QStringLiteral("idList"), id("list", static_cast<int>(random() % 6))},
        {QStringLiteral("pos"), static_cast<double>(random() % 1'000'000) / 3},
        {QStringLiteral("closed"), number % 20 == 0},
        {QStringLiteral("due"),
         number % 3 == 0 ? QJsonValue(QStringLiteral("2026-05-1%1T10:00:00.000Z").arg(number % 10)) : QJsonValue()},
        {QStringLiteral("idLabels"), labels},
        {QStringLiteral("idMembers"), number % 2 == 0 ? QJsonArray{QStringLiteral("member")} : QJsonArray()}};
}

/// As boards of that size look: labels, people, a checklist on every tenth card, a full log of comments.
QByteArray board(int cards)
{
    std::mt19937 random(4);
    QJsonObject root{{QStringLiteral("id"), QStringLiteral("board%1").arg(cards)},
                     {QStringLiteral("name"), QStringLiteral("Generated")}};
    QJsonArray lists;
    for (int i = 0; i < 6; ++i)
        lists.append(QJsonObject{{QStringLiteral("id"), id("list", i)},
                                 {QStringLiteral("name"), id("List ", i)},
                                 {QStringLiteral("pos"), i}});
    QJsonArray labels;
    for (int i = 0; i < 12; ++i)
        labels.append(QJsonObject{{QStringLiteral("id"), id("label", i)},
                                  {QStringLiteral("name"), id("Label ", i)},
                                  {QStringLiteral("color"), QStringLiteral("red")}});
    QJsonArray all;
    QJsonArray checklists;
    QJsonArray actions;
    for (int i = 0; i < cards; ++i) {
        const QJsonObject one = card(i, random);
        all.append(one);
        if (i % 10 == 0) {
            QJsonArray items;
            for (int k = 0; k < 4; ++k)
                items.append(QJsonObject{{QStringLiteral("id"), QStringLiteral("item%1-%2").arg(i).arg(k)},
                                         {QStringLiteral("name"), id("Step ", k)},
                                         {QStringLiteral("pos"), k}});
            checklists.append(QJsonObject{{QStringLiteral("id"), id("checklist", i)},
                                          {QStringLiteral("idCard"), one.value(u"id")},
                                          {QStringLiteral("name"), QStringLiteral("Steps")},
                                          {QStringLiteral("checkItems"), items}});
        }
        if (actions.size() < 1000)
            actions.append(QJsonObject{
                {QStringLiteral("id"), id("comment", i)},
                {QStringLiteral("type"), QStringLiteral("commentCard")},
                {QStringLiteral("date"), QStringLiteral("2026-04-01T09:00:00.000Z")},
                {QStringLiteral("idMemberCreator"), QStringLiteral("member")},
                {QStringLiteral("data"),
                 QJsonObject{{QStringLiteral("text"), id("Comment ", i)},
                             {QStringLiteral("card"), QJsonObject{{QStringLiteral("id"), one.value(u"id")}}}}}});
    }
    root[QStringLiteral("lists")] = lists;
    root[QStringLiteral("labels")] = labels;
    root[QStringLiteral("cards")] = all;
    root[QStringLiteral("checklists")] = checklists;
    root[QStringLiteral("actions")] = actions;
    root[QStringLiteral("members")] = QJsonArray{QJsonObject{{QStringLiteral("id"), QStringLiteral("member")},
                                                             {QStringLiteral("username"), QStringLiteral("bench")}}};
    return QJsonDocument(root).toJson(QJsonDocument::Compact);
}

/// Milliseconds until all are answered.
qint64 drive(WriteLanes &lanes, const QList<Command> &commands, const Uuid &actor)
{
    constexpr int InFlight = 512; // as subcommands and import jobs have
    QElapsedTimer timer;
    timer.start();
    std::counting_semaphore<> room(InFlight);
    std::atomic<int> failed = 0;
    for (const Command &command : commands) {
        room.acquire();
        lanes.submit({command, actor, {}, Urgency::Background, [&](const CommandAnswer &answer) {
                          if (!answer.outcome && ++failed == 1)
                              qWarning("refused: %s", qPrintable(answer.outcome.error().message));
                          room.release();
                      }});
    }
    for (int i = 0; i < InFlight; ++i)
        room.acquire();
    if (failed > 0)
        qFatal("%d commands were refused", failed.load());
    return timer.elapsed();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("database"), QStringLiteral("sqlite:PATH or postgres://…"), QStringLiteral("url")},
         {QStringLiteral("cards"), QStringLiteral("how many"), QStringLiteral("n"), QStringLiteral("10000")},
         {QStringLiteral("board"), QStringLiteral("write the generated board there"), QStringLiteral("file")}});
    parser.process(application);
    const int cards = parser.value(QStringLiteral("cards")).toInt();
    const QByteArray bytes = board(cards);
    if (parser.isSet(QStringLiteral("board"))) {
        QFile file(parser.value(QStringLiteral("board")));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s", qPrintable(file.errorString()));
    }
    if (!parser.isSet(QStringLiteral("database")))
        return 0;
    const auto settings = DatabaseSettings::fromUrl(parser.value(QStringLiteral("database")));
    if (!settings)
        qFatal("%s", qPrintable(settings.error().message));
    const SystemClock clock;
    qint64 epoch = 0;
    {
        auto database = Database::open(*settings, Database::Use::Write);
        if (!database || !Migrations::migrate(**database, clock.nowMs()))
            qFatal("cannot prepare the database");
        epoch = *Migrations::epoch(**database);
    }
    NullSink sink;
    Metrics metrics;
    Switches switches;
    WriteLanes lanes({.database = *settings, .lanes = 4, .waitingMax = 100'000}, epoch, switches, metrics, clock, sink);
    lanes.start();
    const Uuid user = Uuid::v7();
    const QString email = QStringLiteral("bench@%1.example").arg(user.toString());
    const StreamId workspace = StreamId::ofWorkspace(Uuid::v7());
    drive(lanes, {{Uuid::v7(), StreamId::ofUser(user), CreateUser{email, QStringLiteral("Bench")}}}, systemActor());
    drive(lanes, {{Uuid::v7(), workspace, CreateWorkspace{QStringLiteral("Bench"), user}}}, systemActor());

    QElapsedTimer timer;
    timer.start();
    const auto file = ImportFile::read(ImportFormat::Trello, bytes, {});
    if (!file)
        qFatal("%s", qPrintable(file.error().message));
    const ImportPlan plan = file->plan({workspace.workspace, {{user, QStringLiteral("Bench"), email}}});
    const qint64 planned = timer.elapsed();
    const qint64 written = drive(lanes, plan.commands, systemActor());
    const qint64 again = drive(lanes, plan.commands, systemActor());
    QTextStream(stdout) << "A Trello board of " << cards << " cards (" << bytes.size() / 1024 << " KiB, "
                        << plan.commands.size() << " commands), "
                        << (settings->dialect == Dialect::Sqlite ? "SQLite FULL" : "PostgreSQL")
                        << ": read and planned in " << planned << " ms, written in " << written
                        << " ms; a second time in " << again << " ms\n";
    lanes.stop();
    return 0;
}
