// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/Field.h"

#include "shared/core/Rank.h"

#include <QCryptographicHash>

namespace TaskMaster {
namespace {

Error wrong(const FieldDescription &field, const QString &why)
{
    return Error::invalidField(QString::fromLatin1(field.name), why);
}

Result<Value> checkedText(const FieldDescription &field, QString text)
{
    if (!isStorableText(text))
        return Error(ErrorCode::InvalidText,
                     QStringLiteral("“%1” contains a character that cannot be stored (U+0000 or half of a pair).")
                         .arg(QLatin1StringView(field.name)),
                     {{QStringLiteral("field"), QString::fromLatin1(field.name)}});
    if (text.size() > field.maximum)
        return Error(
            ErrorCode::InvalidField,
            QStringLiteral("“%1” has %2 characters; at most %3 are allowed.")
                .arg(QLatin1StringView(field.name))
                .arg(text.size())
                .arg(field.maximum),
            {{QStringLiteral("field"), QString::fromLatin1(field.name)}, {QStringLiteral("max"), field.maximum}});
    if (field.has(Required) && text.trimmed().isEmpty())
        return wrong(field, QStringLiteral("must not be empty"));
    if (field.type == FieldType::Text && (text.contains(u'\n') || text.contains(u'\r')))
        return wrong(field, QStringLiteral("must be a single line"));
    return Value(std::move(text));
}

Result<Value> checkedString(const FieldDescription &field, QString text)
{
    switch (field.type) {
    case FieldType::Text:
    case FieldType::LongText:
        return checkedText(field, std::move(text));
    case FieldType::Id: {
        const auto id = Uuid::fromString(text);
        if (!id)
            return wrong(field, QStringLiteral("must be a UUID"));
        return checked(field, *id);
    }
    case FieldType::Date:
        if (text.size() != 10 || !QDate::fromString(text, Qt::ISODate).isValid())
            return wrong(field, QStringLiteral("must be a date like 2026-11-23"));
        return Value(std::move(text));
    case FieldType::Choice:
        for (const char *name : field.choices) {
            if (text == QLatin1StringView(name))
                return Value(std::move(text));
        }
        return wrong(field, QStringLiteral("is not one of the known values"));
    case FieldType::Rank:
        if (!Rank::isValid(text))
            return wrong(field, QStringLiteral("is not an order key"));
        return Value(std::move(text));
    default:
        return wrong(field, QStringLiteral("must not be text"));
    }
}

} // namespace

bool isStorableText(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isNull())
            return false;
        if (c.isHighSurrogate()) {
            if (++i == text.size() || !text[i].isLowSurrogate())
                return false;
        } else if (c.isLowSurrogate()) {
            return false;
        }
    }
    return true;
}

QString textHash(const QString &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex().first(32));
}

QString textOf(const Value &value)
{
    return std::visit(
        []<class T>(const T &alternative) {
            if constexpr (std::is_same_v<T, QString>)
                return alternative;
            else if constexpr (std::is_same_v<T, Uuid>)
                return alternative.toString();
            else if constexpr (std::is_same_v<T, std::monostate>)
                return QString();
            else
                return QString::number(alternative);
        },
        value);
}

Result<Value> valueFromText(const FieldDescription &field, const QString &text)
{
    const bool isText = field.type == FieldType::Text || field.type == FieldType::LongText;
    if (text.isEmpty() && !isText)
        return checked(field, Value());
    switch (field.type) {
    case FieldType::Integer:
    case FieldType::Timestamp: {
        bool isNumber = false;
        const qint64 number = text.toLongLong(&isNumber);
        return isNumber ? checked(field, Value(number))
                        : Result<Value>(wrong(field, QStringLiteral("must be a number")));
    }
    case FieldType::Boolean:
        if (text != u"0" && text != u"1")
            return wrong(field, QStringLiteral("must be 1 or 0"));
        return Value(text == u"1");
    default:
        return checked(field, Value(text)); // ids, too
    }
}

Result<Value> checked(const FieldDescription &field, Value value)
{
    if (std::holds_alternative<std::monostate>(value)) {
        if (field.has(Required))
            return wrong(field, QStringLiteral("must be set"));
        if (field.type == FieldType::Text || field.type == FieldType::LongText)
            return Value(QString());
        return value;
    }
    if (auto *text = std::get_if<QString>(&value))
        return checkedString(field, std::move(*text));
    if (const auto *id = std::get_if<Uuid>(&value)) {
        if (field.type != FieldType::Id)
            return wrong(field, QStringLiteral("must not be an id"));
        if (id->isNull())
            return checked(field, Value());
        return value;
    }
    if (const auto *number = std::get_if<qint64>(&value)) {
        if (field.type != FieldType::Integer && field.type != FieldType::Timestamp)
            return wrong(field, QStringLiteral("must not be a number"));
        if (*number < field.minimum || *number > field.maximum)
            return wrong(field, QStringLiteral("must be between %1 and %2").arg(field.minimum).arg(field.maximum));
        return field.type == FieldType::Timestamp && *number == 0 ? checked(field, Value())
                                                                  : Result<Value>(std::move(value));
    }
    if (field.type != FieldType::Boolean)
        return wrong(field, QStringLiteral("must not be true or false"));
    return value;
}

} // namespace TaskMaster
