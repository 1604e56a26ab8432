-- SPDX-License-Identifier: GPL-3.0-or-later
-- What belongs to tasks, projects and people beyond the board: one table per entity, as in 0001; what a decision looks up by
-- another row's id has an index of its own.
ALTER TABLE "task" ADD COLUMN f_start_at bigint;
ALTER TABLE "task" ADD COLUMN f_due_at bigint;
ALTER TABLE "task" ADD COLUMN f_started_at bigint;
ALTER TABLE "task" ADD COLUMN f_cancelled_at bigint;
ALTER TABLE "task" ADD COLUMN f_parent_id uuid;
ALTER TABLE "task" ADD COLUMN f_cycle_id uuid;
ALTER TABLE "task" ADD COLUMN f_milestone_id uuid;
ALTER TABLE "task" ADD COLUMN f_moved_to_id uuid;
ALTER TABLE "task" ADD COLUMN f_child_count bigint NOT NULL DEFAULT 0;
ALTER TABLE "task" ADD COLUMN f_child_done_count bigint NOT NULL DEFAULT 0;
ALTER TABLE "task" ADD COLUMN f_check_count bigint NOT NULL DEFAULT 0;
ALTER TABLE "task" ADD COLUMN f_check_done_count bigint NOT NULL DEFAULT 0;
ALTER TABLE "task" ADD COLUMN f_blocker_count bigint NOT NULL DEFAULT 0;
ALTER TABLE "task" ADD COLUMN f_blocks_count bigint NOT NULL DEFAULT 0;
ALTER TABLE "task" ADD COLUMN f_attachment_count bigint NOT NULL DEFAULT 0;
ALTER TABLE "task" ADD COLUMN f_spent_seconds bigint NOT NULL DEFAULT 0;
ALTER TABLE "column" ADD COLUMN f_wip_policy text NOT NULL DEFAULT 'warn';
ALTER TABLE "comment" ADD COLUMN f_parent_id uuid;
ALTER TABLE "comment" ADD COLUMN f_edited_at bigint;
ALTER TABLE "user" ADD COLUMN f_time_zone text NOT NULL DEFAULT '';
CREATE TABLE "checklist" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_name text NOT NULL DEFAULT '',
    f_rank text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX checklist_of_stream ON "checklist" (workspace_id, scope_id, id);
CREATE INDEX checklist_of_task ON "checklist" (workspace_id, f_task_id);
CREATE TABLE "checklist_item" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_checklist_id uuid,
    f_text text NOT NULL DEFAULT '',
    f_done bigint NOT NULL DEFAULT 0,
    f_rank text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX checklist_item_of_stream ON "checklist_item" (workspace_id, scope_id, id);
CREATE INDEX checklist_item_of_task ON "checklist_item" (workspace_id, f_task_id);
CREATE INDEX checklist_item_of_checklist ON "checklist_item" (workspace_id, f_checklist_id);
CREATE TABLE "relation" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_other_id uuid,
    f_type text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX relation_of_stream ON "relation" (workspace_id, scope_id, id);
CREATE INDEX relation_of_task ON "relation" (workspace_id, f_task_id);
CREATE INDEX relation_to_task ON "relation" (workspace_id, f_other_id);
CREATE TABLE "watcher" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_user_id uuid,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX watcher_of_stream ON "watcher" (workspace_id, scope_id, id);
CREATE INDEX watcher_of_task ON "watcher" (workspace_id, f_task_id);
CREATE TABLE "reaction" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_target_kind text NOT NULL DEFAULT '',
    f_target_id uuid,
    f_user_id uuid,
    f_emoji text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX reaction_of_stream ON "reaction" (workspace_id, scope_id, id);
CREATE INDEX reaction_of_target ON "reaction" (workspace_id, f_target_id);
CREATE TABLE "attachment" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_name text NOT NULL DEFAULT '',
    f_url text NOT NULL DEFAULT '',
    f_mime_type text NOT NULL DEFAULT '',
    f_size_bytes bigint NOT NULL DEFAULT 0,
    f_creator_id uuid,
    f_created_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX attachment_of_stream ON "attachment" (workspace_id, scope_id, id);
CREATE INDEX attachment_of_task ON "attachment" (workspace_id, f_task_id);
CREATE TABLE "cycle" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_goal text NOT NULL DEFAULT '',
    f_start_date text,
    f_end_date text,
    f_closed_at bigint,
    f_carried_to_id uuid,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX cycle_of_stream ON "cycle" (workspace_id, scope_id, id);
CREATE TABLE "milestone" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_description text NOT NULL DEFAULT '',
    f_due_date text,
    f_completed_at bigint,
    f_archived_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX milestone_of_stream ON "milestone" (workspace_id, scope_id, id);
CREATE TABLE "custom_field" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_type text NOT NULL DEFAULT '',
    f_options text NOT NULL DEFAULT '',
    f_rank text COLLATE "C" NOT NULL DEFAULT '',
    f_archived_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX custom_field_of_stream ON "custom_field" (workspace_id, scope_id, id);
CREATE TABLE "custom_value" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_field_id uuid,
    f_value text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX custom_value_of_stream ON "custom_value" (workspace_id, scope_id, id);
CREATE INDEX custom_value_of_task ON "custom_value" (workspace_id, f_task_id);
CREATE INDEX custom_value_of_field ON "custom_value" (workspace_id, f_field_id);
CREATE TABLE "recurrence" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_rule text NOT NULL DEFAULT '',
    f_from text NOT NULL DEFAULT '',
    f_time_zone text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX recurrence_of_stream ON "recurrence" (workspace_id, scope_id, id);
