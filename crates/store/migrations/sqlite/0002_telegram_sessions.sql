-- What a login to Telegram is made of. A session's name says whose it is and which servers it belongs to.

CREATE TABLE telegram_sessions (
    name TEXT PRIMARY KEY,
    home_dc INTEGER NOT NULL,
    -- Where the stream of updates stands; all 0 if it never began.
    pts INTEGER NOT NULL DEFAULT 0,
    qts INTEGER NOT NULL DEFAULT 0,
    date INTEGER NOT NULL DEFAULT 0,
    seq INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE telegram_data_centres (
    session TEXT NOT NULL REFERENCES telegram_sessions (name) ON DELETE CASCADE,
    dc INTEGER NOT NULL,
    ipv4 TEXT NOT NULL,
    ipv6 TEXT NOT NULL,
    -- Sealed with a key that does not lie in the database.
    auth_key BLOB,
    PRIMARY KEY (session, dc)
) STRICT;

CREATE TABLE telegram_peers (
    session TEXT NOT NULL REFERENCES telegram_sessions (name) ON DELETE CASCADE,
    -- The id with its kind in it: users positive, groups negative, channels below -1000000000000.
    peer INTEGER NOT NULL,
    access_hash INTEGER,
    -- NULL if it is not known.
    kind TEXT CHECK (kind IN ('person', 'bot', 'group', 'broadcast', 'megagroup', 'gigagroup', 'community')),
    is_self INTEGER NOT NULL CHECK (is_self IN (0, 1)),
    PRIMARY KEY (session, peer)
) STRICT;
CREATE UNIQUE INDEX telegram_peers_self ON telegram_peers (session) WHERE is_self = 1;

CREATE TABLE telegram_channel_states (
    session TEXT NOT NULL REFERENCES telegram_sessions (name) ON DELETE CASCADE,
    channel INTEGER NOT NULL,
    pts INTEGER NOT NULL,
    PRIMARY KEY (session, channel)
) STRICT;
