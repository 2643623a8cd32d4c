-- Not in the document: what became of a signal. The signal itself, with all it was made from, is in signals.analysis_data;
-- what filters and the record need of it is here once more, so that neither has to read that. Amounts are dollars for one
-- package: results after all fees, entered and closed at executable prices, and at the prices that fills are expected at.
-- Probabilities are of the recommended structure ending above its costs: the market's own, and as it was said. settle_reason says why a signal could not be settled.
CREATE TABLE signal_outcomes (
    signal_id UUID NOT NULL PRIMARY KEY REFERENCES signals(id) ON DELETE CASCADE,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    session_id TEXT NOT NULL REFERENCES market_sessions(id),
    session_date DATE NOT NULL,
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    signal_type TEXT NOT NULL CHECK (signal_type IN ('bullish', 'bearish', 'neutral')),
    generated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    detector TEXT NOT NULL,
    title TEXT NOT NULL,
    hour INTEGER NOT NULL,
    regime TEXT CHECK (regime IN ('low', 'normal', 'high', 'extreme')),
    implied_probability DOUBLE PRECISION NOT NULL,
    said_probability DOUBLE PRECISION NOT NULL,
    calibrated BOOLEAN NOT NULL,
    maximum_loss DECIMAL(12,4) NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'executed', 'expired', 'cancelled')),
    fate TEXT NOT NULL CHECK (fate IN ('open', 'traded', 'automatic', 'dismissed', 'blocked', 'lapsed', 'left')),
    approved_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_reason TEXT,
    order_id TEXT,
    exit TEXT CHECK (exit IN ('target', 'stop', 'expiry', 'unsettled')),
    settled_at TIMESTAMP WITH TIME ZONE,
    result DECIMAL(12,4),
    expected_result DECIMAL(12,4),
    won BOOLEAN,
    settle_reason TEXT
);

CREATE INDEX idx_signal_outcomes_session_id ON signal_outcomes(session_id);
CREATE INDEX idx_signal_outcomes_account ON signal_outcomes(account_id, generated_at DESC);
CREATE INDEX idx_signal_outcomes_detector ON signal_outcomes(detector);
CREATE INDEX idx_signal_outcomes_settled_at ON signal_outcomes(settled_at);

-- Not in the document: the signal that an order acts on.
ALTER TABLE order_packages ADD COLUMN signal_id UUID;

CREATE INDEX idx_order_packages_signal_id ON order_packages(signal_id);