CREATE INDEX recurrence_of_task ON "recurrence" (workspace_id, f_task_id);
CREATE TABLE "time_entry" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_user_id uuid,
    f_started_at bigint,
    f_ended_at bigint,
    f_note text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX time_entry_of_stream ON "time_entry" (workspace_id, scope_id, id);
CREATE INDEX time_entry_of_task ON "time_entry" (workspace_id, f_task_id);
CREATE INDEX time_entry_of_person ON "time_entry" (workspace_id, f_user_id, f_started_at);
CREATE TABLE "message" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_author_id uuid,
    f_author_name text NOT NULL DEFAULT '',
    f_body text NOT NULL DEFAULT '',
    f_parent_id uuid,
    f_created_at bigint,
    f_edited_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX message_of_stream ON "message" (workspace_id, scope_id, id);
CREATE INDEX message_in_order ON "message" (workspace_id, scope_id, f_created_at, id);
CREATE TABLE "day_count" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_date text,
    f_column_id uuid,
    f_cycle_id uuid,
    f_tasks bigint NOT NULL DEFAULT 0,
    f_points bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX day_count_of_stream ON "day_count" (workspace_id, scope_id, id);
CREATE INDEX day_count_of_project ON "day_count" (workspace_id, scope_id, f_date);
CREATE TABLE "redirect" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_number bigint NOT NULL DEFAULT 0,
    f_to_project_id uuid,
    f_to_task_id uuid,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX redirect_of_stream ON "redirect" (workspace_id, scope_id, id);
CREATE INDEX redirect_by_number ON "redirect" (workspace_id, scope_id, f_number);
CREATE TABLE "template" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_kind text NOT NULL DEFAULT '',
    f_body text NOT NULL DEFAULT '',
    f_creator_id uuid,
    f_created_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX template_of_stream ON "template" (workspace_id, scope_id, id);
CREATE TABLE "saved_view" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_kind text NOT NULL DEFAULT '',
    f_query text NOT NULL DEFAULT '',
    f_group_by text NOT NULL DEFAULT '',
    f_swimlane_by text NOT NULL DEFAULT '',
    f_sort_by text NOT NULL DEFAULT '',
    f_columns text NOT NULL DEFAULT '',
    f_rank text COLLATE "C" NOT NULL DEFAULT '',
    f_creator_id uuid,
    f_created_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX saved_view_of_stream ON "saved_view" (workspace_id, scope_id, id);
CREATE TABLE "reminder" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_project_id uuid,
    f_task_id uuid,
    f_at bigint,
    f_before_due_minutes bigint NOT NULL DEFAULT 0,
    f_note text NOT NULL DEFAULT '',
    f_fired_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX reminder_of_stream ON "reminder" (workspace_id, scope_id, id);
CREATE INDEX reminder_of_task ON "reminder" (workspace_id, f_task_id);
CREATE TABLE "notification" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_kind text NOT NULL DEFAULT '',
    f_project_id uuid,
    f_task_id uuid,
    f_comment_id uuid,
    f_actor_id uuid,
    f_actor_name text NOT NULL DEFAULT '',
    f_text text NOT NULL DEFAULT '',
    f_created_at bigint,
    f_read_at bigint,
    f_snoozed_until bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX notification_of_stream ON "notification" (workspace_id, scope_id, id);
CREATE INDEX notification_in_order ON "notification" (workspace_id, scope_id, f_created_at, id);
CREATE TABLE "favorite" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_target_kind text NOT NULL DEFAULT '',
    f_target_id uuid,
    f_project_id uuid,
    f_rank text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX favorite_of_stream ON "favorite" (workspace_id, scope_id, id);
CREATE INDEX task_of_parent ON "task" (workspace_id, f_parent_id) WHERE f_parent_id IS NOT NULL;
CREATE INDEX task_in_cycle ON "task" (workspace_id, f_cycle_id) WHERE f_cycle_id IS NOT NULL;
CREATE INDEX task_in_milestone ON "task" (workspace_id, f_milestone_id) WHERE f_milestone_id IS NOT NULL;
CREATE INDEX task_assignee_of_task ON "task_assignee" (workspace_id, f_task_id);
CREATE INDEX task_label_of_task ON "task_label" (workspace_id, f_task_id);
CREATE INDEX comment_of_task ON "comment" (workspace_id, f_task_id);
CREATE INDEX task_label_of_label ON "task_label" (workspace_id, f_label_id);
CREATE INDEX task_assignee_of_person ON "task_assignee" (workspace_id, f_user_id);
-- Jobs look for what is due across all streams.
CREATE INDEX reminder_to_fire ON "reminder" (f_at) WHERE f_fired_at IS NULL AND f_at IS NOT NULL;
CREATE INDEX task_in_trash ON "task" (f_trashed_at) WHERE f_trashed_at IS NOT NULL;
CREATE INDEX reminder_before_due ON "reminder" (workspace_id, f_task_id) WHERE f_fired_at IS NULL AND f_before_due_minutes > 0;
CREATE INDEX task_by_due_date ON "task" (f_due_date) WHERE f_due_date IS NOT NULL AND f_completed_at IS NULL AND f_cancelled_at IS NULL;
CREATE INDEX notification_by_age ON "notification" (f_created_at);
