// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Batch.h"
#include "server/storage/DbPool.h"
#include "server/storage/WriteQueue.h"

namespace TaskMaster::Server {

/// What the API reads and writes through; all of it outlives the router.
struct ApiServices {
    DbPool &pool;
    WriteQueue &writes;
    AccessCache &access;
    qint64 epoch = 0;
};

} // namespace TaskMaster::Server
