// SPDX-License-Identifier: GPL-3.0-or-later
// How the board comes to another filter or order: task by task, a few milliseconds at a time, so that no key waits for
// it. Columns take turns. A column goes on showing what it shows until the first screen of its new content is known;
// then that, and what comes behind it. What changes meanwhile is judged at once, and what was found of it is forgotten.
#include "client/views/BoardModel.h"

#include <QElapsedTimer>

#include <algorithm>

namespace TaskMaster::Client {

namespace {

constexpr std::size_t LooksPerTurn = 64;
constexpr std::size_t FirstScreen = 50; // cards
constexpr int MinuteMs = 60'000;

const auto comesLater = [](const CardPlace &one, const CardPlace &other) { return other < one; };

// Does the answer change without any row changing, before the day does?
bool asksForTheTime(const Query::Expression &filter)
{
    bool asks = false;
    Query::forEachTerm(filter, [&asks](const Query::Term &term) {
        for (const Query::Operand &operand : term.operands)
            asks = asks || (operand.kind == Query::Operand::Kind::Day && operand.day.unit == Query::Day::Unit::Hour)
                || (term.field == Query::Field::Is && operand.number == static_cast<qint64>(Query::Flag::Overdue));
    });
    return asks;
}

} // namespace

void BoardModel::arrange(const Query::Expression &filter, const QList<Query::SortKey> &sort)
{
    if (filter == m_filter && sort == m_order.keys())
        return;
    m_isReordered = m_isReordered || sort != m_order.keys();
    m_placesAreOld = m_placesAreOld || m_isReordered;
    m_isQuiet = false;
    m_filter = filter;
    m_order.setKeys(sort);
    startOver();
}

// The same question again: names, the day or the rows are others.
void BoardModel::siftAgain()
{
    if (isPlain() && isSettled())
        return;
    m_isQuiet = m_isQuiet || isSettled();
    startOver();
}

void BoardModel::startOver()
{
    m_matcher =
        m_filter.isEverything() ? nullptr : std::make_unique<Query::Matcher>(m_filter, m_facts, m_facts.asker());
    if (m_matcher && asksForTheTime(m_filter))
        m_minute.start(MinuteMs, this);
    else
        m_minute.stop();
    m_late.clear();
    for (Lane &one : m_lanes)
        startSifting(one);
}

void BoardModel::startSifting(Lane &lane)
{
    if (!lane.sifting)
        ++m_siftingCount;
    lane.sifting = std::make_unique<Sifting>();
    lane.sifting->tasks = m_rows.tasksOfColumn(lane.place.id);
    if (!m_sifting.isActive())
        m_sifting.start(0, this);
}

void BoardModel::sift(int budgetMs)
{
    QElapsedTimer time;
    time.start();
    while (!isSettled() && time.elapsed() < budgetMs) {
        Lane &next = m_lanes[m_siftingNext++ % m_lanes.size()];
        if (next.sifting && !isFound(*next.sifting))
            look(next);
        else if (next.sifting)
            show(next);
    }
    for (Lane &one : m_lanes) {
        if (one.sifting)
            show(one);
    }
    if (isSettled()) {
        m_sifting.stop();
        m_late.clear();
        m_isReordered = m_placesAreOld = m_isQuiet = false;
    }
    countAgain();
}

void BoardModel::look(Lane &lane)
{
    Sifting &work = *lane.sifting;
    std::vector<CardPlace> &found = m_order.isManual() ? work.ready : work.found;
    const std::size_t until = std::min(work.next + LooksPerTurn, work.tasks.size());
    for (; work.next < until; ++work.next) {
        // A row that was removed is empty, and one that took its place is among the late.
        const Task &task = *work.tasks[work.next];
        if (task.id.isNull() || !ProjectRows::isShown(task) || m_late.contains(task.id))
            continue;
        const bool isWanted = fits(task);
        if (!isWanted && !m_placesAreOld)
            continue;
        CardPlace place = m_order.placeOf(task);
        if (m_placesAreOld)
            m_standings.insert(task.id, {task.columnId, place.order});
        if (isWanted)
            found.push_back(std::move(place));
    }
    if (work.next < work.tasks.size() || m_order.isManual())
        return;
    // The first ones of many are had before all are sorted.
    if (!std::exchange(work.isHeap, true))
        return std::make_heap(work.found.begin(), work.found.end(), comesLater);
    for (std::size_t i = 0; i < LooksPerTurn && !work.found.empty(); ++i) {
        std::pop_heap(work.found.begin(), work.found.end(), comesLater);
        work.ready.push_back(std::move(work.found.back()));
        work.found.pop_back();
    }
}

bool BoardModel::isFound(const Sifting &work)
{
    return work.next == work.tasks.size() && work.found.empty();
}

void BoardModel::show(Lane &lane)
{
    Sifting &work = *lane.sifting;
    const bool isComplete = isFound(work);
    if (!isComplete && (m_isQuiet || (!work.isShown && work.ready.size() < FirstScreen)))
        return;
    std::vector<CardPlace> places = std::exchange(work.ready, {});
    if (!m_late.isEmpty())
        places.erase(std::remove_if(places.begin(), places.end(),
                                    [this](const CardPlace &place) { return m_late.contains(place.id); }),
                     places.end());
    if (work.isShown) {
        lane.cards->insertCards(places);
    } else {
        addLate(lane, places);
        if (m_isReordered)
            lane.cards->replace(places);
        else
            lane.cards->become(places);
        work.isShown = true;
    }
    if (isComplete) {
        lane.sifting.reset();
        --m_siftingCount;
    }
}

void BoardModel::addLate(const Lane &lane, std::vector<CardPlace> &places) const
{
    const auto sorted = static_cast<std::ptrdiff_t>(places.size());
    for (const Uuid &id : m_late) {
        const Task *task = m_rows.task(id);
        const auto standing = m_standings.constFind(id);
        if (task && standing != m_standings.cend() && standing->column == lane.place.id && fits(*task))
            places.push_back({standing->order, id});
    }
    std::sort(places.begin() + sorted, places.end());
    std::inplace_merge(places.begin(), places.begin() + sorted, places.end());
}

// Old places are no use while the column waits for its cards in another order.
bool BoardModel::isOutOfOrder(const Lane &shown) const
{
    return m_isReordered && shown.sifting && !shown.sifting->isShown;
}

int BoardModel::rowOfCard(const Lane &shown, const CardPlace &place) const
{
    return isOutOfOrder(shown) ? shown.cards->findById(place.id) : shown.cards->find(place);
}

bool BoardModel::wasShown() const
{
    return m_lanes.empty() || !m_lanes.front().sifting || m_lanes.front().sifting->isShown;
}

bool BoardModel::nothingFits() const
{
    const auto isEmpty = [](const Lane &one) { return one.cards->size() == 0; };
    const auto hasTasks = [](const Lane &one) { return one.all > 0; };
    return m_matcher && isSettled() && std::all_of(m_lanes.begin(), m_lanes.end(), isEmpty)
        && std::any_of(m_lanes.begin(), m_lanes.end(), hasTasks);
}

void BoardModel::countAgain()
{
    if (!m_lanes.empty())
        Q_EMIT dataChanged(index(0), index(columnCountNow() - 1), {CountRole, AllCountRole, OverLimitRole});
    Q_EMIT sifted();
}

} // namespace TaskMaster::Client
