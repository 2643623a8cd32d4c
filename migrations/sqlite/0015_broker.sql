-- Beyond the document: the broker's own number of an order, given before it was sent and never again; and whether the
-- order was made elsewhere in the account and taken over from the broker's records.
ALTER TABLE order_packages ADD COLUMN broker_order_id TEXT;
ALTER TABLE order_packages ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0 CHECK (adopted IN (0, 1));
CREATE UNIQUE INDEX idx_order_packages_broker_order ON order_packages(account_id, broker_order_id);
-- Beyond the document: which orders cancel each other, the entry that an order waits for, and the most packages it may fill by then.
ALTER TABLE order_packages ADD COLUMN group_id TEXT;
ALTER TABLE order_packages ADD COLUMN parent_order_id TEXT;
ALTER TABLE order_packages ADD COLUMN released_quantity INTEGER;

-- Beyond the document: bookings that a broker's records are the cause of. A check is changed by making its table anew.
CREATE TABLE ledger_transactions_new (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    id TEXT NOT NULL,
    time INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('deposit', 'fill', 'exercise', 'assignment', 'lapse', 'charge', 'taken_over', 'adjustment')),
    trade_id TEXT REFERENCES trades(id),
    reason TEXT,
    UNIQUE(account_id, id)
) STRICT;
CREATE TABLE ledger_entries_new (
    account_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    line INTEGER NOT NULL CHECK (line >= 1),
    ledger_account TEXT NOT NULL CHECK (ledger_account IN ('cash', 'positions', 'realised', 'commission', 'fees', 'capital')),
    amount INTEGER NOT NULL,
    symbol TEXT,
    quantity INTEGER,
    price INTEGER,
    PRIMARY KEY (account_id, transaction_id, line),
    FOREIGN KEY (account_id, transaction_id) REFERENCES ledger_transactions_new(account_id, id)
) STRICT;
INSERT INTO ledger_transactions_new (sequence, account_id, id, time, cause, trade_id, reason) SELECT sequence, account_id, id, time, cause, trade_id, reason FROM ledger_transactions ORDER BY sequence;
INSERT INTO ledger_entries_new (account_id, transaction_id, line, ledger_account, amount, symbol, quantity, price) SELECT account_id, transaction_id, line, ledger_account, amount, symbol, quantity, price FROM ledger_entries;
DROP TABLE ledger_entries;
DROP TABLE ledger_transactions;
ALTER TABLE ledger_transactions_new RENAME TO ledger_transactions;
ALTER TABLE ledger_entries_new RENAME TO ledger_entries;
CREATE INDEX idx_ledger_transactions_trade_id ON ledger_transactions(trade_id);
CREATE INDEX idx_ledger_transactions_time ON ledger_transactions(account_id, time);

-- Not in the document: every execution that the broker told of, as it told it. price in ten-thousandths of a dollar,
-- quantity in units of a leg; charge in its own currency, NULL until the broker reports it. order_id is the books' own;
-- standing says what became of it: booked, or why it is not.
CREATE TABLE broker_executions (
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    id TEXT NOT NULL,
    order_id TEXT,
    perm_id TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    time INTEGER NOT NULL,
    exchange TEXT NOT NULL,
    charge REAL,
    charge_currency TEXT,
    standing TEXT NOT NULL CHECK (standing IN ('order', 'before', 'loose', 'not_modelled')),
    PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX idx_broker_executions_time ON broker_executions(account_id, time);

-- Not in the document: what was booked for an execution by estimate, and what the broker charged for it. Amounts in
-- ten-thousandths of a dollar; the foreign amount as the broker said it, with the dollars that one of its units is worth.
CREATE TABLE broker_charges (
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    execution_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    time INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    charged INTEGER NOT NULL,
    foreign_amount REAL,
    foreign_currency TEXT,
    foreign_rate REAL,
    PRIMARY KEY (account_id, execution_id)
) STRICT;

-- Not in the document: comparisons of the broker's records with the books. standing is what they are known to differ by:
-- cash in ten-thousandths of a dollar, positions in units.
CREATE TABLE reconciliations (
    account_id TEXT NOT NULL REFERENCES trading_accounts(id),
    id TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record)),
    standing TEXT NOT NULL CHECK (json_valid(standing)),
    PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX idx_reconciliations_began_at ON reconciliations(account_id, began_at);
