-- Not in the document: what a run of a retention rule took away, and how far it came.
CREATE TABLE retention_runs (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    store TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    removed INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX idx_retention_runs_rule ON retention_runs(rule, store, started_at DESC);

-- Not in the document, and in the embedded store alone: commits that the desk's server does not have yet, in order.
-- statements is a JSON array of {text, values} as PostgreSQL takes them. An entry of appended records names their rows
-- in this database instead. epoch is the trading lease under which it was written; refused says why the server will not
-- have it, and such an entry stays for a person to see.
CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch INTEGER NOT NULL,
    statements TEXT NOT NULL CHECK (json_valid(statements)),
    appended_table TEXT,
    first_id INTEGER,
    last_id INTEGER,
    created_at INTEGER NOT NULL,
    refused TEXT
) STRICT;

-- Not in the document, and in the embedded store alone: what this replica knows of itself and of its desk, by name.
CREATE TABLE replica_state (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
