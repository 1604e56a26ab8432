-- SPDX-License-Identifier: GPL-3.0-or-later
-- Calendars with a secret address. Of the secret there is only its hash. project_id: null for the tasks of the person.
CREATE TABLE feed (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    project_id TEXT,
    name TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
);
CREATE UNIQUE INDEX feed_by_secret ON feed (secret_hash);
CREATE INDEX feed_of_person ON feed (workspace_id, user_id, created_at);
-- What a project's calendar shows.
CREATE INDEX task_dated ON "task" (workspace_id, scope_id, f_due_date) WHERE f_due_date IS NOT NULL AND f_trashed_at IS NULL AND f_archived_at IS NULL;
