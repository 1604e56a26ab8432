// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/exchange/ImportReport.h"
#include "server/exchange/TrelloBoard.h"
#include "shared/model/Entities.h"

namespace TaskMaster::Server {

/**
 * The description of the task that a Trello card becomes: its own text, and behind it as Markdown what has no field
 * here yet (checklists, custom fields, attachments, people without an account, the place). Used by the importer, once
 * per card.
 */
class TrelloDescription {
public:
    /// Both outlive it.
    TrelloDescription(const TrelloBoard &board, ImportReport &report);

    /// `strangers`: Trello's ids of the card's members who have no account here.
    [[nodiscard]] QString of(const TrelloBoard::Card &card, const QStringList &strangers, ColumnType columnType);
    /// Counts what went into the descriptions, after the last card.
    void reportTotals();

private:
    [[nodiscard]] QString checklistText(const TrelloBoard::Checklist &checklist);
    [[nodiscard]] QStringList customLines(const TrelloBoard::Card &card);
    [[nodiscard]] QStringList attachmentLines(const TrelloBoard::Card &card);
    [[nodiscard]] QString memberName(const QString &memberId) const;

    const TrelloBoard &m_board;
    ImportReport &m_report;
    QHash<QString, QList<const TrelloBoard::Checklist *>> m_checklistsOf; ///< by card
    QHash<QString, QString> m_memberNames;
    int m_checklists = 0;
    int m_checkItems = 0;
    int m_customValues = 0;
    int m_attachments = 0;
};

} // namespace TaskMaster::Server
