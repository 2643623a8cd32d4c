-- Amounts in dollars.
-- Beyond the document: an account is known to its user by its number, so the pair is unique.
CREATE TABLE trading_accounts (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    account_number VARCHAR(50) NOT NULL,
    account_type VARCHAR(20) NOT NULL CHECK (account_type IN ('paper', 'live')),
    broker VARCHAR(20) DEFAULT 'ibkr',
    is_active BOOLEAN DEFAULT true,
    buying_power DECIMAL(17,4),
    net_liquidation DECIMAL(17,4),
    total_cash DECIMAL(17,4),
    api_credentials JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(user_id, account_number)
);

CREATE INDEX idx_trading_accounts_user_id ON trading_accounts(user_id);
CREATE INDEX idx_trading_accounts_account_type ON trading_accounts(account_type);

-- Amounts in dollars. total_cost is the sum of what was paid, total_proceeds of what was received.
-- Beyond the document: the statuses 'open', 'closed', 'settled' and 'expired', which it forgot, and the columns from
-- legs on, which keep a trade exactly. session_id is the session in which the trade last changed.
CREATE TABLE trades (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id),
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    signal_id UUID REFERENCES signals(id),
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    strategy_type VARCHAR(50) NOT NULL,
    trade_type VARCHAR(20) NOT NULL CHECK (trade_type IN ('manual', 'automated')),
    status VARCHAR(20) DEFAULT 'pending' CHECK (status IN (
        'pending', 'submitted', 'filled', 'partially_filled', 'cancelled', 'rejected',
        'open', 'closed', 'settled', 'expired')),
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    total_cost DECIMAL(14,4),
    total_proceeds DECIMAL(14,4),
    realized_pnl DECIMAL(14,4),
    unrealized_pnl DECIMAL(14,4),
    commission DECIMAL(10,4),
    fees DECIMAL(10,4),
    notes TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    legs JSONB NOT NULL,
    opened_quantity INTEGER NOT NULL,
    closed_quantity INTEGER NOT NULL,
    open_cost DECIMAL(16,4) NOT NULL,
    close_cost DECIMAL(16,4) NOT NULL,
    optimistic_cost DECIMAL(16,4) NOT NULL,
    pessimistic_cost DECIMAL(16,4) NOT NULL,
    session_id TEXT REFERENCES market_sessions(id)
);

CREATE INDEX idx_trades_user_id ON trades(user_id);
CREATE INDEX idx_trades_account_id ON trades(account_id);
CREATE INDEX idx_trades_signal_id ON trades(signal_id);
CREATE INDEX idx_trades_opened_at ON trades(opened_at DESC);
CREATE INDEX idx_trades_status ON trades(status);
CREATE INDEX idx_trades_session_id ON trades(session_id);

-- Price and charges in dollars. commission and fees are NULL: they are charged to the package.
-- Beyond the document: a trade has one leg at each place.
CREATE TABLE trade_legs (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    trade_id UUID NOT NULL REFERENCES trades(id) ON DELETE CASCADE,
    leg_order INTEGER NOT NULL,
    action VARCHAR(10) NOT NULL CHECK (action IN ('buy', 'sell')),
    option_symbol VARCHAR(50) NOT NULL,
    quantity INTEGER NOT NULL,
    avg_fill_price DECIMAL(8,4),
    commission DECIMAL(10,4),
    fees DECIMAL(10,4),
    status VARCHAR(20) DEFAULT 'pending' CHECK (status IN ('pending', 'filled', 'partially_filled', 'cancelled')),
    filled_quantity INTEGER DEFAULT 0,
    remaining_quantity INTEGER,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(trade_id, leg_order)
);

CREATE INDEX idx_trade_legs_trade_id ON trade_legs(trade_id);
CREATE INDEX idx_trade_legs_option_symbol ON trade_legs(option_symbol);
-- Beyond the document: an order's legs find the trade's by instrument.
CREATE INDEX idx_trade_legs_trade_symbol ON trade_legs(trade_id, option_symbol);

