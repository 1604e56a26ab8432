// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/core/Error.h"

#include <array>

namespace TaskMaster {
namespace {

constexpr auto Never = ErrorDescription::Retry::Never;
constexpr auto Later = ErrorDescription::Retry::Later;

constexpr std::array table{
    ErrorDescription{ErrorCode::Internal, "internal", Later, 500,
                     "Something went wrong on the server; it was logged. Please try again."},
    ErrorDescription{ErrorCode::Malformed, "malformed", Never, 400, "The message could not be read."},
    ErrorDescription{ErrorCode::UnknownFrame, "unknownFrame", Never, 400, "This kind of message is not known here."},
    ErrorDescription{ErrorCode::UnknownCommand, "unknownCommand", Never, 400,
                     "This command is not known here; is the client newer than the server?"},
    ErrorDescription{ErrorCode::InvalidField, "invalidField", Never, 422, "A value is not allowed here."},
    ErrorDescription{ErrorCode::InvalidText, "invalidText", Never, 422,
                     "The text contains characters that cannot be stored."},
    ErrorDescription{ErrorCode::TooLarge, "tooLarge", Never, 413, "This is larger than allowed."},
    ErrorDescription{ErrorCode::TooMany, "tooMany", Never, 422, "There are more items than allowed."},
    ErrorDescription{ErrorCode::Unauthenticated, "unauthenticated", Never, 401, "Please sign in again."},
    ErrorDescription{ErrorCode::Forbidden, "forbidden", Never, 403, "You are not allowed to do this here."},
    ErrorDescription{ErrorCode::NotFound, "notFound", Never, 404, "This no longer exists, or you cannot see it."},
    ErrorDescription{ErrorCode::AlreadyExists, "alreadyExists", Never, 409, "This already exists."},
    ErrorDescription{ErrorCode::Archived, "archived", Never, 409, "This is archived; restore it first."},
    ErrorDescription{ErrorCode::CommandIdReused, "commandIdReused", Never, 422,
                     "This command id was already used for another command."},
    ErrorDescription{ErrorCode::WrongStream, "wrongStream", Never, 422, "This command does not belong to that stream."},
    ErrorDescription{ErrorCode::NotSubscribed, "notSubscribed", Never, 409, "That stream is not subscribed."},
    ErrorDescription{ErrorCode::VersionUnsupported, "versionUnsupported", Never, 426,
                     "Client and server versions do not fit together; please update."},
    ErrorDescription{ErrorCode::Overloaded, "overloaded", Later, 503,
                     "The server is busy; your change is kept and will be sent again."},
    ErrorDescription{ErrorCode::RateLimited, "rateLimited", Later, 429, "Too many requests; please wait a moment."},
    ErrorDescription{ErrorCode::Unavailable, "unavailable", Later, 503,
                     "The server cannot reach its database; your change is kept and will be sent again."},
    ErrorDescription{ErrorCode::Timeout, "timeout", Later, 504, "This took too long; it will be tried again."},
    ErrorDescription{ErrorCode::StorageFull, "storageFull", Later, 507,
                     "The server's disk is full; your change is kept until there is room again."},
    ErrorDescription{ErrorCode::StorageReadOnly, "storageReadOnly", Later, 503,
                     "The server's database is read-only at the moment."},
    ErrorDescription{ErrorCode::StorageCorrupt, "storageCorrupt", Never, 500,
                     "The database is damaged; restore a backup."},
    ErrorDescription{ErrorCode::StorageTooNew, "storageTooNew", Never, 500,
                     "The database was written by a newer version; install that version."},
    ErrorDescription{ErrorCode::StorageLocked, "storageLocked", Later, 503, "Another process is using the database."},
    ErrorDescription{ErrorCode::ConfigInvalid, "configInvalid", Never, 500, "The configuration is not valid."},
    ErrorDescription{ErrorCode::AddressInUse, "addressInUse", Never, 500, "The address is in use by another program."},
    ErrorDescription{ErrorCode::BadImport, "badImport", Never, 422, "The file cannot be imported."},
    ErrorDescription{ErrorCode::Cancelled, "cancelled", Later, 503,
                     "This was cancelled because the server is stopping."},
    ErrorDescription{ErrorCode::WipLimit, "wipLimit", Never, 409, "The column is full."},
    ErrorDescription{ErrorCode::LastOwner, "lastOwner", Never, 409, "A workspace needs at least one owner."},
    ErrorDescription{ErrorCode::PreconditionFailed, "preconditionFailed", Never, 412,
                     "This was changed by somebody else in the meantime."},
    ErrorDescription{ErrorCode::MethodNotAllowed, "methodNotAllowed", Never, 405,
                     "This address does not support that method."},
    ErrorDescription{ErrorCode::BadQuery, "badQuery", Never, 400, "The query could not be understood."},
    ErrorDescription{ErrorCode::NotAcceptable, "notAcceptable", Never, 406,
                     "This address has nothing in a form that the request accepts."},
    ErrorDescription{ErrorCode::UnsupportedMediaType, "unsupportedMediaType", Never, 415,
                     "The body is not of a kind that this address understands."},
};

constexpr bool inEnumOrder()
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].code) != i)
            return false;
    }
    return true;
}
static_assert(inEnumOrder(), "describe() indexes the table by code");

} // namespace

const ErrorDescription &describe(ErrorCode code)
{
    return table[static_cast<std::size_t>(code)];
}

int errorCodeCount()
{
    return static_cast<int>(table.size());
}

ErrorCode errorCodeFromWire(QStringView wire)
{
    for (const ErrorDescription &row : table) {
        if (wire == QLatin1StringView(row.wire))
            return row.code;
    }
    return ErrorCode::Internal;
}

Error::Error(ErrorCode errorCode)
    : code(errorCode)
    , message(QString::fromLatin1(describe(errorCode).sentence))
{
}

namespace {

/// Sentences may quote what somebody sent, cut off anywhere: no half characters and no ends of texts get into them.
QString speakable(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i;
        else if (text[i].isNull() || text[i].isSurrogate())
            text[i] = QChar::ReplacementCharacter;
    }
    return text;
}

} // namespace

Error::Error(ErrorCode errorCode, QString text, QVariantMap more)
    : code(errorCode)
    , message(speakable(std::move(text)))
    , details(std::move(more))
{
}

Error Error::notFound(const QString &what)
{
    return {ErrorCode::NotFound,
            QStringLiteral("This %1 no longer exists, or you cannot see it.").arg(what),
            {{QStringLiteral("what"), what}}};
}

Error Error::forbidden(const QString &why)
{
    return why.isEmpty() ? Error(ErrorCode::Forbidden) : Error(ErrorCode::Forbidden, why);
}

Error Error::malformed(const QString &why)
{
    return {ErrorCode::Malformed, QStringLiteral("The message could not be read: %1.").arg(why)};
}

Error Error::invalidField(const QString &field, const QString &why)
{
    return {ErrorCode::InvalidField, QStringLiteral("“%1” %2.").arg(field, why), {{QStringLiteral("field"), field}}};
}

} // namespace TaskMaster
