-- What the message says, as in bridged_messages: it is found by that if its event was redacted before the answer was heard.
ALTER TABLE bridged_sends ADD COLUMN digest BYTEA NOT NULL DEFAULT '';
