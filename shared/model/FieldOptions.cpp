// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/FieldOptions.h"

#include "shared/model/EntityKind.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace TaskMaster {

Result<QList<FieldOption>> readFieldOptions(const QString &json)
{
    if (json.isEmpty())
        return QList<FieldOption>();
    const auto wrong = [](const QString &why) { return Error::invalidField(QStringLiteral("options"), why); };
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json.toUtf8(), &problem);
    if (problem.error != QJsonParseError::NoError || !document.isArray())
        return wrong(QStringLiteral("must be a JSON list of {id, name, color}"));
    QList<FieldOption> options;
    QSet<QString> ids;
    for (const QJsonValue element : document.array()) {
        const QJsonObject object = element.toObject();
        const FieldOption option{object.value(u"id").toString(), object.value(u"name").toString(),
                                 object.value(u"color").toString()};
        if (option.id.isEmpty() || option.id.contains(u','))
            return wrong(QStringLiteral("must each have an id without commas"));
        if (option.name.isEmpty() || option.name.size() > Limits::NameMax || option.color.size() > Limits::ColorMax)
            return wrong(QStringLiteral("must each have a name of at most %1 characters and a color like #4460ef")
                             .arg(Limits::NameMax));
        if (ids.contains(option.id))
            return wrong(QStringLiteral("must have different ids"));
        ids.insert(option.id);
        options.append(option);
    }
    return options;
}

} // namespace TaskMaster
