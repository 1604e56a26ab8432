// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"
#include "shared/model/Entity.h"

namespace TaskMaster::Server {

/// Which members of a row are asked for: `fields=title,dueDate`; all without. `id` is always there.
class FieldSelection {
public:
    /// Unknown names are said to `errors`.
    FieldSelection(const ApiRequest &request, EntityKind kind, FieldErrors &errors);

    /// A row as the API shows it: id, rev, updatedAt and its fields in one flat object; not set is null.
    [[nodiscard]] QJsonObject row(const Entity &entity) const;
    /// What makes its answers different from others: part of their entity tags and cursors.
    [[nodiscard]] const QByteArray &key() const { return m_key; }

    [[nodiscard]] static ParameterDescription parameter(EntityKind kind);

private:
    std::vector<bool> m_has; ///< by field; empty: all
    bool m_hasRev = true;
    bool m_hasUpdatedAt = true;
    QByteArray m_key;
};

/// All of a row.
[[nodiscard]] QJsonObject rowJson(const Entity &entity);

} // namespace TaskMaster::Server
