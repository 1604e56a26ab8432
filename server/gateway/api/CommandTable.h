// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Commands.h"

namespace TaskMaster::Server {

/**
 * Which command an address means. Parameters of the path are called like the arguments that they are; `fixed` is one
 * that the method decides (PUT: true, DELETE: false); what is left comes from the body. A command that can be written
 * to several kinds of stream has its route in each. Edit and the general door for all commands need no line here.
 */
struct CommandRoute {
    const char *method;
    const char *path; ///< behind the stream's address
    int command; ///< its index in CommandArgs
    enum class Does : quint8 {
        Make, ///< 201 and the new row; its id may be left out
        Change, ///< 200 and the row
        Remove, ///< 204
        Act, ///< 200 and where its event is
        MakeStream, ///< as Make, of a workspace or project: the id becomes the stream's
    } does;
    EntityKind kind; ///< of the row that is shown, or that If-Match is about
    Uuid (*row)(const Command &command, const Uuid &actor); ///< its id; null with Act
    const char *summary;
    const char *newId = nullptr; ///< with Make: the argument that is the new row's id
    const char *fixed = nullptr;
    bool fixedValue = true;
    const char *operation = nullptr; ///< the name of the route; null: that of the command
};

/// One line per command and address.
[[nodiscard]] std::span<const CommandRoute> commandRoutes();

} // namespace TaskMaster::Server
