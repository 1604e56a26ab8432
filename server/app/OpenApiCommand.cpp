// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/ServerApp.h"
#include "server/app/Subcommands.h"

#include <QJsonDocument>

namespace TaskMaster::Server {

Result<Outcome> Subcommands::openApi(const Invocation &, const Config &config)
{
    const QJsonObject document = ServerApp::apiDocument(config);
    return Outcome{ExitCode::Ok, QString::fromUtf8(QJsonDocument(document).toJson(QJsonDocument::Indented)), document};
}

} // namespace TaskMaster::Server
