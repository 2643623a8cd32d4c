import type { AnalysisView } from '../../../src-core/contract/analysis.ts';
import type { PackageView } from '../../../src-core/contract/schemas.ts';
import { type Right, symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import { densityMove } from '../../../src-core/market/expected-move.ts';
import { LognormalMixture } from '../../../src-core/market/smile/lognormal-mixture.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { OPEN } from './fake-session.ts';

const DATE = parseIsoDate('2026-11-20');
const REFERENCE = OPEN + 390 * MINUTE;
const RATE = 0.04;
/** Of the variance that the made-up chain is priced with, in a minute of the last hours. */
const YEARS_PER_MINUTE = 0.00261 / 138;

/** A market whose distribution is a skewed mixture, on a clock that runs faster to the end. */
export function fakeAnalysis(underlying: Underlying, spot: number, now: number): AnalysisView {
  const whole = (REFERENCE - now) / MINUTE;
  const minutes = [...Array.from({ length: Math.max(0, Math.ceil(whole / 5)) }, (_, i) => i * 5), whole];
  const varianceYears = minutes.map((at) => YEARS_PER_MINUTE * (at + Math.min(at, 30) * 0.5));
  const years = varianceYears.at(-1) ?? 0;
  const forward = spot + 0.01;
  const total = 0.131 * Math.sqrt(years);
  const low = forward * 0.997;
  const weights = [0.3, 0.7] as const;
  const high = (forward - weights[0] * low) / weights[1];
  const components = [
    { weight: weights[0], forward: low, totalVolatility: total * 1.4 },
    { weight: weights[1], forward: high, totalVolatility: total * 0.78 },
  ];
  const { meanMove, sigma, interval68, interval95 } = densityMove(new LognormalMixture(forward, components));
  return {
    underlying,
    time: now,
    date: DATE,
    open: OPEN,
    reference: REFERENCE,
    clockLabel: 'variance clock · FOMC 14:00',
    spot,
    last: spot,
    forward,
    rate: RATE,
    discount: 0.99999,
    clock: { minutes, varianceYears },
    atmIv: 0.131,
    distribution: {
      state: 'known',
      source: 'smile',
      forward,
      years,
      components,
      move: { mean: meanMove, sigma, interval68: { low: interval68.low, high: interval68.high }, interval95: { low: interval95.low, high: interval95.high } },
    },
  };
}

/** Lowest puts first: five condors, no contract twice. */
const CONDORS: readonly (readonly [packages: number, strikes: readonly [number, number, number, number]])[] = [
  [2, [604, 607, 617, 620]],
  [1, [603, 606, 616, 619]],
  [3, [602, 605, 618, 621]],
  [1, [608, 609, 613, 615]],
  [2, [600, 601, 622, 624]],
];

/** A book of twenty legs. */
export function twentyLegs(): PackageView[] {
  const none = { optimistic: ZERO, expected: ZERO, pessimistic: ZERO };
  const noGreeks = { delta: 0, gamma: 0, theta: 0, vega: 0 };
  return CONDORS.map(([packages, [lowWing, low, high, highWing]], index) => {
    const legs: readonly (readonly [Right, number, number, number])[] = [['put', lowWing, 1, 0.21], ['put', low, -1, 0.6], ['call', high, -1, 0.55], ['call', highWing, 1, 0.16]];
    return {
      tradeId: `00000000-0000-4000-8000-00000000020${index}`,
      underlying: 'SPY',
      strategy: 'iron condor',
      signalId: null,
      status: 'open',
      openedAt: OPEN + (30 + index) * MINUTE,
      closedAt: null,
      quantity: packages,
      entry: -0.78,
      mid: -0.6,
      natural: -0.66,
      legs: legs.map(([right, strike, side, price]) => ({
        symbol: symbolOf({ kind: 'option', underlying: 'SPY', expiry: DATE, right, strike: fromDollars(strike) }),
        quantity: side * packages,
        averagePrice: price,
        bid: price - 0.01,
        ask: price + 0.01,
        mid: price,
        greeks: noGreeks,
        unrealisedMid: ZERO,
        unrealisedLiquidation: ZERO,
      })),
      greeks: noGreeks,
      realised: ZERO,
      unrealised: none,
      profit: none,
      commission: fromDollars(2.6 * packages),
      fees: fromDollars(0.31 * packages),
      margin: fromDollars(222 * packages),
      maximumLoss: fromDollars(225 * packages),
    };
  });
}
