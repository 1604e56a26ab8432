-- SPDX-License-Identifier: GPL-3.0-or-later
-- Webhooks: who is told of a workspace's events, how far each has been told of each stream, and what became of deliveries.
-- `events`: verbs and kinds of entities with spaces between, empty for all. `secret` signs, so it is kept as it is.
CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    project_id TEXT,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    ended_because TEXT NOT NULL,
    creator_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE INDEX webhook_of_workspace ON webhook (workspace_id, created_at, id);
CREATE TABLE webhook_place (
    webhook_id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (webhook_id, scope_id, kind)
) WITHOUT ROWID;
CREATE TABLE webhook_delivery (
    webhook_id TEXT NOT NULL,
    id TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    scope_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    verb TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_try_at INTEGER,
    finished_at INTEGER,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (webhook_id, id)
);
CREATE INDEX webhook_delivery_newest ON webhook_delivery (webhook_id, created_at, id);
CREATE INDEX webhook_delivery_in_state ON webhook_delivery (webhook_id, state, created_at, id);
CREATE INDEX webhook_delivery_retrying ON webhook_delivery (webhook_id) WHERE state = 'retrying';
CREATE INDEX webhook_delivery_replaying ON webhook_delivery (webhook_id, scope_id, kind, seq) WHERE state = 'replaying';
CREATE INDEX webhook_delivery_finished ON webhook_delivery (state, finished_at) WHERE finished_at IS NOT NULL;
