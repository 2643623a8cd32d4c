-- Which migrations this database has seen. Not in the document: it is how a newer or altered database is recognised.
--
-- Where the types are not the document's, here and in every later file:
--   DECIMAL(x,2) that is money  DECIMAL(x+2,4): charges come in fractions of a cent, and the books are exact
--   amounts of our own tables   DECIMAL(16,4), which holds every amount the program can count
--   primary keys of partitions  carry the column by which the table is partitioned, as PostgreSQL asks
-- No table has a default partition: a row in it would keep the partition it belongs to from being made. The program
-- makes partitions ahead, and the one a row needs before it writes the row.
CREATE TABLE schema_migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL
);

-- An average in dollars of what adds up to total, to the ten-thousandth.
CREATE FUNCTION money_average(total DECIMAL, quantity DECIMAL) RETURNS DECIMAL
    LANGUAGE sql IMMUTABLE AS 'SELECT round(total / nullif(quantity, 0), 4)';
