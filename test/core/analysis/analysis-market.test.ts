import { describe, expect, it } from 'vitest';
import { ClockGrid, clockGridPoints } from '../../../src-core/analysis/clock-grid.ts';
import { dollarsOf, entryCost, movedCost } from '../../../src-core/analysis/entry-cost.ts';
import { legPrice, pricedLeg } from '../../../src-core/analysis/priced-leg.ts';
import { structureFigures } from '../../../src-core/analysis/structure-figures.ts';
import { varianceClock, varianceCurveSchema } from '../../../src-core/calendar/variance-clock.ts';
import { analysisViewSchema } from '../../../src-core/contract/analysis.ts';
import { estimateFees, scheduleOn } from '../../../src-core/ledger/fees.ts';
import { symbolOf } from '../../../src-core/instruments/instrument.ts';
import { add, fromDollars } from '../../../src-core/money.ts';
import { price } from '../../../src-core/pricing/black-scholes.ts';
import { parseIsoDate, MINUTE } from '../../../src-core/time.ts';
import { DATE, leg, marketBefore, RATE, session, SPOT, structure } from './analysis-fixture.ts';

describe('the clock as a window has it', () => {
  const weights = Array.from({ length: 78 }, (_, i) => 1 + 0.8 * ((2 * i) / 77 - 1) ** 2);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / 78;
  const curve = varianceCurveSchema.parse({ bucketMinutes: 5, weights: weights.map((weight) => weight / mean), provenance: { source: 'test' } });
  const clock = varianceClock(session, curve, []);
  const now = session.open + 47.25 * MINUTE;
  const grid = new ClockGrid(clockGridPoints(session, clock, now));

  it('is the session’s at every minute', () => {
    for (let minute = 48; minute <= 390; minute += 1) {
      expect(grid.at(390 - minute).varianceYears).toBeCloseTo(clock.yearsLeft(session.open + minute * MINUTE), 15);
    }
    expect(grid.at(grid.minutesNow)).toMatchObject({ varianceYears: clock.yearsLeft(now), years: (session.reference - now) / (365 * 24 * 60 * MINUTE) });
  });

  it('has the pace of the minute, and none at the end', () => {
    expect(grid.at(200.5).pace).toBeCloseTo(clock.speed(session.reference - 200.5 * MINUTE), 9);
    expect(grid.at(0)).toEqual({ years: 0, varianceYears: 0, pace: 0 });
    expect(grid.shareGone(0)).toBe(1);
    expect(grid.shareGone(1e9)).toBe(0);
  });

  it('is one point after the reference', () => {
    const over = new ClockGrid(clockGridPoints(session, clock, session.reference + MINUTE));
    expect(over.minutesNow).toBe(0);
    expect(over.at(10).varianceYears).toBe(0);
  });
});

