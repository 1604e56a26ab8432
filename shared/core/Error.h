// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace TaskMaster {

/**
 * Every expected failure of the product, on both sides of the wire. The table in Error.cpp gives each code its wire
 * name, whether trying again later can help, and one sentence for the person in front of the screen. Codes are added
 * at the end and never renamed: clients of other versions know them by name.
 */
enum class ErrorCode : quint8 {
    Internal,
    Malformed,
    UnknownFrame,
    UnknownCommand,
    InvalidField,
    InvalidText,
    TooLarge,
    TooMany,
    Unauthenticated,
    Forbidden,
    NotFound,
    AlreadyExists,
    Archived,
    CommandIdReused,
    WrongStream,
    NotSubscribed,
    VersionUnsupported,
    Overloaded,
    RateLimited,
    Unavailable,
    Timeout,
    StorageFull,
    StorageReadOnly,
    StorageCorrupt,
    StorageTooNew,
    StorageLocked,
    ConfigInvalid,
    AddressInUse,
    BadImport,
    Cancelled,
    WipLimit,
    LastOwner,
    PreconditionFailed,
    MethodNotAllowed,
    BadQuery,
    NotAcceptable,
    UnsupportedMediaType,
};

struct ErrorDescription {
    ErrorCode code;
    const char *wire; ///< the name on the wire, camelCase, stable for ever
    enum class Retry { Never, Later } retry; ///< Later: the same request may succeed without being changed
    int httpStatus;
    const char *sentence; ///< for people: what happened and what to do
};

/// One row per code, in enum order.
[[nodiscard]] const ErrorDescription &describe(ErrorCode code);
[[nodiscard]] int errorCodeCount();
/// The code of a wire name; Internal for a name this version does not know.
[[nodiscard]] ErrorCode errorCodeFromWire(QStringView wire);

/**
 * An expected failure: code for programs, message for people, details (field, place, limit …) for both.
 * Never holds a secret: errors are logged and shown.
 */
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QVariantMap details;

    Error() = default;
    explicit Error(ErrorCode errorCode);
    Error(ErrorCode errorCode, QString text, QVariantMap more = {});

    [[nodiscard]] bool isTemporary() const { return describe(code).retry == ErrorDescription::Retry::Later; }
    [[nodiscard]] QString wire() const { return QString::fromLatin1(describe(code).wire); }

    static Error notFound(const QString &what);
    static Error forbidden(const QString &why = {});
    static Error malformed(const QString &why);
    /// A field of a command, row or request is wrong; `field` is its wire name.
    static Error invalidField(const QString &field, const QString &why);

    bool operator==(const Error &) const = default;
};

} // namespace TaskMaster
