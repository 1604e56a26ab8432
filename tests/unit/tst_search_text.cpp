// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/model/SearchText.h"

#include <QtTest>

using namespace TaskMaster;

class SearchTextTest : public QObject {
    Q_OBJECT

private:
    static QString line(const QString &text)
    {
        int max = 1000;
        return SearchText::tokenLine(text, max);
    }

private Q_SLOTS:
    void textBecomesTokens_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("tokens");
        const auto row = [](const char *text, const char *tokens) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(tokens);
        };
        row("Paint the fence!", "paint the fence");
        row("e-mail, C++ & 10:30", "e mail c 10 30");
        row("Größe ÉCOLE naïve Ångström", "grosse ecole naive angstrom");
        row("Łódź Øre Æsir œuvre", "lodz ore aesir oeuvre");
        row("ＦＵＬＬ width ﬁne ½", "full width fine 1 2");
        row("ΑΘΗΝΑ Москва Ёлка", "αθηνα москва елка");
        row("İstanbul", "istanbul");
        row("東京都", "東京 京都 都");
        row("京", "京");
        row("Tokyo東京です", "tokyo 東京 京で です す");
        row("カード ｶｰﾄﾞ", "カー ード ド カー ード ド");
        row("서울 시", "서울 시");
        row("हिन्दी", "हिन्दी");
        row("🎉 done ✔", "done");
        row("", "");
    }
    void textBecomesTokens()
    {
        QFETCH(QString, text);
        QFETCH(QString, tokens);
        QCOMPARE(line(text).trimmed(), tokens);
    }

    void aWordFindsWhatBeginsSo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("word");
        QTest::addColumn<bool>("isFound");
        const auto row = [](const char *text, const char *word, bool isFound) {
            QTest::addRow("%s in %s", word, text) << QString::fromUtf8(text) << QString::fromUtf8(word) << isFound;
        };
        row("Paint the fence", "fen", true);
        row("Paint the fence", "FENCE", true);
        row("Paint the fence", "ence", false);
        row("Ein großes Fest", "gross", true);
        row("Ein grosses Fest", "groß", true);
        row("write an e-mail to Bob", "e-mail", true);
        row("write an e-mail to Bob", "e-mai", true);
        row("an email", "e-mail", false);
        row("東京都に行く", "京", true);
        row("東京都に行く", "都", true);
        row("東京都に行く", "東京都", true);
        row("東京都に行く", "東都", false);
        row("anything", "!!", true); // nothing that could be looked for
    }
    void aWordFindsWhatBeginsSo()
    {
        QFETCH(QString, text);
        QFETCH(QString, word);
        QFETCH(bool, isFound);
        const SearchText::Wanted wanted = SearchText::beginningOf(word);
        QCOMPARE(SearchText::contains(line(text), wanted), isFound);
        if (!wanted.tokens.isEmpty())
            QCOMPARE(!SearchText::find(text, {wanted}).isEmpty(), isFound);
    }

    void aPhraseFindsItsWordsInOrder()
    {
        const QString text = line(QStringLiteral("Paint the fence. The gate is next."));
        QVERIFY(SearchText::contains(text, SearchText::phraseOf(QStringLiteral("the fence"))));
        QVERIFY(SearchText::contains(text, SearchText::phraseOf(QStringLiteral("THE  FENCE!"))));
        QVERIFY(!SearchText::contains(text, SearchText::phraseOf(QStringLiteral("the fen"))));
        QVERIFY(!SearchText::contains(text, SearchText::phraseOf(QStringLiteral("fence the gate the"))));
        QVERIFY(!SearchText::contains(text, SearchText::phraseOf(QStringLiteral("gate fence"))));
    }

    void findsAreMarkedInTheOriginal()
    {
        const QString text = QStringLiteral("Die GRÖSSE der größten 東京都");
        const auto marked = [&text](const QList<SearchText::Wanted> &wanted) {
            QStringList parts;
            for (const SearchText::Range &range : SearchText::find(text, wanted))
                parts << text.mid(range.position, range.length);
            return parts;
        };
        QCOMPARE(marked({SearchText::beginningOf(QStringLiteral("grosse"))}), QStringList{QStringLiteral("GRÖSSE")});
        QCOMPARE(marked({SearchText::beginningOf(QStringLiteral("gro"))}),
                 (QStringList{QStringLiteral("GRÖSSE"), QStringLiteral("größten")}));
        QCOMPARE(marked({SearchText::phraseOf(QStringLiteral("der größten"))}),
                 QStringList{QStringLiteral("der größten")});
        QCOMPARE(marked({SearchText::beginningOf(QStringLiteral("東京都"))}), QStringList{QStringLiteral("東京都")});
        QCOMPARE(
            marked({SearchText::beginningOf(QStringLiteral("die")), SearchText::beginningOf(QStringLiteral("der"))}),
            (QStringList{QStringLiteral("Die"), QStringLiteral("der")}));
    }

    void aSnippetShowsTheFirstFind()
    {
        const QString text = QStringLiteral("word ").repeated(100) + QStringLiteral("the\nfence 🎉 ")
            + QStringLiteral("word ").repeated(100);
        const auto found = SearchText::snippet(text, {SearchText::beginningOf(QStringLiteral("fence"))}, 80);
        QVERIFY(found.text.size() <= 80);
        QVERIFY(found.text.startsWith(QStringLiteral("word ")));
        QCOMPARE(found.finds.size(), 1);
        QCOMPARE(found.text.mid(found.finds.first().position, found.finds.first().length), QStringLiteral("fence"));
        QVERIFY(!found.text.contains(u'\n'));
        const auto missing = SearchText::snippet(text, {SearchText::beginningOf(QStringLiteral("gate"))}, 80);
        QCOMPARE(missing.text, text.left(80));
        QVERIFY(missing.finds.isEmpty());
        // Never half of a pair, wherever it is cut.
        for (int length = 1; length < 12; ++length) {
            const auto cut = SearchText::snippet(QStringLiteral("🎉🎉🎉🎉🎉"), {}, length);
            QVERIFY(!cut.text.endsWith(QChar(0xd83c)));
        }
    }

    void longTextsAndWordsAreCut()
    {
        int max = 10;
        const QString tokens = SearchText::tokenLine(QStringLiteral("word ").repeated(100), max);
        QCOMPARE(max, 0);
        QCOMPARE(tokens.count(QStringLiteral("word")), 10);
        QCOMPARE(line(QString(1000, u'x')).trimmed().size(), SearchText::TokenLengthMax);
        // Both sides are cut alike: a long word still finds itself.
        QVERIFY(SearchText::contains(line(QString(1000, u'x')), SearchText::beginningOf(QString(1000, u'x'))));
    }
};

QTEST_GUILESS_MAIN(SearchTextTest)
#include "tst_search_text.moc"