describe('the market in a window', () => {
  it('comes through its schema as it was', () => {
    const { view } = marketBefore(3);
    expect(analysisViewSchema.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  });

  it('has densities that integrate to one at any time of the day', () => {
    const market = marketBefore(3);
    for (const minutes of [10, 90, 180]) {
      const time = market.view.time + minutes * MINUTE;
      let sum = 0;
      for (let at = 580; at < 640; at += 0.01) sum += market.densityAt(at, time) * 0.01;
      expect(sum).toBeCloseTo(1, 6);
    }
    expect(market.densityAt(SPOT, market.view.time)).toBe(0);
  });
});

describe('a leg', () => {
  const market = marketBefore(3);
  const { contract } = leg('call', 613, 1);

  it('has its own quote’s volatility, and without one the smile’s at its strike', () => {
    expect(pricedLeg(contract, -2, { bid: 0.4, ask: 0.44, mid: 0.42, iv: 0.13 }, market)).toMatchObject({ quantity: -2, volatility: 0.13, source: 'quote', mark: 0.42 });
    const smiled = pricedLeg(contract, 1, null, market);
    expect(smiled.source).toBe('smile');
    expect(smiled.volatility).toBeCloseTo(0.15, 10);
    expect(legPrice(smiled, market)).toBeCloseTo(price({ right: 'call', spot: SPOT, strike: 613, years: market.now.years, rate: RATE, dividendYield: 0 }, 0.15), 9);
    const rough = marketBefore(3, { distribution: { state: 'absent', reason: 'too_few_points' } });
    expect(pricedLeg(contract, 1, null, rough)).toMatchObject({ source: 'money', volatility: 0.15 });
    expect(legPrice(pricedLeg(contract, 1, null, marketBefore(3, { distribution: { state: 'absent', reason: 'no_chain' }, atmIv: null })), market)).toBeNaN();
  });
});

describe('costs', () => {
  const market = marketBefore(3);
  const fees = scheduleOn(parseIsoDate(DATE));
  const quotes = new Map([[610, { bid: 1.9, ask: 2, mid: 1.95, iv: 0.15 }], [613, { bid: 0.8, ask: 0.86, mid: 0.83, iv: 0.15 }]]);
  const parts = { market, fees, quoteOf: ({ contract }: { contract: { strike: number } }) => quotes.get(contract.strike / 10_000) ?? null };
  const spread = [pricedLeg(leg('call', 610, 1).contract, 3, quotes.get(610) ?? null, market), pricedLeg(leg('call', 613, 1).contract, -3, quotes.get(613) ?? null, market)];
  const charged = add(
    ...estimateFees(fees, spread.map(({ contract, quantity }) => ({ symbol: symbolOf(contract), side: quantity > 0 ? 'buy' : 'sell', ratio: 1 }) as const), 3, ({ side }) => fromDollars(side === 'buy' ? 1.95 : 0.83)).map(({ amount }) => amount),
  );

  it('are the expected fill and fees, or the price that is given', () => {
    // Natural 1.20, mid 1.12: two legs pay 66 % of the half-spread, rounded up to the cent.
    expect(entryCost(spread, 3, null, parts)).toEqual({ cost: add(fromDollars(1.18 * 300), charged), fees: charged, basis: 'expected_fill' });
    expect(entryCost(spread, 3, fromDollars(1.1), parts)).toMatchObject({ cost: add(fromDollars(330), charged), basis: 'given' });
    expect(entryCost([...spread, leg('put', 600, 1)], 1, null, parts)?.basis).toBe('model');
    expect(entryCost([leg('put', 600, 1, Number.NaN)], 1, null, parts)).toBeNull();
  });

  it('of a position that was moved are what was paid and what the change costs', () => {
    const [, short] = spread;
    const to = pricedLeg(leg('call', 610, 1).contract, -3, quotes.get(610) ?? null, market);
    const moved = movedCost(fromDollars(200), [{ from: short ?? to, to }], parts);
    expect(dollarsOf(moved)).toBeGreaterThan(200 - 300 * (1.95 - 0.83));
    expect(dollarsOf(moved)).toBeLessThan(200 - 300 * (1.95 - 0.83) + 15);
    expect(movedCost(fromDollars(200), [], parts)).toBe(fromDollars(200));
  });
});

describe('figures at the reference', () => {
  it('are those of the payoff and of the distribution', () => {
    const market = marketBefore(3);
    const figures = structureFigures(structure([leg('call', 612, 1)], fromDollars(120)), SPOT, market.distribution);
    expect(figures).toMatchObject({ maximumGain: null, maximumLoss: fromDollars(120), breakEvens: [613.2] });
    expect(figures?.outlook?.profitProbability).toBeCloseTo(1 - (market.distribution?.cumulative(613.2) ?? Number.NaN), 12);
    expect(figures?.outlook?.expectedResult).toBeCloseTo(100 * (market.distribution?.call(612) ?? Number.NaN) - 120, 9);
    expect(structureFigures(structure([], fromDollars(0)), SPOT, null)).toBeNull();
  });
});

