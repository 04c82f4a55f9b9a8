-- Rooms on Matrix that are tied to chats of Telegram.
CREATE TABLE portals (
    -- The chat's id with its kind in it: users positive, groups negative, supergroups and channels below -1000000000000.
    chat INTEGER NOT NULL,
    -- The account whose view of the chat it is; 0 if all accounts share it.
    receiver INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('private', 'group', 'supergroup', 'channel')),
    -- NULL while there is no room.
    room TEXT UNIQUE,
    -- As they were last put into the room: name, topic, the id of the photo at Telegram.
    title TEXT NOT NULL,
    topic TEXT NOT NULL,
    photo INTEGER,
    created_at INTEGER NOT NULL,
    -- When the room had its members and the last messages.
    furnished_at INTEGER,
    PRIMARY KEY (chat, receiver)
) STRICT;

-- Which logins have which chats, and how far their rooms are made.
CREATE TABLE portal_logins (
    account INTEGER NOT NULL,
    chat INTEGER NOT NULL,
    receiver INTEGER NOT NULL,
    -- The order in which rooms are made: the chat with the newest message first.
    place INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('private', 'group', 'supergroup', 'channel')),
    title TEXT NOT NULL,
    -- When the room was there and the owner of the login invited.
    done_at INTEGER,
    -- Why there is no room: the chat went away, or cannot be seen.
    refused TEXT,
    -- When the room was put into the space of the login.
    in_space_at INTEGER,
    PRIMARY KEY (account, chat)
) STRICT;
CREATE INDEX portal_logins_by_portal ON portal_logins (chat, receiver);

-- The space of a login, which holds its rooms.
CREATE TABLE portal_spaces (
    account INTEGER PRIMARY KEY,
    room TEXT NOT NULL UNIQUE
) STRICT;

-- Users on Matrix that stand for users, bots and channels of Telegram.
CREATE TABLE puppets (
    -- As in portals.chat; a channel is negative.
    id INTEGER PRIMARY KEY,
    -- As they were last put on the puppet: the name that people see, the id of the photo at Telegram.
    name TEXT NOT NULL,
    photo INTEGER,
    -- The name behind the @ at Telegram, in small letters.
    username TEXT
) STRICT;
CREATE INDEX puppets_by_username ON puppets (username);

-- Which puppets are in which rooms.
CREATE TABLE puppet_rooms (
    room TEXT NOT NULL,
    puppet INTEGER NOT NULL,
    PRIMARY KEY (room, puppet)
) STRICT;

-- Messages that are on both sides.
CREATE TABLE bridged_messages (
    -- The mailbox in which Telegram numbers the message, as in portals.
    chat INTEGER NOT NULL,
    receiver INTEGER NOT NULL,
    message INTEGER NOT NULL,
    -- One message may be several events, and a long event several messages.
    part INTEGER NOT NULL,
    room TEXT NOT NULL,
    event TEXT NOT NULL,
    -- Who wrote it at Telegram, as in puppets.id.
    sender INTEGER NOT NULL,
    -- Whether it was written on Matrix, by the owner of a login.
    is_from_matrix INTEGER NOT NULL,
    -- What it says, as a digest: an edit that changes nothing is none.
    digest BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (chat, receiver, message, part)
) STRICT;
CREATE INDEX bridged_messages_by_event ON bridged_messages (event);

-- Messages on their way from Matrix to Telegram, which may be there already: nobody has heard the answer.
CREATE TABLE bridged_sends (
    event TEXT NOT NULL,
    part INTEGER NOT NULL,
    chat INTEGER NOT NULL,
    receiver INTEGER NOT NULL,
    account INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    PRIMARY KEY (event, part)
) STRICT;
CREATE INDEX bridged_sends_by_portal ON bridged_sends (chat, receiver);
