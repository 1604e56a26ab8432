// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/model/Field.h"

#include <random>

namespace TaskMaster::Test {

/// Any value that fits into a field.
inline Value randomValue(const FieldDescription &field, std::mt19937 &random)
{
    const auto text = [&random](qint64 max) {
        QString made;
        const auto size = 1 + random() % static_cast<quint64>(std::min<qint64>(max, 40));
        for (quint64 i = 0; i < size; ++i)
            made.append(QChar(static_cast<char16_t>(random() % 8 == 0 ? 0x4e00 + random() % 999 : 33 + random() % 90)));
        return made;
    };
    switch (field.type) {
    case FieldType::Id:
        return Uuid::v7();
    case FieldType::Integer:
        return field.minimum + static_cast<qint64>(random() % static_cast<quint64>(field.maximum - field.minimum + 1));
    case FieldType::Timestamp:
        return 1 + static_cast<qint64>(random());
    case FieldType::Boolean:
        return random() % 2 == 0;
    case FieldType::Date:
        return QDate(2000, 1, 1).addDays(static_cast<qint64>(random() % 20000)).toString(Qt::ISODate);
    case FieldType::Choice:
        return QString::fromLatin1(field.choices[random() % field.choices.size()]);
    case FieldType::Rank:
        return QStringLiteral("V%1z").arg(random() % 1000);
    case FieldType::LongText:
        return text(field.maximum) + QStringLiteral("\n\"quoted\" \\ \t");
    case FieldType::Text:
        return text(field.maximum);
    }
    return {};
}

} // namespace TaskMaster::Test
