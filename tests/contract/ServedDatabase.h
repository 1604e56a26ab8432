// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/Resources.h"
#include "shared/protocol/Codec.h"
#include "tests/app/ProgramFixture.h"

#include <set>

namespace TaskMaster::Test {

/**
 * The real server program on the database of a test, asked over HTTP by one of its people, as a script does it. Every
 * answer says how far the stream was; whoever wants to compare several of them looks whether they are of one moment.
 */
class ServedDatabase {
public:
    ServedDatabase(const QString &databaseUrl, QString email)
        : m_place{{{QStringLiteral("TASKMASTER_DATABASE"), databaseUrl}}}
        , m_email(std::move(email))
        , m_server(m_home, {}, m_place)
    {
        if (m_server.url.isEmpty())
            qFatal("the server does not start");
    }

    /// From here on with a token of its own, so that what was asked before does not count.
    void signIn()
    {
        m_token = run(m_home,
                      at(m_home,
                         {QStringLiteral("user"), QStringLiteral("token"), m_email, QStringLiteral("--scope"),
                          QStringLiteral("admin")}),
                      {}, m_place)
                      .out.trimmed()
                      .toLatin1();
    }

    struct Page {
        int status = 0;
        QByteArray body;
        qint64 seq = -1; ///< of the stream, when it was read
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    };
    Page get(const QByteArray &path)
    {
        QNetworkRequest request{QUrl::fromEncoded(m_server.url.toLatin1() + path)};
        request.setRawHeader("Authorization", "Bearer " + m_token);
        const std::unique_ptr<QNetworkReply> reply(m_network.get(request));
        if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, PatienceMs))
            return {};
        const QByteArray seen = reply->rawHeader("TaskMaster-Seen");
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
                seen.isEmpty() ? -1 : seen.sliced(seen.lastIndexOf('.') + 1).toLongLong()};
    }

    /// All rows of a list, page after page, each as it is sent.
    struct List {
        QByteArrayList rows;
        std::set<qint64> moments;
        int status = 200;
    };
    List list(const QByteArray &path)
    {
        List list;
        QByteArray next;
        do {
            const Page page = get(path + "?limit=500" + (next.isEmpty() ? QByteArray() : "&cursor=" + next));
            list.moments.insert(page.seq);
            list.status = page.status;
            const QJsonObject body = page.json();
            for (const QJsonValue row : body[u"items"].toArray())
                list.rows.append(lineOf(row.toObject()));
            next = body[u"next"].toString().toLatin1();
        } while (!next.isEmpty());
        return list;
    }

    /// What happened in a stream behind an event, as a client would hear it.
    QList<EventPtr> eventsAfter(const StreamId &stream, qint64 seq)
    {
        QList<EventPtr> events;
        for (bool isMore = true; isMore;) {
            const QJsonObject page = get(Server::Streams::addressOf(stream)
                                         + "/events?limit=500&after=" + QByteArray::number(seq + events.size()))
                                         .json();
            const QByteArray frame = lineOf({{QStringLiteral("type"), QStringLiteral("events")},
                                             {QStringLiteral("events"), page[u"items"].toArray()}});
            const auto decoded = Codec::decodeServerFrame(frame, Encoding::Json);
            if (!decoded)
                qFatal("events cannot be read: %s", qPrintable(decoded.error().message));
            events += std::get<Frames::Events>(*decoded).events;
            isMore = page[u"next"].isDouble();
        }
        return events;
    }

    /// A row as lists show it, and as an export has it, made here from the descriptions alone.
    static QByteArray shown(const Entity &entity)
    {
        QJsonObject json{{QStringLiteral("id"), rowOf(entity).id.toString()},
                         {QStringLiteral("rev"), rowOf(entity).rev},
                         {QStringLiteral("updatedAt"), rowOf(entity).updatedAt}};
        const auto fields = describe(kindOf(entity)).fields;
        for (std::size_t i = 0; i < fields.size(); ++i)
            json[QLatin1StringView(fields[i].name)] = jsonOf(readField(entity, static_cast<int>(i)));
        return lineOf(json);
    }
    static QByteArray exported(const Entity &entity)
    {
        QJsonObject values;
        for (const FieldValue &value : setFields(entity))
            values[QLatin1StringView(describe(kindOf(entity)).fields[value.field].name)] = jsonOf(value.value);
        return lineOf({{QStringLiteral("entity"), QLatin1StringView(describe(kindOf(entity)).name)},
                       {QStringLiteral("id"), rowOf(entity).id.toString()},
                       {QStringLiteral("fields"), values}});
    }
    /// The same bytes for the same JSON, whatever its spaces and the order of its members.
    static QByteArray lineOf(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

private:
    static QJsonValue jsonOf(const Value &value)
    {
        return std::visit(
            []<class T>(const T &held) -> QJsonValue {
                if constexpr (std::is_same_v<T, std::monostate>)
                    return QJsonValue::Null;
                else if constexpr (std::is_same_v<T, Uuid>)
                    return held.toString();
                else
                    return QJsonValue(held);
            },
            value);
    }

    QTemporaryDir m_home;
    Surroundings m_place;
    QString m_email;
    RunningServer m_server;
    QNetworkAccessManager m_network;
    QByteArray m_token;
};

} // namespace TaskMaster::Test