-- Not in the document, whose orders are single legs: an order as it was sent, one to four legs at one net price,
-- with the whole state of its life. Prices are net debits per share of one package, in dollars.
-- session_id is the session in which the order last changed.
CREATE TABLE order_packages (
    id TEXT NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    sequence INTEGER NOT NULL,
    trade_id UUID NOT NULL REFERENCES trades(id),
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    legs JSONB NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    order_type TEXT NOT NULL CHECK (order_type IN ('market', 'limit', 'stop', 'stop_limit')),
    limit_price DECIMAL(16,4),
    stop_price DECIMAL(16,4),
    time_in_force TEXT NOT NULL CHECK (time_in_force IN ('DAY', 'GTC', 'IOC', 'FOK')),
    source TEXT NOT NULL CHECK (source IN ('manual', 'automated')),
    closing BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'INITIALIZED', 'SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'PARTIALLY_FILLED', 'PENDING_UPDATE', 'PENDING_CANCEL',
        'DENIED', 'REJECTED', 'CANCELED', 'EXPIRED', 'FILLED')),
    resume_state TEXT,
    pending_change JSONB,
    triggered BOOLEAN NOT NULL,
    filled_quantity INTEGER NOT NULL CHECK (filled_quantity >= 0),
    filled_net_total DECIMAL(16,4) NOT NULL,
    reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    session_id TEXT REFERENCES market_sessions(id),
    UNIQUE(account_id, sequence)
);

CREATE INDEX idx_order_packages_trade_id ON order_packages(trade_id);
CREATE INDEX idx_order_packages_state ON order_packages(state);
CREATE INDEX idx_order_packages_session_id ON order_packages(session_id);

-- One row for each leg of an order, in dollars. A leg of a package has no price of its own,
-- so limit_price and stop_price are given for single legs only, as wide as the order's own.
-- Beyond the document: the status 'expired', and package_id, the order this row is a leg of.
CREATE TABLE orders (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    trade_leg_id UUID NOT NULL REFERENCES trade_legs(id),
    broker_order_id VARCHAR(100),
    order_type VARCHAR(20) NOT NULL CHECK (order_type IN ('market', 'limit', 'stop', 'stop_limit')),
    action VARCHAR(10) NOT NULL CHECK (action IN ('buy', 'sell')),
    quantity INTEGER NOT NULL,
    limit_price DECIMAL(16,4),
    stop_price DECIMAL(16,4),
    time_in_force VARCHAR(10) DEFAULT 'DAY' CHECK (time_in_force IN ('DAY', 'GTC', 'IOC', 'FOK')),
    status VARCHAR(20) DEFAULT 'pending' CHECK (status IN (
        'pending', 'submitted', 'filled', 'partially_filled', 'cancelled', 'rejected', 'expired')),
    filled_quantity INTEGER DEFAULT 0,
    avg_fill_price DECIMAL(8,4),
    submitted_at TIMESTAMP WITH TIME ZONE,
    filled_at TIMESTAMP WITH TIME ZONE,
    cancelled_at TIMESTAMP WITH TIME ZONE,
    error_message TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    package_id TEXT NOT NULL REFERENCES order_packages(id)
);

CREATE INDEX idx_orders_trade_leg_id ON orders(trade_leg_id);
CREATE INDEX idx_orders_broker_order_id ON orders(broker_order_id);
CREATE INDEX idx_orders_status ON orders(status);
CREATE INDEX idx_orders_submitted_at ON orders(submitted_at DESC);
CREATE INDEX idx_orders_package_id ON orders(package_id);

-- Not in the document: every step of an order's life, kept for ever.
CREATE TABLE order_history (
    package_id TEXT NOT NULL REFERENCES order_packages(id),
    step INTEGER NOT NULL CHECK (step >= 1),
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    event JSONB NOT NULL,
    PRIMARY KEY (package_id, step)
);

-- Not in the document: executions, and why each filled where it did. net in dollars per share.
CREATE TABLE fills (
    id TEXT NOT NULL PRIMARY KEY,
    package_id TEXT NOT NULL REFERENCES order_packages(id),
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    packages INTEGER NOT NULL CHECK (packages >= 1),
    net DECIMAL(16,4) NOT NULL,
    evidence JSONB NOT NULL
);

CREATE INDEX idx_fills_package_id ON fills(package_id);

-- Not in the document: an execution's legs. price in dollars per share, quantity in units.
CREATE TABLE fill_legs (
    fill_id TEXT NOT NULL REFERENCES fills(id),
    leg_order INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    price DECIMAL(16,4) NOT NULL CHECK (price >= 0),
    PRIMARY KEY (fill_id, leg_order)
);
