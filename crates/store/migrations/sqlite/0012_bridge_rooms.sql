-- Rooms in which it was said that the bridge's bot cannot read what is encrypted: it says so once.
CREATE TABLE bridge_encrypted_rooms (
    room TEXT PRIMARY KEY,
    told_at INTEGER NOT NULL
) STRICT;

-- Rooms that the bot was invited to and could not join. A row goes when it has joined, or is not invited any more.
CREATE TABLE bridge_closed_rooms (
    room TEXT PRIMARY KEY,
    -- `@name:domain`
    invited_by TEXT NOT NULL,
    -- Why, in words for an operator.
    fault TEXT NOT NULL,
    failed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX bridge_closed_rooms_by_age ON bridge_closed_rooms (failed_at);
