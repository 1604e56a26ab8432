// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/StrictJson.h"

#include <QJsonDocument>
#include <QSet>

namespace TaskMaster::StrictJson {
namespace {

/// What QJsonDocument lets pass. `json` is valid JSON, so quotes and brackets are where they belong.
Result<void> checkShape(const QByteArray &json)
{
    std::vector<QSet<QByteArray>> open;
    for (qsizetype at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '{' || c == '[') {
            if (open.size() == DepthMax)
                return Error::malformed(QStringLiteral("it is nested deeper than %1 levels").arg(DepthMax));
            open.emplace_back();
        } else if (c == '}' || c == ']') {
            open.pop_back();
        } else if (c == '"') {
            const qsizetype start = ++at;
            while (json[at] != '"')
                at += json[at] == '\\' ? 2 : 1;
            qsizetype next = at + 1;
            while (next < json.size() && QByteArrayView(" \n\r\t").contains(json[next]))
                ++next;
            if (next == json.size() || json[next] != ':')
                continue; // a value
            const QByteArray key = json.sliced(start, at - start);
            if (open.back().contains(key))
                return Error::malformed(
                    QStringLiteral("the key “%1” appears twice").arg(QString::fromUtf8(key.left(40))));
            open.back().insert(key);
        }
    }
    return {};
}

} // namespace

Result<QJsonObject> object(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return Error::malformed(QStringLiteral("JSON error at byte %1: %2").arg(error.offset).arg(error.errorString()));
    if (!document.isObject())
        return Error::malformed(QStringLiteral("it must be an object"));
    if (auto ok = checkShape(json); !ok)
        return ok.error();
    return document.object();
}

} // namespace TaskMaster::StrictJson
