// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/replica/RowForm.h"

#include "shared/protocol/Codec.h"

namespace TaskMaster::Client::RowForm {
namespace {

/// Seven bits per byte, lowest first, the sign in the lowest bit: small numbers are short.
void appendNumber(QByteArray &bytes, qint64 number)
{
    auto rest = (static_cast<quint64>(number) << 1) ^ static_cast<quint64>(number >> 63);
    while (rest >= 0x80) {
        bytes.append(static_cast<char>(rest | 0x80));
        rest >>= 7;
    }
    bytes.append(static_cast<char>(rest));
}

void appendValue(QByteArray &bytes, const Value &value)
{
    if (const auto *text = std::get_if<QString>(&value)) {
        const QByteArray utf8 = text->toUtf8();
        appendNumber(bytes, utf8.size());
        bytes.append(utf8);
    } else if (const auto *number = std::get_if<qint64>(&value)) {
        appendNumber(bytes, *number);
    } else if (const auto *id = std::get_if<Uuid>(&value)) {
        bytes.append(id->toBytes());
    } else {
        bytes.append(std::get<bool>(value) ? '\1' : '\0');
    }
}

/// Reads what appendNumber and appendValue wrote; after the first byte that is missing everything fails.
class Reader {
public:
    explicit Reader(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }
    [[nodiscard]] bool atEnd() const { return m_at == m_bytes.size(); }
    [[nodiscard]] bool ok() const { return m_ok; }

    quint8 byte()
    {
        if (m_at >= m_bytes.size()) {
            m_ok = false;
            return 0;
        }
        return static_cast<quint8>(m_bytes[m_at++]);
    }
    qint64 number()
    {
        quint64 rest = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const quint8 next = byte();
            rest |= static_cast<quint64>(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
                return static_cast<qint64>((rest >> 1) ^ (~(rest & 1) + 1));
        }
        m_ok = false;
        return 0;
    }
    QByteArrayView bytes(qint64 size)
    {
        if (size < 0 || size > m_bytes.size() - m_at) {
            m_ok = false;
            return {};
        }
        m_at += size;
        return m_bytes.sliced(m_at - size, size);
    }
    Value value(FieldType type)
    {
        switch (type) {
        case FieldType::Id:
            return Uuid::fromBytes(bytes(16)).value_or(Uuid());
        case FieldType::Integer:
        case FieldType::Timestamp:
            return number();
        case FieldType::Boolean:
            return byte() != 0;
        default:
            return QString::fromUtf8(bytes(number()));
        }
    }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    bool m_ok = true;
};

} // namespace

QByteArray encode(const Entity &row)
{
    QByteArray bytes;
    bytes.reserve(160);
    appendNumber(bytes, rowOf(row).rev);
    appendNumber(bytes, rowOf(row).updatedAt);
    for (const FieldValue &field : setFields(row)) {
        if (std::holds_alternative<std::monostate>(field.value))
            continue;
        bytes.append(static_cast<char>(field.field));
        appendValue(bytes, field.value);
    }
    return bytes;
}

bool decodeInto(StreamRows &rows, EntityKind kind, const Uuid &id, QByteArrayView bytes)
{
    return visitKind(kind, [&]<class E>() {
        E row;
        row.id = id;
        Reader in(bytes);
        row.rev = in.number();
        row.updatedAt = in.number();
        while (in.ok() && !in.atEnd()) {
            const quint8 index = in.byte();
            if (index >= Describes<E>::fields.size())
                return false;
            const FieldDescription &field = Describes<E>::fields[index];
            const Value value = in.value(field.type);
            if (in.ok())
                field.write(&row, value);
        }
        if (!in.ok() || id.isNull())
            return false;
        rows.put(Entity(std::move(row)));
        return true;
    });
}

QString key()
{
    return QStringLiteral("1/") + Codec::schemaHash();
}

} // namespace TaskMaster::Client::RowForm
