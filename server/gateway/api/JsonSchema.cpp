// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/JsonSchema.h"

#include <QJsonArray>

namespace TaskMaster::Server::JsonSchema {
namespace {

constexpr qint64 TimestampMax = 253402300799999; // end of year 9999

QJsonObject typed(const char *type)
{
    return {{QStringLiteral("type"), QString::fromLatin1(type)}};
}

/// JSON Schema counts characters where the fields count UTF-16 units: a text of emoji may fit here and not there.
QJsonObject ofText(const FieldDescription &field, Way way)
{
    QJsonObject schema = typed("string");
    schema[QStringLiteral("maxLength")] = field.maximum;
    if (way == Way::Out)
        return schema;
    if (field.type == FieldType::Text)
        schema[QStringLiteral("pattern")] =
            field.has(Required) ? QStringLiteral("^[^\\r\\n]*[^\\s][^\\r\\n]*$") : QStringLiteral("^[^\\r\\n]*$");
    else if (field.has(Required))
        schema[QStringLiteral("pattern")] = QStringLiteral("[^\\s]");
    return schema;
}

QJsonObject ofChoice(const FieldDescription &field)
{
    QJsonArray names;
    for (const char *name : field.choices)
        names.append(QString::fromLatin1(name));
    QJsonObject schema = typed("string");
    schema[QStringLiteral("enum")] = names;
    return schema;
}

QJsonObject withoutNull(const FieldDescription &field, Way way)
{
    switch (field.type) {
    case FieldType::Id:
        return uuid();
    case FieldType::Text:
    case FieldType::LongText:
        return ofText(field, way);
    case FieldType::Integer:
        return integer(field.minimum, field.maximum);
    case FieldType::Boolean:
        return typed("boolean");
    case FieldType::Timestamp: {
        QJsonObject schema = integer(0, TimestampMax);
        schema[QStringLiteral("description")] = QStringLiteral("UTC milliseconds");
        return schema;
    }
    case FieldType::Date: {
        QJsonObject schema = typed("string");
        schema[QStringLiteral("format")] = QStringLiteral("date");
        return schema;
    }
    case FieldType::Choice:
        return ofChoice(field);
    case FieldType::Rank: {
        QJsonObject schema = typed("string");
        schema[QStringLiteral("maxLength")] = field.maximum;
        schema[QStringLiteral("description")] = QStringLiteral("An order key: compare byte by byte");
        return schema;
    }
    }
    Q_UNREACHABLE();
}

/// Ids, times and days come as null when they are not set; the rest always has a value.
bool comesAsNull(const FieldDescription &field)
{
    return field.type == FieldType::Id || field.type == FieldType::Timestamp || field.type == FieldType::Date;
}

QJsonObject objectOf(const QJsonObject &properties, const QJsonArray &required, Way way)
{
    QJsonObject schema = typed("object");
    schema[QStringLiteral("properties")] = properties;
    if (!required.isEmpty())
        schema[QStringLiteral("required")] = required;
    if (way == Way::In)
        schema[QStringLiteral("additionalProperties")] = false;
    return schema;
}

} // namespace

QJsonObject ofField(const FieldDescription &field, Way way)
{
    const QJsonObject schema = withoutNull(field, way);
    const bool mayBeNull = way == Way::In ? !field.has(Required) : comesAsNull(field);
    return mayBeNull ? orNull(schema) : schema;
}

QByteArray capitalised(QByteArray name)
{
    name[0] = static_cast<char>(QChar::toUpper(static_cast<char32_t>(name[0])));
    return name;
}

QJsonObject uuid()
{
    return {{QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("format"), QStringLiteral("uuid")}};
}

QJsonObject text(const QString &meaning)
{
    QJsonObject schema = typed("string");
    if (!meaning.isEmpty())
        schema[QStringLiteral("description")] = meaning;
    return schema;
}

QJsonObject integer(qint64 minimum, qint64 maximum)
{
    return {{QStringLiteral("type"), QStringLiteral("integer")},
            {QStringLiteral("minimum"), minimum},
            {QStringLiteral("maximum"), maximum}};
}

QJsonObject arrayOf(const QJsonObject &items)
{
    return {{QStringLiteral("type"), QStringLiteral("array")}, {QStringLiteral("items"), items}};
}

QJsonObject orNull(QJsonObject schema)
{
    schema[QStringLiteral("type")] = QJsonArray{schema[QStringLiteral("type")], QStringLiteral("null")};
    if (schema.contains(QStringLiteral("enum"))) {
        QJsonArray names = schema[QStringLiteral("enum")].toArray();
        names.append(QJsonValue::Null);
        schema[QStringLiteral("enum")] = names;
    }
    return schema;
}

QJsonObject use(const Schema &schema)
{
    if (schema.name.isEmpty())
        return schema.body;
    return {{QStringLiteral("$ref"), QStringLiteral("#/components/schemas/") + schema.name}};
}

Schema object(const QString &name, std::span<const FieldDescription> fields, Way way, const QList<Member> &more)
{
    QJsonObject properties;
    QJsonArray required;
    std::vector<Schema> parts;
    for (const Member &member : more) {
        properties[member.name] = member.shape == Member::Shape::One ? use(member.schema) : arrayOf(use(member.schema));
        if (way == Way::Out)
            required.append(member.name);
        parts.push_back(member.schema);
    }
    for (const FieldDescription &field : fields) {
        if (way == Way::In && field.has(SystemOnly))
            continue;
        const QString member = QString::fromLatin1(field.name);
        properties[member] = ofField(field, way);
        if (way == Way::Out || field.has(Required))
            required.append(member);
    }
    return {name, objectOf(properties, required, way), std::move(parts)};
}

Schema row(EntityKind kind)
{
    const EntityDescription &entity = describe(kind);
    QJsonObject properties{
        {QStringLiteral("id"), uuid()},
        {QStringLiteral("rev"), integer(0, std::numeric_limits<qint32>::max())},
        {QStringLiteral("updatedAt"), integer(0, TimestampMax)},
    };
    for (const FieldDescription &field : entity.fields)
        properties[QString::fromLatin1(field.name)] = ofField(field, Way::Out);
    // Only the id is promised: `fields=` leaves out the rest.
    return {QString::fromLatin1(capitalised(entity.name)), objectOf(properties, {QStringLiteral("id")}, Way::Out)};
}

Schema page(const Schema &item)
{
    QJsonObject next = text(QStringLiteral("Pass it as `cursor` to get what follows; null: this was the last page."));
    next[QStringLiteral("type")] = QJsonArray{QStringLiteral("string"), QStringLiteral("null")};
    return {item.name + QStringLiteral("Page"),
            objectOf({{QStringLiteral("items"), arrayOf(use(item))}, {QStringLiteral("next"), next}},
                     {QStringLiteral("items"), QStringLiteral("next")}, Way::Out),
            {item}};
}

Schema patch(EntityKind kind)
{
    const EntityDescription &entity = describe(kind);
    QJsonObject properties;
    QJsonObject base;
    QJsonArray one; // of them at least
    for (const FieldDescription &field : entity.fields) {
        if (!field.has(Editable))
            continue;
        properties[QString::fromLatin1(field.name)] = ofField(field, Way::In);
        one.append(QJsonObject{{QStringLiteral("required"), QJsonArray{QString::fromLatin1(field.name)}}});
        // What somebody saw: of a long text its hash, of others whatever it was, in today's limits or not.
        QJsonObject seen = field.type == FieldType::LongText
            ? text(QStringLiteral("The first 32 hexadecimal digits of the SHA-256 of the text."))
            : typed(withoutNull(field, Way::Out)[u"type"].toString().toLatin1().constData());
        base[QString::fromLatin1(field.name)] = orNull(seen);
    }
    QJsonObject seen = objectOf(base, {}, Way::In);
    seen[QStringLiteral("description")] = QStringLiteral(
        "The values that were seen before the edit. Where one differs from what is stored, the edit still "
        "wins, and the value that lost is kept as a conflict.");
    properties[QStringLiteral("base")] = seen;
    QJsonObject schema = objectOf(properties, {}, Way::In);
    schema[QStringLiteral("anyOf")] = one;
    return {QString::fromLatin1(capitalised(entity.name)) + QStringLiteral("Patch"), schema};
}

Schema arguments(const CommandDescription &command, const QByteArrayList &given, const QByteArrayList &optional)
{
    QJsonObject properties;
    QJsonArray required;
    for (const FieldDescription &field : command.fields) {
        if (field.has(SystemOnly) || given.contains(field.name))
            continue;
        const QString name = QString::fromLatin1(field.name);
        const bool isOptional = optional.contains(field.name) || !field.has(Required);
        properties[name] = isOptional ? orNull(withoutNull(field, Way::In)) : ofField(field, Way::In);
        if (!isOptional)
            required.append(name);
    }
    return {properties.isEmpty() ? QString() : QString::fromLatin1(command.name),
            properties.isEmpty() ? QJsonObject() : objectOf(properties, required, Way::In)};
}

} // namespace TaskMaster::Server::JsonSchema
