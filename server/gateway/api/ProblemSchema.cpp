// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/ProblemSchema.h"

#include "shared/core/Error.h"

#include <QJsonArray>

namespace TaskMaster::Server {

Schema problemSchema()
{
    const QJsonObject text = JsonSchema::text();
    const Schema wrong{
        QStringLiteral("FieldError"),
        {{QStringLiteral("type"), QStringLiteral("object")},
         {QStringLiteral("properties"),
          QJsonObject{
              {QStringLiteral("field"),
               JsonSchema::text(QStringLiteral("Its name: in the body, the query or a header."))},
              {QStringLiteral("pointer"), JsonSchema::text(QStringLiteral("Where it is in the body (RFC 6901)."))},
              {QStringLiteral("message"), JsonSchema::text(QStringLiteral("What is wrong, for people."))}}},
         {QStringLiteral("required"), QJsonArray{QStringLiteral("field"), QStringLiteral("message")}}}};
    QJsonArray codes;
    for (int code = 0; code < errorCodeCount(); ++code)
        codes.append(QString::fromLatin1(describe(static_cast<ErrorCode>(code)).wire));
    QJsonObject code = text;
    code[QStringLiteral("enum")] = codes;
    const QJsonObject object{{QStringLiteral("type"), QStringLiteral("object")}};
    return {QStringLiteral("Problem"),
            {{QStringLiteral("type"), QStringLiteral("object")},
             {QStringLiteral("description"), QStringLiteral("RFC 9457.")},
             {QStringLiteral("properties"),
              QJsonObject{{QStringLiteral("type"), text},
                          {QStringLiteral("title"), text},
                          {QStringLiteral("status"), JsonSchema::integer(400, 599)},
                          {QStringLiteral("detail"), text},
                          {QStringLiteral("code"), code},
                          {QStringLiteral("details"), object},
                          {QStringLiteral("errors"), JsonSchema::arrayOf(JsonSchema::use(wrong))}}},
             {QStringLiteral("required"),
              QJsonArray{QStringLiteral("type"), QStringLiteral("title"), QStringLiteral("status"),
                         QStringLiteral("detail")}}},
            {wrong}};
}

} // namespace TaskMaster::Server
