import { describe, expect, it } from 'vitest';
import { type GreekColumns, priceRows, type PricingBatch } from '../../../src-core/pricing/batch.ts';
import { greeks, price, type VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import { type ImpliedVolatility, impliedVolatility } from '../../../src-core/pricing/implied-volatility.ts';
import { distribution } from '../../../src-core/pricing/normal.ts';
import type { PricingMarket } from '../../../src-core/pricing/kernel/kernel.ts';
import { SOLUTION_CODE, SOLUTIONS } from '../../../src-core/pricing/solution.ts';
import { greekColumns } from '../../support/greek-columns.ts';
import { volatilityFaults } from './accuracy.ts';
import { hasReference, readOwnReference, readReference, relativeError } from './reference.ts';

const MARKET: PricingMarket = { spot: 612.02, rate: 0.045, dividendYield: 0.012, years: 4 / 8_760, varianceYears: 4 / 8_760, variancePace: 1 };
const STRIKES = [590, 605, 608, 611, 612, 613, 616, 620, 640];

const NAMES = ['iv', 'delta', 'gamma', 'theta', 'vega', 'rho', 'charm', 'vanna', 'vomma', 'speed', 'probability'] as const satisfies readonly (keyof GreekColumns)[];

/** Puts and calls of each strike by turns, `repeats` times over. */
function optionAt(row: number, { spot, rate, dividendYield, years }: PricingMarket): VanillaOption {
  const strike = STRIKES[(row >> 1) % STRIKES.length] ?? Number.NaN;
  return { right: row % 2 === 0 ? 'call' : 'put', spot, strike, rate, dividendYield, years };
}

function smile(strike: number): number {
  return 0.16 + 60 * Math.log(strike / 612) ** 2;
}

const UNTOUCHED = -7;
const NO_CODE = 99;

function batchOf(rows: readonly number[], market = MARKET, size = 2 * STRIKES.length): PricingBatch {
  const all = Array.from({ length: size }, (_, row) => optionAt(row, MARKET));
  return {
    rows: Uint16Array.from(rows),
    count: rows.length,
    isCall: Uint8Array.from(all, ({ right }) => (right === 'call' ? 1 : 0)),
    strike: Float64Array.from(all, ({ strike }) => strike),
    mid: Float64Array.from(all, (option) => price(option, smile(option.strike))),
    market,
    columns: greekColumns(size, UNTOUCHED),
    solution: new Uint8Array(size).fill(NO_CODE),
  };
}

const every = Array.from({ length: 2 * STRIKES.length }, (_, row) => row);
const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;

describe('a batch', () => {
  it('agrees with the functions of one option, in the units of a chain', () => {
    const batch = batchOf(every);
    const { columns } = batch;
    priceRows(batch);
    let solved = 0;
    for (const row of every) {
      const option = optionAt(row, MARKET);
      const found = impliedVolatility(option, at(batch.mid, row));
      expect(SOLUTIONS[at(batch.solution, row)], `row ${row}`).toBe(found.ok ? 'ok' : found.reason);
      if (!found.ok) continue;
      solved += 1;
      expect(columns.iv[row]).toBe(found.volatility);
      const one = greeks(option, found.volatility);
      const expected = {
        ...one,
        theta: one.theta / 365,
        charm: one.charm / 365,
        vega: one.vega / 100,
        rho: one.rho / 100,
        vanna: one.vanna / 100,
        vomma: one.vomma / 10_000,
      };
      for (const [name, value] of Object.entries(expected)) {
        // Volatility times the root of the years is rounded once more here, which the tails multiply.
        expect(relativeError(at(columns[name as keyof typeof expected], row), value), `${name} of row ${row}`).toBeLessThan(1e-11);
      }
      const { spot, strike, years, rate, dividendYield } = option;
      const total = found.volatility * Math.sqrt(years);
      const d2 = (Math.log(spot / strike) + (rate - dividendYield) * years) / total - total / 2;
      expect(columns.probability[row], `probability of row ${row}`).toBeCloseTo(distribution(option.right === 'call' ? d2 : -d2), 11);
    }
    expect(solved).toBeGreaterThanOrEqual(14);
  });

  it('of any length is the batch of each row alone', () => {
    for (const size of [1, 2, 127, 128, 129, 300]) {
      const rows = Array.from({ length: size }, (_, i) => (i * 7) % size);
      const whole = batchOf(rows, MARKET, size);
      priceRows(whole);
      const single = batchOf([], MARKET, size);
      for (const row of rows) priceRows({ ...single, rows: Uint16Array.of(row), count: 1 });
      expect(whole.solution).toEqual(single.solution);
      expect(whole.columns).toEqual(single.columns);
    }
  });

  it('touches only the rows listed', () => {
    const batch = { ...batchOf([4, 6, 9]), count: 2 };
    priceRows(batch);
    for (const row of every) {
      const isListed = row === 4 || row === 6;
      expect(batch.solution[row] !== NO_CODE).toBe(isListed);
      for (const name of NAMES) expect(batch.columns[name][row] !== UNTOUCHED, `${name} of row ${row}`).toBe(isListed);
    }
  });

  it('of no rows does nothing', () => {
    const batch = batchOf([]);
    priceRows(batch);
    expect(batch).toEqual(batchOf([]));
  });
});

describe('a row without a solution', () => {
  it.each<[string, Partial<PricingMarket>, number, number, keyof typeof SOLUTION_CODE]>([
    ['a mid below the intrinsic value', {}, 0, 0.5, 'below_intrinsic'],
    ['a mid of 0', {}, 0, 0, 'below_intrinsic'],
    ['a mid of 0 out of the money', {}, 1, 0, 'at_intrinsic'],
    ['an absent mid', {}, 0, Number.NaN, 'bad_input'],
    ['an infinite mid', {}, 0, Number.POSITIVE_INFINITY, 'bad_input'],
    ['a mid above the maximum', {}, 0, 700, 'above_maximum'],
    ['an expired session', { years: 0 }, 0, 30, 'expired'],
    ['a session whose variance is over', { varianceYears: 0 }, 0, 30, 'expired'],
    ['an absent spot', { spot: Number.NaN }, 0, 30, 'bad_input'],
    ['a spot of 0', { spot: 0 }, 0, 30, 'bad_input'],
    ['an absent rate', { rate: Number.NaN }, 0, 30, 'bad_input'],
    ['an absent yield', { dividendYield: Number.NaN }, 0, 30, 'bad_input'],
    ['an absent time', { years: Number.NaN }, 0, 30, 'bad_input'],
    ['an absent variance', { varianceYears: Number.NaN }, 0, 30, 'bad_input'],
    ['an absent pace', { variancePace: Number.POSITIVE_INFINITY }, 0, 30, 'bad_input'],
  ])('has its reason and nothing else for %s', (_, change, row, mid, reason) => {
    const batch = batchOf([row, row + 2], { ...MARKET, ...change });
    batch.mid[row] = mid;
    priceRows(batch);
    expect(SOLUTIONS[at(batch.solution, row)]).toBe(reason);
    for (const name of NAMES) expect(batch.columns[name][row], name).toBeNaN();
    // Its neighbour only shares the market.
    expect(batch.solution[row + 2]).toBe(Object.keys(change).length > 0 ? SOLUTION_CODE[reason] : SOLUTION_CODE.ok);
  });

  it('has its reason for a bad strike', () => {
    for (const strike of [0, -600, Number.NaN, Number.POSITIVE_INFINITY]) {
      const batch = batchOf([0, 1, 8]);
      batch.strike.fill(strike, 0, 2);
      priceRows(batch);
      expect([...batch.solution.subarray(0, 2)]).toEqual([SOLUTION_CODE.bad_input, SOLUTION_CODE.bad_input]);
      expect(batch.columns.delta[0]).toBeNaN();
      expect(batch.solution[8]).toBe(SOLUTION_CODE.ok);
    }
  });
});

describe('on the variance clock', () => {
  const CLOCK: PricingMarket = { ...MARKET, varianceYears: 6.5 / 8_760, variancePace: 2.3 };

  it('a volatility is the flat one times the root of the years of both clocks', () => {
    const flat = batchOf(every);
    const varied = batchOf(every, CLOCK);
    priceRows(flat);
    priceRows(varied);
    const ratio = Math.sqrt(MARKET.years / CLOCK.varianceYears);
    for (const row of every) {
      expect(varied.solution[row]).toBe(flat.solution[row]);
      if (flat.solution[row] !== SOLUTION_CODE.ok) continue;
      expect(relativeError(at(varied.columns.iv, row), at(flat.columns.iv, row) * ratio)).toBeLessThan(1e-15);
      // What does not involve time stays; what is per volatility is per the clock's.
      for (const name of ['delta', 'gamma', 'speed', 'rho'] as const) expect(varied.columns[name][row], name).toBe(flat.columns[name][row]);
      for (const name of ['vega', 'vanna'] as const) {
        expect(relativeError(at(varied.columns[name], row), at(flat.columns[name], row) / ratio), name).toBeLessThan(1e-13);
      }
      expect(relativeError(at(varied.columns.vomma, row), at(flat.columns.vomma, row) / ratio ** 2)).toBeLessThan(1e-13);
    }
  });

  it('theta and charm are what passes in a day at the pace of now', () => {
    const batch = batchOf(every, CLOCK);
    priceRows(batch);
    const step = 1e-5;
    let compared = 0;
    for (const row of every) {
      if (batch.solution[row] !== SOLUTION_CODE.ok) continue;
      const option = optionAt(row, CLOCK);
      /** The option after a share of the time left, its volatility on the clock being the same. */
      const later = (share: number): { option: VanillaOption; volatility: number } => {
        const years = CLOCK.years * (1 - share);
        const left = CLOCK.varianceYears - CLOCK.variancePace * CLOCK.years * share;
        return { option: { ...option, years }, volatility: at(batch.columns.iv, row) * Math.sqrt(left / years) };
      };
      const days = CLOCK.years * 365 * 2 * step;
      const [before, after] = [later(-step), later(step)];
      const theta = (price(after.option, after.volatility) - price(before.option, before.volatility)) / days;
      const charm = (greeks(after.option, after.volatility).delta - greeks(before.option, before.volatility).delta) / days;
      expect(Math.abs(at(batch.columns.theta, row) - theta), `theta of row ${row}`).toBeLessThan(1e-6 * Math.abs(theta) + 1e-4);
      expect(Math.abs(at(batch.columns.charm, row) - charm), `charm of row ${row}`).toBeLessThan(1e-6 * Math.abs(charm) + 1e-6);
      compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(14);
  });

  it('nothing of the variance passes at a pace of 0', () => {
    const still = batchOf(every, { ...CLOCK, variancePace: 0, rate: 0, dividendYield: 0 });
    priceRows(still);
    for (const row of every) {
      if (still.solution[row] !== SOLUTION_CODE.ok) continue;
      expect(Math.abs(at(still.columns.theta, row))).toBe(0);
      expect(Math.abs(at(still.columns.charm, row))).toBe(0);
    }
  });
});

describe('reference values through a batch', () => {
  const solve = ({ right, strike, ...market }: VanillaOption, mid: number): ImpliedVolatility => {
    const batch: PricingBatch = {
      ...batchOf([0], { ...market, varianceYears: market.years, variancePace: 1 }, 1),
      isCall: Uint8Array.of(right === 'call' ? 1 : 0),
      strike: Float64Array.of(strike),
      mid: Float64Array.of(mid),
    };
    priceRows(batch);
    const solution = SOLUTIONS[at(batch.solution, 0)] ?? 'bad_input';
    return solution === 'ok' ? { ok: true, volatility: at(batch.columns.iv, 0) } : { ok: false, reason: solution };
  };

  it('are right', () => {
    expect(volatilityFaults(readOwnReference('implied-volatility.csv'), solve)).toEqual([]);
  });

  it.skipIf(!hasReference)('are right for the larger set (skipped without ../shared/reference)', () => {
    expect(volatilityFaults(readReference('iv_reference.csv'), solve)).toEqual([]);
  });
});
