// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QHashFunctions>
#include <QMetaType>
#include <QString>

#include <compare>
#include <optional>

namespace TaskMaster {

/**
 * A 128-bit id (RFC 9562) as two words: cheap to copy, hash and compare; text form is lower-case without braces.
 * Clients and the server make version 7; reactions and imports make version 5 of their cause, so that doing them
 * again gives the same id. An id is never read as a time or an order.
 */
struct Uuid {
    quint64 high = 0;
    quint64 low = 0;

    /// A fresh version-7 id for the given time (UTC milliseconds); the rest is random.
    static Uuid v7(qint64 nowMs);
    /// A fresh version-7 id for now.
    static Uuid v7();
    /// Version 5 (SHA-1 name-based): the same space and name always give the same id.
    static Uuid v5(const Uuid &space, QByteArrayView name);
    /// Exactly 36 characters 8-4-4-4-12, any case; anything else is no id.
    static std::optional<Uuid> fromString(QStringView text);
    static std::optional<Uuid> fromBytes(QByteArrayView sixteenBytes);

    [[nodiscard]] bool isNull() const { return high == 0 && low == 0; }
    [[nodiscard]] QString toString() const;
    [[nodiscard]] QByteArray toBytes() const; ///< 16 bytes, network order
    void appendTo(QString &text) const;

    auto operator<=>(const Uuid &) const = default;
};

inline size_t qHash(const Uuid &id, size_t seed = 0) noexcept
{
    // The low word of v7 and v5 is (all but two bits) random: mixing the words once is enough.
    return static_cast<size_t>((id.low ^ (id.high * 0x9e3779b97f4a7c15ULL)) ^ seed);
}

} // namespace TaskMaster

template <> struct std::hash<TaskMaster::Uuid> {
    std::size_t operator()(const TaskMaster::Uuid &id) const noexcept { return TaskMaster::qHash(id); }
};

Q_DECLARE_METATYPE(TaskMaster::Uuid)
