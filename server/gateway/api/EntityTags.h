// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/HttpMessage.h"
#include "shared/core/Result.h"

namespace TaskMaster::Server {

/**
 * Strong entity tags `"epoch.version.variant"` (RFC 9110, 8.8.3): the version is a row's `rev`, a stream's `seq`, or a
 * hash of several heads; the variant is a hash of what else decides the bytes (address, fields). HttpEncoding adds the
 * coding to the variant. A version alone says whether somebody's copy is current, whatever its variant.
 */
struct EntityTag {
    qint64 epoch = 0;
    QByteArray version; ///< digits, or hexadecimal
    QByteArray variant;

    [[nodiscard]] QByteArray toHeader() const
    {
        return '"' + QByteArray::number(epoch) + '.' + version + '.' + variant + '"';
    }
    [[nodiscard]] static QByteArray variantOf(const QByteArray &what);
};

namespace EntityTags {

/// The tag of If-None-Match that is this one, in the client's own words, so that its coding stays; nullopt: there is
/// none.
[[nodiscard]] std::optional<QByteArray> matching(const HttpRequest &request, const EntityTag &current);
/// 304 for that tag.
[[nodiscard]] HttpResponse notModified(const QByteArray &tag);

/// If-Match: the revs that the row may have; empty list: any, as long as the row is there. nullopt: no such header.
/// Tags of another epoch or of no form of ours are a rev that no row has.
[[nodiscard]] std::optional<QList<qint64>> wantedRevs(const HttpRequest &request, qint64 epoch);

} // namespace EntityTags

} // namespace TaskMaster::Server
