import { describe, expect, it } from 'vitest';
import { UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { MINUTE } from '../../../src-core/time.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { QuoteTable } from './quote-table.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');
const short = tradingSession('2026-11-27');

function advancedTo(time: number, seed = 1, on = session): { readonly feed: SimulatedFeed; readonly table: QuoteTable } {
  const feed = new SimulatedFeed({ seed, session: on });
  const table = new QuoteTable();
  feed.advance(time, table);
  return { feed, table };
}

function contents(table: QuoteTable): unknown {
  return { contracts: table.contracts, rows: table.rows, tickers: table.tickers };
}

describe('simulated feed', () => {
  it('gives the same market for a seed, however it is stepped, and another for another seed', () => {
    const time = session.open + 5 * MINUTE;
    const { table } = advancedTo(time);
    const feed = new SimulatedFeed({ seed: 1, session });
    const stepped = new QuoteTable();
    for (let next = feed.nextTime(); next !== null && next <= time; next = feed.nextTime()) feed.advance(next, stepped);
    expect(contents(stepped)).toEqual(contents(table));
    expect(stepped.quoteCount).toBe(table.quoteCount);
    expect(advancedTo(time, 2).table.rows).not.toEqual(table.rows);
    const otherDay = new QuoteTable();
    new SimulatedFeed({ seed: 1, session: tradingSession('2026-08-20') }).advance(time - 86_400_000, otherDay);
    expect(otherDay.tickers.SPY?.last).not.toBe(table.tickers.SPY?.last);
  });

  it('emits nothing before the open and nothing at or after the last trade; between, 15 to 35 percent of the rows a step', () => {
    const { feed, table } = advancedTo(session.open - 1);
    expect(table.events).toBe(0);
    feed.advance(Number.POSITIVE_INFINITY, table);
    expect(table.firstTime).toBe(session.open);
    expect(table.lastTime).toBeLessThan(session.lastTrade);
    expect(table.ordered).toBe(true);
    expect(feed.nextTime()).toBeNull();
    expect(table.batches.some(({ time }) => time > session.reference + 14 * MINUTE)).toBe(true);
    const listed = UNDERLYINGS.reduce((sum, underlying) => sum + (table.contracts[underlying]?.length ?? 0), 0);
    const regular = table.batches.reduce((sum, { time, count }) => sum + (time < session.reference ? count : 0), 0);
    const share = regular / ((session.reference - session.open) / 250) / listed;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
    expect(table.quoteCount).toBeGreaterThan(4_000_000);
  });

  it('seeks to the state that advancing leads to, and goes on the same from there', () => {
    for (const [on, time] of [
      [session, session.open],
      [session, session.open + 37 * MINUTE + 17_300],
      [short, short.reference + 3 * MINUTE],
    ] as const) {
      const walked = advancedTo(time, 1, on);
      const feed = new SimulatedFeed({ seed: 1, session: on });
      const table = new QuoteTable();
      feed.seek(time, table);
      expect(table.ordered).toBe(true);
      expect(contents(table)).toEqual(contents(walked.table));
      for (const [one, sink] of [[feed, table], [walked.feed, walked.table]] as const) one.advance(time + 2 * MINUTE, sink);
      expect(contents(table)).toEqual(contents(walked.table));
    }
  });

  it('seeks backwards, and to before the open', () => {
    const { feed } = advancedTo(session.open + 10 * MINUTE);
    const table = new QuoteTable();
    feed.seek(session.open - MINUTE, table);
    expect(table.events).toBe(0);
    feed.advance(session.open + MINUTE, table);
    expect(contents(table)).toEqual(contents(advancedTo(session.open + MINUTE).table));
  });

  it('lists one-dollar strikes at least five percent either side of the opening price', () => {
    const { table } = advancedTo(session.open);
    for (const underlying of UNDERLYINGS) {
      const opening = table.tickers[underlying]?.last ?? Number.NaN;
      const strikes = (table.contracts[underlying] ?? []).filter(({ right }) => right === 'call').map(({ strike }) => strike);
      expect(strikes[0]).toBeLessThanOrEqual(opening * 0.95 + 0.01);
      expect(strikes.at(-1)).toBeGreaterThanOrEqual(opening * 1.05 - 0.01);
      strikes.forEach((strike, i) => expect(strike).toBe((strikes[0] ?? 0) + i));
    }
  });

  it('keeps volume growing and open interest where it was, heaviest at round strikes', () => {
    const early = advancedTo(session.open + 10 * MINUTE).table;
    const late = advancedTo(session.open + 40 * MINUTE).table;
    let early5 = 0;
    let early1 = 0;
    for (const [key, row] of Object.entries(early.rows)) {
      expect(late.rows[key]?.volume).toBeGreaterThanOrEqual(row.volume);
      expect(late.rows[key]?.openInterest).toBe(row.openInterest);
      if (Number(key.split(' ')[2]) % 5 === 0) early5 += row.openInterest / 1;
      else early1 += row.openInterest / 4;
    }
    expect(early5).toBeGreaterThan(2 * early1);
    expect(late.tickers.SPY?.volume).toBeGreaterThan(early.tickers.SPY?.volume ?? Number.NaN);
  });

  it('runs an early close', () => {
    const feed = new SimulatedFeed({ seed: 3, session: short });
    const table = new QuoteTable();
    feed.seek(short.reference, table);
    feed.advance(Number.POSITIVE_INFINITY, table);
    expect(short.earlyClose).toBe(true);
    expect(table.lastTime).toBeLessThan(short.lastTrade);
    expect(table.lastTime).toBeGreaterThan(short.lastTrade - MINUTE);
    expect(feed.description.to).toBe(short.lastTrade - 250);
  });

  it('delivers the state of minute closes alone where it is asked to, the same one that all changes lead to', () => {
    const time = session.open + 7 * MINUTE;
    const feed = new SimulatedFeed({ seed: 1, session, every: MINUTE });
    const table = new QuoteTable();
    for (let next = feed.nextTime(); next !== null && next <= time; next = feed.nextTime()) {
      expect((next - session.open) % MINUTE).toBe(0);
      feed.advance(next, table);
    }
    const whole = advancedTo(time).table;
    expect(table.contracts).toEqual(whole.contracts);
    for (const [key, row] of Object.entries(whole.rows)) expect(table.rows[key]).toMatchObject({ bid: row.bid, ask: row.ask, openInterest: row.openInterest });
    // Of the minute that ends: a bar's close.
    for (const underlying of UNDERLYINGS) expect(table.tickers[underlying]).toEqual({ ...whole.tickers[underlying], time: time - 1 });
    const sought = new QuoteTable();
    const other = new SimulatedFeed({ seed: 1, session, every: MINUTE });
    other.seek(time + 20_000, sought);
    expect(contents(sought)).toEqual(contents(table));
    expect(other.nextTime()).toBe(time + MINUTE);
    expect(() => new SimulatedFeed({ seed: 1, session, every: 10_000 })).toThrow(/every 15 seconds/);
  });
});
