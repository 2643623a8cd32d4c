import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openReplay } from '../../../../src-main/market-data/replay-feed.ts';
import { recordedDates } from '../../../../src-main/market-data/recorded-dates.ts';
import { QuoteTable } from '../quote-table.ts';

let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'parquet-'))));
afterAll(() => rmSync(root, { recursive: true }));

/** A file as somebody else's tools make it. */
async function written(name: string, query: string): Promise<string> {
  const path = join(root, name);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

const ROWS = `(VALUES ('09:30:00', 'C', 740, 1.00, 1.02, 5), ('09:31:00', 'P', 740, NULL, 2.03, 7), ('09:32:00', 'X', 740, 1, 2, 1), ('09:33:00', 'C', 740.12345, 1, 2, 1), ('09:34:00', 'C', 740, -1, 2, 1)) AS t(clock, side, strike, bid, ask, size)`;

test.each([
  ['wall time', `('2026-07-28 ' || clock)::TIMESTAMP`, `'2026-07-28'::DATE`],
  ['a zone', `('2026-07-28 ' || clock || '-04')::TIMESTAMPTZ`, `'2026-07-28'::DATE`],
  ['nanoseconds', `('2026-07-28 ' || clock)::TIMESTAMP_NS`, `'2026-07-28'`],
  ['text', `'2026-07-28T' || clock || '-04:00'`, `'2026-07-28'`],
])('others’ Parquet files are played, with times as %s; bad rows are told by their number', async (name, time, expiry) => {
  const path = await written(
    `${name.replaceAll(' ', '-')}.parquet`,
    `SELECT ${time} AS "time", 'spy' AS underlying, ${expiry} AS expiry, side AS "right", strike::DOUBLE AS strike, bid::DOUBLE AS bid, ask::DECIMAL(10,2) AS ask, size::BIGINT AS bid_size, 'x' AS other FROM ${ROWS}`,
  );
  const feed = await openReplay(path);
  const table = new QuoteTable();
  feed.advance(Number.POSITIVE_INFINITY, table);
  expect(table.rows).toEqual({
    'SPY call 740': { bid: 1, ask: 1.02, bidSize: 5, askSize: Number.NaN, last: Number.NaN, volume: Number.NaN, openInterest: Number.NaN },
    'SPY put 740': { bid: Number.NaN, ask: 2.03, bidSize: 7, askSize: Number.NaN, last: Number.NaN, volume: Number.NaN, openInterest: Number.NaN },
  });
  expect([table.firstTime, table.lastTime]).toEqual([Date.parse('2026-07-28T09:30:00-04:00'), Date.parse('2026-07-28T09:31:00-04:00')]);
  expect(feed.problems().kept.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '3 right "X" is not C, P, call or put',
    '4 strike "740.12345" is not a price with at most three decimals',
    '5 bid "-1" is not a number of at least 0',
  ]);
  expect(await recordedDates(path)).toEqual([{ path, date: '2026-07-28' }]);
});

test('a file without the columns that are needed is refused by their names', async () => {
  const path = await written('few.parquet', 'SELECT 1 AS strike, 2 AS bid');
  await expect(openReplay(path)).rejects.toThrow('has no column time, underlying, expiry, right, ask; its columns are strike, bid');
});
