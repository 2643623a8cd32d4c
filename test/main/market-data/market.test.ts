import { beforeEach, describe, expect, it } from 'vitest';
import { type ExpiryClock, flatClock, yearsToReference } from '../../../src-core/calendar/expiry-clock.ts';
import { type InstrumentSymbol, symbolOf } from '../../../src-core/instruments/instrument.ts';
import type { Chain } from '../../../src-core/market/chain.ts';
import { isUsable } from '../../../src-core/market/quote.ts';
import { fromDollars } from '../../../src-core/money.ts';
import { HOUR, MINUTE, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import { newQuoteBatch } from '../../../src-main/market-data/quote-batch.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { tradingSession } from './session.ts';

const session = tradingSession('2026-08-21');
const batch = newQuoteBatch('SPY', 100);
const STALE = 15 * SECOND;
const STRIKES = [608, 610, 612, 614, 616];
let market: Market;

function start(quoting: 'changes' | 'snapshot' = 'changes'): void {
  market = new Market({ session, clock: flatClock(session), rate: 0, staleAfterMs: STALE, quoting });
  market.list('SPY', session.date, STRIKES.flatMap((strike) => [{ strike, right: 'call' as const }, { strike, right: 'put' as const }]));
}

function spot(time: number, last: number, bid = Number.NaN, ask = Number.NaN): void {
  market.ticker({ ticker: 'SPY', time, last, bid, ask, volume: Number.NaN, previousClose: 610 });
}

function quote(time: number, ...rows: readonly (readonly [row: number, bid: number, ask: number])[]): void {
  rows.forEach(([row, bid, ask], i) => {
    batch.row[i] = row;
    batch.bid[i] = bid;
    batch.ask[i] = ask;
    for (const column of [batch.bidSize, batch.askSize]) column[i] = 10;
    for (const column of [batch.last, batch.volume, batch.openInterest]) column[i] = Number.NaN;
  });
  batch.time = time;
  batch.count = rows.length;
  market.quotes(batch);
}

/** A book around a forward with 1.5 of time value at the money. */
function book(time: number, forward: number, strikes: readonly number[] = STRIKES): void {
  quote(
    time,
    ...strikes.flatMap((strike) => {
      const i = STRIKES.indexOf(strike) * 2;
      const timeValue = 1.5 * Math.exp(-(((strike - forward) / 3) ** 2));
      const around = (value: number): [number, number] => [value - 0.02, value + 0.02];
      return [[i, ...around(Math.max(0, forward - strike) + timeValue)], [i + 1, ...around(Math.max(0, strike - forward) + timeValue)]] as const;
    }),
  );
}

function chain(): Chain {
  const found = market.chain('SPY');
  if (found === null) throw new Error('SPY is listed');
  return found;
}

const option = (strike: number, right: 'call' | 'put'): InstrumentSymbol =>
  symbolOf({ kind: 'option', underlying: 'SPY', expiry: session.date, right, strike: fromDollars(strike) });
const noon = session.open + 2.5 * HOUR;

describe('market', () => {
  beforeEach(() => start());

  it('prices a book: forward by parity, volatility, Greeks', () => {
    spot(noon, 611.9);
    book(noon, 612.2);
    market.price(noon);
    const row = chain().row(612, 'call') ?? -1;
    expect(chain().forward).toBeCloseTo(612.2, 6);
    expect(chain().forwardSource).toBe('parity');
    expect(chain().statusAt(row)).toBe('priced');
    expect(chain().columns.mid[row]).toBeCloseTo(0.2 + 1.5 * Math.exp(-((0.2 / 3) ** 2)), 9);
    expect(chain().columns.delta[row]).toBeGreaterThan(0.5);
    expect(chain().columns.delta[row]).toBeLessThan(0.6);
    expect(chain().columns.theta[row]).toBeLessThan(0);
    const atm = market.atm('SPY');
    expect(atm?.strike).toBe(612);
    // The straddle is sqrt(2/pi) of one standard deviation.
    expect(atm?.sigmaLeft).toBeCloseTo(1.5 / Math.sqrt(2 / Math.PI) + 1.5 / Math.sqrt(2 / Math.PI), 0);
    expect(atm?.sigmaLeft).toBeCloseTo(612.2 * (atm?.iv ?? 0) * Math.sqrt(yearsToReference(session, noon)), 9);
    expect(market.quotesSeen).toBe(10);
    expect(market.contractsPriced).toBeGreaterThan(4);
  });

  it('never prices what is absent, one-sided, crossed or locked', () => {
    spot(noon, 612);
    book(noon, 612);
    quote(noon, [0, 4.1, 4.0], [1, 0, 0.05], [2, 2.5, 2.5], [3, Number.NaN, 0.4]);
    market.price(noon);
    expect([0, 1, 2, 3].map((row) => chain().statusAt(row))).toEqual(['crossed', 'one_sided', 'locked', 'one_sided']);
    for (const row of [0, 1, 2, 3]) {
      for (const field of ['mid', 'iv', 'delta', 'gamma', 'theta', 'vega', 'rho'] as const) expect(chain().columns[field][row]).toBeNaN();
    }
    expect(isUsable(market.quote(option(608, 'call')))).toBe(false);
    expect(market.quote(option(608, 'put'))).toMatchObject({ bid: null, ask: 500, status: 'one_sided' });
    market.list('SPY', session.date, [{ strike: 620, right: 'call' }]);
    expect(market.quote(option(620, 'call'))).toMatchObject({ bid: null, ask: null, status: 'absent', refresh: 0 });
  });

  it('falls back to spot for the forward, and prices nothing without either', () => {
    quote(noon, [4, 1.4, 1.5]);
    market.price(noon);
    expect(chain().forwardSource).toBe('none');
    expect(chain().statusAt(4)).toBe('bad_input');
    expect(chain().columns.mid[4]).toBeCloseTo(1.45, 12);
    spot(noon + 1, 612.1);
    market.price(noon + 1);
    expect(chain().forwardSource).toBe('spot');
    expect(chain().forward).toBe(612.1);
    expect(chain().statusAt(4)).toBe('priced');
  });

  it('lets a chain of changes grow stale by itself, and come back with its next event', () => {
    spot(noon, 612);
    book(noon, 612);
    market.price(noon);
    const row = chain().row(612, 'call') ?? -1;
    const iv = chain().columns.iv[row];
    market.price(noon + STALE);
    expect(chain().statusAt(row)).toBe('priced');
    market.price(noon + STALE + 1);
    expect(chain().statusAt(row)).toBe('stale');
    expect(chain().columns.iv[row]).toBeNaN();
    expect(chain().columns.mid[row]).toBeNaN();
    expect(market.quote(option(612, 'call'))).toMatchObject({ status: 'stale', time: noon });
    quote(noon + STALE + 2, [0, 4.4, 4.44]);
    market.price(noon + STALE + 2);
    expect(chain().statusAt(row)).toBe('priced');
    expect(chain().columns.iv[row]).toBeCloseTo(iv ?? Number.NaN, 3);
  });

  it('ages each row of a book that repeats on its own', () => {
    start('snapshot');
    spot(noon, 612);
    book(noon, 612);
    market.price(noon);
    book(noon + 10 * SECOND, 612, [612, 614]);
    market.price(noon + 10 * SECOND);
    const status = (strike: number): string => chain().statusAt(chain().row(strike, 'call') ?? -1);
    market.price(noon + STALE + 1);
    expect(STRIKES.map(status)).toEqual(['stale', 'stale', 'priced', 'priced', 'stale']);
    market.price(noon + STALE + 10 * SECOND + 1);
    expect(STRIKES.map(status)).toEqual(['stale', 'stale', 'stale', 'stale', 'stale']);
    book(noon + MINUTE, 612);
    market.price(noon + MINUTE);
    expect(STRIKES.map(status)).toEqual(STRIKES.map(() => 'priced'));
  });

  it('reprices rows without a new quote when the forward or the time has moved on', () => {
    spot(noon, 612);
    book(noon, 612);
    market.price(noon);
    const watcher = market.watch('SPY');
    const out = new Uint16Array(100);
    watcher.take(100, out);
    const row = chain().row(616, 'put') ?? -1;
    const delta = chain().columns.delta[row];
    book(noon + SECOND, 612.5, [610, 612, 614]);
    market.price(noon + SECOND);
    expect(chain().columns.delta[row]).not.toBe(delta);
    expect([...out.subarray(0, watcher.take(100, out))]).toContain(row);
    market.price(noon + 2 * SECOND);
    expect(watcher.size).toBe(0);
  });

  it('keeps mids after the reference, without volatility', () => {
    const time = session.reference + MINUTE;
    spot(time - 2 * MINUTE, 612);
    book(time - 2 * MINUTE, 612);
    market.price(time - 2 * MINUTE);
    book(time, 612);
    market.price(time);
    const row = chain().row(612, 'call') ?? -1;
    expect(chain().statusAt(row)).toBe('expired');
    expect(chain().columns.mid[row]).toBeCloseTo(1.5, 9);
    expect(chain().columns.iv[row]).toBeNaN();
    expect(chain().columns.delta[row]).toBeNaN();
    expect(isUsable(market.quote(option(612, 'call')))).toBe(true);
    expect(market.atm('SPY')).toBeNull();
  });

  it('tells each watcher what changed since it last looked, a new listing first of all', () => {
    const early = market.watch('SPY');
    const waiting = market.watch('QQQ');
    const out = new Uint16Array(100);
    expect(early.take(100, out)).toBe(10);
    spot(noon, 612);
    book(noon, 612);
    market.price(noon);
    expect(early.take(4, out)).toBe(4);
    const late = market.watch('SPY');
    expect(late.size).toBe(10);
    expect(early.size).toBe(6);
    late.take(100, out);
    late.close();
    quote(noon + 1, [3, 0.9, 0.93]);
    market.price(noon + 1);
    expect(late.size).toBe(0);
    const version = early.layoutVersion;
    market.list('SPY', session.date, [{ strike: 618, right: 'call' }]);
    expect(early.layoutVersion).toBe(version + 1);
    expect([...out.subarray(0, early.take(100, out))]).toContain(10);
    expect(waiting.layoutVersion).toBe(0);
    market.list('QQQ', session.date, [{ strike: 550, right: 'put' }]);
    expect(waiting.size).toBe(1);
  });

  it('answers quotes in money with a counter that moves with each renewal, changed or not', () => {
    spot(noon, 612, 611.99, 612);
    book(noon, 612);
    market.price(noon);
    const before = market.quote(option(612, 'call'));
    expect(before).toMatchObject({ bid: 14_800, ask: 15_200, bidSize: 10, time: noon, status: 'priced', refresh: 1 });
    book(noon + 1, 612);
    market.price(noon + 1);
    expect(market.quote(option(612, 'call'))?.refresh).toBe(2);
    expect(market.quote(option(613, 'call'))).toBeNull();
    expect(market.quote('QQQ' as InstrumentSymbol)).toMatchObject({ bid: null, status: 'absent' });
    expect(market.quote('SPY' as InstrumentSymbol)).toMatchObject({ bid: 6_119_900, ask: 6_120_000, delta: 1, gamma: 0, status: 'priced', refresh: 1 });
    market.price(noon + STALE + 1);
    expect(market.quote('SPY' as InstrumentSymbol)?.status).toBe('stale');
  });

  it('keeps the day of a ticker', () => {
    spot(session.open - MINUTE, 600);
    spot(session.open + SECOND, 611);
    spot(session.open + 2 * SECOND, 613);
    spot(session.open + 61 * SECOND, 610.5);
    spot(session.reference + MINUTE, 620);
    const state = market.tickerState('SPY');
    expect(state).toMatchObject({ last: 620, open: 611, high: 613, low: 610.5, previousClose: 610, time: session.reference + MINUTE });
    expect([...state.minutes.subarray(0, 3)]).toEqual([613, 610.5, Number.NaN]);
    expect(state.minutes).toHaveLength(405);
    expect(state.minutes[391]).toBe(620);
    expect(market.tickerState('VIX').last).toBeNaN();
  });

  it('refuses quotes of what was not listed and contracts of another day', () => {
    expect(() => quote(noon, [10, 1, 2])).toThrow(RangeError);
    expect(() => market.list('SPY', parseIsoDate('2026-08-24'), [])).toThrow(/2026-08-24/);
  });

  it('prices the same however often it is asked, and after a seek knows the whole day of the tickers', () => {
    const end = session.open + 3 * MINUTE;
    const seen = (asks: number): Market => {
      const feed = new SimulatedFeed({ seed: 4, session });
      const simulated = new Market({ session, clock: flatClock(session), rate: 0.037, quoting: 'changes', staleAfterMs: STALE });
      for (let time = session.open; time <= end; time += 250) {
        feed.advance(time, simulated);
        for (let ask = 0; ask < asks; ask += 1) simulated.price(time + ask * 60);
      }
      return simulated;
    };
    const [once, often] = [seen(1), seen(4)];
    expect(often.chain('SPY')?.columns).toEqual(once.chain('SPY')?.columns);
    const resumed = new Market({ session, clock: flatClock(session), rate: 0.037, quoting: 'changes', staleAfterMs: STALE });
    new SimulatedFeed({ seed: 4, session }).seek(end, resumed);
    expect(resumed.tickerState('QQQ')).toEqual(once.tickerState('QQQ'));
    expect(resumed.tickerState('VIX')).toEqual(once.tickerState('VIX'));
  });

  it('knows the exercise premiums from the first pricing on, however the moment was reached', () => {
    const rate = 0.045;
    const after = (from: number): Market => {
      const feed = new SimulatedFeed({ seed: 4, session, rate });
      const simulated = new Market({ session, clock: flatClock(session), rate, quoting: 'changes', staleAfterMs: STALE });
      feed.seek(from, simulated);
      simulated.price(from);
      for (let time = from + 250; time <= noon; time += 250) {
        feed.advance(time, simulated);
        simulated.price(time);
      }
      return simulated;
    };
    const [walked, jumped] = [after(noon - 2 * MINUTE), after(noon)].map((simulated) => simulated.chain('SPY'));
    if (!walked || !jumped) throw new Error('SPY is listed');
    let compared = 0;
    for (let row = 0; row < walked.count; row += 1) {
      const [one = Number.NaN, other = Number.NaN] = [walked.columns.iv[row], jumped.columns.iv[row]];
      if (Number.isNaN(one) || Math.abs(walked.columns.vega[row] ?? 0) < 0.005) continue;
      expect(Math.abs(one - other), `row ${row}`).toBeLessThan(0.005);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(30);
    expect(jumped.carry?.neglectedPremium).toBe(0);
  });

  it('works theta out anew for every row when the clock changes its pace', () => {
    let pace = 1;
    const clock: ExpiryClock = { ...flatClock(session), speed: () => pace };
    const paced = new Market({ session, clock, rate: 0, quoting: 'changes', staleAfterMs: HOUR });
    const feed = new SimulatedFeed({ seed: 4, session });
    feed.seek(noon, paced);
    paced.price(noon);
    const chain = paced.chain('SPY');
    const row = chain?.row(Math.round(chain.forward), 'call') ?? -1;
    const before = chain?.columns.theta[row] ?? Number.NaN;
    pace = 3;
    paced.price(noon + 250);
    expect((chain?.columns.theta[row] ?? Number.NaN) / before).toBeCloseTo(3, 2);
  });

  it('prices the simulated market: nearly every two-sided quote has a volatility, smooth in the strike', () => {
    const feed = new SimulatedFeed({ seed: 4, session });
    const simulated = new Market({ session, clock: flatClock(session), rate: 0.037, quoting: 'changes', staleAfterMs: feed.description.staleAfterMs });
    feed.seek(noon, simulated);
    for (let time = noon; time < noon + 30 * SECOND; time += 250) {
      feed.advance(time, simulated);
      simulated.price(time);
    }
    for (const underlying of ['SPY', 'QQQ', 'IWM'] as const) {
      const priced = simulated.chain(underlying);
      if (priced === null) throw new Error(`${underlying} is listed`);
      const state = simulated.tickerState(underlying);
      expect(Math.abs(priced.forward - state.last)).toBeLessThan(0.03);
      const atm = simulated.atm(underlying);
      expect(atm?.iv).toBeGreaterThan(0.08);
      expect(atm?.iv).toBeLessThan(0.7);
      for (const { call, put, strike } of priced.ladder) {
        if (Math.abs(strike - priced.forward) > (atm?.sigmaLeft ?? 0)) continue;
        expect(priced.statusAt(call)).toBe('priced');
        expect(Math.abs((priced.columns.iv[call] ?? 0) - (priced.columns.iv[put] ?? 9))).toBeLessThan(0.02);
      }
    }
  });
});
