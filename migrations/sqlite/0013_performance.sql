-- Beyond the document: what is held at the day's end and not closed, and whether the day was booked on after it closed.
-- unrealized_pnl is its change over the day, so that net_pnl adds up to the change of equity; both are NULL while a mark
-- is not known.
ALTER TABLE daily_pnl ADD COLUMN unrealized_at_end INTEGER DEFAULT 0;
ALTER TABLE daily_pnl ADD COLUMN state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'restated'));

-- Beyond the document: every figure of the period with its sample and interval.
ALTER TABLE performance_metrics ADD COLUMN metrics TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(metrics));

-- Beyond the document: why something was booked later than it happened; NULL for what was booked as it came.
ALTER TABLE ledger_transactions ADD COLUMN reason TEXT;

CREATE INDEX idx_ledger_transactions_time ON ledger_transactions(account_id, time);

-- Not in the document: the market when a trade was opened, and how far its result went while it was held.
-- Amounts in ten-thousandths of a dollar, VIX in points.
CREATE TABLE trade_circumstances (
    trade_id TEXT NOT NULL PRIMARY KEY REFERENCES trades(id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    spot INTEGER,
    vix REAL,
    regime TEXT CHECK (regime IN ('low', 'normal', 'high', 'extreme')),
    best INTEGER,
    best_at INTEGER,
    worst INTEGER,
    worst_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX idx_trade_circumstances_account ON trade_circumstances(account_id);

-- Not in the document: a person's words about a trade, beside trades.notes.
CREATE TABLE trade_tags (
    trade_id TEXT NOT NULL REFERENCES trades(id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    tag TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 40),
    PRIMARY KEY (trade_id, tag)
) STRICT;

CREATE INDEX idx_trade_tags_account ON trade_tags(account_id, tag);

-- Not in the document: a broker's statement whose trades were taken into an account of its own.
CREATE TABLE statement_imports (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    broker TEXT NOT NULL CHECK (length(broker) <= 20),
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    packages INTEGER NOT NULL,
    fills INTEGER NOT NULL,
    imported_at INTEGER NOT NULL
) STRICT;

CREATE INDEX idx_statement_imports_account ON statement_imports(account_id);
ALTER TABLE trades ADD COLUMN import_id TEXT REFERENCES statement_imports(id);
CREATE INDEX idx_trades_import_id ON trades(import_id);

-- Not in the document: a level that a session's open interest named at its open, and whether the price reached it and
-- then stayed on its side.
CREATE TABLE gamma_level_records (
    underlying TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date IS date(date)),
    kind TEXT NOT NULL CHECK (length(kind) <= 30),
    source TEXT NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (underlying, date, kind, source)
) STRICT;

-- Not in the document: a recorded day that was traded for practice, and how that went.
CREATE TABLE practice_runs (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    recording TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date IS date(date)),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    score TEXT NOT NULL CHECK (json_valid(score))
) STRICT;

CREATE INDEX idx_practice_runs_account ON practice_runs(account_id, started_at DESC);
