-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the query language filters and sorts by. Tasks of a project are walked in one order per state (0 open, 1 done,
-- 2 cancelled, 3 archived, 4 in the trash), so that what is put away is never stepped over; the expressions stand in
-- QueryColumns.cpp too, letter by letter. Values that are not set stand in no index.
CREATE INDEX task_by_number ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), f_number);
CREATE INDEX task_by_created ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), f_created_at) WHERE f_created_at IS NOT NULL;
CREATE INDEX task_by_updated ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), updated_at);
CREATE INDEX task_by_due ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), f_due_date COLLATE "C") WHERE f_due_date IS NOT NULL;
CREATE INDEX task_by_start ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), f_start_date COLLATE "C") WHERE f_start_date IS NOT NULL;
CREATE INDEX task_by_completed ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), f_completed_at) WHERE f_completed_at IS NOT NULL;
CREATE INDEX task_by_priority ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), (CASE f_priority WHEN 'urgent' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END) DESC, COALESCE((f_due_date COLLATE "C"), '9999-12-31'), f_number) WHERE f_priority IN ('low', 'medium', 'high', 'urgent');
CREATE INDEX task_by_estimate ON "task" (scope_id, (CASE WHEN f_trashed_at IS NOT NULL THEN 4 WHEN f_archived_at IS NOT NULL THEN 3 WHEN f_cancelled_at IS NOT NULL THEN 2 WHEN f_completed_at IS NOT NULL THEN 1 ELSE 0 END), f_estimate, f_number) WHERE f_estimate > 0;
CREATE INDEX task_of_creator ON "task" (workspace_id, f_creator_id) WHERE f_creator_id IS NOT NULL;
CREATE INDEX task_started ON "task" (scope_id, f_started_at) WHERE f_started_at IS NOT NULL;
CREATE INDEX task_blocked ON "task" (scope_id) WHERE f_blocker_count > 0;
CREATE INDEX task_blocking ON "task" (scope_id) WHERE f_blocks_count > 0;
CREATE INDEX task_with_time ON "task" (scope_id) WHERE f_spent_seconds > 0;
CREATE INDEX task_with_attachments ON "task" (scope_id) WHERE f_attachment_count > 0;
-- From a person or a label to the tasks, and back, without looking at the rows.
DROP INDEX task_assignee_of_task;
CREATE INDEX task_assignee_of_task ON "task_assignee" (workspace_id, f_task_id, f_user_id);
DROP INDEX task_label_of_task;
CREATE INDEX task_label_of_task ON "task_label" (workspace_id, f_task_id, f_label_id);
DROP INDEX watcher_of_task;
CREATE INDEX watcher_of_task ON "watcher" (workspace_id, f_task_id, f_user_id);
DROP INDEX task_assignee_of_person;
CREATE INDEX task_assignee_of_person ON "task_assignee" (workspace_id, f_user_id, scope_id, f_task_id);
DROP INDEX task_label_of_label;
CREATE INDEX task_label_of_label ON "task_label" (workspace_id, f_label_id, f_task_id);
CREATE INDEX watcher_of_person ON "watcher" (workspace_id, f_user_id, scope_id, f_task_id);
-- The words of a task: its title, description, comments and checklists as tokens (shared/model/SearchText.h), written in
-- the transaction that changes them. title_key is what titles are sorted by.
CREATE TABLE task_search (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    task_id uuid NOT NULL,
    title_key text COLLATE "C" NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (workspace_id, task_id)
);
CREATE INDEX task_search_by_title ON task_search (scope_id, title_key, task_id);
-- A short list of pending entries: searches read all of it.
CREATE INDEX task_search_words ON task_search USING gin (words) WITH (gin_pending_list_limit = 256);
