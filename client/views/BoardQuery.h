// SPDX-License-Identifier: GPL-3.0-or-later
// What the open board is asked for: a query in the language of docs/QUERIES.md, and an order. It reads the text as it
// is typed, says what is wrong with it and where, and knows how it could go on; the last text that could be understood
// counts. The filter menu writes into the same text. Workbench passes it on to the BoardModel. GUI thread.
#pragma once

#include "client/views/OptionModel.h"
#include "client/views/ProjectFacts.h"

#include "shared/query/Complete.h"

namespace TaskMaster::Client {

class BoardQuery : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The workbench owns the query.")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(bool filtering READ isFiltering NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(int problemAt READ problemAt NOTIFY changed)
    Q_PROPERTY(int problemLength READ problemLength NOTIFY changed)
    Q_PROPERTY(bool faulty READ isFaulty NOTIFY changed)
    Q_PROPERTY(QString sortBy READ sortBy WRITE setSortBy NOTIFY changed)
    Q_PROPERTY(bool sorted READ isSorted NOTIFY changed)
    Q_PROPERTY(QString sortName READ sortName NOTIFY changed)
    Q_PROPERTY(TaskMaster::Client::OptionModel *suggestions READ suggestions CONSTANT)
    Q_PROPERTY(int preselected READ preselected NOTIFY suggested)
    Q_PROPERTY(TaskMaster::Client::OptionModel *menu READ menu CONSTANT)

public:
    BoardQuery(const ProjectRows &rows, const ProjectFacts &facts, QObject *parent = nullptr);

    [[nodiscard]] QString text() const { return m_text; }
    void setText(const QString &text);
    // "-priority,due", as behind `sort:`; empty: as people put the cards. A `sort:` in the text comes first.
    [[nodiscard]] QString sortBy() const { return m_sortBy; }
    void setSortBy(const QString &sortBy);
    // Both at once, and nothing is asked in between.
    void set(const QString &text, const QString &sortBy);

    [[nodiscard]] bool isFiltering() const { return !m_sentence.filter.isEverything(); }
    // A sentence about what is wrong with the text, or about a name in it that nothing has; and where.
    [[nodiscard]] QString problem() const { return m_problem; }
    [[nodiscard]] int problemAt() const { return m_problemPlace.position; }
    [[nodiscard]] int problemLength() const { return m_problemPlace.length; }
    // It could not be understood.
    [[nodiscard]] bool isFaulty() const { return m_isFaulty; }
    [[nodiscard]] bool isSorted() const { return !sort().isEmpty(); }
    [[nodiscard]] QString sortName() const; // "Rank", "Priority" …

    [[nodiscard]] const Query::Expression &filter() const { return m_sentence.filter; }
    [[nodiscard]] QList<Query::SortKey> sort() const;

    [[nodiscard]] OptionModel *suggestions() { return &m_suggestions; }
    // The suggestion that Enter takes at once; -1: Enter does not.
    [[nodiscard]] int preselected() const { return m_preselected; }
    // The text as it is being typed. A word that may become a field is not looked for until something follows it:
    // nobody who writes `priority:high` wants to see an empty board on the way.
    Q_INVOKABLE void type(const QString &text, int cursor);
    // The typing is over.
    Q_INVOKABLE void finish();
    // What could stand at the cursor. None with a negative cursor.
    Q_INVOKABLE void suggest(int cursor);
    // What is suggested in that row; empty for a row that is none.
    Q_INVOKABLE QString suggestion(int row) const;
    // Puts a suggestion in its place; where the cursor belongs then.
    Q_INVOKABLE int take(const QString &suggestion);

    // What the filter menu offers, as terms of the language.
    [[nodiscard]] OptionModel *menu() { return &m_menu; }
    Q_INVOKABLE void fillMenu();
    // Puts a term into the text, or takes it out.
    Q_INVOKABLE void toggle(const QString &term);
    Q_INVOKABLE void clear() { setText({}); }

    // Names behind fields may be others.
    void follow(const ReplicaChanges &changes);

Q_SIGNALS:
    void changed();
    void suggested();
    // Another filter or another order is wanted.
    void asked();

private:
    void read();
    void findStrangeNames();
    [[nodiscard]] QList<Option> namesFor(const Query::Completion &place) const;
    [[nodiscard]] bool contains(const Query::Term &term) const;

    const ProjectRows &m_rows;
    const ProjectFacts &m_facts;
    QString m_text;
    QString m_sortBy;
    Query::Sentence m_sentence; // the last one that could be understood
    QList<Query::SortKey> m_sortKeys; // of m_sortBy
    QString m_problem;
    Query::Place m_problemPlace;
    bool m_isFaulty = false;
    Query::Place m_held; // the word that may become a field
    Query::Completion m_completion;
    OptionModel m_suggestions;
    int m_preselected = -1;
    OptionModel m_menu;
};

} // namespace TaskMaster::Client
