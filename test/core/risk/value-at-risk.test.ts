import { describe, expect, it } from 'vitest';
import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import { lognormalDistribution } from '../../../src-core/market/lognormal-distribution.ts';
import { LognormalMixture } from '../../../src-core/market/smile/lognormal-mixture.ts';
import { distribution } from '../../../src-core/pricing/normal.ts';
import { valueAtRiskSchema, type ValueAtRisk } from '../../../src-core/risk/measures.ts';
import type { Position } from '../../../src-core/risk/position-pricer.ts';
import { pricesByDeviation } from '../../../src-core/risk/result-curve.ts';
import { timeLeft } from '../../../src-core/risk/scenario-grid.ts';
import { RiskSimulation, tailOf, type ValueAtRiskRequest } from '../../../src-core/risk/value-at-risk.ts';
import { option, shares } from '../strategies/holdings.ts';
import { american, momentBefore, positionOf, RATE, volatilityAt } from './positions.ts';

const moment = momentBefore(4);
const now = timeLeft(moment, moment.time);
const simulation = new RiskSimulation();
const SIGMA = 0.15 * Math.sqrt(now.varianceYears);
/** Standard normal 5 and 1 % points. */
const Z = { 95: -1.6448536269514722, 99: -2.3263478740408408 } as const;

function forwardOf({ spot }: Position): number {
  return spot * Math.exp(RATE * now.years);
}

function risk(positions: readonly Position[], correlation: number | ((one: Underlying, other: Underlying) => number) = 1, more: Partial<ValueAtRiskRequest> = {}): readonly ValueAtRisk[] {
  const found = simulation.valueAtRisk({
    moment,
    positions: positions.map((position) => ({ position, distribution: lognormalDistribution(forwardOf(position), SIGMA), skew: 0 })),
    correlationOf: typeof correlation === 'number' ? () => correlation : correlation,
    correlationNote: '',
    ...more,
  });
  return found.map((each) => valueAtRiskSchema.parse(each));
}

/** At the reference time. */
function atEnd(positions: readonly Position[], correlation: number | ((one: Underlying, other: Underlying) => number) = 1): ValueAtRisk {
  const last = risk(positions, correlation).at(-1);
  if (last === undefined) throw new Error('time is left');
  return last;
}

const quantile = (position: Position, z: number): number => forwardOf(position) * Math.exp(SIGMA * z - (SIGMA * SIGMA) / 2);
const long = positionOf([shares(100)], moment);
const qqq: Position = { ...positionOf([shares(110)], moment, 560), underlying: 'QQQ' };
const iwm: Position = { ...positionOf([shares(250)], moment, 240), underlying: 'IWM' };

