// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/TextDecoding.h"

#include <array>

namespace TaskMaster::Server {
namespace {

/// What Windows-1252 has at 0x80–0x9f, where Latin-1 has control characters; 0: nothing.
constexpr std::array<char16_t, 32> windows1252{
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

uchar byteOf(QByteArrayView bytes, qsizetype at)
{
    return static_cast<uchar>(bytes[at]);
}

Error notText(QByteArrayView bytes, qsizetype at, const QString &why)
{
    return {ErrorCode::BadImport,
            QStringLiteral("Byte %1 (line %2): %3").arg(at + 1).arg(1 + bytes.first(at).count('\n')).arg(why)};
}

/// How long the UTF-8 character at `at` is; 0: it is none (RFC 3629: no overlong forms, no surrogates).
int utf8Length(QByteArrayView bytes, qsizetype at)
{
    const uchar first = byteOf(bytes, at);
    if (first < 0x80)
        return 1;
    const int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + length > bytes.size())
        return 0;
    for (int i = 1; i < length; ++i) {
        if ((byteOf(bytes, at + i) & 0xc0) != 0x80)
            return 0;
    }
    const uchar second = byteOf(bytes, at + 1);
    const bool isBad = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)
        || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return isBad ? 0 : length;
}

struct Utf8Look {
    qsizetype firstBad = -1;
    qsizetype good = 0; ///< characters beyond ASCII
    qsizetype bad = 0;
};
Utf8Look lookAtUtf8(QByteArrayView bytes)
{
    Utf8Look look;
    const char *const data = bytes.data();
    for (qsizetype at = 0; at < bytes.size();) {
        if (static_cast<uchar>(data[at]) < 0x80) { // nearly all
            ++at;
            continue;
        }
        const int length = utf8Length(bytes, at);
        if (length == 0) {
            if (look.bad++ == 0)
                look.firstBad = at;
        } else if (length > 1) {
            ++look.good;
        }
        at += std::max(length, 1);
    }
    return look;
}

Result<DecodedText> fromUtf8(QByteArrayView bytes, qsizetype firstBad)
{
    if (firstBad >= 0 && bytes.size() - firstBad < 4 && byteOf(bytes, firstBad) >= 0xc2)
        return notText(bytes, firstBad, QStringLiteral("the file ends in the middle of a character: it was cut off."));
    if (firstBad >= 0)
        return notText(bytes, firstBad,
                       QStringLiteral("this is no UTF-8; if the file has another encoding, say which."));
    return DecodedText{QString::fromUtf8(bytes), TextEncoding::Utf8};
}

Result<DecodedText> fromUtf16(QByteArrayView bytes, TextEncoding encoding)
{
    const bool isLittle = encoding == TextEncoding::Utf16Le;
    if (bytes.size() % 2 != 0)
        return notText(bytes, bytes.size() - 1,
                       QStringLiteral("the file ends in the middle of a character: it was cut off."));
    QString text(bytes.size() / 2, Qt::Uninitialized);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const uchar first = byteOf(bytes, 2 * i);
        const uchar second = byteOf(bytes, 2 * i + 1);
        text[i] = QChar(static_cast<char16_t>(isLittle ? first | second << 8 : first << 8 | second));
    }
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i;
        else if (text[i].isSurrogate())
            return Error(ErrorCode::BadImport,
                         QStringLiteral("Byte %1 (line %2): this is no UTF-16: half of a character is missing.")
                             .arg(2 * i + 1)
                             .arg(1 + QStringView(text).left(i).count(u'\n')));
    }
    return DecodedText{std::move(text), encoding};
}

Result<DecodedText> fromWindows1252(QByteArrayView bytes)
{
    QString text(bytes.size(), Qt::Uninitialized);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const uchar byte = byteOf(bytes, i);
        char16_t unit = byte;
        if (byte >= 0x80 && byte < 0xa0)
            unit = windows1252[byte - 0x80U];
        if (unit == 0 && byte != 0)
            return notText(bytes, i, QStringLiteral("this is neither UTF-8 nor Windows-1252; save the file as UTF-8."));
        text[i] = QChar(unit);
    }
    return DecodedText{std::move(text), TextEncoding::Windows1252};
}

