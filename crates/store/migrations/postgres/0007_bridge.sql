-- People on Matrix who wrote to the bridge.
CREATE TABLE bridge_users (
    -- `@name:domain`
    matrix_id TEXT PRIMARY KEY,
    -- The room with nobody in it but this person and the bot, where they last spoke.
    management_room TEXT,
    created_at BIGINT NOT NULL
);

-- Telegram accounts that are logged in through the bridge. An account has one owner at a time.
CREATE TABLE bridge_logins (
    -- The id of the account at Telegram.
    account BIGINT PRIMARY KEY,
    matrix_id TEXT NOT NULL REFERENCES bridge_users (matrix_id) ON DELETE CASCADE,
    -- What the account is called: `@name`, or the name that people see.
    shown TEXT NOT NULL,
    is_bot BIGINT NOT NULL,
    -- The name of its Telegram session.
    session TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    -- Why Telegram ended the login; NULL while it holds.
    ended TEXT,
    -- When its owner was told of that.
    told_at BIGINT
);
CREATE INDEX bridge_logins_by_owner ON bridge_logins (matrix_id, created_at);

-- Transactions of the homeserver that were accepted: each once.
CREATE TABLE bridge_transactions (
    id TEXT PRIMARY KEY,
    received_at BIGINT NOT NULL
);
CREATE INDEX bridge_transactions_by_age ON bridge_transactions (received_at);

-- Events of accepted transactions that are not dealt with yet. A row goes when it is.
CREATE TABLE bridge_events (
    -- In the order in which they came.
    position BIGINT PRIMARY KEY,
    room TEXT NOT NULL,
    -- Sealed with a key that does not lie in the database: it may be a password.
    sealed_event BYTEA NOT NULL
);

-- Where a login conversation in a room is held.
CREATE TABLE bridge_talks (
    matrix_id TEXT PRIMARY KEY REFERENCES bridge_users (matrix_id) ON DELETE CASCADE,
    room TEXT NOT NULL,
    -- The event that shows a QR code, to be redacted.
    qr_event TEXT
);

-- Links to the page where somebody on Matrix logs in to Telegram.
CREATE TABLE bridge_links (
    id TEXT PRIMARY KEY,
    token_digest BYTEA NOT NULL UNIQUE,
    matrix_id TEXT NOT NULL REFERENCES bridge_users (matrix_id) ON DELETE CASCADE,
    -- The room in which it was given, and which is told.
    room TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When a browser opened it, and the digest of what that browser alone holds.
    started_at BIGINT,
    browser_digest BYTEA,
    -- When somebody logged in by it, and as whom.
    done_at BIGINT,
    account BIGINT,
    -- When the room was told.
    told_at BIGINT
);
CREATE INDEX bridge_links_by_expiry ON bridge_links (expires_at);
