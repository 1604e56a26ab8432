// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/protocol/CloseCodes.h"
#include "shared/protocol/Codec.h"

#include <QFile>
#include <QtTest>

using namespace TaskMaster;

/// docs/PROTOCOL.md names everything that is on the wire, and its examples are frames.
class Document : public QObject {
    Q_OBJECT

private:
    QString m_text;
    void names(const QString &word) const { QVERIFY2(m_text.contains(u'`' + word + u'`'), qPrintable(word)); }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(QStringLiteral(TASKMASTER_PROTOCOL_DOCUMENT));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_text = QString::fromUtf8(file.readAll());
    }
    void everyCommandAndArgumentIsNamed()
    {
        for (int kind = 0; kind < CommandKindCount; ++kind) {
            names(QString::fromLatin1(describeCommand(kind).name));
            names(QString::fromLatin1(describeCommand(kind).verb));
            for (const FieldDescription &field : describeCommand(kind).fields)
                names(QString::fromLatin1(field.name));
        }
    }
    void everyEntityAndFieldIsNamed()
    {
        for (int kind = 0; kind < EntityKindCount; ++kind) {
            names(QString::fromLatin1(describe(static_cast<EntityKind>(kind)).name));
            for (const FieldDescription &field : describe(static_cast<EntityKind>(kind)).fields)
                names(QString::fromLatin1(field.name));
        }
    }
    void everyErrorAndCloseCodeIsNamed()
    {
        for (int code = 0; code < errorCodeCount(); ++code)
            names(QString::fromLatin1(describe(static_cast<ErrorCode>(code)).wire));
        for (const CloseDescription &close : closeDescriptions)
            names(QString::fromLatin1(close.name));
    }
    void theExampleIsMadeOfFrames()
    {
        const qsizetype start = m_text.indexOf(u"```json\n") + 8;
        const QStringList lines =
            m_text.mid(start, m_text.indexOf(u"```", start) - start).split(u'\n', Qt::SkipEmptyParts);
        QVERIFY(lines.size() >= 4);
        for (const QString &line : lines) {
            const auto frame = Codec::decodeClientFrame(line.toUtf8(), Encoding::Json);
            QVERIFY2(frame, frame ? "" : qPrintable(frame.error().message));
        }
    }
};

QTEST_GUILESS_MAIN(Document)
#include "tst_document.moc"
