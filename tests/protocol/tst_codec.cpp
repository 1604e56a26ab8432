// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/protocol/RandomValue.h"
#include "tests/protocol/SampleFrames.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <random>

using namespace TaskMaster;
using namespace TaskMaster::Test;

namespace {

QByteArray readable(const QByteArray &bytes, Encoding encoding)
{
    return encoding == Encoding::Json ? bytes + '\n' : bytes.toHex() + '\n';
}

} // namespace

class CodecTest : public QObject {
    Q_OBJECT

private:
    void addEncodings()
    {
        QTest::addColumn<int>("encoding");
        QTest::newRow("CBOR") << static_cast<int>(Encoding::Cbor);
        QTest::newRow("JSON") << static_cast<int>(Encoding::Json);
    }
    static Encoding encoding()
    {
        QFETCH_GLOBAL(int, encoding);
        return static_cast<Encoding>(encoding);
    }
    /// TASKMASTER_REGENERATE=1 writes the golden files anew; the diff is then the review.
    void compareWithGolden(const QString &name, const QByteArray &bytes)
    {
        const QString path =
            QDir(QStringLiteral(TASKMASTER_GOLDEN_DIR))
                .filePath(name
                          + (encoding() == Encoding::Json ? QStringLiteral(".json") : QStringLiteral(".cbor.hex")));
        QFile file(path);
        if (qEnvironmentVariableIsSet("TASKMASTER_REGENERATE")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(readable(bytes, encoding()));
            return;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
        QCOMPARE(readable(bytes, encoding()), file.readAll());
    }
    static std::mt19937 seeded()
    {
        const int seed = qEnvironmentVariableIntValue("TASKMASTER_TEST_SEED");
        return std::mt19937(static_cast<quint32>(seed != 0 ? seed : 1));
    }

private Q_SLOTS:
    void initTestCase_data() { addEncodings(); }

    void everyKindOfFrameLooksAsItAlwaysDid()
    {
        const auto clientFrames = sampleClientFrames();
        QCOMPARE(clientFrames.size(), std::variant_size_v<ClientFrame>);
        for (std::size_t i = 0; i < clientFrames.size(); ++i) {
            QCOMPARE(clientFrames[i].second.index(), i);
            const QByteArray bytes = Codec::encode(clientFrames[i].second, encoding());
            compareWithGolden(QStringLiteral("client-") + clientFrames[i].first, bytes);
            const auto decoded = Codec::decodeClientFrame(bytes, encoding());
            QVERIFY2(decoded, qPrintable(clientFrames[i].first));
            QCOMPARE(Codec::encode(*decoded, encoding()), bytes);
        }
        const auto serverFrames = sampleServerFrames();
        QCOMPARE(serverFrames.size(), std::variant_size_v<ServerFrame>);
        for (std::size_t i = 0; i < serverFrames.size(); ++i) {
            QCOMPARE(serverFrames[i].second.index(), i);
            const QByteArray bytes = Codec::encode(serverFrames[i].second, encoding());
            compareWithGolden(QStringLiteral("server-") + serverFrames[i].first, bytes);
            const auto decoded = Codec::decodeServerFrame(bytes, encoding());
            QVERIFY2(decoded, qPrintable(serverFrames[i].first));
            QCOMPARE(Codec::encode(*decoded, encoding()), bytes);
        }
    }

    void anEventStaysWhatItIs()
    {
        const auto frame = Codec::decodeServerFrame(Codec::encodeEvent(*sampleEvent(), encoding()), encoding());
        QVERIFY(frame);
        QCOMPARE(*std::get<Frames::Events>(*frame).events.first(), *sampleEvent());
    }

    void everyCommandSurvivesTheWire()
    {
        std::mt19937 random = seeded();
        for (int kind = 0; kind < CommandKindCount; ++kind) {
            const CommandDescription &description = describeCommand(kind);
            for (int round = 0; round < 50; ++round) {
                Command command{Uuid::v7(), {}, description.make()};
                for (const StreamId &stream :
                     {StreamId::ofWorkspace(Uuid::v7()), StreamId::ofProject(Uuid::v7(), Uuid::v7()),
                      StreamId::ofPerson(Uuid::v7(), Uuid::v7()), StreamId::ofUser(Uuid::v7())}) {
                    if (description.streams & streamBit(stream.kind))
                        command.stream = stream;
                }
                for (const FieldDescription &field : description.fields)
                    field.write(addressOf(command.args), randomValue(field, random));
                if (auto *edit = std::get_if<Edit>(&command.args)) {
                    *edit = {EntityKind::Task,
                             Uuid::v7(),
                             {{1, QStringLiteral("title")}, {2, QStringLiteral("long\ntext")}},
                             {{1, QStringLiteral("old")}, {2, textHash(QStringLiteral("older"))}}};
                    command.stream = StreamId::ofProject(Uuid::v7(), Uuid::v7());
                }
                if (auto *bulk = std::get_if<Bulk>(&command.args)) {
                    bulk->commands = {{MoveTask{Uuid::v7(), Uuid::v7(), {}, {}}}, {TrashTask{Uuid::v7()}}};
                    command.stream = StreamId::ofProject(Uuid::v7(), Uuid::v7());
                }
                if (auto *put = std::get_if<PutRows>(&command.args)) {
                    Label label;
                    label.name = QStringLiteral("Dry");
                    put->rows = {{EntityKind::Label, Uuid::v7(), ChangeOp::Create, setFields(Entity(label))}};
                    command.stream = StreamId::ofProject(Uuid::v7(), Uuid::v7());
                }
                const QByteArray bytes = Codec::encode(ClientFrame(Frames::Submit{command}), encoding());
                const auto frame = Codec::decodeClientFrame(bytes, encoding());
                QVERIFY2(
                    frame,
                    qPrintable(QString::fromLatin1(description.name) + (frame ? QString() : frame.error().message)));
                const Command &decoded = std::get<Frames::Submit>(*frame).command;
                QCOMPARE(decoded.commandId, command.commandId);
                QCOMPARE(decoded.stream, command.stream);
                QCOMPARE(Codec::canonicalArgs(decoded), Codec::canonicalArgs(command));
                const auto kept = Codec::decodeCommand(Codec::encodeCommand(command));
                QVERIFY(kept);
                QCOMPARE(Codec::canonicalArgs(*kept), Codec::canonicalArgs(command));
            }
        }
    }

    void everyRowSurvivesTheWire()
    {
        std::mt19937 random = seeded();
        for (int k = 0; k < EntityKindCount; ++k) {
            const auto kind = static_cast<EntityKind>(k);
            Frames::Snapshot page{{StreamId::ofProject(Uuid::v7(), Uuid::v7()), 1, 2}, kind, {}, true, true};
            for (int round = 0; round < 50; ++round) {
                Entity row = makeEntity(kind, Uuid::v7());
                rowOf(row).rev = round;
                rowOf(row).updatedAt = static_cast<qint64>(random());
                for (std::size_t f = 0; f < describe(kind).fields.size(); ++f) {
                    if (random() % 3 != 0)
                        writeField(row, static_cast<int>(f), randomValue(describe(kind).fields[f], random));
                }
                page.rows.append(row);
            }
            const auto frame = Codec::decodeServerFrame(Codec::encode(ServerFrame(page), encoding()), encoding());
            QVERIFY(frame);
            QVERIFY2(std::get<Frames::Snapshot>(*frame).rows == page.rows, describe(kind).name);
        }
    }

    void theJournalKeepsEveryChangeAndWhatADeletedRowWas()
    {
        std::mt19937 random = seeded();
        for (int k = 0; k < EntityKindCount; ++k) {
            const auto kind = static_cast<EntityKind>(k);
            Entity row = makeEntity(kind, Uuid::v7());
            for (std::size_t f = 0; f < describe(kind).fields.size(); ++f)
                writeField(row, static_cast<int>(f), randomValue(describe(kind).fields[f], random));
            const QList<Change> changes{{kind, rowOf(row).id, ChangeOp::Create, {}},
                                        {kind, rowOf(row).id, ChangeOp::Put, setFields(row)},
                                        {kind, rowOf(row).id, ChangeOp::Delete, setFields(row)}};
            const QByteArray stored = Codec::encodeChanges(changes);
            const auto decoded = Codec::decodeChanges(stored);
            QVERIFY2(decoded, describe(kind).name);
            QVERIFY2(*decoded == changes, describe(kind).name);
            QCOMPARE(stored.count(Codec::startOfChange(kind, rowOf(row).id)), 3);
            QVERIFY(!stored.contains(Codec::startOfChange(kind, Uuid::v7())));
        }
        // An event itself says of a deleted row only that it is gone; and what people write is never a change.
        const Uuid id = Uuid::v7();
        QVERIFY(!Codec::encodeChanges({{EntityKind::Task, id, ChangeOp::Delete, {}}}).contains("fields"));
        Task task;
        task.title = QString::fromUtf8(Codec::startOfChange(EntityKind::Comment, id));
        const QByteArray quoted = Codec::encodeChanges({{EntityKind::Task, id, ChangeOp::Create, setFields(task)}});
        QVERIFY(!quoted.contains(Codec::startOfChange(EntityKind::Comment, id)));
    }

    void aFrameThatIsCutOffIsAnErrorAtEveryByte()
    {
        for (const auto &[name, frame] : sampleClientFrames()) {
            const QByteArray bytes = Codec::encode(frame, encoding());
            for (qsizetype size = 0; size < bytes.size(); ++size)
                QVERIFY2(!Codec::decodeClientFrame(bytes.first(size), encoding()), qPrintable(name));
            QVERIFY(!Codec::decodeClientFrame(bytes + bytes, encoding()));
        }
    }

    void damagedFramesAreFramesOrErrorsNeverACrash()
    {
        std::mt19937 random = seeded();
        std::vector<QByteArray> corpus;
        for (const auto &[name, frame] : sampleClientFrames())
            corpus.push_back(Codec::encode(frame, encoding()));
        for (const auto &[name, frame] : sampleServerFrames())
            corpus.push_back(Codec::encode(frame, encoding()));
        int errors = 0;
        for (int round = 0; round < 60'000; ++round) {
            QByteArray bytes = corpus[random() % corpus.size()];
            for (quint32 damage = 1 + random() % 4; damage > 0; --damage) {
                const auto at = static_cast<qsizetype>(random() % static_cast<quint64>(bytes.size()));
                switch (random() % 3) {
                case 0:
                    bytes[at] = static_cast<char>(random());
                    break;
                case 1:
                    bytes.remove(at, 1 + random() % 5);
                    break;
                default:
                    bytes.insert(at, static_cast<char>(random()));
                    break;
                }
                if (bytes.isEmpty())
                    bytes = "x";
            }
            errors += !Codec::decodeClientFrame(bytes, encoding());
            errors += !Codec::decodeServerFrame(bytes, encoding());
        }
        QVERIFY(errors > 60'000); // a client's frame is never a server's: at least one of the two is refused
    }
};

/// Frames that somebody writes by hand, and what they are told.
class RefusedFrames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrongIsNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("says");
        const QByteArray stream = StreamId::ofProject(fixedId(1), fixedId(2)).toString().toLatin1();
        const QByteArray id = fixedId(5).toString().toLatin1();
        const auto command = [&](const QByteArray &name, const QByteArray &args) {
            return QByteArray("{\"type\":\"command\",\"commandId\":\"" + id + "\",\"stream\":\"" + stream
                              + "\",\"name\":\"" + name + "\",\"args\":" + args + "}");
        };
        const auto row = [](const char *name, const QByteArray &json, const char *code, const char *says) {
            QTest::newRow(name) << json << QString::fromLatin1(code) << QString::fromUtf8(says);
        };
        row("nothing", "", "malformed", "JSON error");
        row("a list", "[]", "malformed", "object");
        row("a number", "5", "malformed", "JSON error");
        row("no type", "{}", "unknownFrame", "type");
        row("unknown type", "{\"type\":\"dance\"}", "unknownFrame", "dance");
        row("a key twice", "{\"type\":\"ping\",\"type\":\"ping\"}", "malformed", "“type” appears twice");
        row("a key twice, deeper", command("TrashTask", "{\"taskId\":\"" + id + "\",\"taskId\":\"" + id + "\"}"),
            "malformed", "“taskId” appears twice");
        row("deep", "{\"type\":" + QByteArray(100, '[') + QByteArray(100, ']') + "}", "malformed", "deeper");
        row("a fraction", "{\"type\":\"ping\",\"n\":1.5}", "malformed", "fraction");
        row("unknown command", command("ExplodeTask", "{}"), "unknownCommand", "ExplodeTask");
        row("no arguments", command("TrashTask", "null"), "malformed", "args");
        row("missing field", command("TrashTask", "{}"), "invalidField", "taskId");
        row("unknown field", command("TrashTask", "{\"taskId\":\"" + id + "\",\"force\":true}"), "invalidField",
            "force");
        row("wrong type", command("TrashTask", "{\"taskId\":7}"), "invalidField", "taskId");
        row("no id", command("TrashTask", "{\"taskId\":\"seven\"}"), "invalidField", "taskId");
        row("a list as value", command("TrashTask", "{\"taskId\":[]}"), "invalidField", "taskId");
        row("over its limit",
            command("CreateTask",
                    "{\"taskId\":\"" + id + "\",\"columnId\":\"" + id + "\",\"title\":\"" + QByteArray(501, 'x')
                        + "\"}"),
            "invalidField", "500");
        row("U+0000",
            command("AddComment", "{\"commentId\":\"" + id + "\",\"taskId\":\"" + id + "\",\"body\":\"a\\u0000b\"}"),
            "invalidText", "body");
        row("half a pair",
            command("AddComment", "{\"commentId\":\"" + id + "\",\"taskId\":\"" + id + "\",\"body\":\"\\ud800\"}"),
            "invalidText", "body");
        row("wrong stream", QByteArray(command("TrashTask", "{\"taskId\":\"" + id + "\"}")).replace(stream, "w:" + id),
            "wrongStream", "TrashTask");
        row("no stream", QByteArray(command("TrashTask", "{\"taskId\":\"" + id + "\"}")).replace(stream, "everything"),
            "malformed", "stream");
        row("a field that is not edited",
            command("Edit", "{\"entity\":\"task\",\"id\":\"" + id + "\",\"fields\":{\"number\":7},\"base\":{}}"),
            "invalidField", "number");
        row("an unknown kind",
            command("Edit", "{\"entity\":\"unicorn\",\"id\":\"" + id + "\",\"fields\":{},\"base\":{}}"), "invalidField",
            "entity");
        row("an edit of nothing",
            command("Edit", "{\"entity\":\"task\",\"id\":\"" + id + "\",\"fields\":{},\"base\":{}}"), "invalidField",
            "fields");
    }
    void whatIsWrongIsNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, code);
        QFETCH(QString, says);
        const auto frame = Codec::decodeClientFrame(json, Encoding::Json);
        QVERIFY(!frame);
        QCOMPARE(frame.error().wire(), code);
        QVERIFY2(frame.error().message.contains(says), qPrintable(frame.error().message));
        // Whoever sent a command is told which one.
        const bool isCommand = json.contains("commandId") && code != u"malformed";
        if (isCommand)
            QCOMPARE(frame.error().details.value(QStringLiteral("commandId")).toString(), fixedId(5).toString());
    }

    /// What could be told apart nowhere else: it would break a whole batch in the database.
    void textThatCannotBeStoredIsRefusedInEveryFieldOfEveryCommand_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("field");
        for (int kind = 0; kind < CommandKindCount; ++kind) {
            const CommandDescription &description = describeCommand(kind);
            for (std::size_t i = 0; i < description.fields.size(); ++i) {
                const FieldType type = description.fields[i].type;
                if (type == FieldType::Text || type == FieldType::LongText)
                    QTest::addRow("%s.%s", description.name, description.fields[i].name) << kind << static_cast<int>(i);
            }
        }
        const int edit = static_cast<int>(CommandArgs(Edit{}).index());
        QTest::addRow("Edit.fields") << edit << -1;
        QTest::addRow("Edit.base") << edit << -2;
    }
    void textThatCannotBeStoredIsRefusedInEveryFieldOfEveryCommand()
    {
        QFETCH(int, kind);
        QFETCH(int, field);
        const QString mark = QStringLiteral("QQQQQQ");
        const CommandDescription &description = describeCommand(kind);
        std::mt19937 random(1);
        Command command{fixedId(5), {}, description.make()};
        for (const StreamId &stream : {StreamId::ofWorkspace(fixedId(1)), StreamId::ofProject(fixedId(1), fixedId(2)),
                                       StreamId::ofPerson(fixedId(1), fixedId(4)), StreamId::ofUser(fixedId(4))}) {
            if (description.streams & streamBit(stream.kind))
                command.stream = stream;
        }
        for (std::size_t i = 0; i < description.fields.size(); ++i)
            description.fields[i].write(addressOf(command.args),
                                        static_cast<int>(i) == field ? Value(mark)
                                                                     : randomValue(description.fields[i], random));
        if (auto *edit = std::get_if<Edit>(&command.args)) {
            const auto title = static_cast<quint8>(describe(EntityKind::Task).indexOf(u"title"));
            const QString other = QStringLiteral("other");
            *edit = {EntityKind::Task,
                     fixedId(6),
                     {{title, field == -1 ? mark : other}},
                     {{title, field == -2 ? mark : other}}};
            command.stream = StreamId::ofProject(fixedId(1), fixedId(2));
        }
        const auto refusal = [&](Encoding encoding, const QByteArray &damage) {
            QByteArray bytes = Codec::encode(ClientFrame(Frames::Submit{command}), encoding);
            if (bytes.count(mark.toLatin1()) != 1)
                qFatal("the mark is not there");
            bytes.replace(mark.toLatin1(), damage);
            const auto frame = Codec::decodeClientFrame(bytes, encoding);
            return frame ? QStringLiteral("understood") : frame.error().wire();
        };
        // As escapes in JSON; in CBOR the same six bytes long as the mark.
        for (const char *damage : {"a\\u0000b", "a\\ud800b", "a\\udc00b", "a\\udc00\\ud800b"})
            QCOMPARE(refusal(Encoding::Json, damage), QStringLiteral("invalidText"));
        QCOMPARE(refusal(Encoding::Cbor, QByteArray("ab\0cde", 6)), QStringLiteral("invalidText"));
        for (const char *damage : {"\xed\xa0\x80xyz", "xyz\xed\xb0\x80",
                                   "a\xff\xfe"
                                   "bcd",
                                   "abcd\xe2\x82", "\xc0\x80zzzz"}) {
            const QString code = refusal(Encoding::Cbor, damage);
            QVERIFY2(code == u"invalidText" || code == u"malformed", qPrintable(code));
        }
    }

    void cborThatLiesAboutItsSizeOrSaysAKeyTwiceIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray type("\x64type");
        const auto row = [](const char *name, const QByteArray &bytes) { QTest::newRow(name) << bytes; };
        row("a key twice", "\xa2" + type + "\x64ping" + type + "\x64ping");
        const QByteArray huge = QByteArray::fromHex("7fffffffffffffff");
        const QByteArray most = QByteArray::fromHex("ffffffffffffffff");
        const QByteArray gigabyte = QByteArray::fromHex("40000000");
        for (const QByteArray &length : {huge, most}) {
            row(length == huge ? "bytes, huge" : "bytes, most", "\xa1" + type + '\x5b' + length);
            row(length == huge ? "text, huge" : "text, most", "\xa1" + type + '\x7b' + length + "ping");
            row(length == huge ? "array, huge" : "array, most", "\xa1" + type + '\x9b' + length);
            row(length == huge ? "map, huge" : "map, most", '\xbb' + length + type + "\x64ping");
            row(length == huge ? "key, huge" : "key, most", QByteArray("\xa1\x7b") + length);
        }
        row("text, a gigabyte", "\xa1" + type + '\x7a' + gigabyte + "ping");
        row("array, a gigabyte", "\xa1" + type + '\x9a' + gigabyte);
        row("map, a gigabyte", '\xba' + gigabyte + type + "\x64ping");
        row("text without an end", "\xa1" + type + "\x7f\x64ping");
        row("map without an end", '\xbf' + type + "\x64ping");
        row("deep arrays", "\xa1" + type + QByteArray(100'000, '\x81'));
        row("deep maps", QByteArray("\xa1\x61x").repeated(50'000));
        row("tags", "\xa1" + type + QByteArray(100'000, '\xc1'));
    }
    void cborThatLiesAboutItsSizeOrSaysAKeyTwiceIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto frame = Codec::decodeClientFrame(bytes, Encoding::Cbor);
        QVERIFY(!frame);
        QCOMPARE(frame.error().wire(), QStringLiteral("malformed"));
        QVERIFY(!Codec::decodeServerFrame(bytes, Encoding::Cbor));
    }

    void invalidUtf8InCborIsRefused()
    {
        QByteArray bytes =
            Codec::encode(ClientFrame(Frames::Hello{QStringLiteral("token"), fixedId(1), 1, {}, {}}), Encoding::Cbor);
        bytes.replace("token", QByteArray("token").replace(0, 1, "\xff")); // the key stays, it comes first
        QVERIFY(!Codec::decodeClientFrame(bytes, Encoding::Cbor));
    }

    void aNewerServersKindsAndFieldsAreSkipped()
    {
        const QByteArray stream = StreamId::ofProject(fixedId(1), fixedId(2)).toString().toLatin1();
        const QByteArray id = fixedId(5).toString().toLatin1();
        const QByteArray json = "{\"type\":\"events\",\"events\":[{\"stream\":\"" + stream
            + "\",\"epoch\":1,\"seq\":2,\"commandId\":\"" + id + "\",\"verb\":\"x\",\"actor\":\"" + id
            + "\",\"at\":3,\"changes\":[{\"entity\":\"hologram\",\"id\":\"" + id
            + "\",\"op\":\"create\",\"fields\":{}},{\"entity\":\"task\",\"id\":\"" + id
            + "\",\"op\":\"put\",\"fields\":{\"title\":\"T\",\"mood\":\"good\",\"priority\":\"someday\"}}]}]}";
        const auto frame = Codec::decodeServerFrame(json, Encoding::Json);
        QVERIFY(frame);
        const QList<Change> &changes = std::get<Frames::Events>(*frame).events.first()->changes;
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.first().fields.size(), 1);
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    CodecTest codec;
    RefusedFrames refused;
    return QTest::qExec(&codec, argc, argv) + QTest::qExec(&refused, argc, argv);
}

#include "tst_codec.moc"
