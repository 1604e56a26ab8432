// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/EntityTags.h"

#include <QCryptographicHash>

namespace TaskMaster::Server {
namespace {

struct GivenTag {
    QByteArray whole; ///< with its quotes, without W/
    QByteArray epoch;
    QByteArray version;
    QByteArray variant; ///< without the coding
};

/// What a header lists: entity tags cannot hold quotes, so the quotes take it apart. `*` comes as a tag of its own.
QList<GivenTag> tagsOf(const HttpRequest &request, QByteArrayView name)
{
    QList<GivenTag> tags;
    for (const HttpHeader &header : request.headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) != 0)
            continue;
        if (header.value == "*")
            tags.append({"*", {}, {}, {}});
        for (qsizetype start = header.value.indexOf('"'); start >= 0;) {
            const qsizetype end = header.value.indexOf('"', start + 1);
            if (end < 0)
                break;
            const QByteArray inside = header.value.mid(start + 1, end - start - 1);
            const QByteArrayList parts = inside.split('.');
            GivenTag tag{'"' + inside + '"', {}, {}, {}};
            if (parts.size() == 3)
                tag = {tag.whole, parts[0], parts[1], mainPart(parts[2], '-')};
            tags.append(tag);
            start = header.value.indexOf('"', end + 1);
        }
    }
    return tags;
}

} // namespace

QByteArray EntityTag::variantOf(const QByteArray &what)
{
    return QCryptographicHash::hash(what, QCryptographicHash::Blake2b_160).toHex().left(8);
}

std::optional<QByteArray> EntityTags::matching(const HttpRequest &request, const EntityTag &current)
{
    for (const GivenTag &tag : tagsOf(request, "If-None-Match")) {
        if (tag.whole == "*")
            return current.toHeader();
        if (tag.epoch == QByteArray::number(current.epoch) && tag.version == current.version
            && tag.variant == current.variant)
            return tag.whole;
    }
    return std::nullopt;
}

HttpResponse EntityTags::notModified(const QByteArray &tag)
{
    return {
        304, {{"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Accept-Encoding, Authorization"}}, {}};
}

std::optional<QList<qint64>> EntityTags::wantedRevs(const HttpRequest &request, qint64 epoch)
{
    constexpr qint64 never = -1;
    if (headerCount(request.headers, "If-Match") == 0)
        return std::nullopt;
    QList<qint64> revs;
    for (const GivenTag &tag : tagsOf(request, "If-Match")) {
        if (tag.whole == "*")
            return QList<qint64>();
        bool isNumber = false;
        const qint64 rev = tag.version.toLongLong(&isNumber);
        revs.append(isNumber && tag.epoch == QByteArray::number(epoch) ? rev : never);
    }
    return revs.isEmpty() ? QList{never} : revs;
}

} // namespace TaskMaster::Server
