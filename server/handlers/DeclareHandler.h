// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

/**
 * The shape of every decision: `capability` says who may ask, `needs` which rows it reads, `handle` decides. Stateless
 * and pure. Commands whose capability depends on the kind of stream declare `capabilityIn` instead, by hand.
 */
// clang-format off
#define TASKMASTER_HANDLER(Command, CAPABILITY) \
    class Command##Handler { \
    public: \
        static constexpr Capability capability = Capability::CAPABILITY; \
        void needs(const Context &context, const Command &wish, const WorkingSet &set, Needs &needs) const; \
        Result<void> handle(const Context &context, const Command &wish, WorkingSet &set) const; \
    }
// clang-format on
