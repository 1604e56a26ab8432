// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/api/FieldErrors.h"

namespace TaskMaster::Server {
namespace {

/// RFC 6901.
QString pointerOf(const QString &field)
{
    QString pointer;
    for (QString part : field.split(u'.'))
        pointer += u'/' + part.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
    return pointer;
}

QString sentenceOf(const QString &field, const QString &why)
{
    return QStringLiteral("“%1” %2.").arg(field, why);
}

} // namespace

void FieldErrors::add(const QString &field, const QString &why)
{
    addSentence(field, sentenceOf(field, why));
}

void FieldErrors::addSentence(const QString &field, const QString &sentence)
{
    m_errors.append(QVariantMap{{QStringLiteral("field"), field},
                                {QStringLiteral("pointer"), pointerOf(field)},
                                {QStringLiteral("message"), sentence}});
}

void FieldErrors::addParameter(const QString &name, const QString &why)
{
    m_errors.append(QVariantMap{{QStringLiteral("field"), name}, {QStringLiteral("message"), sentenceOf(name, why)}});
}

Error FieldErrors::error() const
{
    Q_ASSERT(!isEmpty());
    const QVariantMap first = m_errors.constFirst().toMap();
    return {ErrorCode::InvalidField,
            first.value(QStringLiteral("message")).toString(),
            {{QStringLiteral("field"), first.value(QStringLiteral("field"))}, {QStringLiteral("errors"), m_errors}}};
}

} // namespace TaskMaster::Server
