-- Wrong guesses in a row, for the wait that grows with them. A success removes the row.
CREATE TABLE failures (
    -- password, sign_in_code or link_code.
    guessed TEXT NOT NULL,
    -- A user's id; for passwords the domain and the typed name, which may be nobody's.
    guessed_at TEXT NOT NULL,
    -- A place that the user entered from before, the network of a stranger, or nothing: all
    -- strangers together. For linking, the account that the code was sent to.
    place TEXT NOT NULL,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (guessed, guessed_at, place)
);
CREATE INDEX failures_by_age ON failures (last_at);
