import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Chain } from '../../../../src-core/market/chain.ts';
import { impliedCarry } from '../../../../src-core/market/implied-carry.ts';
import { sidesStatus, STATUS_CODE } from '../../../../src-core/market/quote-status.ts';
import { checkArbitrage } from '../../../../src-core/market/smile/arbitrage.ts';
import { fitSmile, type FittedSmile } from '../../../../src-core/market/smile/fit-smile.ts';
import { gatherSmilePoints, type SmilePoints } from '../../../../src-core/market/smile/smile-points.ts';
import { greeks } from '../../../../src-core/pricing/black-scholes.ts';
import { impliedVolatility } from '../../../../src-core/pricing/implied-volatility.ts';
import { parseIsoDate } from '../../../../src-core/time.ts';

const folder = '../shared/sessions/spy-0dte-5min-cboe/chains';
const CLOSE_SECONDS = 16 * 3600;

interface Book {
  readonly hoursLeft: number;
  readonly points: SmilePoints;
}

/** One day's books, with the volatilities of the mid prices on a flat clock to 16:00. */
function booksOf(file: string): Book[] {
  const date = /\d{4}-\d{2}-\d{2}/.exec(file)?.[0] ?? '';
  const [header = '', ...lines] = gunzipSync(readFileSync(join(folder, file))).toString('utf8').trimEnd().split(/\r?\n/);
  const names = header.split(',');
  const byTime = new Map<string, Record<string, string>[]>();
  for (const line of lines) {
    const cells = line.split(',');
    const row = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
    const time = row.quote_ts ?? '';
    if (!time.startsWith(date) || row.expiry !== date) continue;
    byTime.set(time, [...(byTime.get(time) ?? []), row]);
  }
  return [...byTime].flatMap(([time, rows]) => {
    const [hours = 0, minutes = 0, seconds = 0] = time.slice(11).split(':').map(Number);
    const left = CLOSE_SECONDS - (hours * 3600 + minutes * 60 + seconds);
    const chain = chainOf(date, rows, left / (365 * 86_400));
    return left > 0 && chain.forward > 0 ? [{ hoursLeft: left / 3600, points: gatherSmilePoints(chain, left / (365 * 86_400)) }] : [];
  });
}

function chainOf(date: string, rows: readonly Record<string, string>[], years: number): Chain {
  const chain = new Chain('SPY', parseIsoDate(date));
  const sideOf = (row: Record<string, string>): 'put' | 'call' => (row.type === 'P' ? 'put' : 'call');
  chain.list(rows.map((row) => ({ strike: Number(row.strike), right: sideOf(row) })));
  const { columns } = chain;
  for (const row of rows) {
    const at = chain.row(Number(row.strike), sideOf(row)) ?? -1;
    columns.bid[at] = Number(row.bid);
    columns.ask[at] = Number(row.ask);
    chain.quoteTime[at] = 0;
  }
  const oldest = Number.NEGATIVE_INFINITY;
  const carry = impliedCarry(chain, { spot: Number(rows[0]?.spot), years, rate: 0, oldest, exercise: 'european' });
  chain.forward = carry.source === 'parity' ? carry.forward : Number.NaN;
  for (let at = 0; at < chain.count; at += 1) {
    const bid = columns.bid[at] ?? Number.NaN;
    const ask = columns.ask[at] ?? Number.NaN;
    const status = sidesStatus(bid, ask);
    const strike = chain.strike[at] ?? Number.NaN;
    const right = chain.isCall[at] === 1 ? 'call' : 'put';
    const option = { right, spot: chain.forward, strike, years, rate: 0, dividendYield: 0 } as const;
    const solved = impliedVolatility(option, (bid + ask) / 2);
    chain.status[at] = STATUS_CODE[status === 'priced' && !solved.ok ? solved.reason : status];
    if (status !== 'priced' || !solved.ok) continue;
    const { delta, vega } = greeks(option, solved.volatility);
    columns.iv[at] = solved.volatility;
    columns.delta[at] = delta;
    columns.vega[at] = vega / 100;
  }
  return chain;
}

function totals(fits: readonly FittedSmile[]): { within: number; halfSpreads: number; volatility: number } {
  let points = 0;
  let within = 0;
  let halfSpreads = 0;
  let volatility = 0;
  for (const fit of fits) {
    points += fit.points;
    within += fit.points * fit.withinSpread;
    halfSpreads += fit.points * fit.rootMeanSquare.halfSpreads ** 2;
    volatility += fit.points * fit.rootMeanSquare.volatility ** 2;
  }
  return { within: within / points, halfSpreads: Math.sqrt(halfSpreads / points), volatility: Math.sqrt(volatility / points) };
}

describe.skipIf(!existsSync(folder))('recorded same-day books (skipped without ../shared/sessions/spy-0dte-5min-cboe)', () => {
  const days = ['2026-07-17', '2026-07-31', '2026-08-12', '2026-08-19'].map((date) => `SPY_${date}.csv.gz`);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => days.includes(file)) : [];

  it('are fitted within their bids and asks, cold and warm, and free of arbitrage', () => {
    expect(files.length).toBe(days.length);
    const cold: FittedSmile[] = [];
    const warm: FittedSmile[] = [];
    for (const file of files) {
      let previous: FittedSmile | undefined;
      for (const { points } of booksOf(file)) {
        const fit = fitSmile(points);
        const next = fitSmile(points, previous);
        if (!fit.ok || !next.ok) throw new Error('a book was not fitted');
        expect(checkArbitrage(next.smile)).toEqual({ ok: true });
        cold.push(fit);
        warm.push(next);
        previous = next;
      }
    }
    expect(cold.length).toBeGreaterThan(280);
    for (const fits of [cold, warm]) {
      const { within, halfSpreads, volatility } = totals(fits);
      expect(within).toBeGreaterThan(0.93);
      expect(halfSpreads).toBeLessThan(0.6);
      expect(volatility).toBeLessThan(0.015);
      // Every single book, too.
      expect(Math.max(...fits.map((fit) => fit.rootMeanSquare.halfSpreads))).toBeLessThan(1.2);
    }
  }, 60_000);

  it('have a density with one mode in nearly every book, and the forward between its quartiles', () => {
    let books = 0;
    let single = 0;
    for (const { points } of files.slice(0, 2).flatMap(booksOf)) {
      const fit = fitSmile(points);
      if (!fit.ok) throw new Error('a book was not fitted');
      const { distribution } = fit.smile;
      expect(distribution.quantile(0.25)).toBeLessThan(points.forward);
      expect(distribution.quantile(0.75)).toBeGreaterThan(points.forward);
      const low = distribution.quantile(0.0005);
      const step = (distribution.quantile(0.9995) - low) / 500;
      let modes = 0;
      for (let i = 1; i < 500; i += 1) {
        const [before = 0, here = 0, after = 0] = [-1, 0, 1].map((side) => distribution.density(low + (i + side) * step));
        if (here > before && here >= after) modes += 1;
      }
      books += 1;
      if (modes === 1) single += 1;
    }
    expect(single / books).toBeGreaterThan(0.97);
  }, 60_000);
});
