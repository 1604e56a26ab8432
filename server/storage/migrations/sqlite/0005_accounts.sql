-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may run the server, and keys that are no sign-ins. Of every secret there is only its hash.
ALTER TABLE credential ADD COLUMN admin_at INTEGER;
CREATE TABLE api_token (
    token_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    workspace_id TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER
);
CREATE INDEX api_token_of_user ON api_token (user_id);
CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    project_id TEXT,
    role TEXT NOT NULL,
    creator_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    uses_max INTEGER NOT NULL,
    revoked_at INTEGER
);
CREATE UNIQUE INDEX invitation_by_secret ON invitation (secret_hash);
CREATE INDEX invitation_of_workspace ON invitation (workspace_id, id);
-- A person uses an invitation once, however often they try.
CREATE TABLE invitation_use (
    invitation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (invitation_id, user_id)
);
