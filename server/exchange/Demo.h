// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/protocol/Commands.h"

#include <functional>
#include <random>

namespace TaskMaster::Server {

namespace DemoTexts {
struct ProjectText;
struct FeaturedTask;
} // namespace DemoTexts

struct DemoOptions {
    static constexpr int TasksMax = 1'000'000;
    static constexpr int UsersMax = 10'000;

    int tasks = 400; ///< in all projects together; what is over the usual 400 goes into the first project
    int users = 6;
    quint32 seed = 1;
    qint64 nowMs = 0; ///< dates lie around this
};

struct DemoPerson {
    Uuid id;
    QString name;
    QString email;
};

/**
 * The demo workspace Northwind, as commands for the system actor. Pure and deterministic: the same options give the
 * same commands with the same ids, so making it twice changes nothing. The three lists build on each other: submit one
 * when all of the one before has been answered.
 */
class Demo {
public:
    explicit Demo(const DemoOptions &options);

    static constexpr const char *Password = "taskmaster-demo";

    [[nodiscard]] const QList<DemoPerson> &people() const { return m_people; }
    [[nodiscard]] Uuid workspaceId() const { return m_workspace; }

    [[nodiscard]] QList<Command> accounts() const;
    [[nodiscard]] QList<Command> workspace() const;
    /// Hands out the commands of all projects one by one; stops when `take` says no.
    void projects(const std::function<bool(Command)> &take);

private:
    struct Slot {
        const DemoTexts::FeaturedTask *featured = nullptr;
        int column = 0;
        bool archived = false;
    };
    struct Project;

    [[nodiscard]] Uuid idOf(const QByteArray &name) const { return Uuid::v5(m_space, name); }
    [[nodiscard]] quint32 random(std::size_t bound) { return static_cast<quint32>(m_random() % bound); }
    [[nodiscard]] QString pick(std::span<const char *const> words);
    [[nodiscard]] bool chance(int percent) { return random(100) < static_cast<quint32>(percent); }

    [[nodiscard]] std::vector<Slot> slotsOf(const DemoTexts::ProjectText &text, int tasks);
    [[nodiscard]] bool makeProject(const DemoTexts::ProjectText &text, int tasks);
    [[nodiscard]] bool makeFrame(Project &project);
    [[nodiscard]] bool makeTask(Project &project, int index, const Slot &slot);
    void fill(Project &project, const Slot &slot, CreateTask &wish);
    void placeFeatured(Project &project, const Slot &slot, CreateTask &wish) const;
    [[nodiscard]] bool addPeopleAndLabels(Project &project, const Slot &slot, const CreateTask &wish);
    [[nodiscard]] bool addComments(Project &project, const Slot &slot, const CreateTask &wish, int count);
    [[nodiscard]] bool emitCommand(const StreamId &stream, const CommandArgs &args, const QByteArray &name);

    DemoOptions m_options;
    Uuid m_space;
    Uuid m_workspace;
    QDate m_today;
    QList<DemoPerson> m_people;
    std::mt19937 m_random; ///< the standard fixes its numbers: the same on every machine
    const std::function<bool(Command)> *m_take = nullptr;
};

} // namespace TaskMaster::Server
