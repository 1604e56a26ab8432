// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Webhook.h"
#include "shared/protocol/Frames.h"

namespace TaskMaster::Server::EventFilter {

/// Of everything that a webhook hears, does it want this? Its list names verbs (`taskMoved`) and kinds of entities
/// (`comment`): an event fits that has one of the verbs, or changes a row of one of the kinds.
[[nodiscard]] bool wants(const Webhook &webhook, const Event &event);

/// Are these all words that such a list can have? The error names the first that is not.
[[nodiscard]] Result<void> check(const QStringList &events);

inline constexpr qsizetype EventsMax = 100;

} // namespace TaskMaster::Server::EventFilter
