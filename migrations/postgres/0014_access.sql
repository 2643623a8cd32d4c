-- Beyond the document: where a person signed in, and when they were last there.
ALTER TABLE user_sessions ADD COLUMN place VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE user_sessions ADD COLUMN last_seen TIMESTAMP WITH TIME ZONE;

-- Beyond the document: what was paid in when a paper account was opened; NULL for the amount that was usual then.
ALTER TABLE trading_accounts ADD COLUMN starting_cash DECIMAL(14,4);

-- Not in the document: users who may trade an account beside its owner.
CREATE TABLE account_grants (
    account_id UUID NOT NULL REFERENCES trading_accounts(id) ON DELETE CASCADE,
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    granted_by UUID REFERENCES users(id),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, user_id)
);

-- Not in the document: counts every change of users, sessions, grants and configuration, so that a workstation sees with
-- one small question that there is something new.
CREATE TABLE access_version (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
);

INSERT INTO access_version (id, version) VALUES (1, 0);

-- Beyond the document: an entry's place in the chain of the workstation that wrote it. hash is SHA-256 over the entry and
-- the hash before it; seal is the hash under that workstation's own key. All NULL for entries from before there was one.
ALTER TABLE audit_logs ADD COLUMN chain VARCHAR(100);
ALTER TABLE audit_logs ADD COLUMN sequence BIGINT;
ALTER TABLE audit_logs ADD COLUMN previous_hash VARCHAR(64);
ALTER TABLE audit_logs ADD COLUMN hash VARCHAR(64);
ALTER TABLE audit_logs ADD COLUMN seal VARCHAR(64);

CREATE INDEX idx_audit_logs_chain ON audit_logs(chain, sequence);

CREATE FUNCTION audit_logs_are_not_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the audit are never changed';
END;
$$;

CREATE TRIGGER audit_logs_are_not_changed BEFORE UPDATE ON audit_logs
FOR EACH ROW EXECUTE FUNCTION audit_logs_are_not_changed();

-- Not in the document: the entry that a chain begins after, once those before it were old enough to go.
CREATE TABLE audit_beginnings (
    chain VARCHAR(100) NOT NULL,
    sequence BIGINT NOT NULL,
    hash VARCHAR(64) NOT NULL,
    seal VARCHAR(64) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (chain, sequence)
);
