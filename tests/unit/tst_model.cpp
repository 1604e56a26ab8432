// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/Entity.h"
#include "shared/protocol/Commands.h"

#include <QtTest>

using namespace TaskMaster;

class Model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void streamsAreNamedAsTheProtocolSays()
    {
        const Uuid a = Uuid::v7();
        const Uuid b = Uuid::v7();
        for (const StreamId &stream :
             {StreamId::ofWorkspace(a), StreamId::ofProject(a, b), StreamId::ofPerson(a, b), StreamId::ofUser(a)})
            QCOMPARE(StreamId::fromString(stream.toString()), std::optional(stream));
        QCOMPARE(StreamId::ofProject(a, b).toString(), QStringLiteral("p:%1:%2").arg(a.toString(), b.toString()));
        for (const QString &wrong :
             {QString(), QStringLiteral("p:"), QStringLiteral("p:") + a.toString(), QStringLiteral("x:") + a.toString(),
              QStringLiteral("w:%1:%2").arg(a.toString(), b.toString()),
              QStringLiteral("w:00000000-0000-0000-0000-000000000000")})
            QVERIFY2(!StreamId::fromString(wrong), qPrintable(wrong));
    }

    void aFieldTakesWhatItDescribesAndNothingElse_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QVariant>("value");
        QTest::addColumn<bool>("ok");
        const auto row = [](const char *name, const char *field, const QVariant &value, bool ok) {
            QTest::newRow(name) << QString::fromLatin1(field) << value << ok;
        };
        row("title", "title", QStringLiteral("Paint the fence"), true);
        row("title at its limit", "title", QString(500, u'x'), true);
        row("title over its limit", "title", QString(501, u'x'), false);
        row("blank title", "title", QStringLiteral("  "), false);
        row("title of two lines", "title", QStringLiteral("a\nb"), false);
        row("title with U+0000", "title", QString(QChar(u'\0')), false);
        row("title with half a pair", "title", QString(QChar(0xdc00)), false);
        row("title with a whole pair", "title", QStringLiteral("\U0001F389"), true);
        row("number as title", "title", 1, false);
        row("description of two lines", "description", QStringLiteral("a\nb"), true);
        row("no description", "description", QVariant(), true);
        row("description over its limit", "description", QString(32769, u'x'), false);
        row("column", "columnId", Uuid::v7().toString(), true);
        row("no column", "columnId", QVariant(), false);
        row("column that is no id", "columnId", QStringLiteral("first"), false);
        row("priority", "priority", QStringLiteral("urgent"), true);
        row("unknown priority", "priority", QStringLiteral("asap"), false);
        row("estimate", "estimate", 5, true);
        row("negative estimate", "estimate", -1, false);
        row("estimate as text", "estimate", QStringLiteral("5"), false);
        row("due date", "dueDate", QStringLiteral("2026-11-23"), true);
        row("no due date", "dueDate", QVariant(), true);
        row("due date that does not exist", "dueDate", QStringLiteral("2026-02-30"), false);
        row("due date in another form", "dueDate", QStringLiteral("23.11.2026"), false);
        row("rank", "rank", QStringLiteral("V2"), true);
        row("rank that ends in zero", "rank", QStringLiteral("V0"), false);
        row("rank with a space", "rank", QStringLiteral("V 2"), false);
    }
    void aFieldTakesWhatItDescribesAndNothingElse()
    {
        QFETCH(QString, field);
        QFETCH(QVariant, value);
        QFETCH(bool, ok);
        const EntityDescription &task = describe(EntityKind::Task);
        Value given;
        if (value.typeId() == QMetaType::QString)
            given = value.toString();
        else if (value.isValid())
            given = value.toLongLong();
        const auto result = checked(task.fields[static_cast<std::size_t>(task.indexOf(field))], given);
        QCOMPARE(result.ok(), ok);
        if (!ok)
            QVERIFY2(result.error().message.contains(field), qPrintable(result.error().message));
    }

    void differencesOfAllKindsCanBeAppliedAgain()
    {
        for (int k = 0; k < EntityKindCount; ++k) {
            const auto kind = static_cast<EntityKind>(k);
            const Entity empty = makeEntity(kind, Uuid::v7());
            Entity full = empty;
            for (std::size_t f = 0; f < describe(kind).fields.size(); ++f) {
                const FieldDescription &field = describe(kind).fields[f];
                switch (field.type) {
                case FieldType::Id:
                    writeField(full, static_cast<int>(f), Uuid::v7());
                    break;
                case FieldType::Integer:
                case FieldType::Timestamp:
                    writeField(full, static_cast<int>(f), qint64(7));
                    break;
                case FieldType::Boolean:
                    writeField(full, static_cast<int>(f), true);
                    break;
                case FieldType::Date:
                    writeField(full, static_cast<int>(f), QStringLiteral("2026-11-23"));
                    break;
                case FieldType::Choice:
                    writeField(full, static_cast<int>(f), QString::fromLatin1(field.choices.back()));
                    break;
                default:
                    writeField(full, static_cast<int>(f), QStringLiteral("text"));
                    break;
                }
            }
            const FieldValues fields = changedFields(empty, full);
            QCOMPARE(static_cast<std::size_t>(fields.size()), describe(kind).fields.size());
            QCOMPARE(setFields(full), fields);
            Entity copy = empty;
            applyFields(copy, fields);
            QVERIFY2(copy == full, describe(kind).name);
            applyFields(copy, changedFields(full, empty));
            QVERIFY2(copy == empty, describe(kind).name);
        }
    }

    void namesOfFieldsAreUniqueWithinTheirKind()
    {
        for (int k = 0; k < EntityKindCount; ++k) {
            QSet<QString> names;
            for (const FieldDescription &field : describe(static_cast<EntityKind>(k)).fields) {
                QVERIFY(!names.contains(QString::fromLatin1(field.name)));
                names.insert(QString::fromLatin1(field.name));
            }
        }
    }

    void aCommandOnTheWrongStreamIsRefused()
    {
        const Command command{Uuid::v7(), StreamId::ofWorkspace(Uuid::v7()), TrashTask{Uuid::v7()}};
        QCOMPARE(checkCommand(command).error().code, ErrorCode::WrongStream);
        const Command edit{Uuid::v7(), StreamId::ofWorkspace(Uuid::v7()),
                           Edit{EntityKind::Task, Uuid::v7(), {{0, qint64(5)}}, {}}};
        QCOMPARE(checkCommand(edit).error().code, ErrorCode::InvalidField); // a task's number is nobody's to edit
    }
};

QTEST_GUILESS_MAIN(Model)
#include "tst_model.moc"
