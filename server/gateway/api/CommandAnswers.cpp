// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/CommandAnswers.h"

#include "server/gateway/api/CommandSchemas.h"
#include "server/gateway/api/Reading.h"
#include "server/gateway/api/RowJson.h"
#include "server/storage/Reader.h"
#include "server/storage/RowPages.h"

namespace TaskMaster::Server::CommandAnswers {
namespace {

using Does = CommandRoute::Does;

/// The tag that GET gives the whole row at its own address.
void tag(HttpResponse &response, const ApiServices &services, const Showing &showing, const Entity &row,
         const QByteArray &location)
{
    const EntityTag entityTag{services.epoch, QByteArray::number(rowOf(row).rev), EntityTag::variantOf(location)};
    response.headers.append(HttpHeader{"ETag", entityTag.toHeader()});
    if (showing.does == Does::Make || showing.does == Does::MakeStream)
        response.headers.append(HttpHeader{"Location", location});
    else
        response.headers.append(HttpHeader{"Content-Location", location});
}

Result<HttpResponse> shown(Database &database, const ApiServices &services, const Showing &showing,
                           const QList<Position> &at)
{
    // The head first: the row is at least as new as what is said of it.
    const StreamId &stream = showing.command.stream;
    const auto head = RowPages::head(database, stream);
    if (!head)
        return head.error();
    HttpResponse response{204, {}, {}};
    if (showing.does == Does::Act) {
        response = HttpResponse::json(200, CommandSchemas::resultJson(showing.command.commandId, at));
    } else if (showing.does != Does::Remove) {
        const auto row = Read::row(database, stream, showing.kind, showing.row);
        if (!row)
            return row.error();
        if (*row) { // else it is gone by now: there is nothing to show
            const bool isNew = showing.does != Does::Change;
            response = HttpResponse::json(isNew ? 201 : 200, rowJson(**row));
            const QByteArray location = locationOf(stream, **row);
            if (!location.isEmpty())
                tag(response, services, showing, **row, location);
        }
    }
    response.headers.append(
        {{"Cache-Control", "no-store"}, {"TaskMaster-Command", showing.command.commandId.toString().toLatin1()}});
    Seen::say(response, {{stream, services.epoch, *head}});
    return response;
}

} // namespace

void submit(const ApiServices &services, const ApiRequest &request, const HttpResponder &responder, Showing showing)
{
    if (const auto seen = Seen::of(request.http); !seen) {
        responder.answer(HttpResponse::problem(seen.error()));
        return;
    }
    Submission submission = request.who.submission(showing.command, {});
    const auto revs = EntityTags::wantedRevs(request.http, services.epoch);
    if (revs && (showing.does == Does::Change || showing.does == Does::Remove))
        submission.precondition = Precondition{showing.kind, showing.row, *revs};
    submission.answered = [&services, responder, showing = std::move(showing)](const CommandAnswer &answer) {
        if (!answer.outcome) {
            responder.answer(HttpResponse::problem(answer.outcome.error()));
            return;
        }
        Reading::onDatabase(services.pool, responder, [&services, showing, at = *answer.outcome](Database &database) {
            return shown(database, services, showing, at);
        });
    };
    services.writes.submit(std::move(submission));
}

} // namespace TaskMaster::Server::CommandAnswers
