-- Who is to be taken out of the rooms of an account: they have logged it out, or somebody else has logged it in.
CREATE TABLE portal_farewells (
    account BIGINT NOT NULL,
    -- `@name:domain`
    matrix_id TEXT NOT NULL,
    -- When they were left where they are, since rooms are kept after a logout. They go when somebody else comes.
    kept_at BIGINT,
    PRIMARY KEY (account, matrix_id)
);
