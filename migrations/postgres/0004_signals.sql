-- Prices, max_risk and max_reward in dollars; confidence, probability, target and stop are ratios.
CREATE TABLE signals (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    signal_type VARCHAR(20) NOT NULL CHECK (signal_type IN ('bullish', 'bearish', 'neutral')),
    strategy_type VARCHAR(50) NOT NULL,
    confidence_score DECIMAL(4,3) NOT NULL CHECK (confidence_score >= 0 AND confidence_score <= 1),
    generated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    status VARCHAR(20) DEFAULT 'active' CHECK (status IN ('active', 'expired', 'executed', 'cancelled')),
    underlying_price DECIMAL(10,4) NOT NULL,
    target_profit DECIMAL(6,4),
    stop_loss DECIMAL(6,4),
    max_risk DECIMAL(12,4),
    max_reward DECIMAL(12,4),
    probability_profit DECIMAL(4,3),
    break_even_price DECIMAL(10,4),
    analysis_data JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_signals_ticker_id ON signals(ticker_id);
CREATE INDEX idx_signals_generated_at ON signals(generated_at DESC);
CREATE INDEX idx_signals_status ON signals(status);
CREATE INDEX idx_signals_confidence ON signals(confidence_score DESC);
CREATE INDEX idx_signals_strategy_type ON signals(strategy_type);

-- Strike and price in dollars.
CREATE TABLE signal_legs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    signal_id UUID NOT NULL REFERENCES signals(id) ON DELETE CASCADE,
    leg_order INTEGER NOT NULL,
    action VARCHAR(10) NOT NULL CHECK (action IN ('buy', 'sell')),
    option_type VARCHAR(4) NOT NULL CHECK (option_type IN ('call', 'put')),
    strike_price DECIMAL(10,4) NOT NULL,
    expiration_date DATE NOT NULL,
    quantity INTEGER NOT NULL,
    estimated_price DECIMAL(8,4),
    option_symbol VARCHAR(50),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_signal_legs_signal_id ON signal_legs(signal_id);
CREATE INDEX idx_signal_legs_leg_order ON signal_legs(signal_id, leg_order);
