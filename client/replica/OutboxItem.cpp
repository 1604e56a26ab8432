// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/OutboxItem.h"

namespace TaskMaster::Client {
namespace {

void appendText(QStringList &texts, const FieldDescription &field, const Value &value)
{
    const bool isText = field.type == FieldType::Text || field.type == FieldType::LongText;
    if (const auto *text = std::get_if<QString>(&value); isText && text && !text->trimmed().isEmpty())
        texts.append(*text);
}

} // namespace

QString RefusedItem::text() const
{
    QStringList texts;
    if (const auto *edit = std::get_if<Edit>(&item.command.args)) {
        for (const FieldValue &field : edit->fields)
            appendText(texts, describe(edit->entity).fields[field.field], field.value);
    } else {
        for (const FieldDescription &field : describeCommand(item.command.args).fields)
            appendText(texts, field, field.read(addressOf(item.command.args)));
    }
    return texts.join(QStringLiteral("\n\n"));
}

} // namespace TaskMaster::Client
