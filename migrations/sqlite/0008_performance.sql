-- Amounts in ten-thousandths of a dollar.
CREATE TABLE daily_pnl (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    user_id TEXT NOT NULL REFERENCES users(id),
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    ticker_id INTEGER REFERENCES tickers(id),
    trade_date TEXT NOT NULL CHECK (trade_date IS date(trade_date)),
    realized_pnl INTEGER DEFAULT 0,
    unrealized_pnl INTEGER DEFAULT 0,
    total_pnl INTEGER DEFAULT 0,
    commission INTEGER DEFAULT 0,
    fees INTEGER DEFAULT 0,
    net_pnl INTEGER DEFAULT 0,
    trades_count INTEGER DEFAULT 0,
    winning_trades INTEGER DEFAULT 0,
    losing_trades INTEGER DEFAULT 0,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    UNIQUE(user_id, account_id, ticker_id, trade_date)
) STRICT;

CREATE INDEX idx_daily_pnl_user_account_date ON daily_pnl(user_id, account_id, trade_date DESC);
CREATE INDEX idx_daily_pnl_ticker_date ON daily_pnl(ticker_id, trade_date DESC);

-- avg_win and avg_loss in ten-thousandths of a dollar; the rest are ratios, and max_drawdown_duration days.
CREATE TABLE performance_metrics (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    user_id TEXT NOT NULL REFERENCES users(id),
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    period_start TEXT NOT NULL CHECK (period_start IS date(period_start)),
    period_end TEXT NOT NULL CHECK (period_end IS date(period_end)),
    total_return REAL,
    total_trades INTEGER,
    winning_trades INTEGER,
    losing_trades INTEGER,
    win_rate REAL,
    avg_win INTEGER,
    avg_loss INTEGER,
    profit_factor REAL,
    sharpe_ratio REAL,
    max_drawdown REAL,
    max_drawdown_duration INTEGER,
    volatility REAL,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    UNIQUE(user_id, account_id, period_start, period_end)
) STRICT;

CREATE INDEX idx_performance_metrics_user_account ON performance_metrics(user_id, account_id);
CREATE INDEX idx_performance_metrics_period ON performance_metrics(period_start, period_end);
