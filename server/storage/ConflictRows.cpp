// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/ConflictRows.h"

#include "server/storage/Loader.h"
#include "server/storage/NameBook.h"
#include "server/storage/RowSql.h"
#include "shared/model/Ownership.h"

namespace TaskMaster::Server::ConflictRows {
namespace {

Result<QList<Conflict>> newest(Database &database, const StreamId &stream)
{
    auto query = database.run(RowSql::statements(database.dialect(), EntityKind::Conflict).selectAll
                                  + QStringLiteral(" ORDER BY f_created_at DESC, id LIMIT ?"),
                              streamKey(stream) << Max);
    if (!query)
        return query.error();
    QList<Conflict> found;
    while ((*query)->next())
        found.append(std::get<Conflict>(RowSql::readRow(**query, EntityKind::Conflict)));
    return found;
}

/// The row that a conflict is about, and its field.
struct Place {
    EntityKind kind = EntityKind::Task;
    int field = -1;
};
std::optional<Place> placeOf(const Conflict &conflict)
{
    const auto kind = entityKindFromName(conflict.entity);
    if (!kind)
        return std::nullopt;
    return Place{*kind, describe(*kind).indexOf(conflict.field)};
}

/// Everything that will be asked: the rows, then what their names and values point at.
Result<void> learn(NameBook &book, const QList<Conflict> &conflicts)
{
    for (const Conflict &conflict : conflicts) {
        book.wantPerson(conflict.winnerId);
        if (const auto place = placeOf(conflict))
            book.want(place->kind, conflict.entityId);
    }
    // A custom field has to be known before one knows whether its values are people.
    for (int round = 0; round < 3; ++round) {
        if (auto ok = book.load(); !ok)
            return ok;
        for (const Conflict &conflict : conflicts) {
            const auto place = placeOf(conflict);
            const Entity *row = place ? book.find(place->kind, conflict.entityId) : nullptr;
            if (!row)
                continue;
            book.wantNameOf(*row);
            if (place->field < 0)
                continue;
            const auto field = static_cast<quint8>(place->field);
            const auto losing = valueFromText(describe(place->kind).fields[field], conflict.losingValue);
            book.wantTarget(*row, field, readField(*row, place->field));
            book.wantTarget(*row, field, losing ? *losing : Value());
        }
    }
    return book.load();
}

ConflictInWords inWords(const Conflict &conflict, const NameBook &book)
{
    ConflictInWords words{conflict, {}, {}, {}, {}, conflict.losingValue, book.personName(conflict.winnerId)};
    const auto place = placeOf(conflict);
    const Entity *row = place ? book.present(place->kind, conflict.entityId) : nullptr;
    const Entity *known = place ? book.find(place->kind, conflict.entityId) : nullptr;
    if (!known)
        return words;
    const auto tasks =
        Ownership::tasksOf(*known, [&book](EntityKind kind, const Uuid &id) { return book.find(kind, id); });
    words.taskId = tasks.empty() ? Uuid{} : tasks.front();
    if (row)
        words.rowName = book.nameOf(*row);
    if (place->field < 0)
        return words;
    const auto field = static_cast<quint8>(place->field);
    if (const auto losing = valueFromText(describe(place->kind).fields[field], conflict.losingValue))
        words.losingText = book.textOf(*known, field, *losing);
    if (row) {
        words.current = readField(*row, place->field);
        words.currentText = book.textOf(*row, field, words.current);
    }
    return words;
}

} // namespace

Result<QList<ConflictInWords>> read(Database &database, const StreamId &stream, const Uuid &task)
{
    const auto conflicts = newest(database, stream);
    if (!conflicts)
        return conflicts.error();
    NameBook book(database, stream);
    if (auto ok = learn(book, *conflicts); !ok)
        return ok.error();
    QList<ConflictInWords> all;
    for (const Conflict &conflict : *conflicts) {
        ConflictInWords words = inWords(conflict, book);
        if (task.isNull() || words.taskId == task)
            all.append(std::move(words));
    }
    return all;
}

} // namespace TaskMaster::Server::ConflictRows
