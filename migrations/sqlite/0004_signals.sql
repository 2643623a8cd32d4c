-- Prices, max_risk and max_reward in ten-thousandths of a dollar; confidence, probability, target and stop are ratios.
CREATE TABLE signals (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    signal_type TEXT NOT NULL CHECK (signal_type IN ('bullish', 'bearish', 'neutral')),
    strategy_type TEXT NOT NULL CHECK (length(strategy_type) <= 50),
    confidence_score REAL NOT NULL CHECK (confidence_score >= 0 AND confidence_score <= 1),
    generated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    status TEXT DEFAULT 'active' CHECK (status IN ('active', 'expired', 'executed', 'cancelled')),
    underlying_price INTEGER NOT NULL,
    target_profit REAL,
    stop_loss REAL,
    max_risk INTEGER,
    max_reward INTEGER,
    probability_profit REAL,
    break_even_price INTEGER,
    analysis_data TEXT CHECK (json_valid(analysis_data)),
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_signals_ticker_id ON signals(ticker_id);
CREATE INDEX idx_signals_generated_at ON signals(generated_at DESC);
CREATE INDEX idx_signals_status ON signals(status);
CREATE INDEX idx_signals_confidence ON signals(confidence_score DESC);
CREATE INDEX idx_signals_strategy_type ON signals(strategy_type);

-- Strike and price in ten-thousandths of a dollar.
CREATE TABLE signal_legs (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    signal_id TEXT NOT NULL REFERENCES signals(id) ON DELETE CASCADE,
    leg_order INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
    option_type TEXT NOT NULL CHECK (option_type IN ('call', 'put')),
    strike_price INTEGER NOT NULL,
    expiration_date TEXT NOT NULL CHECK (expiration_date IS date(expiration_date)),
    quantity INTEGER NOT NULL,
    estimated_price INTEGER,
    option_symbol TEXT CHECK (length(option_symbol) <= 50),
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_signal_legs_signal_id ON signal_legs(signal_id);
CREATE INDEX idx_signal_legs_leg_order ON signal_legs(signal_id, leg_order);
