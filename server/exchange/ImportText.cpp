// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/exchange/ImportText.h"

namespace TaskMaster::Server::ImportText {
namespace {

qsizetype withoutHalfPair(const QString &text, qsizetype length)
{
    return length > 0 && length < text.size() && text[length - 1].isHighSurrogate() ? length - 1 : length;
}

} // namespace

QString storable(QString text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i;
        else if (c.isNull() || c.isSurrogate())
            text[i] = QChar(QChar::ReplacementCharacter);
    }
    return text;
}

QString singleLine(const QString &text)
{
    return text.simplified();
}

QStringList split(const QString &text, qsizetype charactersMax)
{
    Q_ASSERT(charactersMax > 1);
    QStringList parts;
    QString rest = text;
    while (rest.size() > charactersMax) {
        const QString window = rest.left(charactersMax);
        qsizetype at = -1;
        for (const QLatin1StringView gap :
             {QLatin1StringView("\n\n"), QLatin1StringView("\n"), QLatin1StringView(" ")}) {
            at = window.lastIndexOf(gap);
            if (at > charactersMax / 2)
                break;
        }
        if (at <= charactersMax / 2)
            at = withoutHalfPair(rest, charactersMax);
        parts.append(rest.left(at).trimmed());
        rest = rest.mid(at).trimmed();
    }
    if (!rest.isEmpty() || parts.isEmpty())
        parts.append(rest);
    return parts;
}

QString shortened(const QString &text, qsizetype charactersMax)
{
    if (text.size() <= charactersMax)
        return text;
    return text.left(withoutHalfPair(text, charactersMax - 1)) + QChar(0x2026);
}

} // namespace TaskMaster::Server::ImportText
