// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/core/Result.h"
#include "shared/core/Uuid.h"

#include <QDate>

#include <array>
#include <limits>
#include <span>
#include <type_traits>
#include <variant>

namespace TaskMaster {

/// One field's value outside of its struct: on the wire, in a change, on its way to a table. Null is "not set".
using Value = std::variant<std::monostate, bool, qint64, QString, Uuid>;

enum class FieldType : quint8 {
    Id, ///< Uuid; the null id is "not set"
    Text, ///< one line; limits are characters (UTF-16 units)
    LongText, ///< many lines; a conflict check compares a hash
    Integer, ///< limits are values
    Boolean,
    Timestamp, ///< UTC milliseconds; 0 is "not set"
    Date, ///< a calendar day, `YYYY-MM-DD`
    Choice, ///< one of `choices`, by name
    Rank, ///< an order key, see Rank.h
};

enum FieldFlag : quint8 {
    NoFlags = 0,
    Editable = 1, ///< the generic Edit command may change it
    Required = 2, ///< empty, null and zero are refused
    SystemOnly = 4, ///< as an argument of a command: only the server itself may set it (imports, reactions)
    Counter = 8, ///< counts other rows and is kept up by whoever changes those: never edited, never undone by itself
    Kept = 16, ///< stays as it is when the command that set it is undone (numbers that were given out)
};

/// What a field is called, what fits in, who may change it, and how to reach it in its struct.
struct FieldDescription {
    const char *name;
    FieldType type;
    quint8 flags;
    qint64 minimum; ///< of an Integer
    qint64 maximum; ///< of an Integer; characters of a text
    std::span<const char *const> choices;
    Value (*read)(const void *row);
    void (*write)(void *row, const Value &value); ///< `value` has passed checked()

    [[nodiscard]] bool has(FieldFlag flag) const { return (flags & flag) != 0; }
};

/// The field's value if `value` has its type, is inside its limits and is storable text; the reason otherwise.
[[nodiscard]] Result<Value> checked(const FieldDescription &field, Value value);
/// No U+0000, no unpaired surrogate: what every store and codec can carry.
[[nodiscard]] bool isStorableText(QStringView text);
/// What a LongText is compared by in `base` of an Edit: SHA-256 of its UTF-8, hexadecimal, first 32 digits.
[[nodiscard]] QString textHash(const QString &text);

/// A value as a person reads it, and as a Conflict keeps it: ids and numbers as text, true as 1, nothing as nothing.
[[nodiscard]] QString textOf(const Value &value);
/// The value that has this text, as checked() wants it: textOf() the other way round.
[[nodiscard]] Result<Value> valueFromText(const FieldDescription &field, const QString &text);

/// Specialise for each enumeration used as a Choice: `static constexpr const char *names[]` in enum order.
template <class E> struct ChoiceNames;

namespace Detail {

template <class T> struct MemberOf;
template <class C, class M> struct MemberOf<M C::*> {
    using Class = C;
    using Type = M;
};

template <auto Member> Value readMember(const void *row)
{
    using Class = typename MemberOf<decltype(Member)>::Class;
    using Type = typename MemberOf<decltype(Member)>::Type;
    const Type &member = static_cast<const Class *>(row)->*Member;
    if constexpr (std::is_enum_v<Type>)
        return QString::fromLatin1(ChoiceNames<Type>::names[static_cast<std::size_t>(member)]);
    else if constexpr (std::is_same_v<Type, QDate>)
        return member.isValid() ? Value(member.toString(Qt::ISODate)) : Value();
    else if constexpr (std::is_same_v<Type, Uuid>)
        return member.isNull() ? Value() : Value(member);
    else
        return member;
}

template <auto Member> Value readTimestamp(const void *row)
{
    const Value value = readMember<Member>(row);
    return std::get<qint64>(value) == 0 ? Value() : value;
}

template <auto Member> void writeMember(void *row, const Value &value)
{
    using Class = typename MemberOf<decltype(Member)>::Class;
    using Type = typename MemberOf<decltype(Member)>::Type;
    Type &member = static_cast<Class *>(row)->*Member;
    if (std::holds_alternative<std::monostate>(value)) {
        member = Type{};
    } else if constexpr (std::is_enum_v<Type>) {
        const QString &name = std::get<QString>(value);
        for (std::size_t i = 0; i < std::size(ChoiceNames<Type>::names); ++i) {
            if (name == QLatin1StringView(ChoiceNames<Type>::names[i]))
                member = static_cast<Type>(i);
        }
    } else if constexpr (std::is_same_v<Type, QDate>) {
        member = QDate::fromString(std::get<QString>(value), Qt::ISODate);
    } else {
        member = std::get<Type>(value);
    }
}

template <auto Member>
constexpr FieldDescription describeMember(const char *name, FieldType type, int flags, qint64 minimum, qint64 maximum)
{
    using Type = typename MemberOf<decltype(Member)>::Type;
    FieldDescription field{name,    type, static_cast<quint8>(flags), minimum,
                           maximum, {},   &readMember<Member>,        &writeMember<Member>};
    if constexpr (std::is_enum_v<Type>)
        field.choices = std::span<const char *const>(ChoiceNames<Type>::names);
    if constexpr (std::is_same_v<Type, qint64>) {
        if (type == FieldType::Timestamp)
            field.read = &readTimestamp<Member>;
    }
    return field;
}

} // namespace Detail

// The words of a description: one call per field, next to the struct that it describes.
template <auto Member> constexpr FieldDescription idField(const char *name, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::Id, flags, 0, 0);
}
template <auto Member> constexpr FieldDescription textField(const char *name, qint64 charactersMax, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::Text, flags, 0, charactersMax);
}
template <auto Member>
constexpr FieldDescription longTextField(const char *name, qint64 charactersMax, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::LongText, flags, 0, charactersMax);
}
template <auto Member>
constexpr FieldDescription integerField(const char *name, qint64 minimum, qint64 maximum, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::Integer, flags, minimum, maximum);
}
/// How many rows of some kind belong to this one.
template <auto Member> constexpr FieldDescription counterField(const char *name)
{
    return Detail::describeMember<Member>(name, FieldType::Integer, Counter, 0, 1'000'000'000);
}
template <auto Member> constexpr FieldDescription booleanField(const char *name, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::Boolean, flags, 0, 1);
}
template <auto Member> constexpr FieldDescription timestampField(const char *name, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::Timestamp, flags, 0, 253402300799999); // end of year 9999
}
template <auto Member> constexpr FieldDescription dateField(const char *name, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::Date, flags, 0, 0);
}
template <auto Member> constexpr FieldDescription choiceField(const char *name, int flags = NoFlags)
{
    return Detail::describeMember<Member>(name, FieldType::Choice, flags, 0, 0);
}
template <auto Member> constexpr FieldDescription rankField(const char *name)
{
    return Detail::describeMember<Member>(name, FieldType::Rank, NoFlags, 0, 80);
}

} // namespace TaskMaster
