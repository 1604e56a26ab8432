// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/JsonBody.h"

#include "shared/protocol/StrictJson.h"

#include <QJsonDocument>

namespace TaskMaster::Server::JsonBody {
namespace {

QString at(const QString &prefix, const QString &name)
{
    return prefix.isEmpty() ? name : prefix + u'.' + name;
}

/// nullopt: a list, an object, or a number that is not whole.
std::optional<Value> plainValue(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return Value();
    case QJsonValue::Bool:
        return Value(json.toBool());
    case QJsonValue::String:
        return Value(json.toString());
    case QJsonValue::Double:
        // The default is returned for what is not a whole number of 64 bits.
        if (json.toInteger(0) != json.toInteger(1))
            return std::nullopt;
        return Value(json.toInteger());
    case QJsonValue::Array:
    case QJsonValue::Object:
        break;
    }
    return std::nullopt;
}

} // namespace

Result<QJsonObject> parse(const HttpRequest &request, const QByteArrayList &types)
{
    if (request.body.isEmpty())
        return QJsonObject();
    const QByteArray type = request.header("Content-Type").value_or(QByteArray());
    const QByteArray media = mainPart(type);
    if (!types.contains(media))
        return Error(
            ErrorCode::UnsupportedMediaType,
            QStringLiteral("The body must be JSON (Content-Type: %1).").arg(QString::fromLatin1(types.join(" or "))));
    return StrictJson::object(request.body);
}

std::optional<Value> value(const QJsonValue &json, const FieldDescription &field, const QString &place,
                           FieldErrors &errors)
{
    std::optional<Value> plain = plainValue(json);
    if (!plain) {
        errors.add(place,
                   json.isDouble() ? QStringLiteral("must be a whole number")
                                   : QStringLiteral("must be a single value"));
        return std::nullopt;
    }
    Result<Value> fits = checked(field, *std::move(plain));
    if (!fits) {
        // The sentence names the field by its last name only, which is what a reader of the body looks for.
        errors.addSentence(place, fits.error().message);
        return std::nullopt;
    }
    return std::move(*fits);
}

FieldValues fields(const QJsonObject &object, std::span<const FieldDescription> descriptions, FieldErrors &errors,
                   const QString &prefix)
{
    FieldValues values;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString name = it.key();
        const auto found =
            std::find_if(descriptions.begin(), descriptions.end(),
                         [&name](const FieldDescription &field) { return name == QLatin1StringView(field.name); });
        if (found == descriptions.end() || found->has(SystemOnly)) {
            errors.add(at(prefix, name.left(40)), QStringLiteral("is not known here"));
            continue;
        }
        // What is wrong is kept as not set: it is there, so it is not missing, too.
        values.append(FieldValue{static_cast<quint8>(found - descriptions.begin()),
                                 value(it.value(), *found, at(prefix, name), errors).value_or(Value())});
    }
    std::sort(values.begin(), values.end(), [](const FieldValue &a, const FieldValue &b) { return a.field < b.field; });
    return values;
}

void requireAll(const FieldValues &values, std::span<const FieldDescription> descriptions, FieldErrors &errors,
                const QString &prefix)
{
    for (std::size_t i = 0; i < descriptions.size(); ++i) {
        if (!descriptions[i].has(Required))
            continue;
        const bool isThere =
            std::any_of(values.cbegin(), values.cend(), [i](const FieldValue &value) { return value.field == i; });
        if (!isThere)
            errors.add(at(prefix, QString::fromLatin1(descriptions[i].name)), QStringLiteral("must be set"));
    }
}

QJsonValue written(const Value &value)
{
    if (const auto *id = std::get_if<Uuid>(&value))
        return id->toString();
    if (const auto *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *number = std::get_if<qint64>(&value))
        return *number;
    if (const auto *truth = std::get_if<bool>(&value))
        return *truth;
    return QJsonValue::Null;
}

QJsonObject written(const void *value, std::span<const FieldDescription> descriptions)
{
    QJsonObject object;
    for (const FieldDescription &field : descriptions)
        object[QString::fromLatin1(field.name)] = written(field.read(value));
    return object;
}

} // namespace TaskMaster::Server::JsonBody
