// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/SessionToken.h"

#include <QByteArray>

#include <algorithm>
#include <array>
#include <sodium.h>

namespace TaskMaster::Server::SessionToken {
namespace {

constexpr std::array prefixes{QLatin1StringView("tms_"), QLatin1StringView("tmp_"),
                              QLatin1StringView("tml_")}; // in the order of Kind
constexpr std::size_t RandomBytes = 32;
constexpr qsizetype Length = 4 + 43; // base64url of 32 bytes without padding

} // namespace

QString make(Kind kind)
{
    if (sodium_init() < 0)
        qFatal("libsodium cannot be used on this machine");
    QByteArray random(RandomBytes, Qt::Uninitialized);
    randombytes_buf(random.data(), RandomBytes);
    return prefixes[static_cast<std::size_t>(kind)]
        + QString::fromLatin1(random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QString hashOf(const QString &token)
{
    const QByteArray text = token.toUtf8();
    QByteArray hash(crypto_generichash_BYTES, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), crypto_generichash_BYTES,
                       reinterpret_cast<const unsigned char *>(text.constData()),
                       static_cast<unsigned long long>(text.size()), nullptr, 0);
    return QString::fromLatin1(hash.toHex());
}

std::optional<Kind> kindOf(const QString &token)
{
    const bool isPlain = token.size() == Length && std::all_of(token.begin(), token.end(), [](QChar c) {
                             return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
                         });
    const auto prefix = std::find_if(prefixes.begin(), prefixes.end(),
                                     [&token](QLatin1StringView known) { return token.startsWith(known); });
    if (!isPlain || prefix == prefixes.end())
        return std::nullopt;
    return static_cast<Kind>(prefix - prefixes.begin());
}

} // namespace TaskMaster::Server::SessionToken
