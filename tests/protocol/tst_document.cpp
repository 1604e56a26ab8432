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
        const QString fence = QStringLiteral("```frames\n");
        const qsizetype start = m_text.indexOf(fence) + fence.size();
        const QStringList lines =
            m_text.mid(start, m_text.indexOf(u"```", start) - start).split(u'\n', Qt::SkipEmptyParts);
        QSet<std::size_t> kinds;
        for (const QString &line : lines) {
            const QByteArray json = line.mid(2).toUtf8();
            const auto sent = Codec::decodeClientFrame(json, Encoding::Json);
            const auto answered = Codec::decodeServerFrame(json, Encoding::Json);
            if (line.startsWith(u"> "))
                QVERIFY2(sent, sent ? "" : qPrintable(sent.error().message + u'\n' + line));
            else
                QVERIFY2(answered, answered ? "" : qPrintable(answered.error().message + u'\n' + line));
            // Nothing in it that is skipped as unknown: it is what would be sent.
            const QByteArray again = line.startsWith(u"> ") ? Codec::encode(*sent, Encoding::Json)
                                                            : Codec::encode(*answered, Encoding::Json);
            QCOMPARE(QString::fromUtf8(again), QString::fromUtf8(json));
            kinds.insert(line.startsWith(u"> ") ? sent->index() : 100 + answered->index());
        }
        QVERIFY(kinds.size() >= 10);
    }
    /// TASKMASTER_REGENERATE=1 writes the table anew; the diff is the review.
    void everyLimitAndChoiceIsSaid()
    {
        const QString begin = QStringLiteral("<!-- values -->\n");
        const QString end = QStringLiteral("<!-- /values -->");
        const qsizetype from = m_text.indexOf(begin) + begin.size();
        const qsizetype to = m_text.indexOf(end);
        QVERIFY(from > begin.size() && to >= from);
        const QString expected = valuesTable();
        if (qEnvironmentVariableIsSet("TASKMASTER_REGENERATE")) {
            m_text.replace(from, to - from, expected);
            QFile file(QStringLiteral(TASKMASTER_PROTOCOL_DOCUMENT));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(m_text.toUtf8());
            return;
        }
        const QStringList found = m_text.mid(from, to - from).split(u'\n');
        const QStringList wanted = expected.split(u'\n');
        for (const QString &line : wanted)
            QVERIFY2(
                found.contains(line),
                qPrintable(QStringLiteral("not in docs/PROTOCOL.md (TASKMASTER_REGENERATE=1 writes it): ") + line));
        QCOMPARE(found.size(), wanted.size());
    }

private:
    /// What may stand in a field, in words; empty where the type says it all.
    static QString rule(const FieldDescription &field)
    {
        switch (field.type) {
        case FieldType::Choice: {
            QStringList names;
            for (const char *name : field.choices)
                names << u'`' + QString::fromLatin1(name) + u'`';
            return QStringLiteral("one of ") + names.join(QStringLiteral(", "));
        }
        case FieldType::Text:
            return QStringLiteral("one line of at most %1 characters").arg(field.maximum);
        case FieldType::LongText:
            return QStringLiteral("at most %1 characters").arg(field.maximum);
        case FieldType::Integer:
            return QStringLiteral("%1 to %2").arg(field.minimum).arg(field.maximum);
        default:
            return {};
        }
    }
    static QString valuesTable()
    {
        QMap<QString, QStringList> places;
        const auto add = [&places](const char *owner, const FieldDescription &field) {
            const QString said = rule(field);
            if (!said.isEmpty())
                places[said] << QStringLiteral("`%1.%2`").arg(QLatin1StringView(owner), QLatin1StringView(field.name));
        };
        for (int kind = 0; kind < EntityKindCount; ++kind) {
            const EntityDescription &description = describe(static_cast<EntityKind>(kind));
            for (const FieldDescription &field : description.fields)
                add(description.name, field);
        }
        for (int kind = 0; kind < CommandKindCount; ++kind) {
            for (const FieldDescription &field : describeCommand(kind).fields)
                add(describeCommand(kind).name, field);
        }
        QString table = QStringLiteral("| value | of |\n|---|---|\n");
        for (auto it = places.cbegin(); it != places.cend(); ++it)
            table += QStringLiteral("| %1 | %2 |\n").arg(it.key(), it->join(u' '));
        return table;
    }
};

QTEST_GUILESS_MAIN(Document)
#include "tst_document.moc"
