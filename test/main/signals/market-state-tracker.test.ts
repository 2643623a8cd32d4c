import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import shipped from '../../../resources/correlation-baseline.json' with { type: 'json' };
import { newYorkTime } from '../../../src-core/calendar/exchange-calendar.ts';
import { varianceClock, varianceCurveSchema } from '../../../src-core/calendar/variance-clock.ts';
import type { Bar } from '../../../src-core/contract/connections.ts';
import { marketStateViewSchema } from '../../../src-core/contract/signals.ts';
import type { Ticker, Underlying } from '../../../src-core/instruments/instrument.ts';
import { parseShippedBaseline } from '../../../src-core/market/correlation-baseline.ts';
import { type MarketState, marketStateSchema, type UnderlyingState } from '../../../src-core/signals/market-state.ts';
import { type EpochMs, MINUTE, parseIsoDate, SECOND } from '../../../src-core/time.ts';
import type { FeedSink } from '../../../src-main/market-data/feed.ts';
import { Market } from '../../../src-main/market-data/market.ts';
import type { ReadMinutes } from '../../../src-main/market-data/former-days.ts';
import { MarketMeasures } from '../../../src-main/market-data/market-measures.ts';
import { SimulatedFeed } from '../../../src-main/market-data/simulated-feed.ts';
import { type MarketStateParts, MarketStateTracker } from '../../../src-main/signals/market-state-tracker.ts';
import { tradingSession } from '../market-data/session.ts';

const session = tradingSession('2026-11-20');
const curve = varianceCurveSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../resources/variance-curve.json'), 'utf8')));
const clock = varianceClock(session, curve, []);
const baseline = parseShippedBaseline(shipped);
const none: ReadMinutes = () => Promise.resolve([]);

/** A simulated session, a market that hears of it through `through`, and its tracker. */
class Desk {
  readonly feed = new SimulatedFeed({ seed: 5, session, rate: 0.04 });
  readonly market = new Market({ session, clock, rate: 0.04, quoting: this.feed.description.quoting, staleAfterMs: this.feed.description.staleAfterMs });
  readonly states: MarketState[] = [];
  readonly tracker: MarketStateTracker;
  readonly sink: FeedSink;
  /** The next step of ten seconds. */
  #time = session.open;

  constructor(parts: Partial<MarketStateParts> = {}, through: (market: FeedSink) => FeedSink = (market) => market) {
    const { readMinutes = none } = parts;
    const measures = new MarketMeasures({ session, market: this.market });
    this.tracker = new MarketStateTracker({ session, market: this.market, measures, events: [], readMinutes, baseline, ...parts });
    this.sink = through(this.market);
  }

  /** Enters the session in its midst, as a restart does. */
  enter(time: EpochMs): this {
    this.feed.seek(time, this.sink);
    this.step(time);
    return this;
  }

  /** In steps of ten seconds up to a moment, and there. */
  play(until: EpochMs): this {
    for (let time = this.#time; time < until; time += 10 * SECOND) this.#go(time);
    this.#go(until);
    return this;
  }

  #go(time: EpochMs): void {
    this.feed.advance(time, this.sink);
    this.step(time);
  }

  step(now: EpochMs): boolean {
    this.#time = now - ((now - session.open) % (10 * SECOND)) + 10 * SECOND;
    this.market.price(now);
    const closed = this.tracker.step(now);
    const state = this.tracker.state();
    if (closed && state !== null) this.states.push(state);
    return closed;
  }

  get last(): MarketState {
    const state = this.states.at(-1);
    if (state === undefined) throw new Error('no bar has closed');
    return state;
  }
}

