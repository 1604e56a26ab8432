// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/handlers/SharedHandlers.h"

#include "server/handlers/Checks.h"
#include "server/handlers/ListRank.h"
#include "shared/model/TemplateBody.h"

namespace TaskMaster::Server {
namespace {

constexpr std::size_t TemplatesMax = 500;
constexpr std::size_t ViewsMax = 200;

/// What the stream belongs to is there, and not put away.
Result<void> openStream(const Context &context, const WorkingSet &set)
{
    if (context.stream.kind == StreamKind::Project) {
        const auto project = Checks::openProject(context, set);
        return project ? Result<void>() : Result<void>(project.error());
    }
    if (context.stream.kind == StreamKind::Workspace && !set.find<Workspace>(context.stream.scope))
        return Error::notFound(QStringLiteral("workspace"));
    return {};
}

void needStream(const Context &context, Needs &needs)
{
    if (context.stream.kind == StreamKind::Project)
        needs.row<Project>(context.stream.scope);
    else if (context.stream.kind == StreamKind::Workspace)
        needs.row<Workspace>(context.stream.scope);
}

} // namespace

void CreateTemplateHandler::needs(const Context &context, const CreateTemplate &, const WorkingSet &,
                                  Needs &needs) const
{
    needStream(context, needs);
    needs.all<Template>();
}

Result<void> CreateTemplateHandler::handle(const Context &context, const CreateTemplate &wish, WorkingSet &set) const
{
    if (auto ok = openStream(context, set); !ok)
        return ok;
    if (set.find<Template>(wish.templateId))
        return ErrorCode::AlreadyExists;
    if (set.all<Template>().size() >= TemplatesMax)
        return Error(ErrorCode::TooMany, QStringLiteral("A workspace has at most %1 templates.").arg(TemplatesMax));
    if (auto body = readTemplateBody(wish.kind, wish.body); !body)
        return body.error();
    Template made;
    made.id = wish.templateId;
    made.name = wish.name;
    made.kind = wish.kind;
    made.body = wish.body;
    made.creatorId = context.actor;
    made.createdAt = context.now;
    set.put(std::move(made));
    return {};
}

void RemoveTemplateHandler::needs(const Context &, const RemoveTemplate &wish, const WorkingSet &, Needs &needs) const
{
    needs.row<Template>(wish.templateId);
}

Result<void> RemoveTemplateHandler::handle(const Context &context, const RemoveTemplate &wish, WorkingSet &set) const
{
    const auto *row = set.find<Template>(wish.templateId);
    if (!row)
        return Error::notFound(QStringLiteral("template"));
    if (auto ok = Checks::ownOrAdmin(context, row->creatorId,
                                     QStringLiteral("Only who made it, or an admin, can delete a template."));
        !ok)
        return ok;
    set.remove(EntityKind::Template, wish.templateId);
    return {};
}

void CreateViewHandler::needs(const Context &context, const CreateView &, const WorkingSet &, Needs &needs) const
{
    needStream(context, needs);
    needs.all<SavedView>();
}

Result<void> CreateViewHandler::handle(const Context &context, const CreateView &wish, WorkingSet &set) const
{
    if (auto ok = openStream(context, set); !ok)
        return ok;
    if (set.find<SavedView>(wish.viewId))
        return ErrorCode::AlreadyExists;
    const auto views = set.all<SavedView>();
    if (views.size() >= ViewsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("There are at most %1 views here.").arg(ViewsMax));
    SavedView view;
    view.id = wish.viewId;
    view.name = wish.name;
    view.kind = wish.kind;
    view.query = wish.query;
    view.groupBy = wish.groupBy;
    view.swimlaneBy = wish.swimlaneBy;
    view.sortBy = wish.sortBy;
    view.columns = wish.columns;
    view.rank = ListRank::between(views, {wish.viewId, {}, {}}, context.commandId, set);
    view.creatorId = context.actor;
    view.createdAt = context.now;
    set.put(std::move(view));
    return {};
}

void RemoveViewHandler::needs(const Context &context, const RemoveView &wish, const WorkingSet &, Needs &needs) const
{
    needStream(context, needs);
    needs.row<SavedView>(wish.viewId);
}

Result<void> RemoveViewHandler::handle(const Context &context, const RemoveView &wish, WorkingSet &set) const
{
    if (auto ok = openStream(context, set); !ok)
        return ok;
    if (!set.find<SavedView>(wish.viewId))
        return Error::notFound(QStringLiteral("view"));
    set.remove(EntityKind::SavedView, wish.viewId);
    return {};
}

} // namespace TaskMaster::Server
