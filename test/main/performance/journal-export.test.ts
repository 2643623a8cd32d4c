import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportRequest } from '../../../src-core/contract/journal.ts';
import { add, formatMoney, type Money, subtract } from '../../../src-core/money.ts';
import type { DailyResult } from '../../../src-core/performance/daily-result.ts';
import { parseIsoDate } from '../../../src-core/time.ts';
import { newYorkIso } from '../../../src-main/performance/export/csv-table.ts';
import { packagePlan, tradeDays } from '../../support/traded-packages.ts';
import { TestDirectory } from '../stores/test-store.ts';
import { type JournalWorld, journalWorld, query } from './journal-world.ts';

const FIRST = parseIsoDate('2026-11-20');
const NOTES = 'sold "too early", again;\nnext time: wait';
const traded = tradeDays(fc.sample(packagePlan, { numRuns: 40, seed: 11 }), FIRST, 4);
const directory = new TestDirectory();
let world: JournalWorld;

const DAYS: readonly DailyResult[] = [
  day({ underlying: null, net: null, unrealised: null, unrealisedAtEnd: null }),
  day({ underlying: 'SPY', net: -123_456 as Money }),
];

beforeAll(async () => {
  world = await journalWorld(await directory.open(), traded.records, { days: () => Promise.resolve(DAYS) });
  await world.journal.annotate({ tradeId: traded.trades[0]?.id ?? '', notes: NOTES, tags: ['late', 'fear'] });
});
afterAll(() => directory.remove());

async function duckdb(what: ExportRequest['what'], format: ExportRequest['format'], sql: (from: string) => string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { base64, name } = await world.journal.export({ query: query(), what, format });
  const file = join(directory.path, name);
  writeFileSync(file, Buffer.from(base64, 'base64'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(sql(format === 'csv' ? `read_csv('${file}')` : `'${file}'`));
  const rows = reader.getRowObjectsJson();
  connection.closeSync();
  return rows;
}

const total = (of: (trade: (typeof traded.trades)[number]) => Money): string => formatMoney(add(...traded.trades.map(of)), 4);

describe.each(['parquet', 'csv'] as const)('%s as DuckDB reads it', (format) => {
  test('packages add up to the ledger', async () => {
    const [sums] = await duckdb('packages', format, (from) => `SELECT count(*)::INT AS packages, sum(net)::DECIMAL(18,4)::VARCHAR AS net, sum(realised)::DECIMAL(18,4)::VARCHAR AS realised, sum(commission)::DECIMAL(18,4)::VARCHAR AS commission, sum(fees)::DECIMAL(18,4)::VARCHAR AS fees, count(vix)::INT AS vix FROM ${from}`);
    const { realised, commission, fees } = traded.book.totals;
    expect(sums).toEqual({
      packages: 40,
      net: total((trade) => subtract(trade.realised, add(trade.commission, trade.fees))),
      realised: formatMoney(realised, 4),
      commission: formatMoney(commission, 4),
      fees: formatMoney(fees, 4),
      vix: 0,
    });
  });

  test('fills and bookings move the cash that the ledger has', async () => {
    const [sums] = await duckdb('fills', format, (from) => `SELECT (sum(cash) - sum(commission) - sum(fees) + 100000)::DECIMAL(18,4)::VARCHAR AS cash, count(DISTINCT trade_id)::INT AS packages, count(order_id)::INT < count(*)::INT AS settled FROM ${from}`);
    expect(sums).toEqual({ cash: formatMoney(traded.book.cash, 4), packages: 40, settled: true });
  });

  test('days keep what is unknown', async () => {
    const rows = await duckdb('days', format, (from) => `SELECT underlying, net::VARCHAR AS net, date::VARCHAR AS date, trades::INT AS trades FROM ${from}`);
    expect(rows).toEqual([
      { underlying: 'all', net: null, date: '2026-11-20', trades: 3 },
      { underlying: 'SPY', net: '-12.3456', date: '2026-11-20', trades: 3 },
    ]);
  });

  test('notes come back to the letter, and moments to the millisecond', async () => {
    const column = format === 'csv' ? 'opened_utc' : 'opened';
    const [row] = await duckdb('packages', format, (from) => `SELECT notes, tags, epoch_ms(${column}::TIMESTAMPTZ)::VARCHAR AS opened FROM ${from} WHERE notes IS NOT NULL AND notes <> ''`);
    expect(row).toEqual({ notes: NOTES, tags: 'fear, late', opened: String(traded.trades[0]?.openedAt) });
  });
});

test('parquet has decimals, moments, dates and counts for what they are', async () => {
  const types = await duckdb('fills', 'parquet', (from) => `DESCRIBE SELECT time, expiry, quantity, price, cash, symbol FROM ${from}`);
  expect(types.map(({ column_type }) => column_type)).toEqual(['TIMESTAMP WITH TIME ZONE', 'DATE', 'INTEGER', 'DECIMAL(18,4)', 'DECIMAL(18,4)', 'VARCHAR']);
});

test('a CSV is RFC 4180 with both clocks, and only what was asked for is in it', async () => {
  const { base64, mediaType, name } = await world.journal.export({ query: query({ slice: { underlying: ['QQQ'] }, sort: 'net', descending: false }), what: 'packages', format: 'csv' });
  const text = Buffer.from(base64, 'base64').toString('utf8');
  expect([mediaType, name]).toEqual(['text/csv;charset=utf-8', 'smart-0dte-packages-PAPER-1-2026-12-01.csv']);
  const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, newline: '\r\n', skipEmptyLines: true });
  expect(errors).toEqual([]);
  const nets = traded.trades.filter(({ underlying }) => underlying === 'QQQ').map((trade) => subtract(trade.realised, add(trade.commission, trade.fees)));
  expect(data.map(({ net }) => net)).toEqual(nets.toSorted((left, right) => left - right).map((net) => formatMoney(net, 4)));
  expect(data[0]?.['opened_utc']).toMatch(/^2026-\d\d-\d\dT14:3\d:\d\d\.000Z$/);
  expect(Date.parse(data[0]?.['opened_new_york'] ?? '')).toBe(Date.parse(data[0]?.['opened_utc'] ?? ''));
});

test('New York’s offset is right on the days its clocks change', () => {
  expect(['2026-11-01T05:30:00Z', '2026-11-01T15:00:00Z', '2026-03-08T06:30:00Z', '2026-03-08T07:30:00Z', '2026-07-01T03:30:00Z'].map((time) => newYorkIso(Date.parse(time)))).toEqual([
    '2026-11-01T01:30:00.000-04:00',
    '2026-11-01T10:00:00.000-05:00',
    '2026-03-08T01:30:00.000-05:00',
    '2026-03-08T03:30:00.000-04:00',
    '2026-06-30T23:30:00.000-04:00',
  ]);
});

function day(more: Partial<DailyResult>): DailyResult {
  const zero = 0 as Money;
  return { date: FIRST, underlying: null, realised: zero, unrealised: zero, unrealisedAtEnd: zero, commission: zero, fees: zero, net: zero, trades: 3, winners: 1, losers: 2, state: 'closed', ...more };
}
