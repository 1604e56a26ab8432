// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/AccountChange.h"

#include <QJsonObject>

namespace TaskMaster::Server::AccountChangeJson {

/// A change of accounts as it goes over the control socket: its name, and its members as an object.
[[nodiscard]] QByteArray nameOf(const AccountChange &change);
[[nodiscard]] QJsonObject encode(const AccountChange &change);
/// UnknownCommand for a name that this version does not know.
[[nodiscard]] Result<AccountChange> decode(const QString &name, const QJsonObject &args);

} // namespace TaskMaster::Server::AccountChangeJson
