-- parameter_value is a figure in the unit that parameter_type names ('absolute' is dollars or a count).
CREATE TABLE risk_parameters (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    user_id TEXT NOT NULL REFERENCES users(id),
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    parameter_name TEXT NOT NULL CHECK (length(parameter_name) <= 50),
    parameter_value REAL NOT NULL,
    parameter_type TEXT NOT NULL CHECK (parameter_type IN ('percentage', 'absolute', 'multiplier')),
    is_active INTEGER DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    UNIQUE(user_id, account_id, parameter_name)
) STRICT;

CREATE INDEX idx_risk_parameters_user_account ON risk_parameters(user_id, account_id);
CREATE INDEX idx_risk_parameters_name ON risk_parameters(parameter_name);

-- triggered_value and threshold_value are figures in the unit of what was measured.
CREATE TABLE risk_events (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    user_id TEXT REFERENCES users(id),
    account_id TEXT REFERENCES trading_accounts(id),
    event_type TEXT NOT NULL CHECK (length(event_type) <= 50),
    severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    description TEXT NOT NULL,
    triggered_value REAL,
    threshold_value REAL,
    action_taken TEXT CHECK (length(action_taken) <= 100),
    resolved_at INTEGER,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_risk_events_user_id ON risk_events(user_id);
CREATE INDEX idx_risk_events_account_id ON risk_events(account_id);
CREATE INDEX idx_risk_events_severity ON risk_events(severity);
CREATE INDEX idx_risk_events_created_at ON risk_events(created_at DESC);
