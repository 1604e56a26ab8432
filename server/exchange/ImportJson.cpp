// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportJson.h"

#include "server/exchange/TextDecoding.h"

#include <QJsonArray>
#include <QJsonObject>

namespace TaskMaster::Server::ImportJson {
namespace {

Error badJson(const QString &sentence)
{
    return {ErrorCode::BadImport, sentence};
}

/// In characters, as an editor counts them.
QString placeOf(const QByteArray &json, qsizetype offset)
{
    const QByteArrayView before = QByteArrayView(json).first(std::min(offset, json.size()));
    const qsizetype lineStart = before.lastIndexOf('\n') + 1;
    return QStringLiteral("line %1, column %2")
        .arg(1 + before.count('\n'))
        .arg(1 + QString::fromUtf8(before.sliced(lineStart)).size());
}

/// `tru`, `nul`: the parser calls it an illegal value, a person a file that was cut off.
bool endsInLiteral(QByteArrayView json)
{
    qsizetype start = json.size();
    while (start > 0 && json[start - 1] >= 'a' && json[start - 1] <= 'z')
        --start;
    const QByteArrayView word = json.sliced(start);
    return !word.isEmpty()
        && (QByteArrayView("true").startsWith(word) || QByteArrayView("false").startsWith(word)
            || QByteArrayView("null").startsWith(word));
}

bool isUtf16(const QByteArray &bytes)
{
    return bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff")
        || (bytes.size() > 3 && (bytes[0] == '\0') != (bytes[1] == '\0'));
}

} // namespace

Result<QJsonDocument> parse(const QByteArray &bytes)
{
    QByteArray json = bytes;
    if (isUtf16(bytes)) {
        const auto decoded = decodeText(bytes);
        if (!decoded)
            return decoded.error();
        json = decoded->text.toUtf8();
    } else if (json.startsWith("\xef\xbb\xbf")) {
        json.remove(0, 3);
    }
    const qsizetype size = QByteArrayView(json).trimmed().size();
    if (size == 0)
        return badJson(QStringLiteral("The file is empty."));
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error == QJsonParseError::NoError)
        return document;
    const auto leading = static_cast<qsizetype>(
        std::find_if(json.begin(), json.end(), [](char c) { return static_cast<uchar>(c) > ' '; }) - json.begin());
    const bool isAtEnd = problem.offset >= leading + size
        || (problem.offset + 5 >= leading + size && endsInLiteral(QByteArrayView(json).trimmed()));
    const bool isCutOff = isAtEnd && problem.error != QJsonParseError::DeepNesting;
    const QString place = placeOf(json, problem.offset);
    if (isCutOff)
        return badJson(QStringLiteral("The file ends in the middle (%1): it was cut off (%2). Export it again.")
                           .arg(place, problem.errorString()));
    return badJson(QStringLiteral("The file is not JSON: %1: %2.").arg(place, problem.errorString()));
}

QString textOf(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    return value.toString();
}

bool saysSomething(const QJsonValue &value)
{
    return !(value.isNull() || value.isUndefined() || (value.isBool() && !value.toBool())
             || (value.isString() && value.toString().isEmpty()) || (value.isArray() && value.toArray().isEmpty())
             || (value.isObject() && value.toObject().isEmpty()));
}

} // namespace TaskMaster::Server::ImportJson
