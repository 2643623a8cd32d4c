-- Not in the document: what a run of a retention rule took away, and how far it came.
CREATE TABLE retention_runs (
    id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    store TEXT NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    removed BIGINT NOT NULL,
    detail TEXT NOT NULL
);

CREATE INDEX idx_retention_runs_rule ON retention_runs(rule, store, started_at DESC);

-- Not in the document, and on the desk's server alone: how far each workstation's outbox was applied. The row moves in
-- the transaction that applies an entry, so that each entry is applied once.
CREATE TABLE outbox_positions (
    origin TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- Not in the document, and on the desk's server alone: who may trade an account. epoch grows with each holder; what was
-- written under an older one is refused. shared means that the holder knows of others and stops when it is cut off from
-- every witness, so that another may take over unasked. All times are this server's.
CREATE TABLE trading_leases (
    account TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    holder_name TEXT NOT NULL,
    epoch BIGINT NOT NULL CHECK (epoch >= 1),
    shared BOOLEAN NOT NULL,
    renewed_at TIMESTAMP WITH TIME ZONE NOT NULL
);

-- Not in the document, and on the desk's server alone: the workstations of an account, and when each was last heard of.
CREATE TABLE workstations (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account, id)
);
