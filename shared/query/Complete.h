// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/query/Words.h"

#include <QStringList>

namespace TaskMaster::Query {

/// What can stand at the cursor while somebody types a query, and which part of the text it would take the place of.
struct Completion {
    struct Suggestion {
        QString text; ///< what to put there, with the colon of a field
        QString help; ///< half a sentence; may be empty

        bool operator==(const Suggestion &) const = default;
    };
    int position = 0;
    int length = 0;
    QString typed; ///< what stands there so far, without quotes: for the caller to filter its own names by
    QList<Suggestion> suggestions; ///< words of the language that begin with what was typed
    /// At a value: the kind of things that the caller can suggest too (people, labels, columns …).
    std::optional<ValueKind> values;
    Field field = Field::Text; ///< whose values
    QString custom; ///< which custom field's
};

/// The text may be unfinished or wrong: completion looks at the word before the cursor only.
[[nodiscard]] Completion complete(const QString &text, int cursor);

} // namespace TaskMaster::Query
