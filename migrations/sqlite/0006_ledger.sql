-- Not in the document: the double-entry books behind every amount it stores. sequence is the order of booking.
CREATE TABLE ledger_transactions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    id TEXT NOT NULL,
    time INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('deposit', 'fill', 'exercise', 'assignment', 'lapse')),
    trade_id TEXT REFERENCES trades(id),
    UNIQUE(account_id, id)
) STRICT;

CREATE INDEX idx_ledger_transactions_trade_id ON ledger_transactions(trade_id);

-- Not in the document: the lines of a transaction, which add up to zero.
-- amount and price in ten-thousandths of a dollar, quantity in signed units.
CREATE TABLE ledger_entries (
    account_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    line INTEGER NOT NULL CHECK (line >= 1),
    ledger_account TEXT NOT NULL CHECK (ledger_account IN ('cash', 'positions', 'realised', 'commission', 'fees', 'capital')),
    amount INTEGER NOT NULL,
    symbol TEXT,
    quantity INTEGER,
    price INTEGER,
    PRIMARY KEY (account_id, transaction_id, line),
    FOREIGN KEY (account_id, transaction_id) REFERENCES ledger_transactions(account_id, id)
) STRICT;
