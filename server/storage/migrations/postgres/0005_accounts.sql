-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may run the server, and keys that are no sign-ins. Of every secret there is only its hash.
ALTER TABLE credential ADD COLUMN admin_at bigint;
CREATE TABLE api_token (
    token_hash text PRIMARY KEY,
    user_id uuid NOT NULL,
    name text NOT NULL,
    scope text NOT NULL,
    workspace_id uuid,
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint
);
CREATE INDEX api_token_of_user ON api_token (user_id);
CREATE TABLE invitation (
    id uuid PRIMARY KEY,
    secret_hash text NOT NULL,
    workspace_id uuid NOT NULL,
    project_id uuid,
    role text NOT NULL,
    creator_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    uses_max bigint NOT NULL,
    revoked_at bigint
);
CREATE UNIQUE INDEX invitation_by_secret ON invitation (secret_hash);
CREATE INDEX invitation_of_workspace ON invitation (workspace_id, id);
-- A person uses an invitation once, however often they try.
CREATE TABLE invitation_use (
    invitation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    used_at bigint NOT NULL,
    PRIMARY KEY (invitation_id, user_id)
);
