-- Not in the document: what an order is for, and the highest net debit per share that a market or stop order may pay.
ALTER TABLE order_packages ADD COLUMN purpose TEXT NOT NULL DEFAULT 'trade' CHECK (purpose IN ('trade', 'exit', 'flatten'));
ALTER TABLE order_packages ADD COLUMN collar_price DECIMAL(12,4);

-- Not in the document: a risk parameter's value from a later session on. parameter_value is as in risk_parameters.
CREATE TABLE risk_parameter_changes (
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    parameter_name VARCHAR(50) NOT NULL,
    parameter_value DECIMAL(15,4) NOT NULL,
    effective_from DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, parameter_name)
);

-- Not in the document: what holds the trading state of one day. A day that is locked stays so. best_result is the
-- day's peak.
CREATE TABLE trading_days (
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    date DATE NOT NULL,
    locked BOOLEAN NOT NULL,
    trips JSONB NOT NULL,
    best_result DECIMAL(15,4) NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (account_id, date)
);

-- Not in the document: when a position is closed without being asked, and how far that has come.
CREATE TABLE position_exits (
    trade_id UUID NOT NULL PRIMARY KEY REFERENCES trades(id) ON DELETE CASCADE,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    plan JSONB NOT NULL,
    progress JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX idx_position_exits_account ON position_exits(account_id);

-- Not in the document: a run of a flattening plan with all its steps.
CREATE TABLE flattenings (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    progress JSONB NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE
);

CREATE INDEX idx_flattenings_account ON flattenings(account_id, started_at DESC);

-- Not in the document: a person's own rules, and the alerts that they and the risk engine raised.
CREATE TABLE alert_rules (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    rule JSONB NOT NULL,
    progress JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX idx_alert_rules_account ON alert_rules(account_id);

CREATE TABLE alerts (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    state TEXT NOT NULL CHECK (state IN ('active', 'snoozed', 'acknowledged')),
    alert JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX idx_alerts_account ON alerts(account_id, created_at DESC);
CREATE INDEX idx_alerts_state ON alerts(account_id, state);
