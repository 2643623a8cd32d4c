-- Beyond the document: the broker's own number of an order, given before it was sent and never again; and whether the
-- order was made elsewhere in the account and taken over from the broker's records.
ALTER TABLE order_packages ADD COLUMN broker_order_id VARCHAR(100);
ALTER TABLE order_packages ADD COLUMN adopted BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX idx_order_packages_broker_order ON order_packages(account_id, broker_order_id);
-- Beyond the document: which orders cancel each other, the entry that an order waits for, and the most packages it may fill by then.
ALTER TABLE order_packages ADD COLUMN group_id VARCHAR(100);
ALTER TABLE order_packages ADD COLUMN parent_order_id VARCHAR(36);
ALTER TABLE order_packages ADD COLUMN released_quantity INTEGER;

-- Beyond the document: bookings that a broker's records are the cause of.
ALTER TABLE ledger_transactions DROP CONSTRAINT ledger_transactions_cause_check;
ALTER TABLE ledger_transactions ADD CONSTRAINT ledger_transactions_cause_check CHECK (cause IN ('deposit', 'fill', 'exercise', 'assignment', 'lapse', 'charge', 'taken_over', 'adjustment'));

-- Not in the document: every execution that the broker told of, as it told it. price in dollars, quantity in units of a
-- leg; charge in its own currency, NULL until the broker reports it. order_id is the books' own; standing says what became
-- of it: booked, or why it is not.
CREATE TABLE broker_executions (
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    id VARCHAR(100) NOT NULL,
    order_id UUID,
    perm_id VARCHAR(30) NOT NULL,
    symbol TEXT NOT NULL,
    side VARCHAR(4) NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity INTEGER NOT NULL,
    price DECIMAL(16,4) NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    exchange VARCHAR(40) NOT NULL,
    charge DOUBLE PRECISION,
    charge_currency VARCHAR(10),
    standing VARCHAR(20) NOT NULL CHECK (standing IN ('order', 'before', 'loose', 'not_modelled')),
    PRIMARY KEY (account_id, id)
);
CREATE INDEX idx_broker_executions_time ON broker_executions(account_id, time);

-- Not in the document: what was booked for an execution by estimate, and what the broker charged for it, in dollars; the
-- foreign amount as the broker said it, with the dollars that one of its units is worth.
CREATE TABLE broker_charges (
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    execution_id TEXT NOT NULL,
    order_id UUID NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    estimated DECIMAL(16,4) NOT NULL,
    charged DECIMAL(16,4) NOT NULL,
    foreign_amount DOUBLE PRECISION,
    foreign_currency VARCHAR(10),
    foreign_rate DOUBLE PRECISION,
    PRIMARY KEY (account_id, execution_id)
);

-- Not in the document: comparisons of the broker's records with the books. standing is what they are known to differ by:
-- cash in ten-thousandths of a dollar, positions in units.
CREATE TABLE reconciliations (
    account_id UUID NOT NULL REFERENCES trading_accounts(id),
    id UUID NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE NOT NULL,
    record JSONB NOT NULL,
    standing JSONB NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX idx_reconciliations_began_at ON reconciliations(account_id, began_at);
