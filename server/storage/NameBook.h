// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Needs.h"
#include "server/storage/Database.h"
#include "shared/model/Entity.h"

#include <map>
#include <set>

namespace TaskMaster::Server {

/**
 * What rows and people of a stream are called: as they are, or where they are gone as they were, from the log. First
 * everything is wanted, then loaded with one statement per kind, then asked. One page of an answer long; blocking.
 */
class NameBook {
public:
    NameBook(Database &database, const StreamId &stream);

    /// A row as an event had it: good enough when there is none any more.
    void know(Entity row);
    void want(EntityKind kind, const Uuid &id);
    void wantPerson(const Uuid &user);
    /// What this value points at, if it points at something.
    void wantTarget(const Entity &row, quint8 field, const Value &value);
    /// What the name of a row is made of.
    void wantNameOf(const Entity &row);
    [[nodiscard]] Result<void> load();

    /// The row as it is, or was; null: it is not known.
    [[nodiscard]] const Entity *find(EntityKind kind, const Uuid &id) const;
    /// The row as it is; null: there is none any more.
    [[nodiscard]] const Entity *present(EntityKind kind, const Uuid &id) const;
    /// Empty for what is not known.
    [[nodiscard]] QString nameOf(EntityKind kind, const Uuid &id) const;
    [[nodiscard]] QString nameOf(const Entity &row) const;
    [[nodiscard]] QString personName(const Uuid &user) const;
    /// A value as people read it: names instead of ids, times in ISO 8601, long texts cut.
    [[nodiscard]] QString textOf(const Entity &row, quint8 field, const Value &value) const;

private:
    using Key = Needs::Key;
    [[nodiscard]] Result<void> loadRows();
    [[nodiscard]] Result<void> loadGone(const Key &key);
    [[nodiscard]] Result<void> loadPeople();
    [[nodiscard]] QString customText(const CustomValue &row, const QString &value) const;

    Database &m_database;
    const StreamId m_stream;
    std::set<Key> m_wanted;
    std::set<Uuid> m_wantedPeople;
    std::map<Key, std::optional<Entity>> m_rows;
    std::map<Key, Entity> m_past;
    std::map<Uuid, QString> m_people;
};

} // namespace TaskMaster::Server
