-- Not in the document: what an order is for, and the highest net debit per share that a market or stop order may pay.
ALTER TABLE order_packages ADD COLUMN purpose TEXT NOT NULL DEFAULT 'trade' CHECK (purpose IN ('trade', 'exit', 'flatten'));
ALTER TABLE order_packages ADD COLUMN collar_price INTEGER;

-- Not in the document: a risk parameter's value from a later session on. parameter_value is as in risk_parameters.
CREATE TABLE risk_parameter_changes (
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    parameter_name TEXT NOT NULL CHECK (length(parameter_name) <= 50),
    parameter_value REAL NOT NULL,
    effective_from TEXT NOT NULL CHECK (effective_from IS date(effective_from)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, parameter_name)
) STRICT;

-- Not in the document: what holds the trading state of one day. A day that is locked stays so. best_result is the
-- day's peak in ten-thousandths of a dollar.
CREATE TABLE trading_days (
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    date TEXT NOT NULL CHECK (date IS date(date)),
    locked INTEGER NOT NULL CHECK (locked IN (0, 1)),
    trips TEXT NOT NULL CHECK (json_valid(trips)),
    best_result INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, date)
) STRICT;

-- Not in the document: when a position is closed without being asked, and how far that has come.
CREATE TABLE position_exits (
    trade_id TEXT NOT NULL PRIMARY KEY REFERENCES trades(id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    plan TEXT NOT NULL CHECK (json_valid(plan)),
    progress TEXT NOT NULL CHECK (json_valid(progress)),
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX idx_position_exits_account ON position_exits(account_id);

-- Not in the document: a run of a flattening plan with all its steps.
CREATE TABLE flattenings (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    progress TEXT NOT NULL CHECK (json_valid(progress)),
    started_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

CREATE INDEX idx_flattenings_account ON flattenings(account_id, started_at DESC);

-- Not in the document: a person's own rules, and the alerts that they and the risk engine raised.
CREATE TABLE alert_rules (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    rule TEXT NOT NULL CHECK (json_valid(rule)),
    progress TEXT NOT NULL CHECK (json_valid(progress)),
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX idx_alert_rules_account ON alert_rules(account_id);

CREATE TABLE alerts (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    state TEXT NOT NULL CHECK (state IN ('active', 'snoozed', 'acknowledged')),
    alert TEXT NOT NULL CHECK (json_valid(alert)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX idx_alerts_account ON alerts(account_id, created_at DESC);
CREATE INDEX idx_alerts_state ON alerts(account_id, state);
