CREATE TABLE tickers (
    id INTEGER PRIMARY KEY,
    symbol TEXT UNIQUE NOT NULL CHECK (length(symbol) <= 10),
    name TEXT NOT NULL CHECK (length(name) <= 255),
    exchange TEXT NOT NULL CHECK (length(exchange) <= 20),
    sector TEXT CHECK (length(sector) <= 100),
    industry TEXT CHECK (length(industry) <= 100),
    is_active INTEGER DEFAULT 1 CHECK (is_active IN (0, 1)),
    options_available INTEGER DEFAULT 0 CHECK (options_available IN (0, 1)),
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_tickers_symbol ON tickers(symbol);
CREATE INDEX idx_tickers_is_active ON tickers(is_active);

-- Prices and change_amount in ten-thousandths of a dollar; change_percent is a figure in percent.
CREATE TABLE market_data_snapshots (
    id INTEGER PRIMARY KEY,
    ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    timestamp INTEGER NOT NULL,
    price INTEGER NOT NULL,
    bid INTEGER,
    ask INTEGER,
    volume INTEGER,
    open_price INTEGER,
    high_price INTEGER,
    low_price INTEGER,
    previous_close INTEGER,
    change_amount INTEGER,
    change_percent REAL,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_market_data_ticker_timestamp ON market_data_snapshots(ticker_id, timestamp DESC);
CREATE INDEX idx_market_data_timestamp ON market_data_snapshots(timestamp DESC);

-- Strike and prices in ten-thousandths of a dollar; volatility and Greeks are figures.
-- volume and open_interest are NULL when the feed did not give them: 0 would be a claim.
CREATE TABLE options_chains (
    id INTEGER PRIMARY KEY,
    underlying_ticker_id INTEGER NOT NULL REFERENCES tickers(id),
    expiration_date TEXT NOT NULL CHECK (expiration_date IS date(expiration_date)),
    strike_price INTEGER NOT NULL,
    option_type TEXT NOT NULL CHECK (option_type IN ('call', 'put')),
    symbol TEXT NOT NULL CHECK (length(symbol) <= 50),
    bid INTEGER,
    ask INTEGER,
    last_price INTEGER,
    volume INTEGER DEFAULT 0,
    open_interest INTEGER DEFAULT 0,
    implied_volatility REAL,
    delta REAL,
    gamma REAL,
    theta REAL,
    vega REAL,
    rho REAL,
    timestamp INTEGER NOT NULL,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_options_chains_underlying_exp_strike ON options_chains(underlying_ticker_id, expiration_date, strike_price);
CREATE INDEX idx_options_chains_symbol ON options_chains(symbol);
CREATE INDEX idx_options_chains_timestamp ON options_chains(timestamp DESC);
CREATE INDEX idx_options_chains_expiration ON options_chains(expiration_date);

-- Not in the document: the sessions this program has run, newest last, so that one can be resumed where its clock stood.
-- closes and reference_prices are JSON objects from ticker to ten-thousandths of a dollar.
CREATE TABLE market_sessions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE NOT NULL,
    session_date TEXT NOT NULL CHECK (session_date IS date(session_date)),
    feed_kind TEXT NOT NULL CHECK (feed_kind IN ('simulated', 'replay', 'ibkr')),
    feed_detail TEXT NOT NULL,
    seed INTEGER NOT NULL,
    session_now INTEGER NOT NULL,
    previous_closes TEXT NOT NULL CHECK (json_valid(previous_closes)),
    closes TEXT NOT NULL CHECK (json_valid(closes)),
    reference_prices TEXT NOT NULL CHECK (json_valid(reference_prices)),
    settled_at INTEGER
) STRICT;
