import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceRows } from '../../../src-core/pricing/batch.ts';
import { greeks, price, type VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import { impliedVolatility } from '../../../src-core/pricing/implied-volatility.ts';
import { SOLUTION_CODE } from '../../../src-core/pricing/solution.ts';
import { attainable, priceUncertainty } from './accuracy.ts';
import { greekColumns } from '../../support/greek-columns.ts';

const SEED = 20_260_731;

function holds<Values extends [unknown, ...unknown[]]>(numRuns: number, ...rest: [...{ [I in keyof Values]: fc.Arbitrary<Values[I]> }, (...values: Values) => void]): void {
  const predicate = rest.pop() as (...values: Values) => void;
  const arbitraries = rest as unknown as { [I in keyof Values]: fc.Arbitrary<Values[I]> };
  fc.assert(fc.property(...arbitraries, predicate), { numRuns, seed: SEED });
}

const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
/** Even in the logarithm. */
const scale = (min: number, max: number): fc.Arbitrary<number> => real(Math.log(min), Math.log(max)).map(Math.exp);
const right = fc.constantFrom('call' as const, 'put' as const);

interface Case {
  readonly option: VanillaOption;
  readonly volatility: number;
}

/** A minute to three years, up to `deviations` from the money. */
function cases(deviations: number): fc.Arbitrary<Case> {
  return fc
    .record({
      right,
      spot: scale(10, 10_000),
      distance: fc.oneof(real(-deviations, deviations), fc.constant(0)),
      years: scale(1 / 525_600, 3),
      rate: real(-0.05, 0.15),
      dividendYield: real(-0.05, 0.15),
      volatility: scale(0.02, 4),
    })
    .map(({ right, spot, distance, years, rate, dividendYield, volatility }) => ({
      option: { right, spot, strike: spot * Math.exp(distance * volatility * Math.sqrt(years)), years, rate, dividendYield },
      volatility,
    }));
}

const WIDE = cases(12);

/** spot · exp(-yield · years) and strike · exp(-rate · years). */
function legs({ spot, strike, years, rate, dividendYield }: VanillaOption): [asset: number, cash: number] {
  return [spot * Math.exp(-dividendYield * years), strike * Math.exp(-rate * years)];
}

/** asset - cash, to a unit of the spot's and the strike's own. */
function difference({ spot, strike, years, rate, dividendYield }: VanillaOption): number {
  return spot - strike + (spot * Math.expm1(-dividendYield * years) - strike * Math.expm1(-rate * years));
}

/** What two correct prices may be off in all, dollars. */
function slack(...valued: readonly (readonly [VanillaOption, number])[]): number {
  return valued.reduce((sum, [option, volatility]) => sum + 2 * priceUncertainty(option, volatility, price(option, volatility)), Number.MIN_VALUE);
}

function expectAtLeast(actual: number, least: number, slack: number, about: unknown): void {
  if (!(actual >= least - slack)) expect.fail(`${actual} is ${least - actual} below ${least}, ${slack} at most allowed: ${JSON.stringify(about)}`);
}

function expectWithin(actual: number, expected: number, slack: number, about: unknown): void {
  if (!(Math.abs(actual - expected) <= slack)) expect.fail(`${actual} is not ${expected} to ${slack}: ${JSON.stringify(about)}`);
}

describe('prices', () => {
  it('keep put-call parity', () => {
    holds(10_000, WIDE, ({ option, volatility }) => {
      const call: VanillaOption = { ...option, right: 'call' };
      const put: VanillaOption = { ...option, right: 'put' };
      const apart = price(call, volatility) - price(put, volatility);
      expectWithin(apart, difference(option), slack([call, volatility], [put, volatility]), { option, volatility });
    });
  });

  it('lie between the discounted intrinsic value and the maximum', () => {
    holds(10_000, WIDE, ({ option, volatility }) => {
      const value = price(option, volatility);
      const [asset, cash] = legs(option);
      const isCall = option.right === 'call';
      expectAtLeast(value, Math.max(0, isCall ? difference(option) : -difference(option)), 0, { option, volatility });
      expectAtLeast(isCall ? asset : cash, value, slack([option, volatility]), { option, volatility });
    });
  });

  it('grow with volatility', () => {
    holds(10_000, WIDE, scale(1e-12, 3), ({ option, volatility }, more) => {
      const higher = volatility * (1 + more);
      expectAtLeast(price(option, higher), price(option, volatility), slack([option, volatility], [option, higher]), { option, volatility, higher });
    });
  });

  it('of calls grow with the spot and of puts fall, by at most what the asset gains', () => {
    holds(10_000, WIDE, scale(1e-12, 0.5), ({ option, volatility }, more) => {
      const moved = { ...option, spot: option.spot * (1 + more) };
      const sign = option.right === 'call' ? 1 : -1;
      const gain = sign * (price(moved, volatility) - price(option, volatility));
      const allowed = slack([option, volatility], [moved, volatility]);
      expectAtLeast(gain, 0, allowed, { option, volatility, more });
      expectAtLeast((moved.spot - option.spot) * Math.exp(-option.dividendYield * option.years), gain, allowed, { option, volatility, more });
    });
  });

  it('are convex in the strike', () => {
    holds(10_000, WIDE, scale(1e-6, 0.3), ({ option, volatility }, wing) => {
      const wings = [option.strike * (1 - wing), option.strike * (1 + wing)].map((strike) => ({ ...option, strike })) as [VanillaOption, VanillaOption];
      // The middle is taken of the rounded wings.
      const middle = { ...option, strike: (wings[0].strike + wings[1].strike) / 2 };
      const mean = (price(wings[0], volatility) + price(wings[1], volatility)) / 2;
      const allowed = slack([wings[0], volatility], [wings[1], volatility], [middle, volatility]);
      expectAtLeast(mean, price(middle, volatility), allowed, { option, volatility, wing });
    });
  });

  it('of a call are those of the put with spot and strike, rate and yield changed over', () => {
    holds(10_000, WIDE, ({ option, volatility }) => {
      const { right, spot, strike, rate, dividendYield } = option;
      const swapped: VanillaOption = {
        ...option,
        right: right === 'call' ? 'put' : 'call',
        spot: strike,
        strike: spot,
        rate: dividendYield,
        dividendYield: rate,
      };
      expectWithin(price(swapped, volatility), price(option, volatility), slack([option, volatility], [swapped, volatility]), { option, volatility });
    });
  });

  it('scale with the spot and the strike to the bit', () => {
    holds(6_000, WIDE, fc.integer({ min: -40, max: 40 }), ({ option, volatility }, power) => {
      const k = 2 ** power;
      const scaled = { ...option, spot: option.spot * k, strike: option.strike * k };
      // A subnormal price has lost bits that its multiple keeps.
      const value = price(option, volatility);
      if (value < 1e-280) return;
      const [one, other] = [greeks(option, volatility), greeks(scaled, volatility)];
      expect(price(scaled, volatility)).toBe(value * k);
      expect([other.delta, other.gamma * k, other.theta / k, other.vega / k, other.rho / k]).toEqual([one.delta, one.gamma, one.theta, one.vega, one.rho]);
      expect([other.charm, other.vanna, other.vomma / k, other.speed * k * k]).toEqual([one.charm, one.vanna, one.vomma, one.speed]);
      expect(impliedVolatility(scaled, value * k)).toEqual(impliedVolatility(option, value));
    });
  });

  it('depend on time only through its products', () => {
    holds(4_000, WIDE, fc.integer({ min: -3, max: 3 }), ({ option, volatility }, power) => {
      const k = 4 ** power;
      const { years, rate, dividendYield } = option;
      const paced = { ...option, years: years * k, rate: rate / k, dividendYield: dividendYield / k };
      expect(price(paced, volatility / 2 ** power)).toBe(price(option, volatility));
    });
  });
});

describe('implied volatility', () => {
  it('gives back the price it was found for', () => {
    holds(10_000, WIDE, real(0, 1), ({ option, volatility }, share) => {
      // Both what the formula gives and any other number between the bounds.
      const intrinsic = Math.max(0, option.right === 'call' ? difference(option) : -difference(option));
      const [asset, cash] = legs(option);
      const maximum = option.right === 'call' ? asset : cash;
      for (const paid of [price(option, volatility), intrinsic + share ** 8 * (maximum - intrinsic)]) {
        const found = impliedVolatility(option, paid);
        if (!found.ok) {
          // There is a reason only within the rounding of a bound.
          const gap = Math.min(Math.abs(paid - intrinsic), Math.abs(maximum - paid));
          expectAtLeast(4e-16 * (asset + cash), gap, 0, { option, paid, found });
          continue;
        }
        const allowed = 4 * priceUncertainty(option, found.volatility, paid);
        expectWithin(price(option, found.volatility), paid, allowed + Number.MIN_VALUE, { option, paid });
      }
    });
  });

  it('gives back the volatility that made a price, as far as the price tells', () => {
    holds(10_000, WIDE, ({ option, volatility }) => {
      const value = price(option, volatility);
      const found = impliedVolatility(option, value);
      // A price within its own rounding of a bound tells nothing.
      const uncertainty = 2 * priceUncertainty(option, volatility, value);
      const { vega } = greeks(option, volatility);
      if (!(vega * volatility > 20 * uncertainty)) return;
      const condition = value / (vega * volatility);
      const allowed = 2.5 * attainable(condition) + (1.5 * uncertainty) / (vega * volatility);
      expectWithin(found.ok ? found.volatility : Number.NaN, volatility, allowed * volatility, { option, volatility });
    });
  });
});

/** Beyond it results leave the doubles themselves. */
const ACCEPTED: fc.Arbitrary<Case> = fc
  .record({
    right,
    spot: fc.oneof(scale(1e-29, 1e29), scale(1, 1e4)),
    strike: fc.oneof(scale(1e-149, 1e149), scale(1, 1e4), fc.constant('spot' as const), real(-1e-12, 0)),
    years: fc.oneof(fc.constant(0), scale(1e-25, 1e5), scale(1e-6, 10)),
    growth: fc.oneof(real(-100, 100), real(-0.1, 0.1), fc.constant(0)),
    decay: fc.oneof(real(-100, 100), real(-0.1, 0.1), fc.constant(0)),
    volatility: fc.oneof(fc.constant(0), scale(1e-300, 1e6 * 0.999), scale(1e-6, 100)),
  })
  .map(({ right, spot, strike, years, growth, decay, volatility }) => ({
    option: {
      right,
      spot,
      strike: strike === 'spot' ? spot : strike <= 0 ? spot * (1 + strike) : strike,
      years,
      rate: years > 0 ? (growth * 0.999) / years : growth,
      dividendYield: years > 0 ? (decay * 0.999) / years : decay,
    },
    volatility,
  }));

const anyDouble = fc.oneof(fc.double(), fc.constantFrom(0, -1, 1e-310, 5e-324, 1.7976931348623157e308, 612), scale(1, 1e4));

describe('nothing is ever left that is not a number', () => {
  it('of prices and Greeks, anywhere they are answered', () => {
    holds(12_000, ACCEPTED, ({ option, volatility }) => {
      const values = [price(option, volatility), ...Object.values(greeks(option, volatility))];
      if (!values.every(Number.isFinite)) expect.fail(`${values.join(', ')}: ${JSON.stringify({ option, volatility })}`);
    });
  });

  it('of prices and Greeks for any doubles at all, or the input that is out of range is named', () => {
    const inputs = fc.record({ right, spot: anyDouble, strike: anyDouble, years: anyDouble, rate: anyDouble, dividendYield: anyDouble });
    holds(10_000, inputs, anyDouble, (option, volatility) => {
      try {
        const values = [price(option, volatility), ...Object.values(greeks(option, volatility))];
        if (!values.every(Number.isFinite)) expect.fail(`${values.join(', ')}: ${JSON.stringify({ option, volatility })}`);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        expect(error.message).toMatch(/^(spot|strike|years|volatility|(rate|dividendYield)( times years)?) must be from .* to .*, got /);
      }
    });
  });

  it('of implied volatility and a batch, for any doubles at all', () => {
    const inputs = fc.record({ right, spot: anyDouble, strike: anyDouble, years: anyDouble, rate: anyDouble, dividendYield: anyDouble, paid: anyDouble });
    holds(10_000, inputs, ({ paid, ...option }) => {
      const found = impliedVolatility(option, paid);
      if (found.ok) expect(Number.isFinite(found.volatility) && found.volatility > 0, JSON.stringify({ option, paid })).toBe(true);
      const inDomain = [option.spot, option.strike].every((value) => value > 0 && Number.isFinite(value)) && option.years > 0;
      if (!inDomain) expect(found.ok).toBe(false);
    });
  });

  it('of a batch, wherever its prices are between the bounds', () => {
    holds(6_000, cases(30), scale(1e-100, 0.999), ({ option }, share) => {
      const { right, strike, ...market } = option;
      const intrinsic = Math.max(0, right === 'call' ? difference(option) : -difference(option));
      const mid = Float64Array.of(intrinsic + share * (legs(option)[right === 'call' ? 0 : 1] - intrinsic));
      const columns = greekColumns(1, -7);
      const solution = Uint8Array.of(99);
      priceRows({
        rows: Uint16Array.of(0),
        count: 1,
        isCall: Uint8Array.of(right === 'call' ? 1 : 0),
        strike: Float64Array.of(strike),
        mid,
        market: { ...market, varianceYears: 1.5 * market.years, variancePace: 0.8 },
        columns,
        solution,
      });
      const isSolved = solution[0] === SOLUTION_CODE.ok;
      for (const [name, [value = 0]] of Object.entries(columns)) {
        if (isSolved ? !Number.isFinite(value) : !Number.isNaN(value)) expect.fail(`${name} is ${value}: ${JSON.stringify({ option, mid: mid[0] })}`);
      }
    });
  });

  it('but the field that is at fault, where it is out of the domain', () => {
    const bad = {
      spot: fc.constantFrom(0, -0, -612, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      strike: fc.constantFrom(0, -0, -612, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      years: fc.constantFrom(-1e-300, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      volatility: fc.constantFrom(-1e-300, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      rate: fc.constantFrom(1e12, -1e12, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
      dividendYield: fc.constantFrom(1e12, -1e12, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    };
    const fault = fc.oneof(...Object.entries(bad).map(([field, value]) => value.map((value) => [field, value] as const)));
    holds(2_000, WIDE, fault, ({ option, volatility }, [field, value]) => {
      const changed = { ...option, volatility, [field]: value };
      expect(() => price(changed, changed.volatility)).toThrow(RangeError);
      expect(() => price(changed, changed.volatility)).toThrow(new RegExp(`^${field} `));
      expect(() => greeks(changed, changed.volatility)).toThrow(new RegExp(`^${field} `));
    });
  });
});

describe('Greeks', () => {
  it('are the slopes of the price and of each other', () => {
    holds(4_000, cases(3), ({ option, volatility }) => {
      const { spot, years, rate, dividendYield } = option;
      const total = volatility * Math.sqrt(years);
      if (total > 2) return;
      const found = greeks(option, volatility);
      const at = { spot, years, rate, volatility };
      const of = (changed: typeof at): [VanillaOption, number] => [{ ...option, ...changed }, changed.volatility];
      /** Central difference by one field, and what its steps are worth in the slope. */
      const slope = (field: keyof typeof at, step: number, value: (option: VanillaOption, volatility: number) => number): number =>
        (value(...of({ ...at, [field]: at[field] + step })) - value(...of({ ...at, [field]: at[field] - step }))) / (2 * step);
      const delta = (option: VanillaOption, volatility: number): number => greeks(option, volatility).delta;
      const gamma = (option: VanillaOption, volatility: number): number => greeks(option, volatility).gamma;
      const vega = (option: VanillaOption, volatility: number): number => greeks(option, volatility).vega;
      const width = 1e-3 * spot * total;
      // Each with the size that the terms it is the sum of are of.
      const carry = (Math.abs(rate) + Math.abs(dividendYield)) * (1 + 1 / total);
      const checks: readonly (readonly [keyof typeof found, number, number])[] = [
        ['delta', slope('spot', width, price), 1],
        ['gamma', slope('spot', width, delta), 1 / (spot * total)],
        ['speed', slope('spot', width, gamma), (spot * total) ** -2],
        ['vega', slope('volatility', 1e-3 * volatility, price), spot * Math.sqrt(years)],
        ['vanna', slope('volatility', 1e-3 * volatility, delta), 1 / volatility],
        ['vomma', slope('volatility', 1e-3 * volatility, vega), (spot * Math.sqrt(years)) / volatility],
        ['theta', -slope('years', 1e-3 * years, price), (spot * total) / years + carry * spot],
        ['charm', -slope('years', 1e-3 * years, delta), 1 / years + carry],
        ['rho', slope('rate', (1e-3 * total) / years, price), spot * years],
      ];
      for (const [name, expected, size] of checks) {
        expectWithin(found[name], expected, 2e-5 * (1 + total) ** 3 * size, { name, option, volatility });
      }
    });
  });
});
