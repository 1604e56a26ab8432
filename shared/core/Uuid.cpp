// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/core/Uuid.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QRandomGenerator>
#include <QtEndian>

namespace TaskMaster {
namespace {

constexpr quint64 VersionMask = 0xffff'ffff'ffff'0fffULL;
constexpr quint64 VariantMask = 0x3fff'ffff'ffff'ffffULL;
constexpr quint64 Variant = 0x8000'0000'0000'0000ULL;

int hexValue(QChar c)
{
    const char16_t u = c.unicode();
    if (u >= u'0' && u <= u'9')
        return u - u'0';
    if (u >= u'a' && u <= u'f')
        return u - u'a' + 10;
    if (u >= u'A' && u <= u'F')
        return u - u'A' + 10;
    return -1;
}

} // namespace

Uuid Uuid::v7(qint64 nowMs)
{
    QRandomGenerator *random = QRandomGenerator::global();
    const quint64 a = random->generate64();
    const quint64 b = random->generate64();
    return {(static_cast<quint64>(nowMs) << 16) | 0x7000 | (a & 0x0fff), (b & VariantMask) | Variant};
}

Uuid Uuid::v7()
{
    return v7(QDateTime::currentMSecsSinceEpoch());
}

Uuid Uuid::v5(const Uuid &space, QByteArrayView name)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(space.toBytes());
    hash.addData(name);
    const QByteArray digest = hash.result();
    const quint64 high = qFromBigEndian<quint64>(digest.constData());
    const quint64 low = qFromBigEndian<quint64>(digest.constData() + 8);
    return {(high & VersionMask) | 0x5000, (low & VariantMask) | Variant};
}

std::optional<Uuid> Uuid::fromString(QStringView text)
{
    if (text.size() != 36)
        return std::nullopt;
    quint64 words[2] = {0, 0};
    int digits = 0;
    for (qsizetype i = 0; i < 36; ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != u'-')
                return std::nullopt;
            continue;
        }
        const int value = hexValue(text[i]);
        if (value < 0)
            return std::nullopt;
        quint64 &word = words[digits / 16];
        word = (word << 4) | static_cast<quint64>(value);
        ++digits;
    }
    return Uuid{words[0], words[1]};
}

std::optional<Uuid> Uuid::fromBytes(QByteArrayView bytes)
{
    if (bytes.size() != 16)
        return std::nullopt;
    return Uuid{qFromBigEndian<quint64>(bytes.data()), qFromBigEndian<quint64>(bytes.data() + 8)};
}

QByteArray Uuid::toBytes() const
{
    QByteArray bytes(16, Qt::Uninitialized);
    qToBigEndian(high, bytes.data());
    qToBigEndian(low, bytes.data() + 8);
    return bytes;
}

void Uuid::appendTo(QString &text) const
{
    static constexpr char16_t digits[] = u"0123456789abcdef";
    char16_t out[36];
    int at = 0;
    for (int nibble = 0; nibble < 32; ++nibble) {
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20)
            out[at++] = u'-';
        const quint64 word = nibble < 16 ? high : low;
        out[at++] = digits[(word >> (60 - 4 * (nibble % 16))) & 0xf];
    }
    text.append(QStringView(out, 36));
}

QString Uuid::toString() const
{
    QString text;
    text.reserve(36);
    appendTo(text);
    return text;
}

} // namespace TaskMaster
