-- Beyond the document: what is held at the day's end and not closed, and whether the day was booked on after it closed.
-- unrealized_pnl is its change over the day, so that net_pnl adds up to the change of equity; both are NULL while a mark
-- is not known.
ALTER TABLE daily_pnl ADD COLUMN unrealized_at_end DECIMAL(14,4) DEFAULT 0;
ALTER TABLE daily_pnl ADD COLUMN state VARCHAR(20) NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'restated'));

-- Beyond the document: every figure of the period with its sample and interval, and room for a win of more than 9,999 dollars.
ALTER TABLE performance_metrics ADD COLUMN metrics JSONB NOT NULL DEFAULT '[]';
ALTER TABLE performance_metrics ALTER COLUMN avg_win TYPE DECIMAL(14,4);
ALTER TABLE performance_metrics ALTER COLUMN avg_loss TYPE DECIMAL(14,4);

-- Beyond the document: why something was booked later than it happened; NULL for what was booked as it came.
ALTER TABLE ledger_transactions ADD COLUMN reason TEXT;

CREATE INDEX idx_ledger_transactions_time ON ledger_transactions(account_id, time);

-- Not in the document: the market when a trade was opened, and how far its result went while it was held.
-- Amounts in dollars, VIX in points.
CREATE TABLE trade_circumstances (
    trade_id UUID NOT NULL PRIMARY KEY REFERENCES trades(id) ON DELETE CASCADE,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    spot DECIMAL(12,4),
    vix DOUBLE PRECISION,
    regime VARCHAR(20) CHECK (regime IN ('low', 'normal', 'high', 'extreme')),
    best DECIMAL(14,4),
    best_at TIMESTAMP WITH TIME ZONE,
    worst DECIMAL(14,4),
    worst_at TIMESTAMP WITH TIME ZONE,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX idx_trade_circumstances_account ON trade_circumstances(account_id);

-- Not in the document: a person's words about a trade, beside trades.notes.
CREATE TABLE trade_tags (
    trade_id UUID NOT NULL REFERENCES trades(id) ON DELETE CASCADE,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    tag VARCHAR(40) NOT NULL CHECK (length(tag) BETWEEN 1 AND 40),
    PRIMARY KEY (trade_id, tag)
);

CREATE INDEX idx_trade_tags_account ON trade_tags(account_id, tag);

-- Not in the document: a broker's statement whose trades were taken into an account of its own.
CREATE TABLE statement_imports (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    broker VARCHAR(20) NOT NULL,
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    packages INTEGER NOT NULL,
    fills INTEGER NOT NULL,
    imported_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX idx_statement_imports_account ON statement_imports(account_id);
ALTER TABLE trades ADD COLUMN import_id UUID REFERENCES statement_imports(id);
CREATE INDEX idx_trades_import_id ON trades(import_id);

-- Not in the document: a level that a session's open interest named at its open, and whether the price reached it and
-- then stayed on its side.
CREATE TABLE gamma_level_records (
    underlying VARCHAR(10) NOT NULL,
    date DATE NOT NULL,
    kind VARCHAR(30) NOT NULL,
    source TEXT NOT NULL,
    record JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (underlying, date, kind, source)
);

-- Not in the document: a recorded day that was traded for practice, and how that went.
CREATE TABLE practice_runs (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    recording TEXT NOT NULL,
    date DATE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    score JSONB NOT NULL
);

CREATE INDEX idx_practice_runs_account ON practice_runs(account_id, started_at DESC);
