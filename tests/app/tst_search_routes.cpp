// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ProgramFixture.h"

#include <QTimeZone>
#include <QUrlQuery>

using namespace TaskMaster;
using namespace TaskMaster::Server;
using namespace TaskMaster::Test;

namespace {

const QString searchPassword = QStringLiteral("correct horse battery");

/// A workshop with a house and a garden: Olga owns it, Gus is a guest of the house only, Eve has a workspace of her
/// own.
class Workshop {
public:
    Workshop()
    {
        for (const char *name : {"olga", "gus", "eve"})
            (void)run(m_home,
                      at(m_home,
                         {QStringLiteral("user"), QStringLiteral("add"), addressOf(name),
                          QStringLiteral("--password-stdin")}),
                      searchPassword.toUtf8() + '\n');
        m_server = std::make_unique<RunningServer>(m_home);
        olga = signIn("olga");
        gus = signIn("gus");
        eve = signIn("eve");
        place = QStringLiteral("/workspaces/")
            + make(QStringLiteral("/workspaces"), {{QStringLiteral("name"), QStringLiteral("Workshop")}});
        house = makeProject("House", "HO");
        garden = makeProject("Garden", "GA");
        const QString gusId = get(QStringLiteral("/me"), {}, gus).body[u"id"].toString();
        (void)send("PUT", place + QStringLiteral("/members/") + gusId,
                   {{QStringLiteral("role"), QStringLiteral("guest")}});
        (void)send("PUT", house + QStringLiteral("/members/") + gusId, {});
    }

    Answer send(const QByteArray &method, const QString &path, const QJsonObject &body) const
    {
        return ask(m_server->url + QStringLiteral("/api/v1") + path, method, body, olga);
    }
    Answer get(const QString &path, const QList<QPair<QString, QString>> &query, const QString &token) const
    {
        QUrlQuery items;
        for (const auto &[name, value] : query)
            items.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
        return ask(m_server->url + QStringLiteral("/api/v1") + path + u'?' + items.toString(QUrl::FullyEncoded), "GET",
                   {}, token);
    }
    Answer search(const QString &where, const QString &query, const QString &token = {}) const
    {
        return get(where + QStringLiteral("/search"), {{QStringLiteral("query"), query}},
                   token.isEmpty() ? olga : token);
    }
    QString make(const QString &path, const QJsonObject &body) const
    {
        return send("POST", path, body).body[u"id"].toString();
    }
    QString makeTask(const QString &project, const QString &title, const QString &description = {}) const
    {
        const QString column = get(project + QStringLiteral("/columns"), {}, olga).body[u"items"][0][u"id"].toString();
        return make(project + QStringLiteral("/tasks"),
                    {{QStringLiteral("columnId"), column},
                     {QStringLiteral("title"), title},
                     {QStringLiteral("description"), description}});
    }
    QString signIn(const char *name) const
    {
        return ask(m_server->url + QStringLiteral("/api/v1/session"), "POST",
                   {{QStringLiteral("email"), addressOf(name)}, {QStringLiteral("password"), searchPassword}})
            .body[u"token"]
            .toString();
    }

    QString olga;
    QString gus;
    QString eve;
    QString place;
    QString house;
    QString garden;

private:
    static QString addressOf(const char *name) { return QString::fromLatin1(name) + QStringLiteral("@test.example"); }
    QString makeProject(const char *name, const char *key) const
    {
        return place + QStringLiteral("/projects/")
            + make(place + QStringLiteral("/projects"),
                   {{QStringLiteral("name"), QString::fromLatin1(name)},
                    {QStringLiteral("key"), QString::fromLatin1(key)}});
    }

    QTemporaryDir m_home;
    std::unique_ptr<RunningServer> m_server;
};

QStringList titlesOf(const Answer &answer)
{
    QStringList titles;
    for (const QJsonValue item : answer.body[u"items"].toArray())
        titles << item[u"task"][u"title"].toString();
    return titles;
}

/// The pieces of a text that are marked.
QStringList marked(const QString &text, const QJsonValue &finds)
{
    QStringList pieces;
    for (const QJsonValue range : finds.toArray())
        pieces << text.mid(range[0].toInt(), range[1].toInt());
    return pieces;
}

QStringList wrongParameters(const Answer &answer)
{
    QStringList names;
    for (const QJsonValue error : answer.body[u"errors"].toArray())
        names << error[u"field"].toString();
    names.sort();
    return names;
}

} // namespace

/// The query language over HTTP, against the real program.
class SearchRoutesTest final : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Workshop> m_workshop;

