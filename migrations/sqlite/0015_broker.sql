-- Beyond the document: the broker's own number of an order, given before it was sent and never again; and whether the
-- order was made elsewhere in the account and taken over from the broker's records.
ALTER TABLE order_packages ADD COLUMN broker_order_id TEXT;
ALTER TABLE order_packages ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0 CHECK (adopted IN (0, 1));
CREATE UNIQUE INDEX idx_order_packages_broker_order ON order_packages(account_id, broker_order_id);
-- Beyond the document: which orders cancel each other, the entry that an order waits for, and the most packages it may fill by then.
ALTER TABLE order_packages ADD COLUMN group_id TEXT;
ALTER TABLE order_packages ADD COLUMN parent_order_id TEXT;
ALTER TABLE order_packages ADD COLUMN released_quantity INTEGER;
