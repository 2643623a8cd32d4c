-- Beyond the document: where a person signed in, and when they were last there.
ALTER TABLE user_sessions ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE user_sessions ADD COLUMN last_seen INTEGER;

-- Beyond the document: what was paid in when a paper account was opened; NULL for the amount that was usual then.
ALTER TABLE trading_accounts ADD COLUMN starting_cash INTEGER;

-- Not in the document: users who may trade an account beside its owner.
CREATE TABLE account_grants (
    account_id TEXT NOT NULL REFERENCES trading_accounts(id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    granted_by TEXT REFERENCES users(id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, user_id)
) STRICT;

-- Not in the document: counts every change of users, sessions, grants and configuration, so that a workstation sees with
-- one small question that there is something new.
CREATE TABLE access_version (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;

INSERT INTO access_version (id, version) VALUES (1, 0);

-- Beyond the document: an entry's place in the chain of the workstation that wrote it. hash is SHA-256 over the entry and
-- the hash before it; seal is the hash under that workstation's own key. All NULL for entries from before there was one.
ALTER TABLE audit_logs ADD COLUMN chain TEXT;
ALTER TABLE audit_logs ADD COLUMN sequence INTEGER;
ALTER TABLE audit_logs ADD COLUMN previous_hash TEXT;
ALTER TABLE audit_logs ADD COLUMN hash TEXT;
ALTER TABLE audit_logs ADD COLUMN seal TEXT;

CREATE UNIQUE INDEX idx_audit_logs_chain ON audit_logs(chain, sequence);

CREATE TRIGGER audit_logs_are_not_changed BEFORE UPDATE ON audit_logs
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit are never changed');
END;

-- Not in the document: the entry that a chain begins after, once those before it were old enough to go.
CREATE TABLE audit_beginnings (
    chain TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    hash TEXT NOT NULL,
    seal TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (chain, sequence)
) STRICT;
