// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/RouteDescription.h"
#include "shared/protocol/Commands.h"

namespace TaskMaster::Server::JsonSchema {

/// Sent by clients, or by the server: what is not set comes as null, and may be left out on the way in.
enum class Way : quint8 { In, Out };

[[nodiscard]] QJsonObject ofField(const FieldDescription &field, Way way);
/// `task` → `Task`: schemas and operations are called after what they are about.
[[nodiscard]] QByteArray capitalised(QByteArray name);
[[nodiscard]] QJsonObject uuid();
[[nodiscard]] QJsonObject text(const QString &meaning = {});
[[nodiscard]] QJsonObject integer(qint64 minimum, qint64 maximum);
[[nodiscard]] QJsonObject arrayOf(const QJsonObject &items);
[[nodiscard]] QJsonObject orNull(QJsonObject schema);
/// `$ref` for a schema with a name, else the schema itself.
[[nodiscard]] QJsonObject use(const Schema &schema);

/// A property that is no field: an object, a list …
struct Member {
    QString name;
    Schema schema;
    enum class Shape : quint8 { One, List } shape = Shape::One;
};
/// An object with these properties. In: nothing else is allowed, Required fields must be there. Out: all are there.
[[nodiscard]] Schema object(const QString &name, std::span<const FieldDescription> fields, Way way,
                            const QList<Member> &more = {});
/// The schema of a body that JsonBody reads or writes.
template <class T> [[nodiscard]] Schema of(Way way, const QList<Member> &more = {})
{
    return object(QString::fromLatin1(T::schema), T::fields, way, more);
}
/// A row as the API shows it: id, rev, updatedAt and its fields in one flat object.
[[nodiscard]] Schema row(EntityKind kind);
/// A page of such rows.
[[nodiscard]] Schema page(const Schema &item);
/// A merge patch of the editable fields, with the optional `base`.
[[nodiscard]] Schema patch(EntityKind kind);
/// A command's arguments without those in `given`, which come from elsewhere, and those of the server alone. Ids that
/// a client may leave out are optional.
[[nodiscard]] Schema arguments(const CommandDescription &command, const QByteArrayList &given,
                               const QByteArrayList &optional);

} // namespace TaskMaster::Server::JsonSchema
