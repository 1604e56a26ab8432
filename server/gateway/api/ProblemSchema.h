// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/JsonSchema.h"

namespace TaskMaster::Server {

/// What `HttpResponse::problem` answers (RFC 9457), with the fields that are wrong.
[[nodiscard]] Schema problemSchema();

} // namespace TaskMaster::Server
