import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { Chain } from '../../../src-core/market/chain.ts';
import { type CarryInput, impliedCarry, type ParityCarry } from '../../../src-core/market/implied-carry.ts';
import { DAY, type EpochMs, parseIsoDate } from '../../../src-core/time.ts';

const sessions = '../shared/sessions';
const sameDayFolder = join(sessions, 'spy-0dte-5min-cboe/chains');
const endOfDayFolder = join(sessions, 'eod-chains-cboe-spy-spx');
const curveFile = join(sessions, 'daily-bars-2y-yahoo/us-treasury-curve.json.gz');
const RATE = 0.0386;

type Row = Readonly<Record<string, string>>;

function readRows(file: string): Row[] {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, fields[i] ?? '']));
  });
}

function chainOf(expiry: string, rows: readonly Row[], isCall: (row: Row) => boolean): Chain {
  const chain = new Chain('SPY', parseIsoDate(expiry));
  chain.list(rows.map((row) => ({ strike: Number(row['strike']), right: isCall(row) ? 'call' : 'put' })));
  for (const row of rows) {
    const at = chain.row(Number(row['strike']), isCall(row) ? 'call' : 'put') ?? -1;
    chain.columns.bid[at] = Number(row['bid']);
    chain.columns.ask[at] = Number(row['ask']);
    chain.quoteTime[at] = 0;
  }
  return chain;
}

function years(expiry: string, now: EpochMs): number {
  return (newYorkTime(parseIsoDate(expiry), '16:00') - now) / (365 * DAY);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(share * values.length)] ?? Number.NaN;
}

function parity(chain: Chain, input: CarryInput): ParityCarry {
  const result = impliedCarry(chain, input);
  if (result.source === 'none') throw new Error(`${chain.expiry}: ${result.reason}`);
  return result;
}

interface Book {
  readonly chain: Chain;
  readonly input: CarryInput;
}

/** Same-day books before 16:00. */
function sameDayBooks(file: string): Book[] {
  const date = file.slice(4, 14);
  const today = readRows(join(sameDayFolder, file)).filter(({ quote_ts: time = '' }) => time >= `${date}T09:30` && time < `${date}T16:00`);
  return [...Map.groupBy(today, (row) => row['quote_ts'] ?? '')].map(([time, rows]) => {
    const left = years(date, newYorkTime(parseIsoDate(date), '00:00') + Date.parse(`1970-01-01T${time.slice(11)}Z`));
    return {
      chain: chainOf(date, rows, (row) => row['type'] === 'C'),
      input: { spot: Number(rows[0]?.['spot']), years: left, rate: RATE, oldest: Number.NEGATIVE_INFINITY, exercise: 'american' },
    };
  });
}

describe.skipIf(!existsSync(sameDayFolder))('implied carry of recorded same-day books (skipped: ../shared/sessions is absent)', () => {
  const files = existsSync(sameDayFolder) ? readdirSync(sameDayFolder) : [];

  it('is always there, near the spot, never with a rate or a yield of its own', () => {
    const books = files.flatMap(sameDayBooks);
    expect(books.length).toBe(1222);
    const gaps: number[] = [];
    const errors: number[] = [];
    for (const { chain, input } of books) {
      const result = parity(chain, input);
      expect(result.discountSource).toBe('configured');
      expect(result.carry).toMatchObject({ significant: false, disagreement: false });
      expect(result.pairsRejected / (result.pairsUsed + result.pairsRejected)).toBeLessThan(0.2);
      expect(parity(chain, { ...input, exercise: 'european' }).discountSource).toBe('configured');
      gaps.push(Math.abs(result.carry?.gap ?? Number.NaN));
      errors.push(result.forwardError);
    }
    // Spot and book are not of one instant: a cent or two is theirs.
    expect(quantile(gaps, 0.5)).toBeLessThan(0.02);
    expect(quantile(gaps, 0.95)).toBeLessThan(0.06);
    expect(quantile(errors, 0.5)).toBeLessThan(0.004);
    expect(quantile(errors, 0.95)).toBeLessThan(0.006);
  });

  it('has the same forward from every other strike, within its errors', () => {
    const ratios = files.slice(0, 6).flatMap(sameDayBooks).map(({ chain, input }) => {
      const [even, odd] = [0, 1].map((rest) => {
        const half = new Chain('SPY', chain.expiry);
        const pairs = chain.ladder.filter((_, i) => i % 2 === rest);
        half.list(pairs.flatMap(({ strike }) => [{ strike, right: 'call' as const }, { strike, right: 'put' as const }]));
        for (const { strike, call, put } of half.ladder) {
          const from = pairs.find((pair) => pair.strike === strike) ?? { call: -1, put: -1 };
          for (const field of ['bid', 'ask'] as const) {
            half.columns[field][call] = chain.columns[field][from.call] ?? Number.NaN;
            half.columns[field][put] = chain.columns[field][from.put] ?? Number.NaN;
          }
        }
        return parity(half, input);
      });
      if (even === undefined || odd === undefined) return Number.NaN;
      return Math.abs(even.forward - odd.forward) / Math.hypot(even.forwardError, odd.forwardError);
    });
    expect(ratios.length).toBeGreaterThan(200);
    expect(quantile(ratios, 0.6)).toBeLessThan(1);
    expect(quantile(ratios, 0.92)).toBeLessThan(2);
  });

  it('moves by less than a tick in 99 books of 100 when two pairs in five are shifted', () => {
    const moves: number[] = [];
    for (const [n, { chain, input }] of files.flatMap(sameDayBooks).entries()) {
      const before = parity(chain, input).forward;
      const dollars = (n % 2 === 0 ? 1 : -1) * (0.5 + (n % 10) / 2);
      const { bid, ask } = chain.columns;
      const quoted = chain.ladder.filter(({ call, put }) => (bid[call] ?? 0) > 0 && (bid[put] ?? 0) > 0);
      // Five in turn, two of them shifted: any short run of strikes is as bad as the whole.
      for (const { call } of quoted.filter((_, i) => (2 * i + n) % 5 < 2)) {
        bid[call] = Math.max(0, (bid[call] ?? 0) + dollars);
        ask[call] = Math.max(0, (ask[call] ?? 0) + dollars);
      }
      const result = impliedCarry(chain, input);
      if (result.source === 'parity') moves.push(Math.abs(result.forward - before));
    }
    expect(moves.length).toBeGreaterThan(1200);
    expect(quantile(moves, 0.5)).toBeLessThan(0.002);
    expect(quantile(moves, 0.99)).toBeLessThan(0.01);
    expect(Math.max(...moves)).toBeLessThan(0.03);
  });
});

