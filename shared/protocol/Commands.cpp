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

Result<void> checkFields(const CommandDescription &description, const CommandArgs &args)
{
    for (const FieldDescription &field : description.fields) {
        if (const auto value = checked(field, field.read(addressOf(args))); !value)
            return value.error();
    }
    return {};
}

Result<void> checkArgs(const CommandArgs &args, StreamKind stream);

Result<void> checkBulk(const Bulk &bulk, StreamKind stream)
{
    if (bulk.commands.empty())
        return Error::invalidField(QStringLiteral("commands"), QStringLiteral("must name at least one command"));
    if (bulk.commands.size() > Bulk::CommandsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("At most %1 commands fit into one.").arg(Bulk::CommandsMax));
    for (std::size_t i = 0; i < bulk.commands.size(); ++i) {
        const CommandArgs &args = bulk.commands[i].args;
        auto ok = mayBeInBulk(args)
            ? checkArgs(args, stream)
            : Result<void>(Error::invalidField(
                QStringLiteral("commands"),
                QStringLiteral("%1 cannot be one of many").arg(QLatin1StringView(describeCommand(args).name))));
        if (!ok) {
            Error error = ok.error();
            error.details.insert(QStringLiteral("index"), static_cast<qlonglong>(i));
            return error;
        }
    }
    return {};
}

Result<void> checkRows(const PutRows &put, StreamKind stream)
{
    if (put.rows.isEmpty())
        return Error::invalidField(QStringLiteral("rows"), QStringLiteral("must have at least one row"));
    if (put.rows.size() > PutRows::RowsMax)
        return Error(ErrorCode::TooMany, QStringLiteral("At most %1 rows fit into one command.").arg(PutRows::RowsMax));
    for (const Change &row : put.rows) {
        const EntityDescription &entity = describe(row.entity);
        if (row.op != ChangeOp::Create || row.id.isNull())
            return Error::invalidField(QStringLiteral("rows"), QStringLiteral("can only be created, each with an id"));
        if ((entity.streams & streamBit(stream)) == 0)
            return Error(ErrorCode::WrongStream,
                         QStringLiteral("%1 rows do not live in such a stream.").arg(QLatin1StringView(entity.name)));
        for (const FieldValue &field : row.fields) {
            if (const auto value = checked(entity.fields[field.field], field.value); !value)
                return value.error();
        }
    }
    return {};
}

Result<void> checkArgs(const CommandArgs &args, StreamKind stream)
{
    const CommandDescription &description = describeCommand(args);
    if ((description.streams & streamBit(stream)) == 0)
        return Error(ErrorCode::WrongStream,
                     QStringLiteral("%1 cannot write such a stream.").arg(QLatin1StringView(description.name)));
    if (const auto *edit = std::get_if<Edit>(&args))
        return checkEdit(*edit);
    if (const auto *bulk = std::get_if<Bulk>(&args))
        return checkBulk(*bulk, stream);
    if (const auto *put = std::get_if<PutRows>(&args))
        return checkRows(*put, stream);
    return checkFields(description, args);
}

} // namespace

bool mayBeInBulk(const CommandArgs &args)
{
    return std::visit(
        []<class C>(const C &) {
            return !std::
                       is_same_v<
                           C, Bulk> && !std::is_same_v<C, Undo> && !std::is_same_v<C, PutRows> && !std::is_same_v<C, CreateWorkspace> && !std::is_same_v<C, ArchiveWorkspace> && !std::is_same_v<C, SetMember> && !std::is_same_v<C, RemoveMember> && !std::is_same_v<C, CreateProject> && !std::is_same_v<C, ArchiveProject> && !std::is_same_v<C, CreateUser> && !std::is_same_v<C, RemoveUser> && !std::is_same_v<C, MoveTaskToProject>;
        },
        args);
}

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
    if (command.commandId.isNull())
        return Error::invalidField(QStringLiteral("commandId"), QStringLiteral("must be set"));
    const CommandDescription &description = describeCommand(command.args);
    if ((description.streams & streamBit(command.stream.kind)) == 0)
        return Error(ErrorCode::WrongStream,
                     QStringLiteral("%1 cannot write the stream %2.")
                         .arg(QLatin1StringView(description.name), command.stream.toString()));
    return checkArgs(command.args, command.stream.kind);
}

} // namespace TaskMaster
