// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExchangeRoutes.h"
#include "server/exchange/WorkspaceExport.h"
#include "server/gateway/api/JsonSchema.h"
#include "server/storage/Reader.h"

namespace TaskMaster::Server {
namespace {

/// An answer is written in one piece; what is larger is for the command line.
constexpr qsizetype ExportBytesMax = 128 * 1024 * 1024;

/// Looking takes no scope but the one for reading.
Result<void> mayUseHere(Database &database, AccessCache &cache, const Identity &who, Capability capability,
                        const StreamId &stream)
{
    if (capability == Capability::ViewWorkspace)
        return Read::access(database, cache, who.viewer(), stream);
    return Read::mayUse(database, cache, capability, who.viewer(), stream);
}

/// All of the workspace, or one project. Whichever it is, it is for members: the people in it come with their
/// addresses.
Result<ExportScope> exportScopeOf(const ApiRequest &request)
{
    ExportScope scope{request.id("workspace"), {}};
    if (!request.query.contains("project"))
        return scope;
    const auto project = Uuid::fromString(request.query.value("project"));
    if (!project || project->isNull()) {
        FieldErrors errors;
        errors.addParameter(QStringLiteral("project"), QStringLiteral("must be a UUID"));
        return errors.error();
    }
    scope.project = *project;
    return scope;
}

using ExportWork = std::function<Result<void>(Database &database, const ExportScope &scope, const ExportSink &sink)>;

/// Runs the export into memory and answers with it.
Result<HttpResponse> exportResponse(const QByteArray &mediaType, const QByteArray &fileName,
                                    const std::function<Result<void>(const ExportSink &)> &write)
{
    QByteArray body;
    bool isTooLarge = false;
    const auto ok = write([&](const QByteArray &piece) {
        isTooLarge = body.size() + piece.size() > ExportBytesMax;
        body += isTooLarge ? QByteArray() : piece;
        return !isTooLarge;
    });
    if (!ok)
        return ok.error();
    if (isTooLarge)
        return Error(
            ErrorCode::TooLarge,
            QStringLiteral("This export has more than %1 MiB: make it with `taskmaster-server export` on the server.")
                .arg(ExportBytesMax / 1024 / 1024));
    return HttpResponse{200,
                        {{"Content-Type", mediaType},
                         {"Content-Disposition", "attachment; filename=\"" + fileName + '"'},
                         {"Cache-Control", "no-store"}},
                        body};
}

void answerWithExport(const ExchangeRooms &rooms, const ApiRequest &request, const HttpResponder &responder,
                      const QByteArray &mediaType, const QByteArray &fileName, const ExportWork &write)
{
    const auto scope = exportScopeOf(request);
    if (!scope) {
        responder.answer(HttpResponse::problem(scope.error()));
        return;
    }
    rooms.answer(request, responder, Capability::ViewWorkspace, StreamId::ofWorkspace(scope->workspace),
                 [=, scope = *scope](Database &database) {
                     return exportResponse(mediaType, fileName,
                                           [&](const ExportSink &sink) { return write(database, scope, sink); });
                 });
}

RouteDescription describedExport(const char *summary, const QByteArray &mediaType)
{
    RouteDescription about;
    about.tag = "Import and export";
    about.summary = QString::fromUtf8(summary);
    about.scope = Scope::Read;
    about.answer = {200,
                    QStringLiteral("The file."),
                    {{},
                     mediaType == "text/csv" ? JsonSchema::text()
                                             : QJsonObject{{QStringLiteral("type"), QStringLiteral("object")}}},
                    mediaType};
    about.query = {
        {"project", QStringLiteral("Only this project; otherwise all of the workspace."), JsonSchema::uuid()}};
    about.errors = {ErrorCode::TooLarge};
    return about;
}

} // namespace

Result<bool> isTrue(const ApiRequest &request, const QByteArray &parameter)
{
    const QString text = request.query.value(parameter, QStringLiteral("false"));
    if (text == u"true" || text == u"false")
        return text == u"true";
    return Error::invalidField(QString::fromLatin1(parameter), QStringLiteral("must be true or false"));
}

void ExchangeRooms::answer(const ApiRequest &request, const HttpResponder &responder, Capability capability,
                           const StreamId &stream, Work work) const
{
    longReads.read([&cache = access, who = request.who, responder, capability, stream,
                    work = std::move(work)](Result<Database *> database) {
        if (!database) {
            responder.answer(HttpResponse::problem(database.error()));
            return;
        }
        if (auto ok = mayUseHere(**database, cache, who, capability, stream); !ok) {
            responder.answer(HttpResponse::problem(ok.error()));
            return;
        }
        const auto response = work(**database);
        responder.answer(response ? *response : HttpResponse::problem(response.error()));
    });
}

void addExportRoutes(Router &router, const ExchangeRooms &rooms)
{
    rooms.door.add(
        router,
        {"GET",
         "/api/v1/workspaces/{workspace}/export.json",
         "exportJson",
         {},
         describedExport("Everything of a workspace or a project, in the form that an import takes back without loss.",
                         "application/json")},
        [rooms](const ApiRequest &request, const HttpResponder &responder) {
            answerWithExport(rooms, request, responder, "application/json", "taskmaster-export.json", &exportJson);
        });
    RouteDescription csv = describedExport("The tasks of a workspace or a project as a table (RFC 4180).", "text/csv");
    csv.query.append({"bom",
                      QStringLiteral("Begin with a byte-order mark, as Excel likes it."),
                      {{QStringLiteral("type"), QStringLiteral("boolean")}}});
    rooms.door.add(router, {"GET", "/api/v1/workspaces/{workspace}/export.csv", "exportCsv", {}, csv},
                   [rooms](const ApiRequest &request, const HttpResponder &responder) {
                       const auto bom = isTrue(request, "bom");
                       if (!bom) {
                           responder.answer(HttpResponse::problem(bom.error()));
                           return;
                       }
                       CsvExportOptions options;
                       options.mark = *bom ? CsvExportOptions::Mark::With : CsvExportOptions::Mark::Without;
                       answerWithExport(
                           rooms, request, responder, "text/csv; charset=utf-8", "taskmaster-tasks.csv",
                           [options](Database &database, const ExportScope &scope, const ExportSink &sink) {
                               return exportCsv(database, scope, options, sink);
                           });
                   });
}

} // namespace TaskMaster::Server
