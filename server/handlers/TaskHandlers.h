// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/handlers/HandlerTable.h"

namespace TaskMaster::Server {

/**
 * Decisions about single tasks: making, moving, putting away, and the sets that belong to them. Each class is one
 * command: `capability` says who may ask, `needs` which rows the decision reads, `handle` decides. Stateless and pure.
 */
class CreateTaskHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const CreateTask &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const CreateTask &wish, WorkingSet &set) const;
};

class MoveTaskHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const MoveTask &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const MoveTask &wish, WorkingSet &set) const;
};

class ArchiveTaskHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const ArchiveTask &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const ArchiveTask &wish, WorkingSet &set) const;
};

class TrashTaskHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const TrashTask &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const TrashTask &wish, WorkingSet &set) const;
};

class RestoreTaskHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const RestoreTask &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const RestoreTask &wish, WorkingSet &set) const;
};

class AssignTaskHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const AssignTask &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const AssignTask &wish, WorkingSet &set) const;
};

class LabelTaskHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const LabelTask &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const LabelTask &wish, WorkingSet &set) const;
};

class AddCommentHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const AddComment &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const AddComment &wish, WorkingSet &set) const;
};

class DeleteCommentHandler {
public:
    static constexpr Capability capability = Capability::EditWork;
    void needs(const Context &context, const DeleteComment &wish, const WorkingSet &set, Needs &needs) const;
    Result<void> handle(const Context &context, const DeleteComment &wish, WorkingSet &set) const;
};

} // namespace TaskMaster::Server
