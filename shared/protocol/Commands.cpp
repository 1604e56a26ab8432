// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/Commands.h"

namespace TaskMaster {
namespace {

template <class C> constexpr CommandDescription describeOne()
{
    std::span<const FieldDescription> fields;
    if constexpr (requires { DescribesCommand<C>::fields; })
        fields = std::span<const FieldDescription>(DescribesCommand<C>::fields);
    return {DescribesCommand<C>::name, DescribesCommand<C>::verb, DescribesCommand<C>::streams, fields,
            [] { return CommandArgs(std::in_place_type<C>); }};
}

template <class... C> constexpr std::array<CommandDescription, sizeof...(C)> describeAll(const std::variant<C...> *)
{
    return {describeOne<C>()...};
}

constexpr auto commandDescriptions = describeAll(static_cast<const CommandArgs *>(nullptr));

Result<void> checkEdit(const Edit &edit)
{
    const EntityDescription &entity = describe(edit.entity);
    if (edit.id.isNull())
        return Error::invalidField(QStringLiteral("id"), QStringLiteral("must be set"));
    if (edit.fields.isEmpty())
        return Error::invalidField(QStringLiteral("fields"), QStringLiteral("must name at least one field"));
    for (const FieldValue &field : edit.fields) {
        const FieldDescription &description = entity.fields[field.field];
        if (!description.has(Editable))
            return Error::invalidField(QString::fromLatin1(description.name), QStringLiteral("cannot be edited"));
        if (const auto value = checked(description, field.value); !value)
            return value.error();
    }
    return {};
}

} // namespace

const CommandDescription &describeCommand(int kind)
{
    return commandDescriptions[static_cast<std::size_t>(kind)];
}

int commandKindFromName(QStringView name)
{
    for (std::size_t i = 0; i < commandDescriptions.size(); ++i) {
        if (name == QLatin1StringView(commandDescriptions[i].name))
            return static_cast<int>(i);
    }
    return -1;
}

void *addressOf(CommandArgs &args)
{
    return std::visit([](auto &command) -> void * { return &command; }, args);
}

const void *addressOf(const CommandArgs &args)
{
    return std::visit([](const auto &command) -> const void * { return &command; }, args);
}

Result<void> checkCommand(const Command &command)
{
    const CommandDescription &description = describeCommand(command.args);
    if (command.commandId.isNull())
        return Error::invalidField(QStringLiteral("commandId"), QStringLiteral("must be set"));
    if ((description.streams & streamBit(command.stream.kind)) == 0)
        return Error(ErrorCode::WrongStream,
                     QStringLiteral("%1 cannot write the stream %2.")
                         .arg(QLatin1StringView(description.name), command.stream.toString()));
    if (const auto *edit = std::get_if<Edit>(&command.args))
        return checkEdit(*edit);
    for (const FieldDescription &field : description.fields) {
        if (const auto value = checked(field, field.read(addressOf(command.args))); !value)
            return value.error();
    }
    return {};
}

} // namespace TaskMaster
