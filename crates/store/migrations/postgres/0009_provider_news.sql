-- Whether a provider stays down until an operator does something.
ALTER TABLE provider_states ADD COLUMN needs_operator BIGINT NOT NULL DEFAULT 0 CHECK (needs_operator IN (0, 1));
-- Since when it has been down, short moments apart; admins are told of an outage that lasts.
ALTER TABLE provider_states ADD COLUMN out_since BIGINT;
-- When the admins were told of this outage.
ALTER TABLE provider_states ADD COLUMN told_at BIGINT;
-- When they were last told of any.
ALTER TABLE provider_states ADD COLUMN last_told_at BIGINT;
