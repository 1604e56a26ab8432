// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/api/ApiServices.h"
#include "server/gateway/api/EntityTags.h"
#include "server/gateway/api/Resources.h"
#include "server/gateway/api/Seen.h"

namespace TaskMaster::Server {

/// What all reading of the API has in common.
namespace Reading {

/// Runs on a pool thread, with its database.
using Answer = std::function<Result<HttpResponse>(Database &)>;
/// Answers with what `answer` returns, or with the problem that its error is.
void onDatabase(DbPool &pool, const HttpResponder &responder, Answer answer);

/// 200 with a tag, to be kept and asked about each time.
[[nodiscard]] HttpResponse tagged(const QJsonObject &body, const EntityTag &tag);

/// Who asks may read the stream; how far it is; and that this is not less than the request has seen.
[[nodiscard]] Result<Position> enter(Database &database, const ApiServices &services, const ApiRequest &request,
                                     const StreamId &stream);

/// Everything read while it lives is of one moment. Ends by itself.
class Snapshot {
public:
    explicit Snapshot(Database &database)
        : m_database(database)
        , m_begun(database.beginSnapshot())
    {
    }
    ~Snapshot()
    {
        if (m_begun)
            m_database.rollback();
    }
    Q_DISABLE_COPY_MOVE(Snapshot)
    [[nodiscard]] const Result<void> &begun() const { return m_begun; }

private:
    Database &m_database;
    Result<void> m_begun;
};

} // namespace Reading

/// Pages: `limit` and an opaque `cursor` that is good for the same question only.
class Paging {
public:
    static constexpr int LimitMax = 500;
    static constexpr int LimitDefault = 100;

    /// `question`: what else was asked; a cursor from another question is an error.
    Paging(const ApiRequest &request, QByteArray question, FieldErrors &errors);

    [[nodiscard]] int limit() const { return m_limit; }
    /// What the cursor of the last page holds; empty: from the beginning.
    [[nodiscard]] const QStringList &after() const { return m_after; }
    [[nodiscard]] QString cursorAfter(const QStringList &last) const;
    /// `{items, next}` with a Link to what follows (RFC 8288); `next` empty: nothing does.
    [[nodiscard]] static QJsonObject page(const QJsonArray &items, const QString &next);
    static void link(HttpResponse &response, const ApiRequest &request, const QString &next);

    [[nodiscard]] static QList<ParameterDescription> parameters();

private:
    QByteArray m_question;
    int m_limit = LimitDefault;
    QStringList m_after;
};

} // namespace TaskMaster::Server
