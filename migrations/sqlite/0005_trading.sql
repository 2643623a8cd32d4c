-- Amounts in ten-thousandths of a dollar.
-- Beyond the document: an account is known to its user by its number, so the pair is unique.
CREATE TABLE trading_accounts (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    user_id TEXT NOT NULL REFERENCES users(id),
    account_number TEXT NOT NULL CHECK (length(account_number) <= 50),
    account_type TEXT NOT NULL CHECK (account_type IN ('paper', 'live')),
    broker TEXT DEFAULT 'ibkr' CHECK (length(broker) <= 20),
    is_active INTEGER DEFAULT 1 CHECK (is_active IN (0, 1)),
    buying_power INTEGER,
    net_liquidation INTEGER,
    total_cash INTEGER,
    api_credentials TEXT CHECK (json_valid(api_credentials)),
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    UNIQUE(user_id, account_number)
) STRICT;

CREATE INDEX idx_trading_accounts_user_id ON trading_accounts(user_id);
CREATE INDEX idx_trading_accounts_account_type ON trading_accounts(account_type);

-- Amounts in ten-thousandths of a dollar. total_cost is the sum of what was paid, total_proceeds of what was received.
-- Beyond the document: the statuses 'open', 'closed', 'settled' and 'expired', which it forgot, and the columns from
-- legs on, which keep a trade exactly. session_id is the session in which the trade last changed.
CREATE TABLE trades (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    user_id TEXT NOT NULL REFERENCES users(id),
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    signal_id TEXT REFERENCES signals(id),
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    strategy_type TEXT NOT NULL CHECK (length(strategy_type) <= 50),
    trade_type TEXT NOT NULL CHECK (trade_type IN ('manual', 'automated')),
    status TEXT DEFAULT 'pending' CHECK (status IN (
        'pending', 'submitted', 'filled', 'partially_filled', 'cancelled', 'rejected',
        'open', 'closed', 'settled', 'expired')),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    total_cost INTEGER,
    total_proceeds INTEGER,
    realized_pnl INTEGER,
    unrealized_pnl INTEGER,
    commission INTEGER,
    fees INTEGER,
    notes TEXT,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    legs TEXT NOT NULL CHECK (json_valid(legs)),
    opened_quantity INTEGER NOT NULL,
    closed_quantity INTEGER NOT NULL,
    open_cost INTEGER NOT NULL,
    close_cost INTEGER NOT NULL,
    optimistic_cost INTEGER NOT NULL,
    pessimistic_cost INTEGER NOT NULL,
    session_id TEXT REFERENCES market_sessions(id)
) STRICT;

CREATE INDEX idx_trades_user_id ON trades(user_id);
CREATE INDEX idx_trades_account_id ON trades(account_id);
CREATE INDEX idx_trades_signal_id ON trades(signal_id);
CREATE INDEX idx_trades_opened_at ON trades(opened_at DESC);
CREATE INDEX idx_trades_status ON trades(status);
CREATE INDEX idx_trades_session_id ON trades(session_id);

-- Price and charges in ten-thousandths of a dollar. commission and fees are NULL: they are charged to the package.
-- Beyond the document: a trade has one leg at each place.
CREATE TABLE trade_legs (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    trade_id TEXT NOT NULL REFERENCES trades(id) ON DELETE CASCADE,
    leg_order INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
    option_symbol TEXT NOT NULL CHECK (length(option_symbol) <= 50),
    quantity INTEGER NOT NULL,
    avg_fill_price INTEGER,
    commission INTEGER,
    fees INTEGER,
    status TEXT DEFAULT 'pending' CHECK (status IN ('pending', 'filled', 'partially_filled', 'cancelled')),
    filled_quantity INTEGER DEFAULT 0,
    remaining_quantity INTEGER,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    UNIQUE(trade_id, leg_order)
) STRICT;

CREATE INDEX idx_trade_legs_trade_id ON trade_legs(trade_id);
CREATE INDEX idx_trade_legs_option_symbol ON trade_legs(option_symbol);
-- Beyond the document: an order's legs find the trade's by instrument.
CREATE INDEX idx_trade_legs_trade_symbol ON trade_legs(trade_id, option_symbol);

