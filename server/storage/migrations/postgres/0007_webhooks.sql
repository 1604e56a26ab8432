-- SPDX-License-Identifier: GPL-3.0-or-later
-- Webhooks: who is told of a workspace's events, how far each has been told of each stream, and what became of deliveries.
-- `events`: verbs and kinds of entities with spaces between, empty for all. `secret` signs, so it is kept as it is.
CREATE TABLE webhook (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL,
    project_id uuid,
    name text NOT NULL,
    url text NOT NULL,
    events text NOT NULL,
    secret text NOT NULL,
    is_active bigint NOT NULL,
    ended_because text NOT NULL,
    creator_id uuid,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX webhook_of_workspace ON webhook (workspace_id, created_at, id);
CREATE TABLE webhook_place (
    webhook_id uuid NOT NULL,
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    kind bigint NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (webhook_id, scope_id, kind)
);
CREATE TABLE webhook_delivery (
    webhook_id uuid NOT NULL,
    id uuid NOT NULL,
    workspace_id uuid NOT NULL,
    scope_id uuid NOT NULL,
    kind bigint NOT NULL,
    seq bigint NOT NULL,
    verb text NOT NULL,
    state text NOT NULL,
    attempts bigint NOT NULL,
    created_at bigint NOT NULL,
    next_try_at bigint,
    finished_at bigint,
    status bigint NOT NULL,
    answer text NOT NULL,
    PRIMARY KEY (webhook_id, id)
);
CREATE INDEX webhook_delivery_newest ON webhook_delivery (webhook_id, created_at, id);
CREATE INDEX webhook_delivery_in_state ON webhook_delivery (webhook_id, state, created_at, id);
CREATE INDEX webhook_delivery_retrying ON webhook_delivery (webhook_id) WHERE state = 'retrying';
CREATE INDEX webhook_delivery_replaying ON webhook_delivery (webhook_id, scope_id, kind, seq) WHERE state = 'replaying';
CREATE INDEX webhook_delivery_finished ON webhook_delivery (state, finished_at) WHERE finished_at IS NOT NULL;
