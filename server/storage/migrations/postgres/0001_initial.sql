-- SPDX-License-Identifier: GPL-3.0-or-later
-- The log: one head per stream (locked first by every write), events, an index of the rows they touched, and the
-- answers already given. kind: 0 workspace, 1 project, 2 personal, 3 user. For user streams workspace_id is all zeros.
CREATE TABLE stream_head (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    kind bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    reacted_seq bigint NOT NULL DEFAULT 0,
    access_version bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, scope_id, kind)
);
CREATE INDEX stream_head_lagging ON stream_head (workspace_id, scope_id, kind) WHERE reacted_seq < seq;
CREATE TABLE event (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    kind bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    command_id uuid NOT NULL,
    actor uuid NOT NULL,
    verb text NOT NULL,
    changes text NOT NULL,
    old_values text NOT NULL,
    PRIMARY KEY (workspace_id, scope_id, kind, seq)
);
CREATE TABLE event_entity (
    workspace_id uuid NOT NULL,
    entity_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    kind bigint NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (workspace_id, entity_id, scope_id, kind, seq)
);
CREATE TABLE command_answer (
    workspace_id uuid NOT NULL,
    actor uuid NOT NULL,
    command_id uuid NOT NULL,
    args_hash text NOT NULL,
    scope_id uuid NOT NULL,
    kind bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (workspace_id, actor, command_id)
);
-- The rows, one table per entity: workspace and scope are the stream, the rest is the entity's description.
CREATE TABLE "workspace" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_created_at bigint,
    f_archived_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX workspace_of_stream ON "workspace" (workspace_id, scope_id, id);
CREATE TABLE "member" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_user_id uuid,
    f_role text NOT NULL DEFAULT '',
    f_name text NOT NULL DEFAULT '',
    f_email text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX member_of_stream ON "member" (workspace_id, scope_id, id);
CREATE TABLE "project_entry" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_key text NOT NULL DEFAULT '',
    f_color text NOT NULL DEFAULT '',
    f_archived_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX project_entry_of_stream ON "project_entry" (workspace_id, scope_id, id);
CREATE TABLE "project" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_key text NOT NULL DEFAULT '',
    f_color text NOT NULL DEFAULT '',
    f_description text NOT NULL DEFAULT '',
    f_last_number bigint NOT NULL DEFAULT 0,
    f_created_at bigint,
    f_archived_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX project_of_stream ON "project" (workspace_id, scope_id, id);
CREATE TABLE "column" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_type text NOT NULL DEFAULT '',
    f_rank text COLLATE "C" NOT NULL DEFAULT '',
    f_wip_limit bigint NOT NULL DEFAULT 0,
    f_archived_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX column_of_stream ON "column" (workspace_id, scope_id, id);
CREATE TABLE "label" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_name text NOT NULL DEFAULT '',
    f_color text NOT NULL DEFAULT '',
    f_archived_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX label_of_stream ON "label" (workspace_id, scope_id, id);
CREATE TABLE "task" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_number bigint NOT NULL DEFAULT 0,
    f_title text NOT NULL DEFAULT '',
    f_description text NOT NULL DEFAULT '',
    f_column_id uuid,
    f_rank text COLLATE "C" NOT NULL DEFAULT '',
    f_priority text NOT NULL DEFAULT '',
    f_estimate bigint NOT NULL DEFAULT 0,
    f_start_date text,
    f_due_date text,
    f_creator_id uuid,
    f_created_at bigint,
    f_completed_at bigint,
    f_archived_at bigint,
    f_trashed_at bigint,
    f_comment_count bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX task_of_stream ON "task" (workspace_id, scope_id, id);
CREATE TABLE "task_assignee" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_user_id uuid,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX task_assignee_of_stream ON "task_assignee" (workspace_id, scope_id, id);
CREATE TABLE "task_label" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_label_id uuid,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX task_label_of_stream ON "task_label" (workspace_id, scope_id, id);
CREATE TABLE "comment" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_task_id uuid,
    f_author_id uuid,
    f_author_name text NOT NULL DEFAULT '',
    f_body text NOT NULL DEFAULT '',
    f_created_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX comment_of_stream ON "comment" (workspace_id, scope_id, id);
CREATE TABLE "project_member" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_user_id uuid,
    f_name text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX project_member_of_stream ON "project_member" (workspace_id, scope_id, id);
CREATE TABLE "conflict" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_entity text NOT NULL DEFAULT '',
    f_entity_id uuid,
    f_field text NOT NULL DEFAULT '',
    f_losing_value text NOT NULL DEFAULT '',
    f_winner_id uuid,
    f_created_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX conflict_of_stream ON "conflict" (workspace_id, scope_id, id);
CREATE TABLE "user" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_email text NOT NULL DEFAULT '',
    f_name text NOT NULL DEFAULT '',
    f_created_at bigint,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX user_of_stream ON "user" (workspace_id, scope_id, id);
-- One workspace or project is opened to many people, each in their own stream: here the stream is part of the key.
CREATE TABLE "access" (
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    id uuid NOT NULL,
    rev bigint NOT NULL,
    updated_at bigint NOT NULL,
    f_workspace_id uuid,
    f_project_id uuid,
    f_name text NOT NULL DEFAULT '',
    f_role text NOT NULL DEFAULT '',
    PRIMARY KEY (workspace_id, scope_id, id)
);
CREATE INDEX task_in_column ON "task" (workspace_id, f_column_id, f_rank, id);
CREATE UNIQUE INDEX user_by_email ON "user" (f_email);
-- Secrets: never part of a stream, never in a snapshot or an export.
CREATE TABLE credential (
    user_id uuid PRIMARY KEY,
    password_hash text NOT NULL,
    disabled_at bigint,
    updated_at bigint NOT NULL
);
CREATE TABLE session (
    token_hash text PRIMARY KEY,
    user_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    label text NOT NULL DEFAULT ''
);
CREATE INDEX session_of_user ON session (user_id);
