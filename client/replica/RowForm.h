// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/replica/StreamRows.h"

namespace TaskMaster::Client::RowForm {

/**
 * A row as the client keeps it on disk: revision, time, and each field that is set, by its index. Derived from the
 * descriptions, so it is only good together with key(): rows written under another one are fetched anew. Pure
 * functions, any thread.
 */
[[nodiscard]] QByteArray encode(const Entity &row);
/// Puts the row into `rows`; false: the bytes are no row of this kind.
[[nodiscard]] bool decodeInto(StreamRows &rows, EntityKind kind, const Uuid &id, QByteArrayView bytes);
/// Names this form and the entities that it was made of.
[[nodiscard]] QString key();

} // namespace TaskMaster::Client::RowForm
