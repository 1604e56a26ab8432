-- SPDX-License-Identifier: GPL-3.0-or-later
-- Calendars with a secret address. Of the secret there is only its hash. project_id: null for the tasks of the person.
CREATE TABLE feed (
    id uuid PRIMARY KEY,
    secret_hash text NOT NULL,
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    project_id uuid,
    name text NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    last_used_at bigint
);
CREATE UNIQUE INDEX feed_by_secret ON feed (secret_hash);
CREATE INDEX feed_of_person ON feed (workspace_id, user_id, created_at);
-- What a project's calendar shows.
CREATE INDEX task_dated ON "task" (workspace_id, scope_id, f_due_date) WHERE f_due_date IS NOT NULL AND f_trashed_at IS NULL AND f_archived_at IS NULL;
