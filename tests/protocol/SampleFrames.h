// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Codec.h"

namespace TaskMaster::Test {

/// Fixed ids, so that golden files stay the same.
inline Uuid fixedId(quint64 n)
{
    return {0x0190000000007000ULL, 0x8000000000000000ULL | n};
}

/// One frame of each kind that a client sends, in the order of ClientFrame.
inline std::vector<std::pair<QString, ClientFrame>> sampleClientFrames()
{
    const StreamId project = StreamId::ofProject(fixedId(1), fixedId(2));
    return {
        {QStringLiteral("hello"),
         Frames::Hello{
             QStringLiteral("tms_token"), fixedId(3), 1, {QStringLiteral("zstd")}, {{project, 1700000000000, 42}}}},
        {QStringLiteral("subscribe"), Frames::Subscribe{{StreamId::ofUser(fixedId(4)), 0, 0}}},
        {QStringLiteral("unsubscribe"), Frames::Unsubscribe{project}},
        {QStringLiteral("command"),
         Frames::Submit{{fixedId(5), project, MoveTask{fixedId(6), fixedId(7), fixedId(8), {}}}}},
        {QStringLiteral("ping"), Frames::Ping{}},
        {QStringLiteral("query"),
         Frames::Question{fixedId(11), project, QStringLiteral("assignee:me fence sort:-due"), 50,
                          QStringLiteral("cursor")}},
    };
}

inline EventPtr sampleEvent()
{
    const EntityDescription &task = describe(EntityKind::Task);
    const auto field = [&task](const char *name, Value value) {
        return FieldValue{static_cast<quint8>(task.indexOf(QString::fromLatin1(name))), std::move(value)};
    };
    return std::make_shared<const Event>(
        Event{StreamId::ofProject(fixedId(1), fixedId(2)),
              1700000000000,
              43,
              fixedId(5),
              QStringLiteral("taskMoved"),
              fixedId(4),
              1700000001000,
              {{EntityKind::Task,
                fixedId(6),
                ChangeOp::Put,
                {field("columnId", fixedId(7)), field("rank", QStringLiteral("V3")), field("completedAt", {})}},
               {EntityKind::TaskLabel, fixedId(9), ChangeOp::Delete, {}},
               {EntityKind::Label,
                fixedId(10),
                ChangeOp::Create,
                {{0, QStringLiteral("bug “🎉”")}, {1, QStringLiteral("#ff0000")}}}}});
}

/// One frame of each kind that a server sends, in the order of ServerFrame.
inline std::vector<std::pair<QString, ServerFrame>> sampleServerFrames()
{
    const StreamId project = StreamId::ofProject(fixedId(1), fixedId(2));
    Task task;
    task.id = fixedId(6);
    task.rev = 41;
    task.updatedAt = 1700000000500;
    task.number = 12;
    task.title = QStringLiteral("Paint the \"fence\"");
    task.columnId = fixedId(7);
    task.rank = QStringLiteral("V");
    task.priority = Priority::High;
    task.dueDate = QDate(2026, 11, 27);
    return {
        {QStringLiteral("welcome"),
         Frames::Welcome{fixedId(4), 1, QStringLiteral("0123456789abcdef"), 1700000000000, FrameBytesMax,
                         StreamsPerSessionMax}},
        {QStringLiteral("subscribed"), Frames::Subscribed{{project, 1700000000000, 43}}},
        {QStringLiteral("accepted"), Frames::Accepted{fixedId(5), {{project, 1700000000000, 43}}}},
        {QStringLiteral("rejected"),
         Frames::Rejected{
             fixedId(5),
             Error(ErrorCode::WipLimit, QStringLiteral("The column is full."), {{QStringLiteral("limit"), 5LL}})}},
        {QStringLiteral("events"), Frames::Events{{sampleEvent()}}},
        {QStringLiteral("snapshot"),
         Frames::Snapshot{{project, 1700000000000, 42}, EntityKind::Task, {Entity(task)}, true, false}},
        {QStringLiteral("resync"), Frames::Resync{project}},
        {QStringLiteral("revoked"), Frames::Revoked{project}},
        {QStringLiteral("error"),
         Frames::Failure{
             Error(ErrorCode::NotFound, QStringLiteral("This project no longer exists, or you cannot see it.")),
             project}},
        {QStringLiteral("goodbye"), Frames::Goodbye{QStringLiteral("restart"), 1500}},
        {QStringLiteral("pong"), Frames::Pong{}},
        {QStringLiteral("result"),
         Frames::Found{fixedId(11),
                       {{project, task, {{11, 5}}, {QStringLiteral("… a “fence” …"), {{5, 5}}}, fixedId(12)},
                        {project, task, {}, {}, {}}},
                       QStringLiteral("cursor"),
                       {{9, 2, QStringLiteral("Nothing here is called “me”.")}}}},
    };
}

} // namespace TaskMaster::Test