describe('value at risk', () => {
  it('of long shares is that of the distribution, an hour ahead with the hour\'s share of the variance', () => {
    const [hour, end] = risk([long]);
    expect([hour?.horizon, end?.horizon, end?.paths]).toEqual([60, 240, 8_192]);
    for (const level of [95, 99] as const) {
      const loss = 100 * (610 - quantile(long, Z[level]));
      expect(Math.abs((end?.[`var${level}`] ?? 0) / loss - 1)).toBeLessThan(0.005);
      // E(S | S < q) = forward · N(z - sigma) / p.
      const tail = 1 - level / 100;
      const shortfall = 100 * (610 - (forwardOf(long) * distribution(Z[level] - SIGMA)) / tail);
      expect(Math.abs((end?.[`shortfall${level}`] ?? 0) / shortfall - 1)).toBeLessThan(0.005);
      expect(Math.abs((hour?.[`var${level}`] ?? 0) / (-100 * 610 * (Z[level] * SIGMA) * Math.sqrt(1 / 4)) - 1)).toBeLessThan(0.01);
    }
  });

  it('of a vertical follows from its payoff at the distribution\'s quantile', () => {
    const spread = positionOf([option(-5, 608, 'put'), option(5, 600, 'put')], moment);
    const value = spread.legs.reduce((sum, { units, mark }) => sum + units * mark, 0);
    const end = atEnd([spread]);
    const at = (price: number): number => -500 * Math.max(0, 608 - price) + 500 * Math.max(0, 600 - price) - value;
    expect(Math.abs((end.var95 ?? 0) + at(quantile(spread, Z[95])))).toBeLessThan(4);
    expect(Math.abs((end.var99 ?? 0) + at(quantile(spread, Z[99])))).toBeLessThan(8);
    expect(end.shortfall99).toBeLessThanOrEqual(-at(0) + 0.01);
    // Where the loss is bounded so is everything said of it.
    const narrow = positionOf([option(-5, 610, 'put'), option(5, 609, 'put')], moment);
    expect(atEnd([narrow]).var95).toBeCloseTo(500 - -narrow.legs.reduce((sum, { units, mark }) => sum + units * mark, 0), 2);
  });

  it('adds up where prices move as one, and by squares where they do not know of each other', () => {
    const values = [long, qqq, iwm].map((position) => atEnd([position]).var99 ?? Number.NaN);
    const sum = values.reduce((total, value) => total + value, 0);
    expect(Math.abs((atEnd([long, qqq, iwm], 1).var99 ?? 0) / sum - 1)).toBeLessThan(1e-4);
    const root = Math.sqrt(values.reduce((total, value) => total + value ** 2, 0));
    expect(Math.abs((atEnd([long, qqq, iwm], 0).var99 ?? 0) / root - 1)).toBeLessThan(0.02);
    // A hedge that never fails.
    const short: Position = { ...qqq, shares: (-100 * 610) / 560 };
    expect(Math.abs(atEnd([long, short], 1).var99 ?? Number.NaN)).toBeLessThan(1);
    expect(atEnd([long, short], 0.9).var99).toBeGreaterThan(100);
  });

  it('never has a shortfall below the value at risk, nor 95 above 99, and loses to fewer hours', () => {
    const books = [[option(-1, 605, 'put'), option(-1, 615, 'call')], [option(1, 610, 'call')], [option(1, 612, 'call'), option(-2, 615, 'call')], [shares(-100), option(1, 612, 'call')]];
    for (const holdings of books) {
      for (const each of risk([positionOf(holdings, moment), qqq], 0.9)) {
        const { var95, var99, shortfall95, shortfall99 } = each;
        expect([var95, shortfall99]).not.toContain(null);
        expect(var99).toBeGreaterThanOrEqual(var95 ?? Number.NaN);
        expect(shortfall95).toBeGreaterThanOrEqual(var95 ?? Number.NaN);
        expect(shortfall99).toBeGreaterThanOrEqual(var99 ?? Number.NaN);
      }
      expect(risk([positionOf(holdings, moment), qqq], 0.9)).toEqual(risk([positionOf(holdings, moment), qqq], 0.9));
    }
  });

  it('an hour ahead reprices what is held, along the skew', () => {
    const call = positionOf([option(10, 612, 'call')], moment);
    const [hour] = risk([call]);
    const spot = 610 * Math.exp(SIGMA * 0.5 * Z[95]);
    const left = timeLeft(moment, moment.time + 3_600_000);
    const loss = 1_000 * ((call.legs[0]?.mark ?? 0) - american({ right: 'call', strike: 612 }, spot, left.years, volatilityAt(612, 610)));
    expect(Math.abs((hour?.var95 ?? 0) / loss - 1)).toBeLessThan(0.01);
    const [skewed] = risk([call], 1, { positions: [{ position: call, distribution: lognormalDistribution(forwardOf(call), SIGMA), skew: -0.002 }] });
    // A call gains volatility as its spot falls.
    expect(skewed?.var95).toBeLessThan(hour?.var95 ?? Number.NaN);
    expect(hour?.note).toContain('along the skew');
  });

  it('says what it lacks, and which correlations were impossible', () => {
    const unknown = atEnd([long, qqq], Number.NaN);
    expect([unknown.var95, unknown.note]).toEqual([null, 'The correlation of SPY and QQQ is not known.']);
    const without = risk([long], 1, { positions: [{ position: long, distribution: null, skew: 0 }] });
    expect([without[0]?.shortfall99, without[0]?.note]).toEqual([null, 'The options on SPY imply no distribution of its price now.']);
    // SPY moves with both others, and they against each other: no three prices do.
    const odd = atEnd([long, qqq, iwm], (one, other) => (one !== 'SPY' && other !== 'SPY' ? -0.9 : 0.9));
    expect(odd.var95).toBeGreaterThan(0);
    expect(odd.note).toContain('contradict each other');
    expect(risk([])).toMatchObject([{ var95: 0 }, { var95: 0, shortfall99: 0 }]);
    expect(risk([long], 1, { moment: momentBefore(0.5) }).map(({ horizon }) => horizon)).toEqual([30]);
    expect(risk([long], 1, { moment: momentBefore(0) })).toEqual([]);
  });

  it('reads prices off the distribution between the quantiles it solves for', () => {
    const skewed = new LognormalMixture(610, [{ weight: 0.3, forward: 608, totalVolatility: 0.006 }, { weight: 0.7, forward: (610 - 0.3 * 608) / 0.7, totalVolatility: 0.0035 }]);
    // An event: up or down, nothing between.
    const torn = new LognormalMixture(610, [{ weight: 0.5, forward: 600, totalVolatility: 0.001 }, { weight: 0.5, forward: 620, totalVolatility: 0.001 }]);
    for (const mixture of [skewed, torn]) {
      const prices = pricesByDeviation(mixture);
      expect(prices.every((price, i) => i === 0 || price >= (prices[i - 1] ?? 0))).toBe(true);
      for (let i = 1; i < 12 * 32; i += 3) expect(Math.abs((prices[i] ?? 0) - mixture.quantile(distribution(i / 32 - 6)))).toBeLessThan(1e-3);
    }
  });

  it('takes a part of a result where the tail is not a whole number of them', () => {
    const results = Float64Array.from([-10, -6, -4, 0, 1, 2, 3, 4, 5, 6]);
    expect(tailOf(results, 2)).toEqual({ valueAtRisk: 4, shortfall: 8 });
    expect(tailOf(results, 2.5)).toEqual({ valueAtRisk: 4, shortfall: (10 + 6 + 2) / 2.5 });
  });
});