/** Nothing of some rows or tickers. */
function without(left: { readonly ticker?: Ticker; readonly right?: 'call' | 'put' }): (market: FeedSink) => FeedSink {
  return (market) => {
    const rights = new Map<Underlying, ('call' | 'put')[]>();
    return {
      list(underlying, expiry, contracts) {
        rights.set(underlying, [...(rights.get(underlying) ?? []), ...contracts.map(({ right }) => right)]);
        market.list(underlying, expiry, contracts);
      },
      ticker: (tick) => (tick.ticker === left.ticker ? undefined : market.ticker(tick)),
      quotes(batch) {
        for (let i = 0; i < batch.count; i += 1) {
          if (rights.get(batch.underlying)?.[batch.row[i] ?? -1] !== left.right) continue;
          batch.bid[i] = Number.NaN;
          batch.ask[i] = Number.NaN;
        }
        market.quotes(batch);
      },
    };
  };
}

function spy(state: MarketState): UnderlyingState {
  if (!state.underlyings.SPY.ok) throw new Error(state.underlyings.SPY.reason);
  return state.underlyings.SPY.value;
}

const at = (minutes: number): EpochMs => session.open + minutes * MINUTE;

describe('a morning that ran through', () => {
  const desk = new Desk();
  const told: string[] = [];
  beforeAll(() => {
    for (let minute = 1; minute <= 65; minute += 1) {
      desk.play(at(minute));
      told.push(JSON.stringify(desk.last));
    }
    desk.play(at(65) + 20 * SECOND);
  });

  test('has one state a bar, plain data, and a state that was told never changes', () => {
    expect(desk.states.map(({ time }) => time)).toEqual(Array.from({ length: 65 }, (_, minute) => at(minute + 1)));
    expect(desk.states.map((state) => JSON.stringify(state))).toEqual(told);
    for (const state of desk.states) expect(marketStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    marketStateViewSchema.omit({ detections: true }).parse(desk.tracker.view());
  });

  test('measures prices by finished minutes', () => {
    const { minutes } = desk.market.tickerState('SPY');
    const price = (minute: number): number => minutes[minute] as number;
    const { value } = { value: spy(desk.last) };
    expect(value.price).toBe(price(64));
    expect(value.returns.m30).toBeCloseTo(Math.log(price(64) / price(34)), 14);
    const squares = Array.from({ length: 64 }, (_, minute) => Math.log(price(minute + 1) / price(minute)) ** 2).reduce((sum, square) => sum + square, 0);
    expect(value.variance.realised).toBeCloseTo(Math.sqrt(squares / (clock.yearsLeft(at(1)) - clock.yearsLeft(at(65)))), 10);
    expect(spy(desk.states[28] as MarketState).openingRange).toBeNull();
    const opening = spy(desk.states[29] as MarketState);
    expect(value.openingRange).toEqual({ high: opening.high, low: opening.low });
  });

  test('measures momentum and range by what options asked for', () => {
    const [then, now] = [spy(desk.states[34] as MarketState), spy(desk.last)];
    const years = clock.yearsLeft(at(35)) - clock.yearsLeft(at(65));
    expect(now.momentum.m30).toBeCloseTo((now.returns.m30 ?? Number.NaN) / ((then.variance.implied ?? Number.NaN) * Math.sqrt(years)), 12);
    const first = spy(desk.states[0] as MarketState);
    expect(now.expectedMove?.sigmaAtOpen).toBe(first.expectedMove?.sigma);
    const part = (clock.yearsLeft(at(0)) - clock.yearsLeft(at(65))) / clock.yearsLeft(at(1));
    expect(now.rangeRatio).toBeCloseTo((now.high - now.low) / (1.5957691 * (first.expectedMove?.sigma ?? Number.NaN) * Math.sqrt(part)), 6);
    // A mean distance is 0.8 of a deviation for a normal distribution, less with heavy tails; the middle 68 % is narrower than two of them.
    const move = now.expectedMove;
    expect((move?.mean ?? 0) / (move?.sigma ?? 1)).toBeGreaterThan(0.65);
    expect((move?.mean ?? 9) / (move?.sigma ?? 1)).toBeLessThan(0.81);
  });

  test('knows the age of the open interest and both conventions of who holds it', () => {
    const { gamma } = spy(desk.last);
    if (!gamma.ok) throw new Error(gamma.reason);
    expect(gamma.value.callsLessPuts).toBe(-gamma.value.putsLessCalls);
    expect(gamma.value.gross).toBeGreaterThan(Math.abs(gamma.value.callsLessPuts));
    expect(gamma.value).toMatchObject({ asOf: '2026-11-19', ageDays: 1 });
  });

  test('compares pairs with the shipped baseline while no days are known', () => {
    const pair = desk.last.pairs.SPY_QQQ;
    if (!pair.ok || !pair.value.baseline.ok) throw new Error('the pair is known');
    expect(pair.value.baseline.value).toMatchObject({ source: 'shipped', days: 7 });
    expect(pair.value.gapZExtreme).toBeGreaterThanOrEqual(Math.abs(pair.value.gapZ ?? 9));
    expect(pair.value.z).not.toBeNull();
    expect(desk.states[19]?.pairs.SPY_QQQ).toMatchObject({ ok: true, value: { short: null, z: null, baseline: { ok: false } } });
  });

  test('shows the day by minute, and where the price may go', () => {
    const view = desk.tracker.view();
    expect(view.history.price.SPY).toHaveLength(65);
    expect(view.history.implied.SPY.every((iv) => iv !== null)).toBe(true);
    expect(view.history.correlation.SPY_QQQ.findIndex((value) => value !== null)).toBe(20);
    expect(view.history.baseline.SPY_QQQ.findIndex((value) => value !== null)).toBe(20);
    expect(view.cones.SPY[0]?.time).toBe(at(65));
    expect(view.cones.SPY.at(-1)).toMatchObject({ time: session.reference, low68: spy(desk.last).expectedMove?.low });
  });

  test('is measured the same after a restart, but for what options asked for before it', () => {
    const again = new Desk();
    again.enter(at(64) + 30 * SECOND);
    expect(again.states).toEqual([]);
    expect(again.tracker.view()).toMatchObject({ state: null, reason: 'waiting for the close of the bar at 10:35' });
    again.play(at(65));
    const { regime, pairs, underlyings } = again.last;
    expect({ regime, pairs }).toEqual({ regime: desk.last.regime, pairs: desk.last.pairs });
    if (!underlyings.SPY.ok) throw new Error(underlyings.SPY.reason);
    const { momentum, rangeRatio, variance, expectedMove, price, open, high, low, returns, openingRange, previousClose } = underlyings.SPY.value;
    const before = spy(desk.last);
    expect(before).toMatchObject({ price, open, high, low, returns, openingRange, previousClose });
    expect({ momentum, rangeRatio }).toEqual({ momentum: { m15: null, m30: null, m60: null }, rangeRatio: null });
    expect(variance).toMatchObject({ realised: before.variance.realised, impliedAtOpen: null, implied15: null });
    expect(variance.implied).toBeCloseTo(before.variance.implied ?? Number.NaN, 3);
    expect(expectedMove).toMatchObject({ sigmaAtOpen: null, used: null });
  });
});

test('what comes after the close of a bar changes nothing of its prices, though the step is late', () => {
  const [onTime, late] = [new Desk().enter(at(39) + 1).play(at(40)), new Desk().enter(at(39) + 1).play(at(40) - 1)];
  // Within three seconds of the close every price goes wild.
  const prices: readonly (readonly [Ticker, number])[] = [['SPY', 700], ['QQQ', 300], ['IWM', 300], ['VIX', 80]];
  for (const [ticker, last] of prices) {
    late.sink.ticker({ ticker, time: at(40) + 2 * SECOND, last, bid: last, ask: last + 0.01, volume: 9e9, previousClose: Number.NaN });
  }
  expect(late.step(at(40) + 3 * SECOND)).toBe(true);
  const pricesOf = (state: MarketState) => {
    const { price, open, high, low, returns, openingRange, variance } = spy(state);
    return { price, open, high, low, returns, openingRange, realised: [variance.realised, variance.realised30] };
  };
  expect(late.last.time).toBe(at(40));
  expect(pricesOf(late.last)).toEqual(pricesOf(onTime.last));
  expect(late.last.pairs).toEqual(onTime.last.pairs);
  expect(late.last.regime).toEqual(onTime.last.regime);
});

describe('what is not known is said', () => {
  test('a clock that jumps, and a close that is seen late', () => {
    const desk = new Desk().play(at(5));
    desk.feed.advance(at(12), desk.sink);
    expect(desk.step(at(12))).toBe(true);
    const unknown = { ok: false, reason: '7 minutes passed without a quote up to 09:42' };
    expect(desk.last).toMatchObject({ minute: 12, regime: unknown, pairs: { SPY_IWM: unknown }, underlyings: { QQQ: unknown } });
    expect(desk.tracker.view().cones.SPY).toEqual([]);
    desk.play(at(13));
    expect(desk.last.underlyings.SPY.ok).toBe(true);
    desk.play(at(14) - 1);
    desk.step(at(14) + 12 * SECOND);
    expect(desk.last.underlyings.IWM).toEqual({ ok: false, reason: "the bar's close at 09:44 was seen 12 seconds late" });
  });

  test('a feed that falls silent', () => {
    const desk = new Desk().play(at(8) + 50 * SECOND);
    for (let minute = 9; minute <= 15; minute += 1) desk.step(at(minute));
    const [first, second] = desk.states.slice(8);
    expect(first?.underlyings.SPY).toMatchObject({ ok: true });
    expect(second?.underlyings.SPY).toEqual({ ok: false, reason: 'SPY had no price for 1 minute up to 09:40' });
    expect(second?.pairs.SPY_QQQ).toEqual(second?.underlyings.SPY);
    expect(second?.regime.ok).toBe(true);
    expect(desk.last.underlyings.SPY).toEqual({ ok: false, reason: 'SPY had no price for 6 minutes up to 09:45' });
    expect(desk.last.regime).toEqual({ ok: false, reason: 'no VIX was heard of for 6 minutes' });
  });

  test('a quote that is stale at the close', () => {
    const desk = new Desk().play(at(8) + 30 * SECOND);
    desk.step(at(9));
    expect(desk.last.underlyings.IWM).toEqual({ ok: false, reason: 'the last quote of IWM was stale at 09:39' });
  });

  test('no VIX, and a ticker without a price', () => {
    expect(new Desk({}, without({ ticker: 'VIX' })).play(at(2)).last.regime).toEqual({ ok: false, reason: 'no VIX was heard of today' });
    const desk = new Desk({}, without({ ticker: 'IWM' })).play(at(2));
    expect(desk.last.pairs).toMatchObject({ SPY_QQQ: { ok: true }, QQQ_IWM: { ok: false, reason: 'IWM has had no price today up to 09:32' } });
  });

  test('a chain without puts', () => {
    const state = spy(new Desk({}, without({ right: 'put' })).play(at(2)).last);
    expect(state).toMatchObject({ expectedMove: null, gamma: { ok: false, reason: 'no put of the same-day chain is quoted' }, variance: { implied: null } });
    expect(state.chain.calls).toBeGreaterThan(20);
    expect(state.chain.puts).toBe(0);
  });
});

describe('former days', () => {
  /** The session's first hour of some dates: the pairs move alike on all of them, each day a little less so. */
  function minutesOf(underlying: Underlying, date: string, day: number): readonly Bar[] {
    const open = newYorkTime(parseIsoDate(date), '09:30');
    const noise = { SPY: 0, QQQ: 1.1, IWM: 2.3 }[underlying] * (1 + 0.1 * day);
    return Array.from({ length: 60 }, (_, minute): Bar => {
      const close = 100 * Math.exp(0.001 * (Math.sin(minute * 1.7) + noise * Math.sin(minute * 0.9 + noise)));
      return { time: open + minute * MINUTE, open: null, high: null, low: null, close, volume: 1_000 * (day + 1) };
    });
  }
  // The day after Thanksgiving of 2025 closed early; Saturday is no session.
  const whole = ['2026-11-12', '2026-11-13', '2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'];
  const reading = (dates: readonly string[]): ReadMinutes => (underlying) => Promise.resolve(dates.flatMap((date, day) => minutesOf(underlying, date, day)));

  test('make the baseline and the ordinary volume once five of them are known, and VIX a percentile after twenty', async () => {
    const vix = (days: number) => (_: Ticker, __: EpochMs, to: EpochMs) =>
      Promise.resolve(Array.from({ length: days }, (_, day): Bar => ({ time: to - (days - day) * 24 * 60 * MINUTE, open: null, high: null, low: null, close: day < 15 ? 1 : 99, volume: null })));
    const desk = new Desk({ readMinutes: reading(whole), readDays: vix(20) });
    await desk.tracker.load();
    desk.enter(at(24) + 20 * SECOND).play(at(25));
    const { regime, pairs } = desk.last;
    expect(regime).toMatchObject({ ok: true, value: { percentile: 0.75, days: 20 } });
    expect(pairs.SPY_IWM).toMatchObject({ ok: true, value: { baseline: { ok: true, value: { source: 'recorded', days: 6 } } } });
    const { volumes } = desk.market.tickerState('SPY');
    // Fifteen minutes of 1,000 to 6,000 shares.
    expect(spy(desk.last).volumeRatio).toBeCloseTo(((volumes[24] as number) - (volumes[9] as number)) / (15 * 3_500), 9);
    const few = new Desk({ readMinutes: reading(whole.slice(2)), readDays: vix(19) });
    await few.tracker.load();
    few.enter(at(24) + 20 * SECOND).play(at(25));
    expect(few.last.regime).toMatchObject({ ok: true, value: { percentile: null, days: 19 } });
    expect(few.last.pairs.SPY_IWM).toMatchObject({ ok: true, value: { baseline: { ok: true, value: { source: 'shipped' } } } });
    expect(spy(few.last).volumeRatio).toBeNull();
  });

  test('count a minute that was recorded twice once, and weekends, holidays and early closes not at all', async () => {
    const day = tradingSession('2025-12-05');
    const dates = ['2025-11-22', '2025-11-27', '2025-11-28', '2025-12-01', '2025-12-01', '2025-12-02', '2025-12-03', '2025-12-04'];
    const feed = new SimulatedFeed({ seed: 5, session: day });
    const market = new Market({ session: day, clock: varianceClock(day, curve, []), rate: 0.04, quoting: 'changes', staleAfterMs: 15 * SECOND });
    const readMinutes = reading(dates);
    const tracker = new MarketStateTracker({ session: day, market, measures: new MarketMeasures({ session: day, market }), events: [], readMinutes, baseline: null });
    await tracker.load();
    feed.seek(day.open + 22 * MINUTE, market);
    market.price(day.open + 22 * MINUTE);
    expect(tracker.step(day.open + 22 * MINUTE)).toBe(true);
    const pair = tracker.state()?.pairs.SPY_QQQ;
    if (!pair?.ok) throw new Error('the pair is known');
    expect(pair.value.baseline).toEqual({ ok: false, reason: 'fewer than 5 former sessions are known at this minute, and no measured baseline came with the program' });
    expect(pair.value.z).toBeNull();
  });
});

test('asks the pump for a step at each close, up to the reference', () => {
  const { tracker } = new Desk();
  expect(tracker.nextTime()).toBe(at(1));
  tracker.advance(at(1));
  expect(tracker.nextTime()).toBe(at(2));
  tracker.advance(at(389) + 1);
  expect(tracker.nextTime()).toBe(session.reference);
  tracker.advance(session.reference);
  expect(tracker.nextTime()).toBeNull();
});
