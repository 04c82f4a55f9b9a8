-- Rooms on Matrix that are tied to chats of Telegram.
CREATE TABLE portals (
    -- The chat's id with its kind in it: users positive, groups negative, supergroups and channels below -1000000000000.
    chat BIGINT NOT NULL,
    -- The account whose view of the chat it is; 0 if all accounts share it.
    receiver BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('private', 'group', 'supergroup', 'channel')),
    -- NULL while there is no room.
    room TEXT UNIQUE,
    -- As they were last put into the room: name, topic, the id of the photo at Telegram.
    title TEXT NOT NULL,
    topic TEXT NOT NULL,
    photo BIGINT,
    created_at BIGINT NOT NULL,
    -- When the room had its members and the last messages.
    furnished_at BIGINT,
    PRIMARY KEY (chat, receiver)
);

-- Which logins have which chats, and how far their rooms are made.
CREATE TABLE portal_logins (
    account BIGINT NOT NULL,
    chat BIGINT NOT NULL,
    receiver BIGINT NOT NULL,
    -- The order in which rooms are made: the chat with the newest message first.
    place BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('private', 'group', 'supergroup', 'channel')),
    title TEXT NOT NULL,
    -- When the room was there and the owner of the login invited.
    done_at BIGINT,
    -- Why there is no room: the chat went away, or cannot be seen.
    refused TEXT,
    -- When the room was put into the space of the login.
    in_space_at BIGINT,
    PRIMARY KEY (account, chat)
);
CREATE INDEX portal_logins_by_portal ON portal_logins (chat, receiver);

-- The space of a login, which holds its rooms.
CREATE TABLE portal_spaces (
    account BIGINT PRIMARY KEY,
    room TEXT NOT NULL UNIQUE
);

-- Users on Matrix that stand for users, bots and channels of Telegram.
CREATE TABLE puppets (
    -- As in portals.chat; a channel is negative.
    id BIGINT PRIMARY KEY,
    -- As they were last put on the puppet: the name that people see, the id of the photo at Telegram.
    name TEXT NOT NULL,
    photo BIGINT,
    -- The name behind the @ at Telegram, in small letters.
    username TEXT
);
CREATE INDEX puppets_by_username ON puppets (username);

-- Which puppets are in which rooms.
CREATE TABLE puppet_rooms (
    room TEXT NOT NULL,
    puppet BIGINT NOT NULL,
    PRIMARY KEY (room, puppet)
);

-- Messages that are on both sides.
CREATE TABLE bridged_messages (
    -- The mailbox in which Telegram numbers the message, as in portals.
    chat BIGINT NOT NULL,
    receiver BIGINT NOT NULL,
    message BIGINT NOT NULL,
    -- One message may be several events, and a long event several messages.
    part BIGINT NOT NULL,
    room TEXT NOT NULL,
    event TEXT NOT NULL,
    -- Who wrote it at Telegram, as in puppets.id.
    sender BIGINT NOT NULL,
    -- Whether it was written on Matrix, by the owner of a login.
    is_from_matrix BIGINT NOT NULL,
    -- What it says, as a digest: an edit that changes nothing is none.
    digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (chat, receiver, message, part)
);
CREATE INDEX bridged_messages_by_event ON bridged_messages (event);

-- Messages on their way from Matrix to Telegram, which may be there already: nobody has heard the answer.
CREATE TABLE bridged_sends (
    event TEXT NOT NULL,
    part BIGINT NOT NULL,
    chat BIGINT NOT NULL,
    receiver BIGINT NOT NULL,
    account BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    PRIMARY KEY (event, part)
);
CREATE INDEX bridged_sends_by_portal ON bridged_sends (chat, receiver);
