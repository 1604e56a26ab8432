// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ExchangeRoutes.h"
#include "server/app/ImportOptionsText.h"
#include "server/gateway/api/JsonSchema.h"

#include <QJsonArray>

namespace TaskMaster::Server {
namespace {

QString importPhaseName(ImportState::Phase phase)
{
    static constexpr const char *names[]{"waiting", "reading", "writing", "done", "failed"};
    return QString::fromLatin1(names[static_cast<int>(phase)]);
}

QJsonValue orNull(qint64 time)
{
    return time == 0 ? QJsonValue() : QJsonValue(time);
}

QJsonObject describeImport(const ImportState &state)
{
    QJsonObject object{
        {QStringLiteral("id"), state.id.toString()},
        {QStringLiteral("format"), importFormatNames().value(static_cast<int>(state.format))},
        {QStringLiteral("dryRun"), state.dryRun},
        {QStringLiteral("phase"), importPhaseName(state.phase)},
        {QStringLiteral("createdAt"), state.createdAt},
        {QStringLiteral("finishedAt"), orNull(state.finishedAt)},
        {QStringLiteral("projectId"), state.projectId.isNull() ? QJsonValue() : QJsonValue(state.projectId.toString())},
        {QStringLiteral("projectName"), state.projectName},
        {QStringLiteral("commands"), state.commands},
        {QStringLiteral("decided"), state.decided},
        {QStringLiteral("done"), state.done},
        {QStringLiteral("wereThere"), state.wereThere},
        {QStringLiteral("refused"), state.refused},
        {QStringLiteral("refusals"), QJsonArray::fromStringList(state.refusals)},
        {QStringLiteral("report"), state.report.toJson()},
        {QStringLiteral("error"), QJsonValue()}};
    if (state.error)
        object[QStringLiteral("error")] = QJsonObject{{QStringLiteral("code"), state.error->wire()},
                                                      {QStringLiteral("message"), state.error->message}};
    return object;
}

QJsonObject objectSchema(const QJsonObject &properties)
{
    return {{QStringLiteral("type"), QStringLiteral("object")},
            {QStringLiteral("properties"), properties},
            {QStringLiteral("required"), QJsonArray::fromStringList(properties.keys())}};
}

Schema stateSchema()
{
    const QJsonObject number = JsonSchema::integer(0, (1LL << 53) - 1);
    const QJsonObject texts = JsonSchema::arrayOf(JsonSchema::text());
    QJsonObject counts{{QStringLiteral("type"), QStringLiteral("object")},
                       {QStringLiteral("additionalProperties"), number},
                       {QStringLiteral("description"), QStringLiteral("How many of each thing were taken over.")}};
    QJsonObject error =
        objectSchema({{QStringLiteral("code"), JsonSchema::text()}, {QStringLiteral("message"), JsonSchema::text()}});
    QJsonObject format = JsonSchema::text();
    format[QStringLiteral("enum")] = QJsonArray::fromStringList(importFormatNames());
    QJsonObject phase = JsonSchema::text();
    phase[QStringLiteral("enum")] =
        QJsonArray{QStringLiteral("waiting"), QStringLiteral("reading"), QStringLiteral("writing"),
                   QStringLiteral("done"), QStringLiteral("failed")};
    return {QStringLiteral("Import"),
            objectSchema({{QStringLiteral("id"), JsonSchema::uuid()},
                          {QStringLiteral("format"), format},
                          {QStringLiteral("dryRun"), QJsonObject{{QStringLiteral("type"), QStringLiteral("boolean")}}},
                          {QStringLiteral("phase"), phase},
                          {QStringLiteral("createdAt"), number},
                          {QStringLiteral("finishedAt"), JsonSchema::orNull(number)},
                          {QStringLiteral("projectId"), JsonSchema::orNull(JsonSchema::uuid())},
                          {QStringLiteral("projectName"), JsonSchema::text()},
                          {QStringLiteral("commands"), number},
                          {QStringLiteral("decided"), number},
                          {QStringLiteral("done"), number},
                          {QStringLiteral("wereThere"), number},
                          {QStringLiteral("refused"), number},
                          {QStringLiteral("refusals"), texts},
                          {QStringLiteral("report"),
                           objectSchema({{QStringLiteral("counts"), counts},
                                         {QStringLiteral("changed"), texts},
                                         {QStringLiteral("notTakenOver"), texts}})},
                          {QStringLiteral("error"), JsonSchema::orNull(error)}})};
}

HttpResponse importAnswer(int status, const QJsonObject &body)
{
    HttpResponse response = HttpResponse::json(status, body);
    response.headers.append(HttpHeader{"Cache-Control", "no-store"});
    return response;
}

RouteDescription describedImport(const char *summary, AnswerDescription answer)
{
    RouteDescription about;
    about.tag = "Import and export";
    about.summary = QString::fromUtf8(summary);
    about.scope = Scope::Admin;
    about.answer = std::move(answer);
    return about;
}

Result<ImportWish> importWishOf(const ApiRequest &request)
{
    const auto format = importFormatFromName(request.query.value("format"));
    if (!format)
        return Error::invalidField(
            QStringLiteral("format"),
            QStringLiteral("must be one of %1").arg(importFormatNames().join(QStringLiteral(", "))));
    const auto options = importOptionsFrom({request.query.value("project"), request.query.value("fileName"),
                                            request.query.value("map").split(u',', Qt::SkipEmptyParts),
                                            request.query.value("dateFormat"), request.query.value("timeZone"),
                                            request.query.value("delimiter"), request.query.value("encoding")});
    if (!options)
        return options.error();
    const auto isDry = isTrue(request, "dryRun");
    if (!isDry)
        return isDry.error();
    return ImportWish{request.id("workspace"), request.who.userId, *format, request.http.body, *options, *isDry};
}

QList<ParameterDescription> importParameters()
{
    const QJsonObject text = JsonSchema::text();
    QJsonObject format = text;
    format[QStringLiteral("enum")] = QJsonArray::fromStringList(importFormatNames());
    return {
        {"format", QStringLiteral("What kind of file it is."), format, ParameterDescription::Need::Required},
        {"dryRun",
         QStringLiteral("Only read the file and report what would be done."),
         {{QStringLiteral("type"), QStringLiteral("boolean")}}},
        {"project", QStringLiteral("The name of the project; otherwise the file's."), text},
        {"fileName", QStringLiteral("What the file is called: it names the project of a table."), text},
        {"map", QStringLiteral("Of csv: what columns are, `Header=field`, with commas between."), text},
        {"dateFormat", QStringLiteral("Of csv and todoist: iso, dmy, mdy or a pattern; otherwise guessed."), text},
        {"timeZone", QStringLiteral("Where times without a zone were written; otherwise UTC."), text},
        {"delimiter", QStringLiteral("Of csv and todoist: , ; | or tab; otherwise guessed."), text},
        {"encoding", QStringLiteral("Of csv and todoist: utf-8, utf-16 or windows-1252; otherwise guessed."), text}};
}

/// Imports are remembered by the server that does them, and end with it.
Error noSuchImport()
{
    return {ErrorCode::NotFound,
            QStringLiteral("This server does not know of such an import: it may have been restarted since. Import the "
                           "file again: what is done is found done, and nothing is done twice.")};
}

void addPost(Router &router, const ExchangeRooms &rooms, const Schema &import)
{
    RouteDescription post = describedImport(
        "Takes over work from elsewhere: the file is the body.",
        {202, QStringLiteral("It waits for its turn; Location says where it tells how far it is."), import});
    post.request = {{}, {{QStringLiteral("description"), QStringLiteral("The file, as it is.")}}};
    post.requestTypes = {"application/octet-stream", "application/json", "text/csv", "text/plain"};
    post.bodyBytesMax = rooms.importBytesMax;
    post.query = importParameters();
    post.errors = {ErrorCode::Overloaded};
    rooms.door.add(router, {"POST", "/api/v1/workspaces/{workspace}/imports", "startImport", {}, post},
                   [rooms](const ApiRequest &request, const HttpResponder &responder) {
                       auto wish = importWishOf(request);
                       if (!wish) {
                           responder.answer(HttpResponse::problem(wish.error()));
                           return;
                       }
                       const StreamId stream = StreamId::ofWorkspace(wish->workspace);
                       rooms.answer(
                           request, responder, Capability::ManageWorkspace, stream,
                           [&imports = rooms.imports, wish = *std::move(wish)](Database &) -> Result<HttpResponse> {
                               const auto state = imports.add(wish);
                               if (!state)
                                   return state.error();
                               HttpResponse response = importAnswer(202, describeImport(*state));
                               response.headers.append(
                                   HttpHeader{"Location",
                                              QStringLiteral("/api/v1/workspaces/%1/imports/%2")
                                                  .arg(state->workspace.toString(), state->id.toString())
                                                  .toLatin1()});
                               return response;
                           });
                   });
}

} // namespace

void addImportRoutes(Router &router, const ExchangeRooms &rooms)
{
    const Schema import = stateSchema();
    addPost(router, rooms, import);
    rooms.door.add(
        router,
        {"GET",
         "/api/v1/workspaces/{workspace}/imports",
         "listImports",
         {},
         describedImport("The imports since the server was started, the newest first.",
                         {200,
                          QStringLiteral("The imports."),
                          {{},
                           objectSchema({{QStringLiteral("items"), JsonSchema::arrayOf(JsonSchema::use(import))}}),
                           {import}}})},
        [rooms](const ApiRequest &request, const HttpResponder &responder) {
            const Uuid workspace = request.id("workspace");
            rooms.answer(request, responder, Capability::ManageWorkspace, StreamId::ofWorkspace(workspace),
                         [&imports = rooms.imports, workspace](Database &) -> Result<HttpResponse> {
                             QJsonArray items;
                             for (const ImportState &state : imports.list(workspace))
                                 items.append(describeImport(state));
                             return importAnswer(200, {{QStringLiteral("items"), items}});
                         });
        });
    rooms.door.add(
        router,
        {"GET",
         "/api/v1/workspaces/{workspace}/imports/{import}",
         "showImport",
         {},
         describedImport("How far an import is, and its report.", {200, QStringLiteral("The import."), import})},
        [rooms](const ApiRequest &request, const HttpResponder &responder) {
            const Uuid workspace = request.id("workspace");
            rooms.answer(
                request, responder, Capability::ManageWorkspace, StreamId::ofWorkspace(workspace),
                [&imports = rooms.imports, workspace, id = request.id("import")](Database &) -> Result<HttpResponse> {
                    const auto state = imports.find(workspace, id);
                    if (!state)
                        return noSuchImport();
                    return importAnswer(200, describeImport(*state));
                });
        });
}

} // namespace TaskMaster::Server
