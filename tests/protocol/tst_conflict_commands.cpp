// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/Codec.h"
#include "shared/protocol/ConflictCommands.h"
#include "tests/protocol/RandomValue.h"

#include <QtTest>

using namespace TaskMaster;
using namespace TaskMaster::Test;

namespace {

/// A row with something in every field.
Entity filled(EntityKind kind, std::mt19937 &random)
{
    Entity row = makeEntity(kind, Uuid::v7());
    for (std::size_t f = 0; f < describe(kind).fields.size(); ++f)
        writeField(row, static_cast<int>(f), randomValue(describe(kind).fields[f], random));
    return row;
}

Conflict conflictOver(const Entity &row, const char *field, const Value &losing)
{
    Conflict conflict;
    conflict.id = Uuid::v7();
    conflict.entity = QString::fromLatin1(describe(kindOf(row)).name);
    conflict.entityId = rowOf(row).id;
    conflict.field = QString::fromLatin1(field);
    conflict.losingValue = textOf(losing);
    return conflict;
}

QString nameOf(const CommandArgs &args)
{
    return QString::fromLatin1(describeCommand(args).name);
}

} // namespace

/// A value that lost becomes the command that puts it back, whatever its type.
class ConflictCommandsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTextBecomesTheValueThatItWas()
    {
        std::mt19937 random(7);
        for (int k = 0; k < EntityKindCount; ++k) {
            for (const FieldDescription &field : describe(static_cast<EntityKind>(k)).fields) {
                for (int round = 0; round < 20; ++round) {
                    const Value value = randomValue(field, random);
                    const auto again = valueFromText(field, textOf(value));
                    QVERIFY2(again, field.name);
                    QVERIFY2(*again == *checked(field, value), field.name);
                }
                const auto nothing = valueFromText(field, textOf(Value()));
                QVERIFY2(nothing.ok() == !field.has(Required), field.name);
            }
        }
    }

    void everyEditableFieldIsPutBackWithItsValueAndWithoutANewConflict()
    {
        std::mt19937 random(8);
        int fields = 0;
        for (int k = 0; k < EntityKindCount; ++k) {
            const auto kind = static_cast<EntityKind>(k);
            for (std::size_t f = 0; f < describe(kind).fields.size(); ++f) {
                const FieldDescription &field = describe(kind).fields[f];
                if (!field.has(Editable))
                    continue;
                ++fields;
                const Entity current = filled(kind, random);
                const Value losing = randomValue(field, random);
                const auto command = ConflictCommands::restoring(conflictOver(current, field.name, losing), current);
                QVERIFY2(command, field.name);
                const auto *edit = std::get_if<Edit>(&*command);
                QVERIFY2(edit, field.name);
                QCOMPARE(edit->entity, kind);
                QCOMPARE(edit->id, rowOf(current).id);
                QCOMPARE(edit->fields.size(), 1);
                QVERIFY2(edit->fields.first().value == *checked(field, losing), field.name);
                const Value seen = readField(current, static_cast<int>(f));
                QVERIFY2(edit->base.first().value
                             == (field.type == FieldType::LongText ? Value(textHash(std::get<QString>(seen))) : seen),
                         field.name);
                const StreamKind streams[]{StreamKind::Workspace, StreamKind::Project, StreamKind::Personal,
                                           StreamKind::User};
                for (const StreamKind stream : streams) {
                    if ((describe(kind).streams & streamBit(stream)) == 0)
                        continue;
                    const auto ok = checkCommand({Uuid::v7(), {stream, Uuid::v7(), Uuid::v7()}, *command});
                    QVERIFY2(ok, ok ? "" : qPrintable(ok.error().message));
                }
            }
        }
        QVERIFY(fields > 30);
    }

    void fieldsThatAreNotEditedHaveTheirOwnCommands()
    {
        std::mt19937 random(9);
        const struct {
            EntityKind kind;
            const char *field;
            const char *set; ///< when something lost
            const char *unset; ///< when nothing lost; null: that cannot be
        } lines[]{
            {EntityKind::Task, "columnId", "MoveTask", nullptr},
            {EntityKind::Task, "parentId", "SetParent", "SetParent"},
            {EntityKind::Task, "archivedAt", "ArchiveTask", "ArchiveTask"},
            {EntityKind::Task, "trashedAt", "TrashTask", "RestoreTask"},
            {EntityKind::ChecklistItem, "done", "CheckItem", "CheckItem"},
            {EntityKind::ChecklistItem, "checklistId", "MoveChecklistItem", nullptr},
            {EntityKind::CustomValue, "value", "SetField", nullptr},
            {EntityKind::TimeEntry, "startedAt", "AdjustTimeEntry", "AdjustTimeEntry"},
            {EntityKind::TimeEntry, "endedAt", "AdjustTimeEntry", "AdjustTimeEntry"},
            {EntityKind::Column, "archivedAt", "ArchiveColumn", "ArchiveColumn"},
            {EntityKind::Label, "archivedAt", "ArchiveLabel", "ArchiveLabel"},
            {EntityKind::CustomField, "archivedAt", "ArchiveField", "ArchiveField"},
            {EntityKind::Milestone, "archivedAt", "ArchiveMilestone", "ArchiveMilestone"},
            {EntityKind::Milestone, "completedAt", "CompleteMilestone", "CompleteMilestone"},
        };
        for (const auto &line : lines) {
            const Entity current = filled(line.kind, random);
            const int index = describe(line.kind).indexOf(QString::fromLatin1(line.field));
            const Value losing = randomValue(describe(line.kind).fields[static_cast<std::size_t>(index)], random);
            const auto set = ConflictCommands::restoring(conflictOver(current, line.field, losing), current);
            QVERIFY2(set, line.field);
            QCOMPARE(nameOf(*set), QString::fromLatin1(line.set));
            const auto unset = ConflictCommands::restoring(conflictOver(current, line.field, Value()), current);
            QCOMPARE(unset ? nameOf(*unset) : QString(), QString::fromLatin1(line.unset));
        }
        const Entity entry = filled(EntityKind::TimeEntry, random);
        const auto adjust = ConflictCommands::restoring(conflictOver(entry, "endedAt", Value(qint64(77))), entry);
        QCOMPARE(std::get<AdjustTimeEntry>(*adjust).endedAt, 77);
        QCOMPARE(std::get<AdjustTimeEntry>(*adjust).startedAt, std::get<TimeEntry>(entry).startedAt);
        const Entity item = filled(EntityKind::ChecklistItem, random);
        const auto check = ConflictCommands::restoring(conflictOver(item, "done", Value(true)), item);
        QCOMPARE(std::get<CheckItem>(*check).done, true);
        const auto uncheck = ConflictCommands::restoring(conflictOver(item, "done", Value(false)), item);
        QCOMPARE(std::get<CheckItem>(*uncheck).done, false);
    }

    void whatNobodySetsCannotBePutBack()
    {
        std::mt19937 random(10);
        const Entity task = filled(EntityKind::Task, random);
        for (const char *field : {"rank", "number", "commentCount", "createdAt", "completedAt"}) {
            const auto refused =
                ConflictCommands::restoring(conflictOver(task, field, Value(QStringLiteral("7"))), task);
            QVERIFY2(!refused, field);
            QCOMPARE(refused.error().code, ErrorCode::InvalidField);
        }
        QVERIFY(!ConflictCommands::restoring(conflictOver(task, "mood", Value(QStringLiteral("good"))), task));
        // Of the wrong form: a field that has another type today.
        QVERIFY(!ConflictCommands::restoring(conflictOver(task, "estimate", Value(QStringLiteral("many"))), task));
        QVERIFY(!ConflictCommands::restoring(conflictOver(task, "title", Value(QString())), task));
        const Entity other = filled(EntityKind::Task, random);
        QCOMPARE(
            ConflictCommands::restoring(conflictOver(other, "title", Value(QStringLiteral("x"))), task).error().code,
            ErrorCode::NotFound);
    }

    void puttingBackAndDismissingAreOneCommand()
    {
        std::mt19937 random(11);
        const Entity task = filled(EntityKind::Task, random);
        const Conflict conflict = conflictOver(task, "title", Value(QStringLiteral("Paint the fence")));
        const auto both = ConflictCommands::restoringAndDismissing(conflict, task);
        QVERIFY(both);
        QCOMPARE(both->commands.size(), std::size_t(2));
        QVERIFY(std::holds_alternative<Edit>(both->commands[0].args));
        QCOMPARE(std::get<DismissConflict>(both->commands[1].args).conflictId, conflict.id);
        const auto ok = checkCommand({Uuid::v7(), StreamId::ofProject(Uuid::v7(), Uuid::v7()), *both});
        QVERIFY2(ok, ok ? "" : qPrintable(ok.error().message));
    }
};

QTEST_GUILESS_MAIN(ConflictCommandsTest)
#include "tst_conflict_commands.moc"
