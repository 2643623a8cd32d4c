import Database from 'better-sqlite3';
import { DAY, type EpochMs, MINUTE } from '../../../src-core/time.ts';
import { creationOf, type Partition, partitionOf } from '../../../src-main/stores/relational/postgres/partitions.ts';
import type { PostgresServer } from '../../support/postgres-server.ts';
import { OPEN } from './option-rows.ts';

/** Minutes of a session. */
const MINUTES = 390;
const TICKERS = 4;
const DAY_ROWS = MINUTES * TICKERS;
/** Expirations over which option-chain rows are spread, each a day later. */
const EXPIRATIONS = 20;
const FIRST_EXPIRATION = OPEN - 14 * 3_600_000 - 30 * MINUTE;

const TICKER_ROWS = ['SPY', 'QQQ', 'IWM', 'VIX'].map((symbol, index) => `(${index + 1}, '${symbol}', '${symbol}', 'ARCA')`).join(', ');
const ADD_TICKERS = `INSERT INTO tickers (id, symbol, name, exchange) VALUES ${TICKER_ROWS}`;

/** The moments that hold the last `sessions` sessions, one a day: from, and before. */
export function lastSessions(sessions: number): readonly [EpochMs, EpochMs] {
  return [OPEN - (sessions - 1) * DAY, OPEN + MINUTES * MINUTE];
}

/** Row i of the minutes as it was recorded: the time, with all tickers at each minute, and the last row in the last session's last. */
function minuteOf(rows: number, days: number): { readonly time: string; readonly ticker: string } {
  const place = `(i + ${days * DAY_ROWS - rows})`;
  return {
    time: `(${OPEN - (days - 1) * DAY} + ${place} / ${DAY_ROWS} * ${DAY} + ${place} % ${DAY_ROWS} / ${TICKERS} * ${MINUTE})`,
    ticker: `(${place} % ${TICKERS} + 1)`,
  };
}

const RIGHT = "CASE WHEN i % 400 < 200 THEN 'call' ELSE 'put' END";
const CHAIN_COLUMNS = 'underlying_ticker_id, expiration_date, strike_price, option_type, symbol, bid, ask, last_price, volume, open_interest, implied_volatility, delta, gamma, theta, vega, rho, timestamp';

/** `minutes` rows of market_data_snapshots and `options` of options_chains, past the store and without its care for the disk. */
export async function fillPostgres(server: PostgresServer, url: string, rows: { readonly minutes: number; readonly options: number }): Promise<void> {
  const days = Math.ceil(rows.minutes / DAY_ROWS);
  const partitions = new Map<string, Partition>();
  const add = (partition: Partition): unknown => partitions.set(partition.name, partition);
  for (let day = 0; day < days; day += 1) add(partitionOf('market_data_snapshots', OPEN - day * DAY));
  for (let day = 0; day < EXPIRATIONS; day += 1) add(partitionOf('options_chains', FIRST_EXPIRATION + day * DAY));
  const { time, ticker } = minuteOf(rows.minutes, days);
  const perExpiration = Math.ceil(rows.options / EXPIRATIONS);
  await server.run(url, [
    ADD_TICKERS,
    // Indexes are made afterwards, as for any load of this size; references hold by the making.
    `CREATE TEMP TABLE made_after AS SELECT indexname AS name, indexdef AS text FROM pg_indexes
      WHERE schemaname = 'public' AND tablename IN ('market_data_snapshots', 'options_chains') AND indexname NOT LIKE '%_pkey'`,
    "DO $$ DECLARE index RECORD; BEGIN FOR index IN SELECT name FROM made_after LOOP EXECUTE format('DROP INDEX %I', index.name); END LOOP; END $$",
    ...[...partitions.values()].map(creationOf),
    'SET session_replication_role = replica',
    `SET maintenance_work_mem = '512MB'`,
    `INSERT INTO market_data_snapshots (ticker_id, timestamp, price, bid, ask, volume, previous_close)
      SELECT ${ticker}, to_timestamp(${time} / 1000), 600 + i % 1000 / 100.0, 600 + i % 1000 / 100.0 - 0.01, 600 + i % 1000 / 100.0 + 0.01, i % ${DAY_ROWS} * 1000, 600
      FROM generate_series(0::bigint, ${rows.minutes - 1}) AS i`,
    `INSERT INTO options_chains (${CHAIN_COLUMNS})
      SELECT 1, date '${new Date(FIRST_EXPIRATION).toISOString().slice(0, 10)}' + (i / ${perExpiration})::int, 500 + i % 200, ${RIGHT}, 'SPY   26' || lpad((i % 400)::text, 13, '0'),
        1.5, 1.52, 1.51, i % 5000, i % 9000, 0.25, 0.5, 0.01, -20.5, 0.1, 0.02, to_timestamp(${OPEN} / 1000 + i / 400)
      FROM generate_series(0::bigint, ${rows.options - 1}) AS i`,
    'DO $$ DECLARE index RECORD; BEGIN FOR index IN SELECT text FROM made_after LOOP EXECUTE index.text; END LOOP; END $$',
    'ANALYZE market_data_snapshots; ANALYZE options_chains',
  ].join(';\n'));
  await server.run(url, 'CHECKPOINT');
}

/** The same rows in a database that a store has made and closed. */
export function fillSqlite(file: string, rows: { readonly minutes: number; readonly options: number }): void {
  const days = Math.ceil(rows.minutes / DAY_ROWS);
  const { time, ticker } = minuteOf(rows.minutes, days);
  const perExpiration = Math.ceil(rows.options / EXPIRATIONS);
  const series = (count: number): string => `WITH RECURSIVE series(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM series LIMIT ${count})`;
  const database = new Database(file);
  try {
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma('cache_size = -400000');
    const indexes = database
      .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('market_data_snapshots', 'options_chains')")
      .all();
    for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
    database.exec(ADD_TICKERS);
    if (rows.minutes > 0) {
      database.exec(`INSERT INTO market_data_snapshots (ticker_id, timestamp, price, bid, ask, volume, previous_close) ${series(rows.minutes)}
        SELECT ${ticker}, ${time}, 6000000 + i % 1000 * 100, 6000000 + i % 1000 * 100 - 100, 6000000 + i % 1000 * 100 + 100, i % ${DAY_ROWS} * 1000, 6000000 FROM series`);
    }
    if (rows.options > 0) {
      database.exec(`INSERT INTO options_chains (${CHAIN_COLUMNS}) ${series(rows.options)}
        SELECT 1, date(${FIRST_EXPIRATION} / 1000 + i / ${perExpiration} * 86400, 'unixepoch'), 5000000 + i % 200 * 10000, ${RIGHT}, 'SPY   26' || printf('%013d', i % 400),
          15000, 15200, 15100, i % 5000, i % 9000, 0.25, 0.5, 0.01, -20.5, 0.1, 0.02, ${OPEN} + i / 400 * 1000 FROM series`);
    }
    for (const { sql } of indexes) database.exec(sql);
    database.pragma('journal_mode = WAL');
  } finally {
    database.close();
  }
}
