// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app/SessionToken.h"

#include <QByteArray>

#include <algorithm>
#include <sodium.h>

namespace TaskMaster::Server::SessionToken {
namespace {

constexpr auto Prefix = QLatin1StringView("tms_");
constexpr std::size_t RandomBytes = 32;
constexpr qsizetype Length = 4 + 43; // base64url of 32 bytes without padding

} // namespace

QString make()
{
    if (sodium_init() < 0)
        qFatal("libsodium cannot be used on this machine");
    QByteArray random(RandomBytes, Qt::Uninitialized);
    randombytes_buf(random.data(), RandomBytes);
    return Prefix
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

bool isWellFormed(const QString &token)
{
    return token.size() == Length && token.startsWith(Prefix) && std::all_of(token.begin(), token.end(), [](QChar c) {
               return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'_');
           });
}

} // namespace TaskMaster::Server::SessionToken
