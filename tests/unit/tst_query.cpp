// SPDX-License-Identifier: GPL-3.0-or-later
#include "shared/query/Complete.h"
#include "shared/query/Days.h"
#include "shared/query/Parse.h"

#include <QtTest>

// QtTest has a macro of the same name as a function of rapidcheck.
#undef QBENCHMARK
#include <rapidcheck.h>

#include <random>

using namespace TaskMaster;
using namespace TaskMaster::Query;

namespace {

/// A zone whose clocks change at midnight (Chile), one that is far ahead, one of the usual kind, and none.
constexpr const char *zones[]{"America/Santiago", "Pacific/Kiritimati", "Europe/Berlin", "UTC"};

int below(int n)
{
    return *rc::gen::inRange(0, n);
}

QString someName()
{
    static const QStringList names{
        QStringLiteral("bug"),  QStringLiteral("Größe"),  QStringLiteral("to do"),   QStringLiteral("me"),
        QStringLiteral("None"), QStringLiteral("a\"b\\"), QStringLiteral("x,y"),     QStringLiteral("(p)"),
        QStringLiteral("=7"),   QStringLiteral("star*"),  QStringLiteral("-minus"),  QStringLiteral("a:b<c"),
        QStringLiteral("漢字"), QStringLiteral("\\"),     QStringLiteral("current"), QStringLiteral("2026-11-27")};
    return names[below(static_cast<int>(names.size()))];
}

Day someDay()
{
    switch (below(5)) {
    case 0:
        return {Day::Kind::Date, Day::Unit::Day, 0, QDate(2026, 1, 1).addDays(below(700))};
    case 1:
        return {Day::Kind::Month, Day::Unit::Month, 0, QDate(2026, 1 + below(12), 1)};
    case 2:
        return {Day::Kind::Year, Day::Unit::Year, 0, QDate(1900 + below(500), 1, 1)};
    case 3:
        return {Day::Kind::Around, static_cast<Day::Unit>(2 + below(3)), below(3) - 1, {}};
    default:
        break;
    }
    const int amount = below(100) - 50;
    return {Day::Kind::FromToday, amount == 0 ? Day::Unit::Day : static_cast<Day::Unit>(below(5)), amount, {}};
}

Operand someOperand(const FieldWord &field, bool isCompared)
{
    const int kind = isCompared ? 9 : below(10);
    if (kind == 0 && field.mayBeMissing)
        return {Operand::Kind::None, {}, 0, {}};
    if (kind == 1 && field.mayBeMissing)
        return {Operand::Kind::Any, {}, 0, {}};
    switch (field.kind) {
    case ValueKind::Words: {
        static const QStringList words{QStringLiteral("fence"), QStringLiteral("C++"), QStringLiteral("10:30"),
                                       QStringLiteral("漢字"), QStringLiteral("e-mail")};
        return kind < 4 ? Operand{Operand::Kind::Phrase, someName(), 0, {}}
                        : Operand{Operand::Kind::Word, words[below(5)], 0, {}};
    }
    case ValueKind::Choice:
        return {Operand::Kind::Choice, {}, below(static_cast<int>(field.choices.size())), {}};
    case ValueKind::Person:
        if (kind == 2)
            return {Operand::Kind::Me, {}, 0, {}};
        break;
    case ValueKind::Task:
        return {Operand::Kind::Task, kind < 5 ? QStringLiteral("TM") : QString(), below(99999), {}};
    case ValueKind::Number:
    case ValueKind::Duration:
        return {Operand::Kind::Number, {}, below(99999), {}};
    case ValueKind::Day:
        return {Operand::Kind::Day, {}, 0, someDay()};
    case ValueKind::Name:
    case ValueKind::Custom:
        break;
    }
    if (field.field == Field::Cycle && kind == 2)
        return {Operand::Kind::Current, {}, 0, {}};
    if (kind == 3)
        return {Operand::Kind::Prefix, QStringLiteral("front"), 0, {}};
    return {Operand::Kind::Name, someName(), 0, {}};
}

Expression someTerm()
{
    const FieldWord &field = wordOf(static_cast<Field>(below(static_cast<int>(Field::Relevance))));
    Term made;
    made.field = field.field;
    if (field.field == Field::Custom)
        made.custom = someName();
    if (field.isOrdered)
        made.comparison = static_cast<Comparison>(below(5));
    const bool isCompared = made.comparison != Comparison::Equal;
    const int count = isCompared || field.field == Field::Text ? 1 : 1 + below(3);
    for (int i = 0; i < count; ++i)
        made.operands.append(someOperand(field, isCompared));
    return term(made);
}

Expression someExpression(int depth)
{
    const int kind = depth == 0 ? 0 : below(6);
    if (kind < 3)
        return someTerm();
    if (kind == 3)
        return negated(someExpression(depth - 1));
    std::vector<Expression> children;
    for (int i = 2 + below(2); i > 0; --i)
        children.push_back(someExpression(depth - 1));
    return kind == 4 ? all(std::move(children)) : any(std::move(children));
}

Sentence someSentence()
{
    Sentence sentence;
    if (below(8) != 0)
        sentence.filter = someExpression(3);
    for (int i = below(3); i > 0; --i) {
        const auto field = static_cast<Field>(below(FieldCount));
        const bool isTwice = std::any_of(sentence.sort.cbegin(), sentence.sort.cend(),
                                         [field](const SortKey &key) { return key.field == field; });
        if (wordOf(field).isSortable && !isTwice)
            sentence.sort.append({field, below(2) == 0});
    }
    return sentence;
}

qint64 utc(const char *iso)
{
    return QDateTime::fromString(QString::fromLatin1(iso), Qt::ISODate).toMSecsSinceEpoch();
}

} // namespace

class QueryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const int seed = qEnvironmentVariableIntValue("TASKMASTER_TEST_SEED");
        qputenv("RC_PARAMS", QByteArray("max_success=300 seed=") + QByteArray::number(std::max(1, seed)));
    }

    void aQueryIsReadAsItLooks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("canonical");
        const auto row = [](const char *text, const char *canonical) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(canonical);
        };
        row("", "");
        row("  ", "");
        row("fence", "fence");
        row("paint  the\tfence", "paint the fence");
        row("(assignee:me OR label:bug) status:started due<7d -label:wontfix \"exact words\" sort:-priority",
            "(assignee:me OR label:bug) status:started due<7d -label:wontfix \"exact words\" sort:-priority");
        row("a AND b", "a b");
        row("a b OR c d", "a b OR c d");
        row("a (b OR c)", "a (b OR c)");
        row("(a b) OR c", "a b OR c");
        row("((a))", "a");
        row("NOT a", "-a");
        row("--a", "a");
        row("-(a OR b)", "-(a OR b)");
        row("-(a b)", "-(a b)");
        row("or and not", "or and not"); // only capitals join
        row("Tag:Bug,\"to do\",front*", "label:Bug,\"to do\",front*");
        row("label:\"bug\"", "label:bug");
        row("assignee:\"me\"", "assignee:\"me\"");
        row("assignee:ME,none", "assignee:me,none");
        row("sprint:current", "cycle:current");
        row("priority>=HIGH", "priority>=high");
        row("due=2026-11-27", "due:2026-11-27");
        row("due<=+7d", "due<=7d");
        row("due:1d", "due:tomorrow");
        row("due:-0w", "due:today");
        row("created>2026-11", "created>2026-11");
        row("updated>-36h", "updated>-36h");
        row("updated<0h", "updated<now");
        row("spent>90min", "spent>90min");
        row("spent>120min", "spent>2h");
        row("parent:tm-12", "parent:TM-12");
        row("parent:#12", "parent:12");
        row("number>100", "number>100");
        row("estimate:3,5", "estimate:3,5");
        row("title:fence", "title:fence");
        row("field.Severity:high", "field.Severity:high");
        row("field.\"Found in\">=2.5", "field.\"Found in\">=2.5");
        row("is:overdue has:comments", "is:overdue has:comments");
        row("sort:priority,-due fence", "fence sort:priority,-due");
        row("fence sort:due sort:-due", "fence sort:due");
        row("https://example.org/a?b=c", "https://example.org/a?b=c");
        row("10:30 C++ e-mail foo*", "10:30 C++ e-mail foo");
        row("TM-12", "TM-12");
        row("\"a \\\"quoted\\\" word\"", "\"a \\\"quoted\\\" word\"");
        row("a\"b\"c", "a \"b\" c");
    }
    void aQueryIsReadAsItLooks()
    {
        QFETCH(QString, text);
        QFETCH(QString, canonical);
        const auto sentence = parse(text);
        QVERIFY2(sentence, sentence ? "" : qPrintable(sentence.error().message));
        QCOMPARE(print(*sentence), canonical);
        const auto again = parse(canonical);
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QVERIFY(*again == *sentence);
    }

    void anErrorPointsAtTheWord_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("suggestion");
        const auto row = [](const char *text, const char *wrong, const char *suggestion = "") {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(wrong) << QString::fromUtf8(suggestion);
        };
        row("a asignee:me", "asignee", "assignee");
        row("lable:bug", "lable", "label");
        row("hologram:x", "hologram");
        row("is:overdu", "overdu", "overdue");
        row("is:arch", "arch", "archived");
        row("status:doing", "doing");
        row("priority>hihg", "hihg", "high");
        row("due:tomorow", "tomorow", "tomorrow");
        row("due<2026-02-30", "2026-02-30");
        row("due<7x", "7x");
        row("estimate>many", "many");
        row("estimate:99999999999", "99999999999");
        row("spent>2", "2");
        row("parent:fence", "fence");
        row("label:", "");
        row("label:a,", "");
        row("label<bug", "<");
        row("due<7d,8d", ",");
        row("due<none", "none");
        row("(a", "(");
        row("a)", ")");
        row("()", ")");
        row("a OR", "");
        row("OR a", "OR");
        row("AND a", "AND");
        row("a OR OR b", "OR");
        row("a -", "-");
        row("\"open", "\"");
        row("label:\"\"", "\"\"");
        row("(sort:due)", "sort:due");
        row("-sort:due", "sort:due");
        row("sort:assignee", "assignee");
        row("sort:priorty", "priorty", "priority");
        row("sort:due,", "");
        row("relevance:1", "relevance:1");
        row("field:x", "field:x");
        row("field.:x", "field.:x");
        row("field.Severity", "");
        row("a<b", "a");
    }
    void anErrorPointsAtTheWord()
    {
        QFETCH(QString, text);
        QFETCH(QString, wrong);
        QFETCH(QString, suggestion);
        const auto sentence = parse(text);
        QVERIFY(!sentence);
        const Error &error = sentence.error();
        QCOMPARE(error.wire(), QStringLiteral("badQuery"));
        const int position = error.details.value(QStringLiteral("position")).toInt();
        const int length = error.details.value(QStringLiteral("length")).toInt();
        QVERIFY(position >= 0 && position + length <= text.size() + 1);
        QCOMPARE(text.mid(position, length), wrong);
        QCOMPARE(error.details.value(QStringLiteral("suggestion")).toString(), suggestion);
        QVERIFY(error.message.endsWith(u'.') || error.message.endsWith(u'?') || error.message.endsWith(u'…'));
    }

    void everythingHasALimit()
    {
        const auto refused = [](const QString &text) {
            const auto sentence = parse(text);
            return !sentence && sentence.error().code == ErrorCode::BadQuery;
        };
        QVERIFY(parse(QString(TextMax, u'x')));
        QVERIFY(refused(QString(TextMax + 1, u'x')));
        QVERIFY(parse(QString(DepthMax, u'(') + u'x' + QString(DepthMax, u')')));
        QVERIFY(refused(QString(DepthMax + 2, u'(') + u'x' + QString(DepthMax + 2, u')')));
        QVERIFY(refused(QString(500, u'-') + u'x'));
        QVERIFY(parse(QStringLiteral("x ").repeated(TermsMax)));
        QVERIFY(refused(QStringLiteral("x ").repeated(TermsMax + 1)));
        QVERIFY(parse(QStringLiteral("label:x") + QStringLiteral(",x").repeated(ValuesMax - 1)));
        QVERIFY(refused(QStringLiteral("label:x") + QStringLiteral(",x").repeated(ValuesMax)));
        QVERIFY(refused(QStringLiteral("sort:due,start,created,updated,title")));
        QCOMPARE(parse(QString(QChar(u'\0'))).error().code, ErrorCode::InvalidText);
        QCOMPARE(parse(QString(QChar(0xd800))).error().code, ErrorCode::InvalidText);
    }

    void whatIsWrittenIsReadTheSame()
    {
        const bool ok = rc::check("parse(print(sentence)) is the sentence", [] {
            const Sentence sentence = someSentence();
            const QString text = print(sentence);
            RC_PRE(text.size() <= TextMax);
            const auto again = parse(text);
            if (!again)
                RC_FAIL(text.toStdString() + ": " + again.error().message.toStdString());
            if (!(*again == sentence))
                RC_FAIL(text.toStdString() + " became " + print(*again).toStdString());
        });
        QVERIFY(ok);
    }

    void damagedQueriesAreSentencesOrErrors()
    {
        std::mt19937 random(static_cast<quint32>(std::max(1, qEnvironmentVariableIntValue("TASKMASTER_TEST_SEED"))));
        const QString seed =
            QStringLiteral("(assignee:me OR -label:\"a \\\" b\",c*) due<=2026-11 field.\"X\">2 sort:-due a");
        static const QString alphabet = QStringLiteral("()-\"\\:,=<> ORs*.#x7d漢\u0301");
        int read = 0;
        for (int round = 0; round < 20'000; ++round) {
            QString text = seed;
            for (quint32 damage = 1 + random() % 6; damage > 0; --damage) {
                const auto at = static_cast<qsizetype>(random() % static_cast<quint64>(text.size()));
                const QChar c = alphabet[static_cast<qsizetype>(random() % static_cast<quint64>(alphabet.size()))];
                if (random() % 2 == 0)
                    text[at] = c;
                else
                    text.insert(at, c);
            }
            const auto sentence = parse(text);
            if (!sentence)
                continue;
            ++read;
            const auto again = parse(print(*sentence));
            QVERIFY2(again, qPrintable(text + QStringLiteral(" → ") + print(*sentence)));
            QVERIFY2(*again == *sentence, qPrintable(text + QStringLiteral(" → ") + print(*sentence)));
        }
        QVERIFY(read > 500);
    }

    void relativeDaysAreThoseOfTheAsker_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("now");
        QTest::addColumn<QString>("day");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("until");
        const auto row = [](const char *name, const char *zone, const char *now, const char *day, const char *from,
                            const char *until) {
            QTest::newRow(name) << QString::fromLatin1(zone) << QString::fromLatin1(now) << QString::fromLatin1(day)
                                << QString::fromLatin1(from) << QString::fromLatin1(until);
        };
        row("a usual day", "Europe/Berlin", "2026-11-27T12:00:00Z", "today", "2026-11-26T23:00:00Z",
            "2026-11-27T23:00:00Z");
        row("late in the evening it is tomorrow in the east", "Pacific/Kiritimati", "2026-11-27T12:00:00Z", "today",
            "2026-11-27T10:00:00Z", "2026-11-28T10:00:00Z");
        row("a day of 23 hours", "Europe/Berlin", "2026-03-29T12:00:00Z", "today", "2026-03-28T23:00:00Z",
            "2026-03-29T22:00:00Z");
        row("a day of 25 hours", "Europe/Berlin", "2026-10-25T00:30:00Z", "today", "2026-10-24T22:00:00Z",
            "2026-10-25T23:00:00Z");
        row("the last hour before clocks go back", "Europe/Berlin", "2026-10-25T22:59:59Z", "tomorrow",
            "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z");
        row("seven days over the change", "Europe/Berlin", "2026-10-20T12:00:00Z", "7d", "2026-10-26T23:00:00Z",
            "2026-10-27T23:00:00Z");
        row("a day that begins at one o'clock", "America/Santiago", "2026-09-06T12:00:00Z", "today",
            "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z");
        row("a week with the change in it", "Europe/Berlin", "2026-03-25T12:00:00Z", "this-week",
            "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z");
        row("a Sunday belongs to the week before", "UTC", "2026-11-29T12:00:00Z", "this-week", "2026-11-23T00:00:00Z",
            "2026-11-30T00:00:00Z");
        row("the last day of a longer month", "UTC", "2026-01-31T12:00:00Z", "1m", "2026-02-28T00:00:00Z",
            "2026-03-01T00:00:00Z");
        row("last month", "UTC", "2026-01-31T12:00:00Z", "last-month", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z");
        row("a leap day a year later", "UTC", "2028-02-29T12:00:00Z", "1y", "2029-02-28T00:00:00Z",
            "2029-03-01T00:00:00Z");
        row("next year", "UTC", "2026-12-31T12:00:00Z", "next-year", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
        row("an absolute day", "Europe/Berlin", "2000-01-01T00:00:00Z", "2026-07-01", "2026-06-30T22:00:00Z",
            "2026-07-01T22:00:00Z");
        row("a month", "UTC", "2000-01-01T00:00:00Z", "2026-02", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
        row("hours are hours, whatever the clocks do", "Europe/Berlin", "2026-03-29T12:00:00Z", "-24h",
            "2026-03-28T12:00:00Z", "2026-03-28T12:00:00.001Z");
    }
    void relativeDaysAreThoseOfTheAsker()
    {
        QFETCH(QString, zone);
        QFETCH(QString, now);
        QFETCH(QString, day);
        QFETCH(QString, from);
        QFETCH(QString, until);
        const auto parsed = dayFromText(day);
        QVERIFY(parsed);
        const QTimeZone timeZone(zone.toLatin1());
        QVERIFY2(timeZone.isValid(), "the time zones are not installed (tzdata)");
        const Span span = resolve(*parsed, {{}, utc(now.toLatin1().constData()), timeZone});
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(span.fromMs, Qt::UTC), QDateTime::fromString(from, Qt::ISODateWithMs));
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(span.untilMs, Qt::UTC),
                 QDateTime::fromString(until, Qt::ISODateWithMs));
    }

    void everyInstantLiesInItsToday()
    {
        const bool ok = rc::check("today begins before and ends behind now", [] {
            const QTimeZone zone(zones[below(4)]);
            const qint64 now = 1'767'225'600'000 + *rc::gen::inRange<qint64>(0, 365LL * 24 * 3600) * 1000;
            const Asker asker{{}, now, zone};
            const Span today = resolve(*dayFromText(QStringLiteral("today")), asker);
            RC_ASSERT(today.fromMs <= now);
            RC_ASSERT(now < today.untilMs);
            RC_ASSERT(today.first == asker.today());
            const Span tomorrow = resolve(*dayFromText(QStringLiteral("tomorrow")), asker);
            RC_ASSERT(tomorrow.fromMs == today.untilMs);
            const Span week = resolve(*dayFromText(QStringLiteral("this-week")), asker);
            RC_ASSERT(week.fromMs <= today.fromMs && today.untilMs <= week.untilMs);
            RC_ASSERT(week.first.daysTo(week.last) == 6);
        });
        QVERIFY(ok);
    }

    void completionKnowsWhatCanStandAtTheCursor_data()
    {
        QTest::addColumn<QString>("text"); // | is the cursor
        QTest::addColumn<QString>("replaced");
        QTest::addColumn<QString>("among");
        QTest::addColumn<int>("values");
        const auto row = [](const char *text, const char *replaced, const char *among, int values = -1) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(replaced) << QString::fromUtf8(among)
                                << values;
        };
        const auto kind = [](ValueKind values) { return static_cast<int>(values); };
        row("|", "", "assignee:");
        row("lab|", "lab", "label:");
        row("lab|el", "lab", "label:");
        row("fence -ass|", "ass", "assignee:");
        row("(du|", "du", "due:");
        row("so|", "so", "sort:");
        row("a O|", "O", "OR");
        row("fie|", "fie", "field.");
        row("is:|", "", "overdue", kind(ValueKind::Choice));
        row("is:ov| b", "ov", "overdue", kind(ValueKind::Choice));
        row("assignee:|", "", "me", kind(ValueKind::Person));
        row("assignee:anna,no|", "no", "none", kind(ValueKind::Person));
        row("label:|", "", "none", kind(ValueKind::Name));
        row("due<|", "", "today", kind(ValueKind::Day));
        row("due<=to|", "to", "tomorrow", kind(ValueKind::Day));
        row("sort:|", "", "priority");
        row("sort:due,-pri|", "-pri", "-priority");
        row("label:\"to d|", "\"to d", "", kind(ValueKind::Name));
        row("field.\"Found in\":a|", "a", "any", kind(ValueKind::Custom));
        row("\"in quotes lab|", "", "");
        row("hologram:x|", "x", "");
    }
    void completionKnowsWhatCanStandAtTheCursor()
    {
        QFETCH(QString, text);
        QFETCH(QString, replaced);
        QFETCH(QString, among);
        QFETCH(int, values);
        const auto cursor = static_cast<int>(text.indexOf(u'|'));
        text.remove(cursor, 1);
        const Completion completion = complete(text, cursor);
        QCOMPARE(text.mid(completion.position, completion.length), replaced);
        QStringList suggestions;
        for (const Completion::Suggestion &suggestion : completion.suggestions)
            suggestions << suggestion.text;
        if (among.isEmpty())
            QVERIFY(suggestions.isEmpty());
        else
            QVERIFY2(suggestions.contains(among), qPrintable(suggestions.join(u' ')));
        QCOMPARE(completion.values ? static_cast<int>(*completion.values) : -1, values);
    }

    void everySuggestionCanStandThere()
    {
        for (const QString &start :
             {QString(), QStringLiteral("is:"), QStringLiteral("has:"), QStringLiteral("status:"),
              QStringLiteral("priority:"), QStringLiteral("due<"), QStringLiteral("sort:"), QStringLiteral("sort:-"),
              QStringLiteral("cycle:"), QStringLiteral("assignee:")}) {
            const Completion completion = complete(start, static_cast<int>(start.size()));
            QVERIFY(!completion.suggestions.isEmpty());
            for (const Completion::Suggestion &suggestion : completion.suggestions) {
                QString text = start;
                text.replace(completion.position, completion.length, suggestion.text);
                if (!text.endsWith(u':') && !text.endsWith(u'.') && suggestion.text != u"OR")
                    QVERIFY2(parse(text).ok() || start == u"due<", qPrintable(text));
            }
        }
    }

    void wordsOfDaysAreReadAndWritten()
    {
        for (const DayWord &word : dayWords()) {
            QCOMPARE(toText(word.day), QString::fromLatin1(word.name));
            QVERIFY(*dayFromText(QString::fromLatin1(word.name).toUpper()) == word.day);
        }
        for (const char *wrong :
             {"", "-", "7", "d", "7dd", "-7", "99999d", "2026-13", "2026-1-1", "20261127", "x", "１d"})
            QVERIFY2(!dayFromText(QString::fromUtf8(wrong)), wrong);
    }
};

QTEST_GUILESS_MAIN(QueryTest)
#include "tst_query.moc"