-- Not in the document, whose orders are single legs: an order as it was sent, one to four legs at one net price,
-- with the whole state of its life. Prices are net debits per share of one package, in ten-thousandths of a dollar.
-- session_id is the session in which the order last changed.
CREATE TABLE order_packages (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    sequence INTEGER NOT NULL,
    trade_id TEXT NOT NULL REFERENCES trades(id),
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    legs TEXT NOT NULL CHECK (json_valid(legs)),
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    order_type TEXT NOT NULL CHECK (order_type IN ('market', 'limit', 'stop', 'stop_limit')),
    limit_price INTEGER,
    stop_price INTEGER,
    time_in_force TEXT NOT NULL CHECK (time_in_force IN ('DAY', 'GTC', 'IOC', 'FOK')),
    source TEXT NOT NULL CHECK (source IN ('manual', 'automated')),
    closing INTEGER NOT NULL CHECK (closing IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN (
        'INITIALIZED', 'SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'PARTIALLY_FILLED', 'PENDING_UPDATE', 'PENDING_CANCEL',
        'DENIED', 'REJECTED', 'CANCELED', 'EXPIRED', 'FILLED')),
    resume_state TEXT,
    pending_change TEXT CHECK (json_valid(pending_change)),
    triggered INTEGER NOT NULL CHECK (triggered IN (0, 1)),
    filled_quantity INTEGER NOT NULL CHECK (filled_quantity >= 0),
    filled_net_total INTEGER NOT NULL,
    reason TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    session_id TEXT REFERENCES market_sessions(id),
    UNIQUE(account_id, sequence)
) STRICT;

CREATE INDEX idx_order_packages_trade_id ON order_packages(trade_id);
CREATE INDEX idx_order_packages_state ON order_packages(state);
CREATE INDEX idx_order_packages_session_id ON order_packages(session_id);

-- One row for each leg of an order, in ten-thousandths of a dollar. A leg of a package has no price of its own,
-- so limit_price and stop_price are given for single legs only.
-- Beyond the document: the status 'expired', and package_id, the order this row is a leg of.
CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    trade_leg_id TEXT NOT NULL REFERENCES trade_legs(id),
    broker_order_id TEXT CHECK (length(broker_order_id) <= 100),
    order_type TEXT NOT NULL CHECK (order_type IN ('market', 'limit', 'stop', 'stop_limit')),
    action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
    quantity INTEGER NOT NULL,
    limit_price INTEGER,
    stop_price INTEGER,
    time_in_force TEXT DEFAULT 'DAY' CHECK (time_in_force IN ('DAY', 'GTC', 'IOC', 'FOK')),
    status TEXT DEFAULT 'pending' CHECK (status IN (
        'pending', 'submitted', 'filled', 'partially_filled', 'cancelled', 'rejected', 'expired')),
    filled_quantity INTEGER DEFAULT 0,
    avg_fill_price INTEGER,
    submitted_at INTEGER,
    filled_at INTEGER,
    cancelled_at INTEGER,
    error_message TEXT,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    package_id TEXT NOT NULL REFERENCES order_packages(id)
) STRICT;

CREATE INDEX idx_orders_trade_leg_id ON orders(trade_leg_id);
CREATE INDEX idx_orders_broker_order_id ON orders(broker_order_id);
CREATE INDEX idx_orders_status ON orders(status);
CREATE INDEX idx_orders_submitted_at ON orders(submitted_at DESC);
CREATE INDEX idx_orders_package_id ON orders(package_id);

-- Not in the document: every step of an order's life, kept for ever.
CREATE TABLE order_history (
    package_id TEXT NOT NULL REFERENCES order_packages(id),
    step INTEGER NOT NULL CHECK (step >= 1),
    time INTEGER NOT NULL,
    state TEXT NOT NULL,
    event TEXT NOT NULL CHECK (json_valid(event)),
    PRIMARY KEY (package_id, step)
) STRICT;

-- Not in the document: executions, and why each filled where it did. net in ten-thousandths of a dollar per share.
CREATE TABLE fills (
    id TEXT NOT NULL PRIMARY KEY,
    package_id TEXT NOT NULL REFERENCES order_packages(id),
    time INTEGER NOT NULL,
    packages INTEGER NOT NULL CHECK (packages >= 1),
    net INTEGER NOT NULL,
    evidence TEXT NOT NULL CHECK (json_valid(evidence))
) STRICT;

CREATE INDEX idx_fills_package_id ON fills(package_id);

-- Not in the document: an execution's legs. price in ten-thousandths of a dollar per share, quantity in units.
CREATE TABLE fill_legs (
    fill_id TEXT NOT NULL REFERENCES fills(id),
    leg_order INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    price INTEGER NOT NULL CHECK (price >= 0),
    PRIMARY KEY (fill_id, leg_order)
) STRICT;
