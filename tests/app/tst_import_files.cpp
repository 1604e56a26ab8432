// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/CsvExport.h"
#include "server/exchange/CsvTable.h"
#include "server/exchange/ImportDates.h"
#include "server/exchange/ImportFile.h"
#include "server/exchange/TextDecoding.h"
#include "server/exchange/TodoistBoard.h"

#include <QFile>
#include <QSet>
#include <QTest>

#include <random>

using namespace TaskMaster;
using namespace TaskMaster::Server;

namespace {

const Uuid workspace{1, 2};
const Uuid ana{7, 7};

QByteArray dataFile(const char *name)
{
    QFile file(QStringLiteral(TEST_DATA "/") + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ImportTarget target()
{
    return {workspace, {{ana, QStringLiteral("Ana Moreno"), QStringLiteral("ana@demo.example")}}};
}

Result<ImportPlan> planOf(ImportFormat format, const QByteArray &bytes, const ImportOptions &options = {})
{
    const auto file = ImportFile::read(format, bytes, options);
    return file ? Result<ImportPlan>(file->plan(target())) : Result<ImportPlan>(file.error());
}

Result<ImportPlan> planCsv(const QByteArray &bytes, ImportOptions options = {})
{
    if (options.projectName.isEmpty())
        options.projectName = QStringLiteral("Table");
    return planOf(ImportFormat::Csv, bytes, options);
}

template <class Args> QList<Args> all(const QList<Command> &commands)
{
    QList<Args> found;
    for (const Command &command : commands) {
        if (const auto *args = std::get_if<Args>(&command.args))
            found.append(*args);
    }
    return found;
}

bool mentions(const QStringList &lines, const QString &part)
{
    return std::any_of(lines.begin(), lines.end(), [&](const QString &line) { return line.contains(part); });
}

QStringList columnNames(const ImportPlan &plan)
{
    QStringList names;
    for (const CreateColumn &column : all<CreateColumn>(plan.commands))
        names.append(column.name);
    return names;
}

QByteArray utf16(const QString &text, bool isLittle)
{
    QByteArray bytes = isLittle ? QByteArray("\xff\xfe") : QByteArray("\xfe\xff");
    for (const QChar c : text) {
        const char high = static_cast<char>(c.unicode() >> 8);
        const char low = static_cast<char>(c.unicode() & 0xff);
        bytes += isLittle ? low : high;
        bytes += isLittle ? high : low;
    }
    return bytes;
}

quint32 testSeed()
{
    const quint32 seed = qEnvironmentVariableIntValue("TASKMASTER_TEST_SEED");
    return seed != 0 ? seed : 1;
}

/// One to four damages: bytes changed, cut out, doubled, or replaced by what parsers are sensitive to.
QByteArray damaged(QByteArray bytes, std::mt19937 &random)
{
    static const QByteArrayList poison{"\"",
                                       "\\u0000",
                                       "\\ud800",
                                       "\xff",
                                       "\n",
                                       ",",
                                       "{",
                                       "]",
                                       "\xf0\x9f\x98\x80",
                                       "99999999999999999999",
                                       "-1",
                                       "null",
                                       "[[]]",
                                       "{}",
                                       "\t",
                                       QByteArray(700, 'x'),
                                       "2026-02-30",
                                       "\0"};
    for (auto times = random() % 4 + 1; times > 0; --times) {
        const auto at = static_cast<qsizetype>(random() % static_cast<quint32>(bytes.size() + 1));
        const auto length = static_cast<qsizetype>(random() % 20);
        switch (random() % 5) {
        case 0:
            bytes.insert(at, poison[static_cast<qsizetype>(random() % static_cast<quint32>(poison.size()))]);
            break;
        case 1:
            bytes.remove(at, length);
            break;
        case 2:
            bytes.insert(at, bytes.mid(at, length * 10));
            break;
        case 3:
            bytes.replace(at, length, poison[static_cast<qsizetype>(random() % static_cast<quint32>(poison.size()))]);
            break;
        default:
            if (at < bytes.size())
                bytes[at] = static_cast<char>(random());
        }
    }
    return bytes;
}

qint64 utc(int year, int month, int day, int hour, int minute)
{
    return QDateTime(QDate(year, month, day), QTime(hour, minute), Qt::UTC).toMSecsSinceEpoch();
}

} // namespace

class ImportFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- text and tables

    void encodingsAreRecognised_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("encoding");
        const QString text = QStringLiteral("Title;Grüße €");
        QTest::newRow("UTF-8") << text.toUtf8() << "UTF-8";
        QTest::newRow("UTF-8 with a mark") << "\xef\xbb\xbf" + text.toUtf8() << "UTF-8";
        QTest::newRow("UTF-16 little") << utf16(text, true) << "UTF-16";
        QTest::newRow("UTF-16 big") << utf16(text, false) << "UTF-16";
        QTest::newRow("UTF-16 without a mark") << utf16(text, true).sliced(2) << "UTF-16";
        QTest::newRow("Windows-1252") << QByteArray("Title;Gr\xfc\xdf"
                                                    "e \x80")
                                      << "Windows-1252";
    }
    void encodingsAreRecognised()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, encoding);
        const auto decoded = decodeText(bytes);
        QVERIFY2(decoded.ok(), decoded ? "" : qPrintable(decoded.error().message));
        QCOMPARE(decoded->text, QStringLiteral("Title;Grüße €"));
        QCOMPARE(textEncodingName(decoded->encoding), encoding);
    }

    void whatIsNoTextIsRefusedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        QTest::newRow("zero") << QByteArray("a\nb\0c", 5) << "Line 2 has a zero character: this is not a text file.";
        QTest::newRow("cut off in a character")
            << QByteArray("Grü\nß\xe2\x82")
            << "Byte 8 (line 2): the file ends in the middle of a character: it was cut off.";
        QTest::newRow("one bad byte in UTF-8")
            << QByteArray("Grüße\nund \xff mehr")
            << "Byte 13 (line 2): this is no UTF-8; if the file has another encoding, say which.";
        QTest::newRow("nothing known") << QByteArray("a\n\x81")
                                       << "Byte 3 (line 2): this is neither UTF-8 nor "
                                          "Windows-1252; save the file as UTF-8.";
        QTest::newRow("half a unit") << QByteArray("\xff\xfe"
                                                   "a\0b",
                                                   5)
                                     << "Byte 3 (line 1): the file ends in the middle of a character: it was cut off.";
        QTest::newRow("half a pair") << QByteArray("\xff\xfe"
                                                   "\x3d\xd8"
                                                   "a\0",
                                                   6)
                                     << "Byte 1 (line 1): this is no UTF-16: half of a character is missing.";
    }
    void whatIsNoTextIsRefusedWithItsPlace()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, message);
        const auto decoded = decodeText(bytes);
        QVERIFY(!decoded.ok());
        QCOMPARE(decoded.error().message, message);
    }

    void delimitersAreGuessed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QChar>("delimiter");
        QTest::newRow("comma") << "a,b,c\n1,2,3\n" << QChar(u',');
        QTest::newRow("semicolon, with commas inside") << "a;b\n1,5;2,5\n3,5;4,5\n" << QChar(u';');
        QTest::newRow("tab") << "a\tb\nx, y\tz\n" << QChar(u'\t');
        QTest::newRow("bar") << "a|b|c\n1|2|3\n" << QChar(u'|');
        QTest::newRow("quoted commas") << "a;\"b,c,d\"\n1;\"2,3,4\"\n" << QChar(u';');
        QTest::newRow("one column") << "Title\nPaint\n" << QChar(u',');
    }
    void delimitersAreGuessed()
    {
        QFETCH(QString, text);
        QFETCH(QChar, delimiter);
        QCOMPARE(CsvTable::guessDelimiter(text), delimiter);
    }

    void cellsMayHaveQuotesAndLines()
    {
        const auto table = CsvTable::parse(
            QStringLiteral("Title,Text\r\n\"5\"\" pipe, long\",\"one\ntwo\"\r\n\r\nshort\r\nlast,x,,\r"));
        QVERIFY2(table.ok(), table ? "" : qPrintable(table.error().message));
        QCOMPARE(table->rows.size(), 3);
        QCOMPARE(table->rows[0].cells, QStringList({QStringLiteral("5\" pipe, long"), QStringLiteral("one\ntwo")}));
        QCOMPARE(table->rows[1].cells, QStringList({QStringLiteral("short"), QString()}));
        QCOMPARE(table->rows[1].line, 5);
        QCOMPARE(table->rows[2].line, 6);
    }

    void aSeparatorLineIsObeyed()
    {
        const auto table = CsvTable::parse(QStringLiteral("sep=|\nTitle|Text\na,b|c\n"));
        QCOMPARE(table->header, QStringList({QStringLiteral("Title"), QStringLiteral("Text")}));
        QCOMPARE(table->rows[0].line, 3);
    }

    void brokenTablesAreRefusedWithTheirPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        QTest::newRow("empty") << "\n \n"
                               << "The file is empty.";
        QTest::newRow("open quote") << "Title,Text\na,\"b\nc\n"
                                    << "Line 2, column 2: the quote that opens here is never closed.";
        QTest::newRow("behind a quote")
            << "Title,Text\n\"a\"b,c\n"
            << "Line 2, column 1: after the closing quote comes “b” instead of “,” or the end "
               "of the line.";
        QTest::newRow("too many cells") << "Title,Text\na,b\na,b,c\n"
                                        << "Line 3, column 3: the header has only 2 columns.";
        QTest::newRow("huge cell") << "Title,Text\na," + QString(1'000'001, u'x')
                                   << "Line 2, column 2: a cell has more than 1000000 characters.";
        QTest::newRow("many columns") << QStringLiteral("a,").repeated(
            600) << "Line 1, column 501: a table has at most 500 columns; is “,” really between them?";
    }
    void brokenTablesAreRefusedWithTheirPlace()
    {
        QFETCH(QString, text);
        QFETCH(QString, message);
        const auto table = CsvTable::parse(text);
        QVERIFY(!table.ok());
        QCOMPARE(table.error().message, message);
        QCOMPARE(table.error().code, ErrorCode::BadImport);
    }

    void aLineOfAHundredMegabytesIsRefusedQuickly()
    {
        QElapsedTimer timer;
        timer.start();
        const auto plan = planCsv("Title,Text\n" + QByteArray(100 * 1024 * 1024, 'x') + ",y\n");
        QVERIFY(!plan.ok());
        QVERIFY2(plan.error().message.startsWith(u"Line 2, column 1"), qPrintable(plan.error().message));
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    }

    // ---- dates

    void datesAreReadInManyForms_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QDate>("date");
        QTest::addColumn<qint64>("at");
        const QDate day(2020, 5, 6);
        QTest::newRow("ISO") << ""
                             << "2020-05-06" << day << qint64(0);
        QTest::newRow("ISO, plain") << ""
                                    << "20200506" << day << qint64(0);
        QTest::newRow("slashes") << ""
                                 << "2020/05/06" << day << qint64(0);
        QTest::newRow("moment in UTC") << ""
                                       << "2020-05-06T10:30:00Z" << day << utc(2020, 5, 6, 10, 30);
        QTest::newRow("moment with an offset") << ""
                                               << "2020-05-06T10:30:00+02:00" << day << utc(2020, 5, 6, 8, 30);
        QTest::newRow("milliseconds") << ""
                                      << "2020-05-06 10:30:00.123Z" << day << utc(2020, 5, 6, 10, 30) + 123;
        QTest::newRow("local time") << ""
                                    << "2020-05-06 10:30" << day << utc(2020, 5, 6, 8, 30);
        QTest::newRow("American") << "mdy"
                                  << "05/06/2020" << day << qint64(0);
        QTest::newRow("American, afternoon") << "mdy"
                                             << "5/6/20, 3:15 PM" << day << utc(2020, 5, 6, 13, 15);
        QTest::newRow("midnight") << "mdy"
                                  << "5/6/2020 12:05 am" << day << utc(2020, 5, 5, 22, 5);
        QTest::newRow("European") << "dmy"
                                  << "06.05.2020" << day << qint64(0);
        QTest::newRow("German month") << ""
                                      << "6. Mai 2020" << day << qint64(0);
        QTest::newRow("English month") << ""
                                       << "May 6, 2020" << day << qint64(0);
        QTest::newRow("with weekday") << ""
                                      << "Wed, 6 May 2020" << day << qint64(0);
        QTest::newRow("with time") << ""
                                   << "May 6 2020 at 10:30" << day << utc(2020, 5, 6, 8, 30);
        QTest::newRow("pattern") << "yyyy|MM|dd"
                                 << "2020|05|06" << day << qint64(0);
        QTest::newRow("no date") << ""
                                 << "soon" << QDate() << qint64(-1);
        QTest::newRow("not in February") << ""
                                         << "2021-02-29" << QDate() << qint64(-1);
        QTest::newRow("no such month") << "mdy"
                                       << "13/06/2020" << QDate() << qint64(-1);
        QTest::newRow("no such hour") << ""
                                      << "2020-05-06 25:00" << QDate() << qint64(-1);
    }
    void datesAreReadInManyForms()
    {
        QFETCH(QString, format);
        QFETCH(QString, text);
        QFETCH(QDate, date);
        QFETCH(qint64, at);
        const auto dates = ImportDates::fromFormat(format, QTimeZone("Europe/Berlin"));
        QVERIFY(dates.ok());
        const auto moment = dates->read(text);
        QCOMPARE(moment.has_value(), at >= 0);
        if (moment) {
            QCOMPARE(moment->date, date);
            QCOMPARE(moment->at, at);
        }
    }

    void theOrderOfDayAndMonthFollowsFromAllDates()
    {
        auto dates = *ImportDates::fromFormat({});
        QVERIFY(dates.guess({{QStringLiteral("05/06/2020"), {}}, {QStringLiteral("25/06/2020"), {}}}).ok());
        QCOMPARE(dates.order(), ImportDates::Order::DayMonthYear);
        QVERIFY(dates.guess({{QStringLiteral("05/06/2020"), {}}, {QStringLiteral("05/26/2020"), {}}}).ok());
        QCOMPARE(dates.order(), ImportDates::Order::MonthDayYear);
        QVERIFY(!dates.isAmbiguous());
        QVERIFY(dates.guess({{QStringLiteral("05/06/2020"), {}}}).ok());
        QVERIFY(dates.isAmbiguous());
        QVERIFY(dates.guess({{QStringLiteral("05.06.2020"), {}}}).ok());
        QCOMPARE(dates.order(), ImportDates::Order::DayMonthYear);
        const auto both = dates.guess({{QStringLiteral("25/06/2020"), QStringLiteral("Line 2, column 3 (“Due”)")},
                                       {QStringLiteral("06/25/2020"), QStringLiteral("Line 9, column 3 (“Due”)")}});
        QVERIFY(!both.ok());
        QVERIFY(both.error().message.contains(u"Line 2, column 3 (“Due”) has “25/06/2020”"));
        QVERIFY(both.error().message.contains(u"Line 9, column 3 (“Due”) has “06/25/2020”"));
    }

    // ---- tables of tasks

    void theRealTableIsTakenOver()
    {
        ImportOptions options;
        options.fileName = QStringLiteral("/somewhere/board-import.csv");
        const auto plan = planOf(ImportFormat::Csv, dataFile("board-import.csv"), options);
        QVERIFY2(plan.ok(), plan ? "" : qPrintable(plan.error().message));
        QCOMPARE(plan->projectName, QStringLiteral("board-import"));
        QCOMPARE(columnNames(*plan),
                 QStringList({QStringLiteral("Stage 1"), QStringLiteral("Stage 2"), QStringLiteral("Stage 3"),
                              QStringLiteral("Stage 4")}));
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks.size(), 25);
        QCOMPARE(tasks[0].title, QStringLiteral("Test card 1"));
        QCOMPARE(tasks[0].dueDate, QDate(2020, 5, 6));
        QCOMPARE(tasks[0].startDate, QDate(2020, 3, 20));
        QCOMPARE(tasks[0].createdAt, utc(2020, 3, 20, 0, 0));
        QVERIFY(tasks[0].description.contains(u"- testuser2"));
        const auto fields = all<CreateField>(plan->commands);
        QCOMPARE(fields.size(), 2);
        QCOMPARE(fields[0].name, QStringLiteral("finish date"));
        QCOMPARE(fields[0].type, CustomFieldType::Date);
        QCOMPARE(all<SetField>(plan->commands)[0].value, QStringLiteral("2020-05-03"));
        QVERIFY(mentions(plan->report.left(), QStringLiteral("“bryanmutai”")));
        for (const Command &command : plan->commands) {
            const auto valid = checkCommand(command);
            QVERIFY2(valid.ok(), valid ? "" : qPrintable(valid.error().message));
        }
    }

    void planningATableTwiceGivesTheSameCommands()
    {
        const auto first = planCsv(dataFile("board-import.csv"));
        const auto second = planCsv(dataFile("board-import.csv"));
        QSet<Uuid> ids;
        for (qsizetype i = 0; i < first->commands.size(); ++i) {
            QCOMPARE(first->commands[i].commandId, second->commands[i].commandId);
            ids.insert(first->commands[i].commandId);
        }
        QCOMPARE(ids.size(), first->commands.size());
    }

    void columnsAreMappedByPeople()
    {
        ImportOptions options;
        options.columnMap = {{QStringLiteral("What"), QStringLiteral("title")},
                             {QStringLiteral("Until"), QStringLiteral("due")},
                             {QStringLiteral("Secret"), QStringLiteral("-")}};
        const auto plan = planCsv("What;Until;Secret;Size in m²\nPaint;24.12.2026;x;12,5\nSand;;y;3\n", options);
        QVERIFY2(plan.ok(), plan ? "" : qPrintable(plan.error().message));
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks[0].title, QStringLiteral("Paint"));
        QCOMPARE(tasks[0].dueDate, QDate(2026, 12, 24));
        const auto fields = all<CreateField>(plan->commands);
        QCOMPARE(fields.size(), 1);
        QCOMPARE(fields[0].type, CustomFieldType::Number);
        QCOMPARE(all<SetField>(plan->commands)[0].value, QStringLiteral("12.5"));
        QCOMPARE(columnNames(*plan), QStringList({QStringLiteral("Todo")}));
    }

    void everyFieldOfATableIsUnderstood()
    {
        const auto plan = planCsv(
            "ID,Task name,Status,Assignee,Tags,Priority,Story points,Completed at,Milestone,Parent,URL,Archived\n"
            "T-1,Whole,Done,Ana Moreno <ana@demo.example>,\"red, big\",P1,3,2026-01-02,v1,,https://example.org/1,no\n"
            "T-2,Part,To do,\"ana, ben\",red,high,,,v1,T-1,ftp://example.org/2,yes\n"
            "T-3,By title,To do,ana ben,,,0.5,,,Whole,,\n");
        QVERIFY2(plan.ok(), plan ? "" : qPrintable(plan.error().message));
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks.size(), 3);
        QCOMPARE(tasks[0].priority, Priority::Urgent);
        QCOMPARE(tasks[0].estimate, 3);
        QCOMPARE(tasks[0].closedAt, utc(2026, 1, 2, 0, 0));
        QVERIFY(!tasks[0].description.contains(u"Completed"));
        QCOMPARE(tasks[1].priority, Priority::High);
        QCOMPARE(tasks[1].parentId, tasks[0].taskId);
        QCOMPARE(tasks[2].parentId, tasks[0].taskId);
        QCOMPARE(tasks[2].estimate, 1);
        QCOMPARE(tasks[0].milestoneId, all<CreateMilestone>(plan->commands)[0].milestoneId);
        QCOMPARE(all<AssignTask>(plan->commands).size(), 3);
        QCOMPARE(all<CreateLabel>(plan->commands).size(), 2);
        QCOMPARE(all<AttachLink>(plan->commands)[0].url, QStringLiteral("https://example.org/1"));
        QVERIFY(tasks[1].description.contains(u"ftp://example.org/2"));
        QVERIFY(tasks[1].description.contains(u"- ben"));
        QCOMPARE(all<ArchiveTask>(plan->commands)[0].taskId, tasks[1].taskId);
        QCOMPARE(columnNames(*plan), QStringList({QStringLiteral("To do"), QStringLiteral("Done")}));
    }

    void brokenCellsAreRefusedAllAtOnceWithTheirPlaces()
    {
        const auto plan = planCsv("Title,Due,Priority,Points\na,soon,,\nb,2026-01-01,rather,\nc,,,many\n");
        QVERIFY(!plan.ok());
        const QStringList lines = plan.error().message.split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[0].startsWith(u"Line 2, column 2 (“Due”): “soon” is no date"), qPrintable(lines[0]));
        QVERIFY2(lines[1].startsWith(u"Line 3, column 3 (“Priority”): “rather”"), qPrintable(lines[1]));
        QVERIFY2(lines[2].startsWith(u"Line 4, column 4 (“Points”): “many”"), qPrintable(lines[2]));
    }

    void tablesThatCannotBeMappedAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("part");
        QTest::newRow("no title") << QByteArray("a,b\n1,2\n") << ""
                                  << ""
                                  << "The columns are “a”, “b”";
        QTest::newRow("no such column") << QByteArray("Title\nx\n") << "Due"
                                        << "due"
                                        << "no column “Due”";
        QTest::newRow("no such field") << QByteArray("Title,Due\nx,\n") << "Due"
                                       << "dew"
                                       << "“dew” is none of them";
        QTest::newRow("an id twice") << QByteArray("Id,Title\n1,x\n1,y\n") << ""
                                     << ""
                                     << "Line 3, column 1 (“Id”): the id “1” was given before, in line 2.";
    }
    void tablesThatCannotBeMappedAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, part);
        ImportOptions options;
        if (!from.isEmpty())
            options.columnMap = {{from, to}};
        const auto plan = planCsv(bytes, options);
        QVERIFY(!plan.ok());
        QVERIFY2(plan.error().message.contains(part), qPrintable(plan.error().message));
    }

    void circlesOfParentsAreCut()
    {
        const auto plan = planCsv("Id,Title,Parent\n1,a,2\n2,b,3\n3,c,1\n4,d,4\n");
        QVERIFY(plan.ok());
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks.size(), 4);
        QSet<Uuid> made;
        for (const CreateTask &task : tasks) {
            QVERIFY(task.parentId.isNull() || made.contains(task.parentId));
            made.insert(task.taskId);
        }
        QVERIFY(mentions(plan->report.left(), QStringLiteral("in a circle")));
    }

    // ---- Todoist

    void aTodoistProjectIsTakenOver()
    {
        const auto plan = planOf(ImportFormat::Todoist, dataFile("todoist.csv"));
        QVERIFY2(plan.ok(), plan ? "" : qPrintable(plan.error().message));
        QCOMPARE(columnNames(*plan),
                 QStringList({QStringLiteral("Tasks"), QStringLiteral("In progress"), QStringLiteral("Done")}));
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks.size(), 6);
        QCOMPARE(tasks[0].title, QStringLiteral("Buy paint"));
        QCOMPARE(tasks[0].priority, Priority::Urgent);
        QCOMPARE(tasks[0].dueDate, QDate(2026, 12, 24));
        QCOMPARE(tasks[1].parentId, tasks[0].taskId);
        QCOMPARE(tasks[2].parentId, tasks[1].taskId);
        QCOMPARE(tasks[3].parentId, Uuid{});
        QVERIFY(tasks[4].description.contains(u"Date in Todoist: next full moon"));
        const auto rules = all<SetRecurrence>(plan->commands);
        QCOMPARE(rules.size(), 1);
        QCOMPARE(rules[0].rule, QStringLiteral("FREQ=WEEKLY;BYDAY=MO,TH"));
        QCOMPARE(rules[0].from, RecurFrom::Done);
        QCOMPARE(all<CreateLabel>(plan->commands)[0].name, QStringLiteral("shop"));
        const auto comments = all<AddComment>(plan->commands);
        QCOMPARE(comments.size(), 1);
        QCOMPARE(comments[0].body, QStringLiteral("The matt one, please."));
        QCOMPARE(comments[0].authorName, QStringLiteral("Ben Ode"));
        QCOMPARE(all<AttachLink>(plan->commands)[0].url, QStringLiteral("https://files.example/colours.pdf"));
        QCOMPARE(all<AssignTask>(plan->commands)[0].userId, ana);
        for (const Command &command : plan->commands) {
            const auto valid = checkCommand(command);
            QVERIFY2(valid.ok(), valid ? "" : qPrintable(valid.error().message));
        }
    }

    void todoistsDatesAreUnderstood_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QDate>("date");
        QTest::newRow("day") << "2026-01-02"
                             << "" << QDate(2026, 1, 2);
        QTest::newRow("daily") << "every day"
                               << "FREQ=DAILY" << QDate();
        QTest::newRow("three weeks") << "every 3 weeks"
                                     << "FREQ=WEEKLY;INTERVAL=3" << QDate();
        QTest::newRow("other month") << "Every other month"
                                     << "FREQ=MONTHLY;INTERVAL=2" << QDate();
        QTest::newRow("workday") << "every workday"
                                 << "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" << QDate();
        QTest::newRow("days") << "every mon, wed and friday"
                              << "FREQ=WEEKLY;BYDAY=MO,WE,FR" << QDate();
        QTest::newRow("of the month") << "every 27th"
                                      << "FREQ=MONTHLY;BYMONTHDAY=27" << QDate();
        QTest::newRow("last day") << "every last day"
                                  << "FREQ=MONTHLY;BYMONTHDAY=-1" << QDate();
        QTest::newRow("from a day on") << "every day starting 2026-02-03"
                                       << "FREQ=DAILY" << QDate(2026, 2, 3);
        QTest::newRow("relative") << "tomorrow"
                                  << "?" << QDate();
        QTest::newRow("odd") << "every blue moon"
                             << "?" << QDate();
    }
    void todoistsDatesAreUnderstood()
    {
        QFETCH(QString, words);
        QFETCH(QString, rule);
        QFETCH(QDate, date);
        const auto understood = readTodoistDate(words, *ImportDates::fromFormat({}));
        QCOMPARE(understood.has_value(), rule != u"?");
        if (understood) {
            QCOMPARE(understood->rule, rule);
            QCOMPARE(understood->moment.date, date);
        }
    }

    void brokenTodoistFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        QTest::newRow("other table")
            << QByteArray("Title,Due\nx,\n")
            << "Line 1: this is a table, but not the export of a Todoist project: the column “TYPE” "
               "is missing. Import it as csv.";
        QTest::newRow("depth") << QByteArray("TYPE,CONTENT,INDENT\ntask,x,deep\n")
                               << "Line 2, column 3 (“INDENT”): “deep” is no depth from 1 to 10.";
        QTest::newRow("priority") << QByteArray("TYPE,CONTENT,PRIORITY,INDENT\ntask,x,7,1\n")
                                  << "Line 2, column 3 (“PRIORITY”): “7” is no priority from 1 to 4.";
        QTest::newRow("kind")
            << QByteArray("TYPE,CONTENT,INDENT\nthing,x,1\n")
            << "Line 2, column 1 (“TYPE”): “thing” is no kind of row that Todoist writes (task, section, "
               "note, meta).";
    }
    void brokenTodoistFilesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, message);
        const auto plan = planOf(ImportFormat::Todoist, bytes);
        QVERIFY(!plan.ok());
        QCOMPARE(plan.error().message, message);
    }

    // ---- GitHub

    void issuesOfGitHubAreTakenOver()
    {
        const auto plan = planOf(ImportFormat::GitHub, dataFile("github-issues.json"));
        QVERIFY2(plan.ok(), plan ? "" : qPrintable(plan.error().message));
        QCOMPARE(plan->projectName, QStringLiteral("garden"));
        QCOMPARE(columnNames(*plan),
                 QStringList({QStringLiteral("Open"), QStringLiteral("Closed"), QStringLiteral("Not planned")}));
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks.size(), 3);
        QCOMPARE(tasks[0].title, QStringLiteral("The gate squeaks"));
        QCOMPARE(tasks[0].createdAt, utc(2024, 3, 1, 8, 0));
        QVERIFY(tasks[0].description.contains(u"Opened by octocat on GitHub."));
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(tasks[1].closedAt, Qt::UTC).date(), QDate(2024, 3, 4));
        QVERIFY(!tasks[1].description.contains(u"Completed on"));
        QCOMPARE(all<CreateLabel>(plan->commands)[0].color, QStringLiteral("#d73a4a"));
        const auto milestones = all<CreateMilestone>(plan->commands);
        QCOMPARE(milestones.size(), 1);
        QCOMPARE(milestones[0].dueDate, QDate(2024, 6, 1));
        QCOMPARE(tasks[0].milestoneId, milestones[0].milestoneId);
        QCOMPARE(all<AssignTask>(plan->commands)[0].userId, ana);
        QVERIFY(mentions(plan->report.left(), QStringLiteral("A pull request: they are no issues.")));
        QVERIFY(mentions(plan->report.left(), QStringLiteral("(5 times)"))); // comments
        QVERIFY(mentions(plan->report.left(), QStringLiteral("“issue.something_new”")));
        QCOMPARE(all<AttachLink>(plan->commands)[0].url, QStringLiteral("https://github.com/demo/garden/issues/1"));
        for (const Command &command : plan->commands) {
            const auto valid = checkCommand(command);
            QVERIFY2(valid.ok(), valid ? "" : qPrintable(valid.error().message));
        }
    }

    void otherJsonIsNoListOfIssues_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        QTest::newRow("an error of GitHub")
            << QByteArray("{\"message\": \"Not Found\"}")
            << "This is JSON, but not a list of GitHub's issues: it is an object that says “Not Found”.";
        QTest::newRow("other things") << QByteArray("[{\"number\": 1, \"title\": \"x\"}, {\"a\": 1}]")
                                      << "Entry 2 of the list is no issue of GitHub: it has no “number” or “title”.";
        QTest::newRow("cut off")
            << QByteArray("[{\"number\": 1,\n \"title\": \"x")
            << "The file ends in the middle (line 2, column 13): it was cut off (unterminated string). "
               "Export it again.";
        QTest::newRow("deep") << QByteArray(2000, '[')
                              << "The file is not JSON: line 1, column 1026: too deeply nested "
                                 "document.";
    }
    void otherJsonIsNoListOfIssues()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, message);
        const auto plan = planOf(ImportFormat::GitHub, bytes);
        QVERIFY(!plan.ok());
        QCOMPARE(plan.error().message, message);
    }

    // ---- tables that go out

    void tablesGoOutWithoutFormulasAndComeBackAsTheyWere()
    {
        ProjectRows rows;
        rows.project.name = QStringLiteral("Garden");
        rows.project.key = QStringLiteral("GAR");
        Column column;
        column.id = Uuid{1, 1};
        column.name = QStringLiteral("To do");
        rows.columns = {column};
        CustomField field;
        field.id = Uuid{2, 2};
        field.name = QStringLiteral("Depth");
        field.type = CustomFieldType::Number;
        rows.fields = {field};
        const QStringList titles{
            QStringLiteral("=HYPERLINK(\"x\")"), QStringLiteral("+1 +2"),         QStringLiteral("-x"),
            QStringLiteral("@SUM(A1)"),          QStringLiteral("a;b, \"c\"\nd"), QStringLiteral("-5")};
        for (qsizetype i = 0; i < titles.size(); ++i) {
            Task task;
            task.id = Uuid{3, static_cast<quint64>(i)};
            task.number = i + 1;
            task.title = titles[i];
            task.columnId = column.id;
            task.rank = QString(QChar(u'a' + static_cast<char16_t>(i)));
            task.dueDate = QDate(2026, 3, 29);
            task.dueAt = i == 0 ? utc(2026, 3, 29, 9, 30) : 0;
            rows.tasks.prepend(task);
            rows.values[task.id].insert(field.id, QStringLiteral("-1.5"));
        }
        QByteArray bytes;
        writeCsv({rows}, {}, [&bytes](const QByteArray &piece) {
            bytes += piece;
            return true;
        });
        const QList<QByteArray> lines = bytes.split('\n');
        QVERIFY2(lines[1].startsWith("Garden,GAR-1,\"'=HYPERLINK(\"\"x\"\")\","), lines[1].constData());
        QVERIFY2(lines[2].startsWith("Garden,GAR-2,'+1 +2,"), lines[2].constData());
        QVERIFY2(lines[3].startsWith("Garden,GAR-3,'-x,"), lines[3].constData());
        QVERIFY2(lines[4].startsWith("Garden,GAR-4,'@SUM(A1),"), lines[4].constData());
        QVERIFY2(lines[7].startsWith("Garden,GAR-6,-5,"), lines[7].constData()); // a plain number is no formula
        QVERIFY(lines[7].trimmed().endsWith(",-1.5"));

        const auto plan = planCsv(bytes);
        QVERIFY2(plan.ok(), plan ? "" : qPrintable(plan.error().message));
        const auto tasks = all<CreateTask>(plan->commands);
        QCOMPARE(tasks.size(), titles.size());
        for (qsizetype i = 0; i < titles.size(); ++i)
            QCOMPARE(tasks[i].title, titles[i].simplified());
        QCOMPARE(tasks[0].dueAt, utc(2026, 3, 29, 9, 30));
        QCOMPARE(all<SetField>(plan->commands).constLast().value, QStringLiteral("-1.5"));
    }

    void theFormatOfOurOwnFilesStaysReadable()
    {
        // Written by the first version that had it. It is read for ever; a new version gets a file of its own.
        const auto file = WorkspaceFile::parse(dataFile("taskmaster-export.json"));
        QVERIFY2(file.ok(), file ? "" : qPrintable(file.error().message));
        QVERIFY(file->report().left().isEmpty());
        QCOMPARE(file->streams().size(), 1);
        const ImportPlan plan = planProjects(*file, target());
        QCOMPARE(plan.projectName, QStringLiteral("Garden house"));
        for (const Command &command : plan.commands)
            QVERIFY(checkCommand(command).ok());
    }

    // ---- every format, everywhere broken

    void damagedFilesGiveASentenceOrAValidPlan_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("trello") << static_cast<int>(ImportFormat::Trello) << dataFile("trello-everything.json");
        QTest::newRow("csv") << static_cast<int>(ImportFormat::Csv) << dataFile("board-import.csv");
        QTest::newRow("todoist") << static_cast<int>(ImportFormat::Todoist) << dataFile("todoist.csv");
        QTest::newRow("github") << static_cast<int>(ImportFormat::GitHub) << dataFile("github-issues.json");
        QTest::newRow("taskmaster") << static_cast<int>(ImportFormat::TaskMaster) << dataFile("taskmaster-export.json");
    }
    void damagedFilesGiveASentenceOrAValidPlan()
    {
        QFETCH(int, format);
        QFETCH(QByteArray, bytes);
        ImportOptions options;
        options.fileName = QStringLiteral("damaged");
        std::mt19937 random(testSeed());
        int understood = 0;
        for (int i = 0; i < 1500; ++i) {
            const QByteArray file = damaged(bytes, random);
            const auto plan = planOf(static_cast<ImportFormat>(format), file, options);
            if (!plan) {
                QVERIFY2(!plan.error().message.isEmpty() && isStorableText(plan.error().message), file.constData());
                continue;
            }
            ++understood;
            QSet<Uuid> ids;
            for (const Command &command : plan->commands) {
                const auto valid = checkCommand(command);
                QVERIFY2(valid.ok(),
                         qPrintable(QString::number(i) + u' ' + (valid ? QString() : valid.error().message)));
                QVERIFY2(!ids.contains(command.commandId),
                         qPrintable(QStringLiteral("%1: two commands %2 with one id")
                                        .arg(i)
                                        .arg(QLatin1StringView(describeCommand(command.args).name))));
                ids.insert(command.commandId);
            }
            for (const QString &line : plan->report.left() + plan->report.changed())
                QVERIFY2(isStorableText(line), qPrintable(line));
        }
        QVERIFY(understood > 20);
    }

    void noFormatIsHalfReadWhereverItIsCutOff_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("format");
        QTest::newRow("trello") << dataFile("trello-everything.json") << static_cast<int>(ImportFormat::Trello);
        QTest::newRow("github") << dataFile("github-issues.json") << static_cast<int>(ImportFormat::GitHub);
    }
    void noFormatIsHalfReadWhereverItIsCutOff()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, format);
        const QByteArray whole = bytes.trimmed();
        QVERIFY(planOf(static_cast<ImportFormat>(format), whole).ok());
        for (qsizetype length = 0; length < whole.size(); length += 7) {
            const auto plan = planOf(static_cast<ImportFormat>(format), whole.left(length));
            QVERIFY2(!plan.ok(), qPrintable(QString::number(length)));
            QVERIFY2(length == 0 || plan.error().message.contains(u"(line "), qPrintable(plan.error().message));
        }
    }
};

QTEST_GUILESS_MAIN(ImportFilesTest)
#include "tst_import_files.moc"