private Q_SLOTS:
    void initTestCase() { m_workshop = std::make_unique<Workshop>(); }
    void cleanupTestCase() { m_workshop.reset(); }

    void wordsAreFoundByTheirBeginningsRankedAndMarked()
    {
        const Workshop &w = *m_workshop;
        (void)w.makeTask(w.house, QStringLiteral("Sand the stairs"), QStringLiteral("Then varnish them twice."));
        (void)w.makeTask(w.house, QStringLiteral("Varnish the door"));
        const QString table = w.makeTask(w.house, QStringLiteral("Repair the table"));
        const QString comment = w.make(w.house + QStringLiteral("/tasks/%1/comments").arg(table),
                                       {{QStringLiteral("body"), QStringLiteral("It needs VARNISHING, too.")}});
        const Answer found = w.search(w.house, QStringLiteral("varnis"));
        QCOMPARE(found.status, 200);
        const QStringList titles = titlesOf(found);
        QCOMPARE(titles.size(), 3);
        QCOMPARE(titles.first(), QStringLiteral("Varnish the door")); // what has it in the title fits best
        for (const QJsonValue item : found.body[u"items"].toArray()) {
            const QString title = item[u"task"][u"title"].toString();
            const QStringList inTitle = marked(title, item[u"titleFinds"]);
            const QStringList inSnippet = marked(item[u"snippet"].toString(), item[u"snippetFinds"]);
            QCOMPARE(inTitle.isEmpty(), title != titles.first());
            for (const QString &piece : inTitle + inSnippet)
                QVERIFY2(piece.startsWith(u"varnis", Qt::CaseInsensitive), qPrintable(piece));
            QVERIFY(!(inTitle + inSnippet).isEmpty());
            if (item[u"task"][u"id"].toString() == table)
                QCOMPARE(item[u"commentId"].toString(), comment);
            else
                QVERIFY(item[u"commentId"].isNull());
            QVERIFY(w.house.endsWith(item[u"projectId"].toString())
                    && w.place.endsWith(item[u"workspaceId"].toString()));
        }
        QCOMPARE(titlesOf(w.search(w.house, QStringLiteral("varnish -door"))).size(), 2);
        QCOMPARE(titlesOf(w.search(w.house, QStringLiteral("\"the door\" varnish"))), QStringList{titles.first()});
    }

    void aResultComesInPagesWithoutHoles()
    {
        const Workshop &w = *m_workshop;
        for (int i = 0; i < 7; ++i)
            (void)w.makeTask(w.garden, QStringLiteral("Plant tree %1").arg(i));
        for (const char *query : {"tree sort:title", "tree", "tree sort:-number"}) {
            QStringList met;
            QString cursor;
            int pages = 0;
            do {
                QList<QPair<QString, QString>> asked{{QStringLiteral("query"), QString::fromLatin1(query)},
                                                     {QStringLiteral("limit"), QStringLiteral("3")},
                                                     {QStringLiteral("fields"), QStringLiteral("title")}};
                if (!cursor.isEmpty())
                    asked.append({QStringLiteral("cursor"), cursor});
                const Answer page = w.get(w.garden + QStringLiteral("/search"), asked, w.olga);
                QCOMPARE(page.status, 200);
                QCOMPARE(page.body[u"items"][0][u"task"].toObject().keys(),
                         (QStringList{QStringLiteral("id"), QStringLiteral("title")}));
                met += titlesOf(page);
                cursor = page.body[u"next"].toString();
                ++pages;
            } while (!cursor.isEmpty() && pages < 10);
            QCOMPARE(pages, 3);
            QCOMPARE(QSet<QString>(met.begin(), met.end()).size(), 7);
            QCOMPARE(met.size(), 7);
            if (QByteArray(query).contains("title"))
                QVERIFY(std::is_sorted(met.begin(), met.end()));
        }
        // A cursor goes on with its own question only.
        const Answer first =
            w.get(w.garden + QStringLiteral("/search"),
                  {{QStringLiteral("query"), QStringLiteral("tree")}, {QStringLiteral("limit"), QStringLiteral("2")}},
                  w.olga);
        const Answer other = w.get(w.garden + QStringLiteral("/search"),
                                   {{QStringLiteral("query"), QStringLiteral("plant")},
                                    {QStringLiteral("cursor"), first.body[u"next"].toString()}},
                                   w.olga);
        QCOMPARE(other.status, 422);
        QCOMPARE(wrongParameters(other), QStringList{QStringLiteral("cursor")});
    }

    void onlyWhatOneMayReadIsFound()
    {
        const Workshop &w = *m_workshop;
        (void)w.makeTask(w.house, QStringLiteral("Sharpen the axe indoors"));
        (void)w.makeTask(w.garden, QStringLiteral("Sharpen the axe outdoors"));
        const QString axe = QStringLiteral("axe sort:title");
        QCOMPARE(titlesOf(w.search(w.place, axe)),
                 (QStringList{QStringLiteral("Sharpen the axe indoors"), QStringLiteral("Sharpen the axe outdoors")}));
        // A guest asks the workspace, too, and is answered from what is open to them.
        QCOMPARE(titlesOf(w.search(w.place, axe, w.gus)), QStringList{QStringLiteral("Sharpen the axe indoors")});
        QCOMPARE(titlesOf(w.search(w.house, axe, w.gus)), QStringList{QStringLiteral("Sharpen the axe indoors")});
        QCOMPARE(w.search(w.garden, axe, w.gus).status, 404);
        for (const QString &where : {w.place, w.house, w.garden}) {
            const Answer stranger = w.search(where, axe, w.eve);
            QCOMPARE(stranger.status, 404);
            // Not even whether the query makes sense.
            QCOMPARE(w.search(where, QStringLiteral("is:("), w.eve).status, 404);
            QCOMPARE(w.search(where, axe, QStringLiteral("tms_nonsense")).status, 401);
        }
        const QString me = w.get(QStringLiteral("/me"), {}, w.gus).body[u"id"].toString();
        QCOMPARE(w.send("DELETE", w.house + QStringLiteral("/members/") + me, {}).status, 204);
        QCOMPARE(w.search(w.house, axe, w.gus).status, 404);
        QCOMPARE(titlesOf(w.search(w.place, axe, w.gus)), QStringList());
        QCOMPARE(w.send("PUT", w.house + QStringLiteral("/members/") + me, {}).status, 200);
        QCOMPARE(titlesOf(w.search(w.house, axe, w.gus)).size(), 1);
    }

    void aFaultyQueryIsPointedAt_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("position");
        QTest::addColumn<QString>("suggestion");
        QTest::addColumn<QString>("completion");
        const auto row = [](const char *query, int position, const char *suggestion, const char *completion) {
            QTest::newRow(query) << QString::fromLatin1(query) << position << QString::fromLatin1(suggestion)
                                 << QString::fromLatin1(completion);
        };
        row("varnish stauts:done", 8, "status", "status:");
        row("is:opne", 3, "open", "open");
        row("a (b OR c", 2, "", "");
        row("sort:colour", 5, "", "title");
    }
    void aFaultyQueryIsPointedAt()
    {
        QFETCH(QString, query);
        QFETCH(int, position);
        QFETCH(QString, suggestion);
        QFETCH(QString, completion);
        for (const QString &where : {m_workshop->place, m_workshop->house}) {
            const Answer answer = m_workshop->search(where, query);
            QCOMPARE(answer.status, 400);
            QCOMPARE(answer.body[u"code"].toString(), QStringLiteral("badQuery"));
            QCOMPARE(wrongParameters(answer), QStringList{QStringLiteral("query")});
            const QJsonObject details = answer.body[u"details"].toObject();
            QCOMPARE(details[u"position"].toInt(-1), position);
            QVERIFY(details[u"length"].toInt() > 0 && position + details[u"length"].toInt() <= query.size());
            QVERIFY2(suggestion.isEmpty() || details[u"suggestion"].toString().startsWith(suggestion),
                     qPrintable(details[u"suggestion"].toString()));
            QStringList completions;
            for (const QJsonValue candidate : details[u"completions"].toArray())
                completions << candidate[u"text"].toString();
            QVERIFY2(completion.isEmpty() || completions.contains(completion), qPrintable(completions.join(u' ')));
        }
    }

    void namesThatNothingHasAreNoticed()
    {
        const Answer answer = m_workshop->search(m_workshop->house, QStringLiteral("label:nowhere"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body[u"items"].toArray().size(), 0);
        QCOMPARE(answer.body[u"notices"].toArray().size(), 1);
        QVERIFY(answer.body[u"notices"][0][u"message"].toString().contains(u"nowhere"));
    }

    void everyWrongParameterIsNamed()
    {
        const Answer answer = m_workshop->get(m_workshop->house + QStringLiteral("/search"),
                                              {{QStringLiteral("query"), QStringLiteral("is:open")},
                                               {QStringLiteral("limit"), QStringLiteral("0")},
                                               {QStringLiteral("timeZone"), QStringLiteral("Mars/Olympus")},
                                               {QStringLiteral("fields"), QStringLiteral("colour")}},
                                              m_workshop->olga);
        QCOMPARE(answer.status, 422);
        QCOMPARE(wrongParameters(answer).join(u' '), QStringLiteral("fields limit timeZone"));
        const Answer without = m_workshop->get(m_workshop->house + QStringLiteral("/search"), {}, m_workshop->olga);
        QCOMPARE(wrongParameters(without), QStringList{QStringLiteral("query")});
    }

    void daysBeginWhereOneIs()
    {
        const Workshop &w = *m_workshop;
        const QString task = w.makeTask(w.house, QStringLiteral("Water the orchid"));
        const auto in = [&](const char *zone) {
            const QString today =
                QDateTime::currentDateTimeUtc().toTimeZone(QTimeZone(zone)).date().toString(Qt::ISODate);
            if (w.send("PATCH", w.house + QStringLiteral("/tasks/") + task, {{QStringLiteral("dueDate"), today}}).status
                != 200)
                return QString();
            return titlesOf(w.get(w.house + QStringLiteral("/search"),
                                  {{QStringLiteral("query"), QStringLiteral("orchid due:today")},
                                   {QStringLiteral("timeZone"), QString::fromLatin1(zone)}},
                                  w.olga))
                .join(u' ');
        };
        // At any moment these two have different days.
        QCOMPARE(in("Pacific/Kiritimati"), QStringLiteral("Water the orchid"));
        QCOMPARE(in("Pacific/Pago_Pago"), QStringLiteral("Water the orchid"));
    }
};

QTEST_GUILESS_MAIN(SearchRoutesTest)
#include "tst_search_routes.moc"
