// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/WireWriter.h"

namespace TaskMaster {
namespace {

void appendEscaped(QByteArray &out, const QString &text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out.append('"');
    const QByteArray utf8 = text.toUtf8();
    for (const char c : utf8) {
        const auto byte = static_cast<quint8>(c);
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (byte < 0x20) {
            out.append("\\u00").append(digits[byte >> 4]).append(digits[byte & 15]);
        } else {
            out.append(c);
        }
    }
    out.append('"');
}

} // namespace

WireWriter::WireWriter(Encoding encoding)
    : m_encoding(encoding)
    , m_cbor(&m_bytes)
{
    m_bytes.reserve(512);
}

void WireWriter::comma()
{
    if (m_needsComma)
        m_bytes.append(',');
    m_needsComma = true;
}

void WireWriter::startMap()
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.startMap();
        return;
    }
    comma();
    m_bytes.append('{');
    m_needsComma = false;
}

void WireWriter::endMap()
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.endMap();
        return;
    }
    m_bytes.append('}');
    m_needsComma = true;
}

void WireWriter::startArray()
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.startArray();
        return;
    }
    comma();
    m_bytes.append('[');
    m_needsComma = false;
}

void WireWriter::endArray()
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.endArray();
        return;
    }
    m_bytes.append(']');
    m_needsComma = true;
}

void WireWriter::key(const char *name)
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.append(QLatin1StringView(name));
        return;
    }
    comma();
    m_bytes.append('"').append(name).append("\":");
    m_needsComma = false;
}

void WireWriter::put(const QString &text)
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.append(text);
        return;
    }
    comma();
    appendEscaped(m_bytes, text);
}

void WireWriter::put(qint64 number)
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.append(number);
        return;
    }
    comma();
    m_bytes.append(QByteArray::number(number));
}

void WireWriter::put(bool value)
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.append(value);
        return;
    }
    comma();
    m_bytes.append(value ? "true" : "false");
}

void WireWriter::put(const Uuid &id)
{
    if (id.isNull()) {
        putNull();
    } else if (m_encoding == Encoding::Cbor) {
        m_cbor.append(id.toBytes());
    } else {
        comma();
        m_bytes.append('"').append(id.toString().toLatin1()).append('"');
    }
}

void WireWriter::putNull()
{
    if (m_encoding == Encoding::Cbor) {
        m_cbor.append(nullptr);
        return;
    }
    comma();
    m_bytes.append("null");
}

void WireWriter::put(const Value &value)
{
    std::visit(
        [this]<class T>(const T &alternative) {
            if constexpr (std::is_same_v<T, std::monostate>)
                putNull();
            else
                put(alternative);
        },
        value);
}

void WireWriter::put(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Bool:
        put(value.toBool());
        break;
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
        put(value.toLongLong());
        break;
    default:
        put(value.toString());
        break;
    }
}

QByteArray WireWriter::take()
{
    return std::move(m_bytes);
}

} // namespace TaskMaster
