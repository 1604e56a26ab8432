// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entity.h"

namespace TaskMaster {

/**
 * Commands are wishes: typed values with one description each, made by clients (and by reactions and imports as
 * `system`). The description gives the codec, the limits and the API their names. A command writes one stream, which
 * its envelope names; `streams` says of which kinds. Neighbours (`afterId`, `beforeId`) say where a row goes: after
 * the one and before the other; without both, or when they are gone, at the end.
 */
template <class C> struct DescribesCommand;

// clang-format off
#define TASKMASTER_COMMAND(Type, VERB, STREAMS) \
    static constexpr const char *name = #Type; \
    static constexpr const char *verb = VERB; \
    static constexpr StreamKinds streams = STREAMS
// clang-format on

} // namespace TaskMaster
