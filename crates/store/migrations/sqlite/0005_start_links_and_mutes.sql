-- Since when the owner of an account wants no notifications there: `/stop` was written in the chat.
ALTER TABLE linked_accounts ADD COLUMN muted_at INTEGER;
-- Who writes to the bot is found by this.
CREATE INDEX linked_accounts_by_remote_id ON linked_accounts (provider, remote_id);

-- Links that open a chat with the bot and link the account of whoever presses Start.
CREATE TABLE start_links (
    id TEXT PRIMARY KEY,
    token_digest BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The session whose page shows it.
    session_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    -- What was linked by it.
    account_id TEXT REFERENCES linked_accounts (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX start_links_by_session ON start_links (session_id, provider);
CREATE INDEX start_links_by_expiry ON start_links (expires_at);
CREATE INDEX start_links_by_account ON start_links (account_id);
