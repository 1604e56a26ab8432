// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/ui/LineSpacing.h"

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

namespace TaskMaster::Client {

LineSpacing::LineSpacing(QObject *parent)
    : QObject(parent)
{
}

void LineSpacing::setDocument(QQuickTextDocument *document)
{
    if (m_document == document)
        return;
    m_document = document;
    if (m_document && m_document->textDocument())
        connect(m_document->textDocument(), &QTextDocument::contentsChanged, this, &LineSpacing::spread);
    spread();
    Q_EMIT changed();
}

void LineSpacing::setFactor(double factor)
{
    if (qFuzzyCompare(m_factor, factor))
        return;
    m_factor = factor;
    spread();
    Q_EMIT changed();
}

void LineSpacing::spread()
{
    QTextDocument *text = m_document ? m_document->textDocument() : nullptr;
    // A new text begins with a paragraph that has no spacing yet; anything else has been spread before.
    if (!text || m_spreading || qFuzzyCompare(text->firstBlock().blockFormat().lineHeight(), m_factor * 100))
        return;
    m_spreading = true;
    QTextBlockFormat format;
    format.setLineHeight(m_factor * 100, QTextBlockFormat::ProportionalHeight);
    QTextCursor all(text);
    // Joined to the change that brought the text: undo takes both away.
    all.joinPreviousEditBlock();
    all.select(QTextCursor::Document);
    all.mergeBlockFormat(format);
    all.endEditBlock();
    m_spreading = false;
}

} // namespace TaskMaster::Client
