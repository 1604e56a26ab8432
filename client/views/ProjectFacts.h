// SPDX-License-Identifier: GPL-3.0-or-later
// What the query language asks about tasks, answered from the open project's rows on this machine: the same names and
// words as the server finds. Texts are cut into words once and kept until they change. BoardModel owns it and tells it
// what changed; Query::Matcher asks it. GUI thread.
#pragma once

#include "client/views/ProjectRows.h"

#include "shared/query/Evaluate.h"

#include <array>

namespace TaskMaster::Client {

class ProjectFacts final : public Query::Facts {
public:
    explicit ProjectFacts(const ProjectRows &rows);

    // Something of this task is another.
    void forget(const Uuid &task);
    void forgetAll();
    // Who is asking, now.
    [[nodiscard]] Query::Asker asker() const;

    [[nodiscard]] Uuid projectOf(const Task &task) const override;
    [[nodiscard]] QString keyOf(const Uuid &project) const override;
    [[nodiscard]] QList<Uuid> meantBy(Query::Field field, const Query::Operand &operand) const override;
    [[nodiscard]] QList<Uuid> linkedTo(const Task &task, Query::Field field) const override;
    [[nodiscard]] ColumnType columnType(const Uuid &column) const override;
    [[nodiscard]] Uuid taskByNumber(const Uuid &project, qint64 number) const override;
    [[nodiscard]] bool isRecurring(const Task &task) const override;
    [[nodiscard]] QString wordsOf(const Task &task, Query::Field part) const override;
    [[nodiscard]] QList<Custom> customOf(const Task &task, const QString &name) const override;

private:
    // Of title, description, comments; null: not cut yet.
    using Words = std::array<QString, 3>;
    [[nodiscard]] QString cut(const Task &task, Query::Field part) const;
    [[nodiscard]] QList<Uuid> people(const Query::Operand &operand) const;

    const ProjectRows &m_rows;
    mutable QHash<Uuid, Words> m_words;
    mutable QHash<qint64, Uuid> m_numbers; // null: nobody has it
};

} // namespace TaskMaster::Client
