import { type BreakerView, breakerViewSchema, flattenPlanSchema, type Flattening, flatteningSchema, type FlattenPlan, type FlattenStep, type Gauge, gaugeSchema, type KillResult, killResultSchema, type RiskView, riskViewSchema } from '../../../src-core/contract/risk.ts';
import { symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../src-core/money.ts';
import { type LimitName, LIMITS } from '../../../src-core/risk/limits.ts';
import type { Exposure, RiskMeasures } from '../../../src-core/risk/measures.ts';
import { type BreakerName, BREAKERS, stateAfter, type Trip, tripSchema } from '../../../src-core/risk/trading-state.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';

export const EXPIRY = parseIsoDate('2026-11-20');
/** 13:42:07 in New York. */
export const NOW = Date.parse('2026-11-20T18:42:07Z');
export const REFERENCE = Date.parse('2026-11-20T21:00:00Z');

const dollars = (amount: number | null): Money | null => (amount === null ? null : fromDollars(amount));

export function optionSymbol(underlying: Underlying, strike: number, right: 'call' | 'put'): string {
  return symbolOf({ kind: 'option', underlying, expiry: EXPIRY, right, strike: fromDollars(strike) });
}

function exposure(given: Partial<Record<'delta' | 'gamma' | 'vega' | 'thetaLeft' | 'dayResult' | 'margin' | 'worstCase' | 'worstCaseWithOrders' | 'worstAt', number | null>> & { readonly positions?: readonly [held: number, onOrder: number] }): Exposure {
  const worstCase = given.worstCase === undefined ? 0 : given.worstCase;
  return {
    delta: given.delta ?? 0,
    gamma: given.gamma ?? 0,
    vega: given.vega ?? 0,
    thetaLeft: given.thetaLeft ?? 0,
    dayResult: dollars(given.dayResult ?? 0),
    margin: fromDollars(given.margin ?? 0),
    worstCase: dollars(worstCase),
    worstCaseWithOrders: dollars(given.worstCaseWithOrders === undefined ? worstCase : given.worstCaseWithOrders),
    worstAt: given.worstAt ?? null,
    positions: given.positions?.[0] ?? 0,
    positionsOnOrder: given.positions?.[1] ?? 0,
  };
}

/** An iron condor on SPY, a bear call spread on QQQ and a straddle on IWM. */
export const HELD: RiskMeasures = {
  time: NOW,
  clockLabel: 'variance clock · FOMC 14:00',
  equity: fromDollars(25_000),
  book: exposure({ delta: -13_280, gamma: -41_320, vega: -31.4, thetaLeft: 291.2, dayResult: 184.2, margin: 1_911.4, worstCase: 2_123.18, worstCaseWithOrders: 2_420.9, positions: [3, 1] }),
  underlyings: [
    { underlying: 'SPY', spot: 612.27, ...exposure({ delta: -4_120, gamma: -28_900, vega: -22.1, thetaLeft: 204.6, dayResult: 61.44, margin: 438, worstCase: 442.18, worstCaseWithOrders: 739.9, worstAt: 620, positions: [1, 1] }) },
    { underlying: 'QQQ', spot: 548.9, ...exposure({ delta: -10_310, gamma: -19_740, vega: -13.6, thetaLeft: 139.1, dayResult: 59.6, margin: 468, worstCase: 471, worstAt: 553, positions: [1, 0] }) },
    { underlying: 'IWM', spot: 231.16, ...exposure({ delta: 1_150, gamma: 7_320, vega: 4.3, thetaLeft: -52.5, dayResult: 63.16, margin: 1_005.4, worstCase: 1_210, worstAt: 231, positions: [1, 0] }) },
  ],
  buyingPower: fromDollars(22_790.6),
  reserved: fromDollars(298),
  dayAtWorst: fromDollars(2_236.7),
  dayPeak: fromDollars(241.55),
  valueAtRisk: [
    { horizon: 60, var95: 214.3, var99: 402.8, shortfall95: 327.1, shortfall99: 512.6, paths: 20_000, note: 'Joined by the correlations of the last 60 minutes, of 12 s ago.' },
    { horizon: 138, var95: 401.7, var99: 810.2, shortfall95: 640.4, shortfall99: 1_021.9, paths: 20_000, note: 'Joined by the correlations of the last 60 minutes, of 12 s ago.' },
  ],
};

/** Nothing held, nothing on order. */
export const NOTHING_HELD: RiskMeasures = {
  ...HELD,
  book: exposure({}),
  underlyings: HELD.underlyings.map(({ underlying, spot }) => ({ underlying, spot, ...exposure({}) })),
  buyingPower: fromDollars(25_000),
  reserved: fromDollars(0),
  dayAtWorst: fromDollars(0),
  dayPeak: fromDollars(0),
  valueAtRisk: HELD.valueAtRisk.map((each) => ({ ...each, var95: 0, var99: 0, shortfall95: 0, shortfall99: 0 })),
};

function gauge(limit: LimitName, unit: Gauge['unit'], used: number | null, most: number, underlying: Underlying | null = null): Gauge {
  return gaugeSchema.parse({ limit, title: LIMITS[limit].title, underlying, unit, used, most, left: used === null ? null : Math.max(0, most - used) });
}

export const GAUGES: readonly Gauge[] = [
  gauge('daily_loss_limit', 'dollars', 0, 2_000),
  gauge('daily_drawdown_limit', 'dollars', 57.35, 2_500),
  gauge('max_day_risk', 'dollars', 2_236.7, 4_000),
  gauge('max_margin_use', 'dollars', 2_209.4, 15_000),
  gauge('max_delta', 'dollars', 13_280, 200_000),
  gauge('max_gamma', 'dollars', 41_320, 50_000),
  gauge('max_vega', 'dollars', 31.4, 1_000),
  gauge('max_positions', 'count', 4, 10),
  gauge('max_underlying_risk', 'dollars', 739.9, 3_000, 'SPY'),
  gauge('max_underlying_risk', 'dollars', 471, 3_000, 'QQQ'),
  gauge('max_underlying_risk', 'dollars', 1_210, 3_000, 'IWM'),
];

function breaker(name: BreakerName, unit: BreakerView['unit'], value: number | null, threshold: number | null, given: Partial<BreakerView> = {}): BreakerView {
  const { title, level } = BREAKERS[name];
  return breakerViewSchema.parse({ breaker: name, title, level, underlying: null, value, threshold, unit, state: 'quiet', since: null, text: null, ...given });
}

export const QUIET_BREAKERS: readonly BreakerView[] = [
  breaker('day_loss', 'dollars', -184.2, 2_000),
  breaker('day_drawdown', 'dollars', 57.35, 2_500),
  breaker('underlying_loss', 'dollars', -61.44, 1_500, { underlying: 'SPY' }),
  breaker('underlying_loss', 'dollars', -59.6, 1_500, { underlying: 'QQQ' }),
  breaker('underlying_loss', 'dollars', -63.16, 1_500, { underlying: 'IWM' }),
  breaker('vix', 'points', 16.84, 35),
  breaker('correlation', 'correlation', null, 0.3, { text: 'SPY and IWM have 41 of 60 minute returns.' }),
  breaker('volume', 'factor', 1.18, 3),
  breaker('stale_feed', 'seconds', 0.1, 20),
  breaker('clock_skew', 'seconds', 0, 5),
  breaker('reject_streak', 'count', 0, 5),
  breaker('orders_in_doubt', 'seconds', 0, 30),
  breaker('kill', 'none', null, null),
  breaker('by_hand', 'none', null, null),
];

/** A trip as its breaker would make it. */
export function trip(breaker: BreakerName, text: string, given: Partial<Trip> = {}): Trip {
  const { state, lasts } = BREAKERS[breaker];
  return tripSchema.parse({ id: `${breaker}-1`, breaker, underlying: null, state, lasts, time: NOW - 3 * MINUTE, value: null, threshold: null, text, ...given });
}

export const KILLED = trip('kill', 'Trading was halted by the kill switch; 2 orders were cancelled.', { time: NOW - 12_000 });
export const BY_HAND = trip('by_hand', 'Reducing was chosen by hand.');
export const VIX_TRIP = trip('vix', 'VIX is 36.20; the limit is 35.00.', { value: 36.2, threshold: 35 });
export const DAY_LOSS = trip('day_loss', 'The day\'s loss is $2,041.50; the limit is $2,000.00. The day is locked.', { value: 2_041.5, threshold: 2_000 });

/** A view with those trips; its state and breakers follow from them. */
export function riskView(trips: readonly Trip[] = [], given: Partial<RiskView> = {}): RiskView {
  const alone = (['SPY', 'QQQ', 'IWM'] as const).map((underlying) => ({ underlying, state: stateAfter(trips, underlying) }));
  const state = stateAfter(
    trips.filter(({ underlying }) => underlying === null),
    null,
  );
  return riskViewSchema.parse({
    time: NOW,
    state,
    underlyings: alone.filter((each) => each.state !== state),
    locked: trips.some(({ lasts, underlying }) => lasts === 'day' && underlying === null),
    trips,
    breakers: QUIET_BREAKERS.map((quiet) => {
      const acted = trips.find(({ breaker, underlying }) => breaker === quiet.breaker && underlying === quiet.underlying);
      return acted === undefined ? quiet : { ...quiet, state: 'tripped', since: acted.time, value: acted.value ?? quiet.value, text: acted.text };
    }),
    gauges: GAUGES,
    measures: HELD,
    flattening: null,
    problems: [],
    ...given,
  });
}

const leg = (underlying: Underlying, strike: number, right: 'call' | 'put', side: 'buy' | 'sell') => ({ symbol: optionSymbol(underlying, strike, right), side, ratio: 1 });
const ladder = (...prices: readonly number[]): number[] => prices.map(fromDollars);

function step(given: Pick<FlattenStep, 'underlying' | 'strategy' | 'kind' | 'quantity'> & { readonly trade: number; readonly legs: readonly ReturnType<typeof leg>[]; readonly ladder: readonly number[]; readonly cost: readonly [mid: number, expected: number, worst: number] | null; readonly state?: FlattenStep['state']; readonly price?: number; readonly filled?: number; readonly text?: string }): unknown {
  const { trade, cost, price, state = 'planned', filled = 0, text = null, ...rest } = given;
  return {
    ...rest,
    tradeId: `00000000-0000-4000-8000-00000000000${trade}`,
    atMid: dollars(cost?.[0] ?? null),
    expected: dollars(cost?.[1] ?? null),
    atWorst: dollars(cost?.[2] ?? null),
    state,
    price: dollars(price ?? null),
    filled,
    text,
  };
}

const CONDOR = [leg('SPY', 617, 'call', 'buy'), leg('SPY', 620, 'call', 'sell'), leg('SPY', 607, 'put', 'buy'), leg('SPY', 604, 'put', 'sell')];
const BEAR_CALL = [leg('QQQ', 551, 'call', 'buy'), leg('QQQ', 553, 'call', 'sell')];

/** What closing all that is held would do: a package that is quoted, one that waits, and a long that nobody bids for. */
export const PLAN: FlattenPlan = flattenPlanSchema.parse({
  time: NOW,
  steps: [
    step({ trade: 1, underlying: 'SPY', strategy: 'iron condor', kind: 'package', legs: CONDOR, quantity: 2, ladder: ladder(0.52, 0.56, 0.6, 0.75), cost: [109.52, 117.52, 155.52] }),
    step({ trade: 2, underlying: 'QQQ', strategy: 'bear call spread', kind: 'package', legs: BEAR_CALL, quantity: 3, ladder: ladder(0.23, 0.25, 0.27, 0.42), cost: [74.1, 80.1, 131.1] }),
    step({ trade: 3, underlying: 'IWM', strategy: 'straddle', kind: 'short', legs: [leg('IWM', 231, 'call', 'buy')], quantity: 1, ladder: [], cost: null, state: 'waiting', text: 'The 231 call has no ask; it is closed as soon as somebody offers it.' }),
    step({ trade: 3, underlying: 'IWM', strategy: 'straddle', kind: 'long', legs: [leg('IWM', 226, 'put', 'sell')], quantity: 1, ladder: [], cost: null, state: 'left', text: 'Nobody bids for the 226 put; it is left to lapse.' }),
  ],
  atMid: null,
  expected: null,
  atWorst: null,
  seconds: 40,
});

/** The same of what is quoted alone, with its sums. */
export const QUOTED_PLAN: FlattenPlan = flattenPlanSchema.parse({ ...PLAN, steps: PLAN.steps.slice(0, 2), atMid: dollars(183.62), expected: dollars(197.62), atWorst: dollars(286.62) });

export const FLATTENING: Flattening = flatteningSchema.parse({
  state: 'running',
  startedAt: NOW - 9_000,
  endedAt: null,
  plan: {
    ...PLAN,
    steps: [
      { ...PLAN.steps[0], state: 'done', filled: 2, price: dollars(0.56) },
      { ...PLAN.steps[1], state: 'working', filled: 1, price: dollars(0.25) },
      PLAN.steps[2],
      PLAN.steps[3],
    ],
  },
});

export const KILL_RESULT: KillResult = killResultSchema.parse({ cancelled: 2, milliseconds: 3.4, plan: PLAN });
