// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/Resources.h"

#include <algorithm>

namespace TaskMaster::Server {
namespace {

Uuid scopeItself(const StreamId &stream, const ApiRequest &)
{
    return stream.scope;
}

Uuid memberOf(const StreamId &stream, const ApiRequest &request)
{
    return memberId(stream.scope, request.id("userId"));
}

template <const char *Other> Uuid pairOf(const StreamId &, const ApiRequest &request)
{
    return pairId(request.id("taskId"), request.id(Other));
}
constexpr char UserId[] = "userId";
constexpr char LabelId[] = "labelId";
constexpr char FieldId[] = "fieldId";

Uuid recurrenceOf(const StreamId &, const ApiRequest &request)
{
    return recurrenceId(request.id("taskId"));
}

Uuid favoriteOf(const StreamId &stream, const ApiRequest &request)
{
    return pairId(stream.scope, request.id("targetId"));
}

using K = EntityKind;

// clang-format off
/// One line per kind and address.
const Resource resourceTable[]{
    {.kind = K::Workspace, .single = "", .rowId = scopeItself},
    {.kind = K::Member, .list = "/members", .single = "/members/{userId}", .rowId = memberOf},
    {.kind = K::ProjectEntry, .list = "/projects"},
    {.kind = K::Template, .list = "/templates", .single = "/templates/{templateId}"},
    {.kind = K::SavedView, .list = "/views", .single = "/views/{viewId}"},
    {.kind = K::Conflict, .list = "/conflicts", .single = "/conflicts/{conflictId}"},

    {.kind = K::Project, .single = "", .rowId = scopeItself},
    {.kind = K::ProjectMember, .list = "/members", .single = "/members/{userId}", .rowId = memberOf},
    {.kind = K::Column, .list = "/columns", .single = "/columns/{columnId}"},
    {.kind = K::Label, .list = "/labels", .single = "/labels/{labelId}"},
    {.kind = K::Task, .list = "/tasks", .single = "/tasks/{taskId}", .filters = {"parentId", "cycleId", "milestoneId"}},
    {.kind = K::Task, .list = "/columns/{columnId}/tasks", .order = "rank"},
    {.kind = K::TaskAssignee, .list = "/assignees", .single = "/tasks/{taskId}/assignees/{userId}", .rowId = pairOf<UserId>, .filters = {"userId"}},
    {.kind = K::TaskAssignee, .list = "/tasks/{taskId}/assignees"},
    {.kind = K::TaskLabel, .list = "/task-labels", .single = "/tasks/{taskId}/labels/{labelId}", .rowId = pairOf<LabelId>, .filters = {"labelId"}},
    {.kind = K::TaskLabel, .list = "/tasks/{taskId}/labels"},
    {.kind = K::Comment, .list = "/comments", .single = "/comments/{commentId}"},
    {.kind = K::Comment, .list = "/tasks/{taskId}/comments"},
    {.kind = K::Checklist, .list = "/checklists", .single = "/checklists/{checklistId}"},
    {.kind = K::Checklist, .list = "/tasks/{taskId}/checklists"},
    {.kind = K::ChecklistItem, .list = "/checklist-items", .single = "/checklist-items/{itemId}", .filters = {"taskId"}},
    {.kind = K::ChecklistItem, .list = "/checklists/{checklistId}/items"},
    {.kind = K::Relation, .list = "/relations", .single = "/relations/{relationId}", .filters = {"otherId"}},
    {.kind = K::Relation, .list = "/tasks/{taskId}/relations"},
    {.kind = K::Watcher, .list = "/watchers", .single = "/tasks/{taskId}/watchers/{userId}", .rowId = pairOf<UserId>},
    {.kind = K::Watcher, .list = "/tasks/{taskId}/watchers"},
    {.kind = K::Reaction, .list = "/reactions", .single = "/reactions/{reactionId}", .filters = {"targetId"}},
    {.kind = K::Attachment, .list = "/attachments", .single = "/attachments/{attachmentId}"},
    {.kind = K::Attachment, .list = "/tasks/{taskId}/attachments"},
    {.kind = K::Cycle, .list = "/cycles", .single = "/cycles/{cycleId}"},
    {.kind = K::Milestone, .list = "/milestones", .single = "/milestones/{milestoneId}"},
    {.kind = K::CustomField, .list = "/fields", .single = "/fields/{fieldId}"},
    {.kind = K::CustomValue, .list = "/field-values", .single = "/tasks/{taskId}/fields/{fieldId}", .rowId = pairOf<FieldId>, .filters = {"fieldId"}},
    {.kind = K::CustomValue, .list = "/tasks/{taskId}/fields"},
    {.kind = K::Recurrence, .list = "/recurrences", .single = "/tasks/{taskId}/recurrence", .rowId = recurrenceOf},
    {.kind = K::TimeEntry, .list = "/time-entries", .single = "/time-entries/{entryId}"},
    {.kind = K::TimeEntry, .list = "/tasks/{taskId}/time-entries"},
    {.kind = K::Message, .list = "/messages", .single = "/messages/{messageId}", .order = "createdAt"},
    {.kind = K::DayCount, .list = "/day-counts", .single = "/day-counts/{dayCountId}", .order = "date"},
    {.kind = K::Redirect, .list = "/redirects", .single = "/redirects/{taskId}"},

    {.kind = K::Reminder, .list = "/reminders", .single = "/reminders/{reminderId}", .filters = {"taskId"}},
    {.kind = K::Notification, .list = "/notifications", .single = "/notifications/{notificationId}", .order = "createdAt", .isDescending = true},
    {.kind = K::Favorite, .list = "/favorites", .single = "/favorites/{targetId}", .rowId = favoriteOf},

    {.kind = K::User, .single = "", .rowId = scopeItself},
    {.kind = K::Access, .list = "/access", .single = "/access/{accessId}"},
};
// clang-format on

} // namespace

std::span<const Resource> allResources()
{
    return resourceTable;
}

QByteArray locationOf(const StreamId &stream, const Entity &row)
{
    const EntityKind kind = kindOf(row);
    const auto resource = std::find_if(std::begin(resourceTable), std::end(resourceTable),
                                       [kind](const Resource &known) { return known.kind == kind && known.single; });
    if (resource == std::end(resourceTable))
        return {};
    QByteArrayList parts = QByteArray(resource->single).split('/');
    for (QByteArray &part : parts) {
        if (!part.startsWith('{'))
            continue;
        // A parameter is a field of the row, or the row itself.
        const int field = describe(kind).indexOf(QString::fromLatin1(part.sliced(1).chopped(1)));
        const Value value = field < 0 || !resource->rowId ? Value(rowOf(row).id) : readField(row, field);
        const auto *id = std::get_if<Uuid>(&value);
        part = id ? id->toString().toLatin1() : QByteArray();
    }
    return Streams::addressOf(stream) + parts.join('/');
}

QByteArray Streams::patternOf(StreamKind kind)
{
    switch (kind) {
    case StreamKind::Workspace:
        return "/api/v1/workspaces/{workspace}";
    case StreamKind::Project:
        return "/api/v1/workspaces/{workspace}/projects/{project}";
    case StreamKind::Personal:
        return "/api/v1/workspaces/{workspace}/me";
    case StreamKind::User:
        break;
    }
    return "/api/v1/me";
}

QByteArray Streams::addressOf(const StreamId &stream)
{
    QByteArray address = patternOf(stream.kind);
    address.replace("{workspace}", stream.workspace.toString().toLatin1());
    address.replace("{project}", stream.scope.toString().toLatin1());
    return address;
}

StreamId Streams::of(StreamKind kind, const ApiRequest &request)
{
    switch (kind) {
    case StreamKind::Workspace:
        return StreamId::ofWorkspace(request.id("workspace"));
    case StreamKind::Project:
        return StreamId::ofProject(request.id("workspace"), request.id("project"));
    case StreamKind::Personal:
        return StreamId::ofPerson(request.id("workspace"), request.who.userId);
    case StreamKind::User:
        break;
    }
    return StreamId::ofUser(request.who.userId);
}

const char *Streams::suffix(StreamKind kind)
{
    constexpr const char *names[]{"OfWorkspace", "OfProject", "Personal", "OfAccount"};
    return names[static_cast<int>(kind)];
}

const char *Streams::tag(StreamKind kind)
{
    constexpr const char *names[]{"Workspaces", "Projects", "Personal", "Account"};
    return names[static_cast<int>(kind)];
}

} // namespace TaskMaster::Server
