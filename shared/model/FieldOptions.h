// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"

#include <QList>
#include <QString>

namespace TaskMaster {

/// What one can choose in a custom field of type select or multiSelect. Stored as a JSON list in CustomField::options.
struct FieldOption {
    QString id; ///< what a CustomValue holds; without commas
    QString name;
    QString color;
};
/// Empty text is no options. Refuses what is not a list of {id, name, color} with different ids.
[[nodiscard]] Result<QList<FieldOption>> readFieldOptions(const QString &json);

} // namespace TaskMaster
