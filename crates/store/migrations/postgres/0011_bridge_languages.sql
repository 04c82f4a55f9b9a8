-- The language that somebody on Matrix has chosen for the bot, as a BCP 47 tag.
ALTER TABLE bridge_users ADD COLUMN locale TEXT;
