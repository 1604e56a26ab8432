// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"
#include "shared/protocol/Commands.h"

#include <functional>

namespace TaskMaster::Server {

/**
 * Where the rows of an entity are on the API. Addresses are relative to the stream's (see Streams below), parameters
 * are called like the fields or arguments that they stand for: those in `list` filter it by that field.
 */
struct Resource {
    EntityKind kind;
    const char *list = nullptr; ///< `/tasks`; null: there is none
    const char *single = nullptr; ///< `/tasks/{taskId}`; empty: the stream's own address; null: there is none
    /// Which row `single` means; null: the one whose id is the last parameter.
    Uuid (*rowId)(const StreamId &stream, const ApiRequest &request) = nullptr;
    std::initializer_list<const char *> filters = {}; ///< fields with an index of their own
    const char *order = nullptr; ///< the field that an index orders them by; null: id
    bool isDescending = false;
};

/// All of them, a row of a kind that lives in several kinds of stream once. The first with a `list` is the main one.
[[nodiscard]] std::span<const Resource> allResources();
/// The address of a row; empty for a kind that has none.
[[nodiscard]] QByteArray locationOf(const StreamId &stream, const Entity &row);

/// The addresses of streams.
namespace Streams {

inline constexpr std::array kinds{StreamKind::Workspace, StreamKind::Project, StreamKind::Personal, StreamKind::User};
/// `/api/v1/workspaces/{workspace}/projects/{project}` …
[[nodiscard]] QByteArray patternOf(StreamKind kind);
[[nodiscard]] QByteArray addressOf(const StreamId &stream);
/// The stream that the path of a request names; personal ones are those of who asks.
[[nodiscard]] StreamId of(StreamKind kind, const ApiRequest &request);
/// What makes operation names unique where a thing lives in several kinds of stream.
[[nodiscard]] const char *suffix(StreamKind kind);
[[nodiscard]] const char *tag(StreamKind kind);

} // namespace Streams

} // namespace TaskMaster::Server
