import { expect, it } from 'vitest';
import { type Instrument, symbolOf, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import { fromDollars, ZERO } from '../../../src-core/money.ts';
import { expiryExposure, type ExpiryMarket } from '../../../src-core/risk/expiry-exposure.ts';
import { type ExpiryView, expiryViewSchema } from '../../../src-core/risk/measures.ts';
import { HOUR, MINUTE, parseIsoDate } from '../../../src-core/time.ts';
import { tradingSession } from '../../main/market-data/session.ts';

const date = parseIsoDate('2026-08-21');
const session = tradingSession('2026-08-21');
const SIGMA = 2;

function held(quantity: number, strike: number, right: 'call' | 'put' | 'shares', underlying: Underlying = 'SPY', expiry = date): Holding {
  const instrument: Instrument = right === 'shares' ? { kind: 'shares', underlying } : { kind: 'option', underlying, expiry, right, strike: fromDollars(strike) };
  return { tradeId: 'trade', symbol: symbolOf(instrument), quantity, costBasis: ZERO, lots: [] };
}

const NOON: ExpiryMarket = { spot: fromDollars(610), distribution: lognormalDistribution(610, SIGMA / 610), sigmaLeft: SIGMA };

function view(holdings: readonly Holding[], market: ExpiryMarket, time: number): ExpiryView {
  return expiryViewSchema.parse(expiryExposure({ time, session }, holdings, () => market));
}
const before = session.reference - 4 * HOUR;

it('tells legs apart by what is left of the move: half a deviation around a strike is open', () => {
  const { legs, underlyings } = view([held(2, 600, 'call'), held(-2, 606, 'put'), held(-1, 610.5, 'call'), held(1, 609.2, 'put'), held(1, 640, 'put')], NOON, before);
  expect(legs.map(({ zone }) => zone)).toEqual(['exercise', 'lapse', 'pin', 'pin', 'exercise']);
  expect(legs.map(({ shares }) => shares)).toEqual([200, 0, -100, -100, -100]);
  expect(legs.map(({ cash }) => cash)).toEqual([-120_000, 0, 61_050, 60_920, 64_000].map((dollars) => fromDollars(dollars)));
  expect(legs[1]?.moneyness).toBe(-4);
  // N((606 - 610) / 2) of an almost normal price.
  expect(legs[1]?.probability).toBeCloseTo(0.0225, 2);
  expect((legs[0]?.probability ?? 0) > 0.999 && (legs[2]?.probability ?? 0) < 0.5).toBe(true);
  const [spy] = underlyings;
  // Settled here: the calls at 600 and the put at 640 alone. In the pin zone the short call and the long put may each be exercised or not.
  expect(spy).toMatchObject({ spot: 610, pinWidth: 1, shares: 100, cash: fromDollars(-56_000), margin: fromDollars(30_500), fewestShares: -100, mostShares: 100 });
  expect(spy?.afterHours.map(({ move, cost }) => [move, cost])).toEqual([[-0.03, -1_830], [-0.02, -1_220], [-0.01, -610], [-0.005, -305], [0.005, -305], [0.01, -610], [0.02, -1_220], [0.03, -1_830]]);
});

it('exercises at a cent and not below, at the price of the reference time', () => {
  const after = session.reference + 5 * MINUTE;
  const at = (spot: number) => view([held(1, 610, 'call'), held(-1, 610, 'put')], { spot: fromDollars(spot), distribution: null, sigmaLeft: 0 }, after);
  expect(at(610).underlyings[0]).toMatchObject({ shares: 0, pinWidth: 0.61, fewestShares: 0, mostShares: 200 });
  expect(at(610.005).underlyings[0]?.shares).toBe(0);
  expect(at(610.01).underlyings[0]?.shares).toBe(100);
  expect(at(610.01).legs.map(({ probability, zone }) => [probability, zone])).toEqual([[1, 'pin'], [0, 'pin']]);
  expect(at(612).underlyings[0]).toMatchObject({ shares: 100, fewestShares: 100, mostShares: 100 });
});

it('carries shares along, and margins what is left of them', () => {
  const [spy] = view([held(300, 0, 'shares'), held(-2, 605, 'call'), held(-1, 620, 'call')], NOON, before).underlyings;
  // Half of the value of 100 shares.
  expect(spy).toMatchObject({ shares: 100, cash: fromDollars(121_000), margin: fromDollars(30_500), fewestShares: 100, mostShares: 100 });
  expect(spy?.afterHours.at(-1)).toEqual({ move: 0.03, cost: 1_830 });
});

it('knows nothing without a spot, and leaves out other dates and underlyings without holdings', () => {
  const nothing: ExpiryMarket = { spot: null, distribution: null, sigmaLeft: Number.NaN };
  const { legs, underlyings } = view([held(-1, 610, 'call')], nothing, before);
  expect(legs[0]).toMatchObject({ zone: 'unknown', moneyness: null, probability: null, shares: -100 });
  expect(underlyings[0]).toMatchObject({ spot: null, pinWidth: null, shares: 0, cash: null, margin: null, fewestShares: -100, mostShares: 0 });
  expect(underlyings[0]?.afterHours.every(({ cost }) => cost === null)).toBe(true);
  const other = view([held(1, 500, 'call', 'QQQ', parseIsoDate('2026-08-24'))], NOON, before);
  expect([other.legs.length, other.underlyings.map(({ underlying }) => underlying)]).toEqual([0, ['QQQ']]);
});

it('names the clocks of an ordinary day and of an early close', () => {
  const early = tradingSession('2026-11-27');
  const { brokerCutoff, lastTrade, exerciseCutoff, reference } = expiryExposure({ time: early.open, session: early }, [], () => NOON);
  expect([brokerCutoff, lastTrade, exerciseCutoff].map((time) => (time - reference) / MINUTE)).toEqual([-30, 15, 270]);
  expect((view([], NOON, before).exerciseCutoff - session.reference) / MINUTE).toBe(90);
});
