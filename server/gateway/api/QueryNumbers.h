// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiDoor.h"

namespace TaskMaster::Server::QueryNumbers {

struct Bounds {
    qint64 minimum;
    qint64 maximum;
    qint64 otherwise; ///< when it is not given
};
/// A number of the query; what is wrong with it is said to `errors`.
[[nodiscard]] inline qint64 read(const ApiRequest &request, const char *name, const Bounds &bounds, FieldErrors &errors)
{
    const auto given = request.query.find(name);
    if (given == request.query.end())
        return bounds.otherwise;
    bool isNumber = false;
    const qint64 number = given->toLongLong(&isNumber);
    if (isNumber && number >= bounds.minimum && number <= bounds.maximum)
        return number;
    errors.addParameter(QString::fromLatin1(name),
                        QStringLiteral("must be between %1 and %2").arg(bounds.minimum).arg(bounds.maximum));
    return bounds.otherwise;
}

} // namespace TaskMaster::Server::QueryNumbers
