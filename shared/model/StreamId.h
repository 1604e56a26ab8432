// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Uuid.h"

namespace TaskMaster {

enum class StreamKind : quint8 { Workspace, Project, Personal, User };

/// A set of kinds: where a command may write, where an entity's rows may live.
using StreamKinds = quint8;
constexpr StreamKinds streamBit(StreamKind kind)
{
    return static_cast<StreamKinds>(1U << static_cast<unsigned>(kind));
}
inline constexpr StreamKinds InWorkspace = streamBit(StreamKind::Workspace);
inline constexpr StreamKinds InProject = streamBit(StreamKind::Project);
inline constexpr StreamKinds InPersonal = streamBit(StreamKind::Personal);
inline constexpr StreamKinds InUser = streamBit(StreamKind::User);

/**
 * What a person can subscribe to, and what one log belongs to: `w:<workspace>`, `p:<workspace>:<project>`,
 * `m:<workspace>:<user>`, `u:<user>`. `scope` is the last id (for `w:` the workspace itself); `workspace` is null
 * for `u:`. Rows are stored under (workspace, scope), so a stream is also the key of its rows.
 */
struct StreamId {
    StreamKind kind = StreamKind::Workspace;
    Uuid workspace;
    Uuid scope;

    static StreamId ofWorkspace(const Uuid &workspace) { return {StreamKind::Workspace, workspace, workspace}; }
    static StreamId ofProject(const Uuid &workspace, const Uuid &project)
    {
        return {StreamKind::Project, workspace, project};
    }
    static StreamId ofPerson(const Uuid &workspace, const Uuid &user)
    {
        return {StreamKind::Personal, workspace, user};
    }
    static StreamId ofUser(const Uuid &user) { return {StreamKind::User, {}, user}; }

    static std::optional<StreamId> fromString(QStringView text);
    [[nodiscard]] QString toString() const;

    auto operator<=>(const StreamId &) const = default;
};

inline size_t qHash(const StreamId &id, size_t seed = 0) noexcept
{
    return qHash(id.scope, seed) ^ (qHash(id.workspace) * 31) ^ static_cast<size_t>(id.kind);
}

} // namespace TaskMaster

template <> struct std::hash<TaskMaster::StreamId> {
    std::size_t operator()(const TaskMaster::StreamId &id) const noexcept { return TaskMaster::qHash(id); }
};

Q_DECLARE_METATYPE(TaskMaster::StreamId)
