-- Times are microseconds since 1970 UTC, ids are hyphenated UUIDs of version 7, flags are 0 or 1.
-- What happened when is kept in nullable *_at columns.

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    domain TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What names are compared by: lower case.
    name_key TEXT NOT NULL,
    display_name TEXT,
    role TEXT NOT NULL CHECK (role IN ('user', 'user_manager', 'admin')),
    locale TEXT,
    password_hash TEXT,
    created_at INTEGER NOT NULL,
    locked_at INTEGER,
    UNIQUE (domain, name_key)
) STRICT;

CREATE TABLE linked_accounts (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    handle TEXT NOT NULL,
    remote_id TEXT,
    position INTEGER NOT NULL,
    for_notifications INTEGER NOT NULL CHECK (for_notifications IN (0, 1)),
    for_codes INTEGER NOT NULL CHECK (for_codes IN (0, 1)),
    -- Verified by the user, vouched for by an operator, or neither: set by an administrator.
    verified_at INTEGER,
    vouched_at INTEGER,
    broken_at INTEGER,
    broken_why TEXT,
    created_at INTEGER NOT NULL,
    last_sent_at INTEGER,
    CHECK (for_notifications + for_codes > 0),
    CHECK ((broken_at IS NULL) = (broken_why IS NULL)),
    UNIQUE (user_id, provider, remote_id)
) STRICT;

CREATE TABLE challenges (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- A challenge to link is bound to a session, one to sign in to a pending sign-in.
    session_id TEXT,
    pending_sign_in_id TEXT,
    account_id TEXT REFERENCES linked_accounts (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    handle TEXT NOT NULL,
    remote_id TEXT,
    issue INTEGER NOT NULL,
    digest BLOB,
    guesses INTEGER NOT NULL DEFAULT 0,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    consumed_at INTEGER,
    CHECK ((session_id IS NULL) <> (pending_sign_in_id IS NULL)),
    CHECK (pending_sign_in_id IS NULL OR account_id IS NOT NULL)
) STRICT;
-- The newest challenge of a sign-in; clean-up by age.
CREATE INDEX challenges_by_pending_sign_in ON challenges (pending_sign_in_id);
CREATE INDEX challenges_by_expiry ON challenges (expires_at);

CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('postern', 'user', 'integration', 'operator')),
    source_id TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notifications_by_user ON notifications (user_id, id);

CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    notification_id TEXT REFERENCES notifications (id) ON DELETE CASCADE,
    challenge_id TEXT REFERENCES challenges (id) ON DELETE CASCADE,
    issue INTEGER NOT NULL DEFAULT 0,
    account_id TEXT REFERENCES linked_accounts (id) ON DELETE SET NULL,
    provider TEXT NOT NULL,
    remote_id TEXT,
    handle TEXT NOT NULL,
    lane INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'delivered', 'failed', 'expired')),
    -- Tries begun; the fence of the claim.
    attempt INTEGER NOT NULL DEFAULT 0,
    -- Tries that failed; a wait that the provider asked for is none.
    failures INTEGER NOT NULL DEFAULT 0,
    -- Until when the provider asked us to wait.
    not_before INTEGER,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    sent_at INTEGER,
    delivered_at INTEGER,
    ended_at INTEGER,
    -- The last reason; none while a try is being made.
    why TEXT,
    CHECK ((notification_id IS NULL) <> (challenge_id IS NULL))
) STRICT;
-- What a courier claims next: codes first, then what has been due longest.
CREATE INDEX deliveries_to_claim ON deliveries (provider, lane, due_at) WHERE state = 'pending';
CREATE INDEX deliveries_by_notification ON deliveries (notification_id);
CREATE INDEX deliveries_by_challenge ON deliveries (challenge_id);
CREATE INDEX deliveries_by_user ON deliveries (user_id, id);
CREATE INDEX deliveries_by_account ON deliveries (account_id);

CREATE TABLE attempts (
    delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('sent', 'later', 'never')),
    why TEXT,
    PRIMARY KEY (delivery_id, attempt, outcome)
) STRICT;

CREATE TABLE pending_sign_ins (
    id TEXT PRIMARY KEY,
    token_digest BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ip TEXT NOT NULL,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE INDEX pending_sign_ins_by_expiry ON pending_sign_ins (expires_at);

CREATE TABLE sign_ins (
    id TEXT PRIMARY KEY,
    domain TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    -- As typed, so that the report still tells of users that were removed or never were.
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    ip TEXT NOT NULL,
    network TEXT NOT NULL,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('entered', 'refused')),
    -- The factor of one that entered, the reason of one that was refused.
    detail TEXT NOT NULL,
    provider TEXT
) STRICT;
CREATE INDEX sign_ins_by_domain ON sign_ins (domain, at);
CREATE INDEX sign_ins_by_user ON sign_ins (user_id, at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_digest BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ip TEXT NOT NULL,
    browser TEXT NOT NULL,
    system TEXT NOT NULL,
    -- Whether a second factor was passed.
    strong INTEGER NOT NULL CHECK (strong IN (0, 1)),
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    -- When the password was last typed.
    proven_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id, created_at);

CREATE TABLE backup_codes (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX backup_codes_by_user ON backup_codes (user_id);

CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    token_digest BLOB NOT NULL UNIQUE,
    domain TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'user_manager', 'admin')),
    name TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX invitations_by_domain ON invitations (domain, created_at);

CREATE TABLE integrations (
    id TEXT PRIMARY KEY,
    token_digest BLOB NOT NULL UNIQUE,
    domain TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;

-- What an integration was answered, so that a repeated request is answered the same and done once.
CREATE TABLE answered_requests (
    integration_id TEXT NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    idempotency_key TEXT NOT NULL,
    request_digest BLOB NOT NULL,
    answer TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (integration_id, idempotency_key)
) STRICT;
CREATE INDEX answered_requests_by_age ON answered_requests (created_at);

CREATE TABLE audit_entries (
    id TEXT PRIMARY KEY,
    domain TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('postern', 'operator', 'user', 'integration')),
    actor_id TEXT,
    ip TEXT,
    action TEXT NOT NULL,
    user_id TEXT,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entries_by_domain ON audit_entries (domain, at);
CREATE INDEX audit_entries_by_user ON audit_entries (user_id, at);

CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;
CREATE TRIGGER audit_entries_are_never_removed BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END;

-- Counters of the limits that protect people.
CREATE TABLE limits (
    key TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    count INTEGER NOT NULL
) STRICT;

-- How each provider is connected, for pages and other nodes.
CREATE TABLE provider_states (
    provider TEXT PRIMARY KEY,
    account TEXT,
    why TEXT,
    since INTEGER NOT NULL,
    CHECK ((account IS NULL) <> (why IS NULL))
) STRICT;

-- What arrived on the phone that only `postern demo` has.
CREATE TABLE demo_phone_messages (
    delivery_id TEXT PRIMARY KEY,
    handle TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
