-- A login conversation with Telegram that is under way; whoever holds it has at most one. A row goes when it is over.
CREATE TABLE telegram_logins (
    -- Whose conversation it is, in the words of the door where it is held.
    owner TEXT PRIMARY KEY,
    -- The name of the Telegram session that is to be logged in.
    session TEXT NOT NULL,
    -- Sealed with a key that does not lie in the database.
    sealed_state BYTEA NOT NULL,
    -- Counts the steps: of two who take the same step at once, one is refused.
    revision BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
