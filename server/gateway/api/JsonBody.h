// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpMessage.h"
#include "server/gateway/api/FieldErrors.h"
#include "shared/model/Entity.h"

namespace TaskMaster::Server {

/**
 * The body of a request as values. A body is described by fields, as commands and entities are:
 *     struct SignInBody { QString email; …  static constexpr const char *schema = "SignIn"; static constexpr std::array
 *     fields{textField<&SignInBody::email>("email", Limits::EmailMax, Required), …}; };
 * From that come its limits, its errors (all of them, by name) and its schema in the OpenAPI document.
 */
template <class T>
concept DescribedBody = requires
{
    {
        T::schema
        } -> std::convertible_to<const char *>;
    std::span<const FieldDescription>(T::fields);
};

namespace JsonBody {

/// One strict JSON object: no key twice, nothing behind it. No body at all counts as an empty object. UnsupportedMedia-
/// Type, Malformed with the byte where it stops making sense, or the object.
[[nodiscard]] Result<QJsonObject> parse(const HttpRequest &request, const QByteArrayList &types = {"application/json"});

/// A single JSON value as a field's; says what is wrong about it to `errors`, under `place`.
[[nodiscard]] std::optional<Value> value(const QJsonValue &json, const FieldDescription &field, const QString &place,
                                         FieldErrors &errors);
/// The members of an object as values of the described fields, each checked. Members that are not described, and those
/// with SystemOnly, are errors; `prefix` is the path of the object.
[[nodiscard]] FieldValues fields(const QJsonObject &object, std::span<const FieldDescription> descriptions,
                                 FieldErrors &errors, const QString &prefix = {});
/// Required fields that are not among `values`.
void requireAll(const FieldValues &values, std::span<const FieldDescription> descriptions, FieldErrors &errors,
                const QString &prefix = {});

/// As the API writes it: ids as text, what is not set as null.
[[nodiscard]] QJsonValue written(const Value &value);
/// All described fields of a value as one object.
[[nodiscard]] QJsonObject written(const void *value, std::span<const FieldDescription> descriptions);
template <DescribedBody T> [[nodiscard]] QJsonObject written(const T &value)
{
    return written(&value, T::fields);
}

template <DescribedBody T> [[nodiscard]] Result<T> read(const HttpRequest &request)
{
    const auto object = parse(request);
    if (!object)
        return object.error();
    FieldErrors errors;
    const FieldValues values = fields(*object, T::fields, errors);
    requireAll(values, T::fields, errors);
    if (!errors.isEmpty())
        return errors.error();
    T body;
    for (const FieldValue &field : values)
        T::fields[field.field].write(&body, field.value);
    return body;
}

} // namespace JsonBody

} // namespace TaskMaster::Server