/// Latin letters in UTF-16 have a zero in every second byte.
TextEncoding guessUtf16(QByteArrayView bytes)
{
    qsizetype even = 0;
    qsizetype odd = 0;
    const qsizetype looked = std::min<qsizetype>(bytes.size(), 4096);
    for (qsizetype i = 0; i < looked; ++i) {
        if (bytes[i] == '\0')
            ++(i % 2 == 0 ? even : odd);
    }
    if (odd > looked / 8 && even < odd / 8)
        return TextEncoding::Utf16Le;
    if (even > looked / 8 && odd < even / 8)
        return TextEncoding::Utf16Be;
    return TextEncoding::Automatic;
}

/// Takes the mark away and says what it means.
TextEncoding takeMark(QByteArrayView &bytes)
{
    struct Mark {
        QByteArrayView bytes;
        TextEncoding encoding;
    };
    static constexpr Mark marks[]{
        {"\xef\xbb\xbf", TextEncoding::Utf8}, {"\xff\xfe", TextEncoding::Utf16Le}, {"\xfe\xff", TextEncoding::Utf16Be}};
    for (const Mark &mark : marks) {
        if (bytes.startsWith(mark.bytes)) {
            bytes = bytes.sliced(mark.bytes.size());
            return mark.encoding;
        }
    }
    return TextEncoding::Automatic;
}

Result<DecodedText> decodeAs(QByteArrayView bytes, TextEncoding encoding)
{
    if (encoding == TextEncoding::Utf16Le || encoding == TextEncoding::Utf16Be)
        return fromUtf16(bytes, encoding);
    if (encoding == TextEncoding::Windows1252)
        return fromWindows1252(bytes);
    const Utf8Look look = lookAtUtf8(bytes);
    if (encoding == TextEncoding::Utf8 || look.bad == 0 || look.good >= look.bad)
        return fromUtf8(bytes, look.firstBad);
    return fromWindows1252(bytes);
}

} // namespace

Result<DecodedText> decodeText(QByteArrayView bytes, TextEncoding encoding)
{
    const TextEncoding marked = takeMark(bytes);
    if (marked != TextEncoding::Automatic)
        encoding = marked;
    else if (encoding == TextEncoding::Automatic)
        encoding = guessUtf16(bytes);
    auto decoded = decodeAs(bytes, encoding);
    if (!decoded)
        return decoded;
    const qsizetype zero = decoded->text.indexOf(QChar(QChar::Null));
    if (zero >= 0)
        return Error(ErrorCode::BadImport,
                     QStringLiteral("Line %1 has a zero character: this is not a text file.")
                         .arg(1 + QStringView(decoded->text).left(zero).count(u'\n')));
    return decoded;
}

std::optional<TextEncoding> textEncodingFromName(QStringView name)
{
    const QString plain = name.toString().toLower().remove(u'-').remove(u'_');
    if (plain.isEmpty() || plain == u"auto")
        return TextEncoding::Automatic;
    if (plain == u"utf8")
        return TextEncoding::Utf8;
    if (plain == u"utf16" || plain == u"utf16le")
        return TextEncoding::Utf16Le;
    if (plain == u"utf16be")
        return TextEncoding::Utf16Be;
    if (plain == u"windows1252" || plain == u"cp1252" || plain == u"latin1" || plain == u"iso88591")
        return TextEncoding::Windows1252;
    return std::nullopt;
}

QString textEncodingName(TextEncoding encoding)
{
    switch (encoding) {
    case TextEncoding::Automatic:
        return QStringLiteral("auto");
    case TextEncoding::Utf8:
        return QStringLiteral("UTF-8");
    case TextEncoding::Utf16Le:
    case TextEncoding::Utf16Be:
        return QStringLiteral("UTF-16");
    case TextEncoding::Windows1252:
        break;
    }
    return QStringLiteral("Windows-1252");
}

} // namespace TaskMaster::Server
