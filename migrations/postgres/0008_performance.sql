-- Amounts in dollars.
CREATE TABLE daily_pnl (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    ticker_id INTEGER REFERENCES tickers(id),
    trade_date DATE NOT NULL,
    realized_pnl DECIMAL(14,4) DEFAULT 0,
    unrealized_pnl DECIMAL(14,4) DEFAULT 0,
    total_pnl DECIMAL(14,4) DEFAULT 0,
    commission DECIMAL(10,4) DEFAULT 0,
    fees DECIMAL(10,4) DEFAULT 0,
    net_pnl DECIMAL(14,4) DEFAULT 0,
    trades_count INTEGER DEFAULT 0,
    winning_trades INTEGER DEFAULT 0,
    losing_trades INTEGER DEFAULT 0,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(user_id, account_id, ticker_id, trade_date)
);

CREATE INDEX idx_daily_pnl_user_account_date ON daily_pnl(user_id, account_id, trade_date DESC);
CREATE INDEX idx_daily_pnl_ticker_date ON daily_pnl(ticker_id, trade_date DESC);

-- avg_win and avg_loss in dollars; the rest are ratios, and max_drawdown_duration days. A partition a year.
CREATE TABLE performance_metrics (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    total_return DECIMAL(8,4),
    total_trades INTEGER,
    winning_trades INTEGER,
    losing_trades INTEGER,
    win_rate DECIMAL(4,3),
    avg_win DECIMAL(8,4),
    avg_loss DECIMAL(8,4),
    profit_factor DECIMAL(8,4),
    sharpe_ratio DECIMAL(8,4),
    max_drawdown DECIMAL(8,4),
    max_drawdown_duration INTEGER,
    volatility DECIMAL(8,4),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(user_id, account_id, period_start, period_end),
    PRIMARY KEY (id, period_start)
) PARTITION BY RANGE (period_start);

CREATE INDEX idx_performance_metrics_user_account ON performance_metrics(user_id, account_id);
CREATE INDEX idx_performance_metrics_period ON performance_metrics(period_start, period_end);
