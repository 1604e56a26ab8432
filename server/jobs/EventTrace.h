// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storage/Reader.h"

namespace TaskMaster::Server {

/// An event that is being reacted to, with what rules need to look around it. Lives for one event.
struct EventTrace {
    Database &database;
    AccessCache &access;
    const Event &event;

    [[nodiscard]] Uuid workspace() const { return event.stream.workspace; }
    /// The id of what follows for one target: the same however often it is asked for.
    [[nodiscard]] Uuid idFor(const QByteArray &target) const { return Uuid::v5(event.commandId, target); }
    /// May this person read the event's stream now?
    [[nodiscard]] Result<bool> mayRead(const Uuid &user) const
    {
        const auto answer = Read::access(database, access, Viewer{user}, event.stream);
        if (answer)
            return true;
        const ErrorCode code = answer.error().code;
        return code == ErrorCode::NotFound || code == ErrorCode::Forbidden ? Result<bool>(false)
                                                                           : Result<bool>(answer.error());
    }
};

/// The new value of a field in a change, or null.
template <auto Member> [[nodiscard]] const Value *newValue(const Change &change)
{
    using E = typename Detail::MemberOf<decltype(Member)>::Class;
    if (change.entity != Describes<E>::kind || change.op == ChangeOp::Delete)
        return nullptr;
    for (const FieldValue &field : change.fields) {
        if (field.field == fieldIndex<Member>())
            return &field.value;
    }
    return nullptr;
}
/// It was set, to something.
template <auto Member> [[nodiscard]] bool isSetBy(const Change &change)
{
    const Value *value = newValue<Member>(change);
    return value && !std::holds_alternative<std::monostate>(*value);
}

} // namespace TaskMaster::Server
