// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/RowJson.h"

#include "server/gateway/api/JsonBody.h"
#include "server/gateway/api/JsonSchema.h"

namespace TaskMaster::Server {

FieldSelection::FieldSelection(const ApiRequest &request, EntityKind kind, FieldErrors &errors)
{
    const auto it = request.query.find("fields");
    if (it == request.query.end())
        return;
    const EntityDescription &entity = describe(kind);
    m_has.assign(entity.fields.size(), false);
    m_hasRev = false;
    m_hasUpdatedAt = false;
    for (const QString &part : it->split(u',')) {
        const QString name = part.trimmed();
        const int index = entity.indexOf(name);
        if (name == u"rev")
            m_hasRev = true;
        else if (name == u"updatedAt")
            m_hasUpdatedAt = true;
        else if (index >= 0)
            m_has[static_cast<std::size_t>(index)] = true;
        else if (name != u"id")
            errors.addParameter(QStringLiteral("fields"), QStringLiteral("has no field “%1”").arg(name.left(40)));
    }
    // By index, so that the same fields in another order are the same answer.
    m_key = m_hasRev ? "r" : "-";
    m_key += m_hasUpdatedAt ? 'u' : '-';
    for (const bool has : m_has)
        m_key += has ? '1' : '0';
}

QJsonObject FieldSelection::row(const Entity &entity) const
{
    const Row &row = rowOf(entity);
    QJsonObject json{{QStringLiteral("id"), row.id.toString()}};
    if (m_hasRev)
        json[QStringLiteral("rev")] = row.rev;
    if (m_hasUpdatedAt)
        json[QStringLiteral("updatedAt")] = row.updatedAt;
    const auto fields = describe(kindOf(entity)).fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (m_has.empty() || m_has[i])
            json[QLatin1StringView(fields[i].name)] = JsonBody::written(readField(entity, static_cast<int>(i)));
    }
    return json;
}

ParameterDescription FieldSelection::parameter(EntityKind kind)
{
    QStringList names{QStringLiteral("rev"), QStringLiteral("updatedAt")};
    for (const FieldDescription &field : describe(kind).fields)
        names << QString::fromLatin1(field.name);
    return {"fields",
            QStringLiteral("Only these, separated by commas; the id always comes. There are: %1.")
                .arg(names.join(QStringLiteral(", "))),
            JsonSchema::text(), ParameterDescription::Need::Optional};
}

QJsonObject rowJson(const Entity &entity)
{
    FieldErrors errors;
    static const FieldSelection everything(ApiRequest{}, EntityKind::Task, errors);
    return everything.row(entity);
}

} // namespace TaskMaster::Server
