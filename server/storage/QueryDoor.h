// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/Access.h"
#include "shared/model/SearchText.h"
#include "shared/query/Query.h"

#include <QTimeZone>

#include <functional>

namespace TaskMaster::Server {

/// A question in the query language.
struct QueryRequest {
    static constexpr int LimitMax = 200;
    static constexpr int CursorMax = 2000; ///< characters

    Viewer viewer; ///< who asks: sees what they may see with this key, and is `me`
    StreamId place; ///< `p:` one project; `w:` all projects of the workspace that they may read
    QString text;
    int limit = 50; ///< of rows; taken as 1 … LimitMax
    QString cursor; ///< of the page before; empty: from the beginning
    qint64 nowMs = 0; ///< UTC milliseconds
    std::optional<QTimeZone> zone; ///< where their days begin; otherwise that of their account
};

/// Something that a query did not know, and went on without.
struct QueryNotice {
    Query::Place place;
    QString message;
};

struct QueryRow {
    StreamId stream; ///< of its project
    Task task;
    QList<SearchText::Range> titleFinds; ///< where the title has what was looked for
    SearchText::Snippet snippet; ///< where else it was found; empty if nowhere
    Uuid commentId; ///< the snippet is of this comment; null: of the description or a checklist
};

struct QueryPage {
    QList<QueryRow> rows;
    QString cursor; ///< for the next page; empty: this was the last one
    QList<QueryNotice> notices;
};

/**
 * The door to the query language for HTTP and WebSocket. ask() returns at once; `done` runs on a pool thread, exactly
 * once, and must only hand over. A text that cannot be understood is a BadQuery that points at the word.
 */
class QueryDoor {
public:
    virtual ~QueryDoor() = default;
    virtual void ask(QueryRequest request, std::function<void(Result<QueryPage>)> done) = 0;
};

} // namespace TaskMaster::Server
