// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/TaskFeed.h"
#include "server/storage/Batch.h"
#include "server/storage/FeedStore.h"

namespace TaskMaster::Server {

/**
 * What is behind a calendar's secret address, as its person may see it now: a project's tasks, or those assigned to
 * them. NotFound: no such secret, the person was disabled or left, or the project is gone.
 */
namespace CalendarFeed {

/// A fresh secret, `tmc_` and 256 random bits.
[[nodiscard]] QString makeSecret();
/// The path of the address: everything behind the host.
[[nodiscard]] QString pathOf(const QString &secret);
[[nodiscard]] QString hashOf(const QString &secret);

struct Fetched {
    Feed feed;
    QByteArray calendar;
};
[[nodiscard]] Result<Fetched> fetch(Database &database, AccessCache &access, const QString &secret, FeedShow show,
                                    const QDate &today);

} // namespace CalendarFeed

} // namespace TaskMaster::Server
