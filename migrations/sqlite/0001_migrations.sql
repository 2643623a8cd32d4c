-- Which migrations this database has seen. Not in the document: it is how a newer or altered database is recognised.
--
-- How the document's types are kept in SQLite, here and in every later file (tables are STRICT):
--   UUID, VARCHAR, TEXT, INET  TEXT, with the length checked
--   DATE                       TEXT 'YYYY-MM-DD'
--   TIMESTAMP WITH TIME ZONE   INTEGER, milliseconds since 1970-01-01 UTC
--   BOOLEAN                    INTEGER 0 or 1
--   JSONB                      TEXT that is valid JSON
--   DECIMAL that is money      INTEGER, ten-thousandths of a dollar: exact
--   DECIMAL that is a figure   REAL, rounded to the document's decimals when written (ratios, volatilities, Greeks)
CREATE TABLE schema_migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;
