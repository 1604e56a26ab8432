// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportBoard.h"

namespace TaskMaster::Server {

/**
 * Reads a Trello board export. Lists are columns of the type that their name suggests; what has no field here (places,
 * people of checklist items, due dates that were ticked off) goes into texts, and the report says so. Pure. Fails with
 * one sentence when the file is no whole Trello export.
 */
[[nodiscard]] Result<ImportBoard> readTrelloBoard(const QByteArray &json, const ImportOptions &options);

} // namespace TaskMaster::Server