/** Chains of one end of day by expiry; of an index only the options that settle in the afternoon. */
function endOfDay(symbol: 'SPY' | '_SPX', date: string): Book[] {
  const underlying = readFileSync(join(endOfDayFolder, 'underlying.csv'), 'utf8').split('\n').map((line) => line.split(','));
  const spot = Number(underlying.find((row) => row[0] === date && row[1] === symbol)?.[5]);
  const now = newYorkTime(parseIsoDate(date), '16:15');
  const rows = readRows(join(endOfDayFolder, symbol, `${date}.csv.gz`)).filter(({ option = '' }) => /^SP(Y|XW)\d/.test(option));
  return [...Map.groupBy(rows, (row) => row['expiry'] ?? '')].flatMap(([expiry, rows]) => {
    const left = years(expiry, now);
    if (left <= 0) return [];
    const exercise = symbol === 'SPY' ? 'american' : 'european';
    return [{ chain: chainOf(expiry, rows, (row) => row['right'] === 'C'), input: { spot, years: left, rate: RATE, oldest: -1, exercise } }];
  });
}

/** Three-month par yield, continuously compounded. */
function treasuryRate(date: string): number {
  const text = gunzipSync(readFileSync(curveFile)).toString('utf8');
  const curve: { families: { nominal: { rows: { date: string; y3m: number }[] } } } = JSON.parse(text);
  const percent = curve.families.nominal.rows.find((row) => row.date === date)?.y3m ?? Number.NaN;
  return 2 * Math.log1p(percent / 200);
}

describe.skipIf(!existsSync(endOfDayFolder))('implied carry of end-of-day chains (skipped: ../shared/sessions is absent)', () => {
  it.each(['2026-07-31', '2026-08-19'])('finds the rates of the index on %s', (date) => {
    const treasury = treasuryRate(date);
    const rates: number[] = [];
    for (const { chain, input } of endOfDay('_SPX', date)) {
      const result = parity(chain, input);
      expect(result.pairsRejected).toBe(0);
      const days = input.years * 365;
      if (days < 27) expect(result.discountSource).toBe('configured');
      if (days > 33) expect(result.discountSource).toBe('parity');
      if (result.discountSource === 'configured') continue;
      // Traders finance at some 0.4 % above bills (van Binsbergen, Diamond, Grotteria, Risk-free interest rates, 2022).
      expect(Math.abs(result.rate - treasury - 0.004)).toBeLessThan(0.004 + 2 * (result.rateError ?? 0));
      if (days > 60) {
        expect(result.carry?.significant).toBe(true);
        expect(result.carry?.dividendYield).toBeGreaterThan(0.005);
        expect(result.carry?.dividendYield).toBeLessThan(0.011);
      }
      if (days > 60 && days < 130) rates.push(result.rate);
    }
    expect(rates.length).toBeGreaterThan(3);
    expect(quantile(rates, 0.5)).toBeGreaterThan(treasury + 0.001);
    expect(quantile(rates, 0.5)).toBeLessThan(treasury + 0.006);
  });

  it('finds forwards of the fund, at the configured rate, near its spot', () => {
    for (const { chain, input } of endOfDay('SPY', '2026-08-19')) {
      const result = parity(chain, input);
      expect(result.discountSource).toBe('configured');
      expect(result.neglectedPremium).toBeGreaterThan(0);
      expect(result.pairsRejected / (result.pairsUsed + result.pairsRejected)).toBeLessThan(0.05);
      expect(result.carry?.disagreement).toBe(false);
      // A yield, a dividend and a spot that is a quarter of an hour older than the book.
      expect(Math.abs(result.carry?.gap ?? Number.NaN)).toBeLessThan(0.3 + 0.012 * input.years * input.spot);
    }
  });
});
