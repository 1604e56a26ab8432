-- SPDX-License-Identifier: GPL-3.0-or-later
-- The log: one head per stream (locked first by every write), events, an index of the rows they touched, and the
-- answers already given. kind: 0 workspace, 1 project, 2 personal, 3 user. For user streams workspace_id is all zeros.
CREATE TABLE stream_head (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    reacted_seq INTEGER NOT NULL DEFAULT 0,
    access_version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, scope_id, kind)
);
CREATE INDEX stream_head_lagging ON stream_head (workspace_id, scope_id, kind) WHERE reacted_seq < seq;
CREATE TABLE event (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    command_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    verb TEXT NOT NULL,
    changes TEXT NOT NULL,
    old_values TEXT NOT NULL,
    PRIMARY KEY (workspace_id, scope_id, kind, seq)
);
CREATE TABLE event_entity (
    workspace_id TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, entity_id, scope_id, kind, seq)
) WITHOUT ROWID;
CREATE TABLE command_answer (
    workspace_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    command_id TEXT NOT NULL,
    args_hash TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, actor, command_id)
) WITHOUT ROWID;
-- The rows, one table per entity: workspace and scope are the stream, the rest is the entity's description.
CREATE TABLE "workspace" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_name TEXT NOT NULL DEFAULT '',
    f_created_at INTEGER,
    f_archived_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX workspace_of_stream ON "workspace" (workspace_id, scope_id, id);
CREATE TABLE "member" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_user_id TEXT,
    f_role TEXT NOT NULL DEFAULT '',
    f_name TEXT NOT NULL DEFAULT '',
    f_email TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX member_of_stream ON "member" (workspace_id, scope_id, id);
CREATE TABLE "project_entry" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_name TEXT NOT NULL DEFAULT '',
    f_key TEXT NOT NULL DEFAULT '',
    f_color TEXT NOT NULL DEFAULT '',
    f_archived_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX project_entry_of_stream ON "project_entry" (workspace_id, scope_id, id);
CREATE TABLE "project" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_name TEXT NOT NULL DEFAULT '',
    f_key TEXT NOT NULL DEFAULT '',
    f_color TEXT NOT NULL DEFAULT '',
    f_description TEXT NOT NULL DEFAULT '',
    f_last_number INTEGER NOT NULL DEFAULT 0,
    f_created_at INTEGER,
    f_archived_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX project_of_stream ON "project" (workspace_id, scope_id, id);
CREATE TABLE "column" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_name TEXT NOT NULL DEFAULT '',
    f_type TEXT NOT NULL DEFAULT '',
    f_rank TEXT NOT NULL DEFAULT '',
    f_wip_limit INTEGER NOT NULL DEFAULT 0,
    f_archived_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX column_of_stream ON "column" (workspace_id, scope_id, id);
CREATE TABLE "label" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_name TEXT NOT NULL DEFAULT '',
    f_color TEXT NOT NULL DEFAULT '',
    f_archived_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX label_of_stream ON "label" (workspace_id, scope_id, id);
CREATE TABLE "task" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_number INTEGER NOT NULL DEFAULT 0,
    f_title TEXT NOT NULL DEFAULT '',
    f_description TEXT NOT NULL DEFAULT '',
    f_column_id TEXT,
    f_rank TEXT NOT NULL DEFAULT '',
    f_priority TEXT NOT NULL DEFAULT '',
    f_estimate INTEGER NOT NULL DEFAULT 0,
    f_start_date TEXT,
    f_due_date TEXT,
    f_creator_id TEXT,
    f_created_at INTEGER,
    f_completed_at INTEGER,
    f_archived_at INTEGER,
    f_trashed_at INTEGER,
    f_comment_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX task_of_stream ON "task" (workspace_id, scope_id, id);
CREATE TABLE "task_assignee" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_task_id TEXT,
    f_user_id TEXT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX task_assignee_of_stream ON "task_assignee" (workspace_id, scope_id, id);
CREATE TABLE "task_label" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_task_id TEXT,
    f_label_id TEXT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX task_label_of_stream ON "task_label" (workspace_id, scope_id, id);
CREATE TABLE "comment" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_task_id TEXT,
    f_author_id TEXT,
    f_author_name TEXT NOT NULL DEFAULT '',
    f_body TEXT NOT NULL DEFAULT '',
    f_created_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX comment_of_stream ON "comment" (workspace_id, scope_id, id);
CREATE TABLE "project_member" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_user_id TEXT,
    f_name TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX project_member_of_stream ON "project_member" (workspace_id, scope_id, id);
CREATE TABLE "conflict" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_entity TEXT NOT NULL DEFAULT '',
    f_entity_id TEXT,
    f_field TEXT NOT NULL DEFAULT '',
    f_losing_value TEXT NOT NULL DEFAULT '',
    f_winner_id TEXT,
    f_created_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX conflict_of_stream ON "conflict" (workspace_id, scope_id, id);
CREATE TABLE "user" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_email TEXT NOT NULL DEFAULT '',
    f_name TEXT NOT NULL DEFAULT '',
    f_created_at INTEGER,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX user_of_stream ON "user" (workspace_id, scope_id, id);
-- One workspace or project is opened to many people, each in their own stream: here the stream is part of the key.
CREATE TABLE "access" (
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    f_workspace_id TEXT,
    f_project_id TEXT,
    f_name TEXT NOT NULL DEFAULT '',
    f_role TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, scope_id, id)
);
CREATE INDEX task_in_column ON "task" (workspace_id, f_column_id, f_rank, id);
CREATE UNIQUE INDEX user_by_email ON "user" (f_email);
-- Secrets: never part of a stream, never in a snapshot or an export.
CREATE TABLE credential (
    user_id TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    disabled_at INTEGER,
    updated_at INTEGER NOT NULL
);
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    label TEXT NOT NULL DEFAULT ''
);
CREATE INDEX session_of_user ON session (user_id);
