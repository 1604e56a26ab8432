// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Entity.h"

#include <set>
#include <tuple>

namespace TaskMaster::Server {

/// The rows of a column around an order key, for re-ranking.
struct ColumnWindow {
    Uuid columnId;
    QString rank;
    int size = 0; ///< half of it on each side

    bool operator<(const ColumnWindow &other) const
    {
        return std::tie(columnId, rank, size) < std::tie(other.columnId, other.rank, other.size);
    }
};

/// The rows of a kind that name another row in one of their fields: the items of a checklist, the parts of a task.
struct RelatedRows {
    EntityKind kind;
    quint8 field;
    Uuid id;
    auto operator<=>(const RelatedRows &) const = default;
};

/// One of a person's own commands in this stream, for Undo.
struct PastCommand {
    Uuid actor;
    Uuid commandId;
    auto operator<=>(const PastCommand &) const = default;
};

/**
 * What a decision needs to know of its own stream before it can be made. Handlers fill it, storage loads it with one
 * query per kind for a whole batch, then asks again until nothing new is wanted (at most four waves).
 */
class Needs {
public:
    struct Key {
        EntityKind kind;
        Uuid id;
        auto operator<=>(const Key &) const = default;
    };

    template <class E> void row(const Uuid &id)
    {
        if (!id.isNull())
            m_rows.insert({Describes<E>::kind, id});
    }
    void row(EntityKind kind, const Uuid &id)
    {
        if (!id.isNull())
            m_rows.insert({kind, id});
    }
    /// Every row of a kind that a stream has few of (columns, labels, members).
    template <class E> void all() { m_all.insert(Describes<E>::kind); }
    /// `related<&Comment::taskId>(task)`: the comments of a task. The field must have an index.
    template <auto Member> void related(const Uuid &id)
    {
        using E = typename Detail::MemberOf<decltype(Member)>::Class;
        if (!id.isNull())
            m_related.insert({Describes<E>::kind, fieldIndex<Member>(), id});
    }
    void related(const RelatedRows &rows) { m_related.insert(rows); }
    /// How many tasks stand in a column, neither archived nor in the trash.
    void columnCount(const Uuid &columnId) { m_counts.insert(columnId); }
    void past(const PastCommand &command) { m_past.insert(command); }
    /// Where a column ends.
    void columnTail(const Uuid &columnId) { m_tails.insert(columnId); }
    void columnWindow(const ColumnWindow &window) { m_windows.insert(window); }

    /// A person's account, for commands that bring somebody into a workspace: name and email come from there.
    void person(const Uuid &userId)
    {
        if (!userId.isNull())
            m_people.insert(userId);
    }

    [[nodiscard]] const std::set<Key> &rows() const { return m_rows; }
    [[nodiscard]] const std::set<Uuid> &people() const { return m_people; }
    [[nodiscard]] const std::set<EntityKind> &kinds() const { return m_all; }
    [[nodiscard]] const std::set<RelatedRows> &relatedRows() const { return m_related; }
    [[nodiscard]] const std::set<Uuid> &counts() const { return m_counts; }
    [[nodiscard]] const std::set<PastCommand> &pastCommands() const { return m_past; }
    [[nodiscard]] const std::set<Uuid> &tails() const { return m_tails; }
    [[nodiscard]] const std::set<ColumnWindow> &windows() const { return m_windows; }
    [[nodiscard]] bool isEmpty() const
    {
        return m_rows.empty() && m_people.empty() && m_all.empty() && m_tails.empty() && m_windows.empty()
            && m_related.empty() && m_counts.empty() && m_past.empty();
    }

private:
    std::set<Key> m_rows;
    std::set<Uuid> m_people;
    std::set<EntityKind> m_all;
    std::set<RelatedRows> m_related;
    std::set<Uuid> m_counts;
    std::set<PastCommand> m_past;
    std::set<Uuid> m_tails;
    std::set<ColumnWindow> m_windows;
};

} // namespace TaskMaster::Server
