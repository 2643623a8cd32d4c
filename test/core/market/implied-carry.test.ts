import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chain } from '../../../src-core/market/chain.ts';
import { CARRY_ERROR_LIMIT, type CarryInput, impliedCarry, type ParityCarry, RATE_ERROR_LIMIT } from '../../../src-core/market/implied-carry.ts';
import { price } from '../../../src-core/pricing/black-scholes.ts';
import { parseIsoDate } from '../../../src-core/time.ts';

const HOURS = 1 / (365 * 24);
const sameDay: CarryInput = { spot: Number.NaN, years: 6 * HOURS, rate: 0, oldest: Number.NEGATIVE_INFINITY, exercise: 'american' };

interface Book {
  readonly forward: number;
  readonly discount?: number;
  readonly strikes?: readonly number[];
  /** Where between -1 and 1 half-spreads a quote's mid is off its value. */
  readonly noise?: () => number;
}

/** A book of the shape of the same-day ones: a cent wide near the money, ten and more away from it. */
function chainOf({ forward, discount = 1, strikes = range(570, 630, 1), noise = () => 0 }: Book): Chain {
  const chain = new Chain('SPY', parseIsoDate('2026-08-21'));
  chain.list(strikes.flatMap((strike) => [{ strike, right: 'put' as const }, { strike, right: 'call' as const }]));
  for (const { strike, call, put } of chain.ladder) {
    const distance = Math.abs(strike - forward);
    const timeValue = 0.2 + 2 * Math.exp(-distance / 5);
    const wide = distance < 8 ? 0.01 : 0.05 + distance / 500;
    const isCallInside = strike < forward;
    setQuote(chain, call, discount * Math.max(0, forward - strike) + timeValue, isCallInside ? wide : 0.005, noise());
    setQuote(chain, put, discount * Math.max(0, strike - forward) + timeValue, isCallInside ? 0.005 : wide, noise());
  }
  return chain;
}

function setQuote(chain: Chain, row: number, value: number, half: number, noise = 0): void {
  chain.columns.bid[row] = value + (noise - 1) * half;
  chain.columns.ask[row] = value + (noise + 1) * half;
  chain.quoteTime[row] = 1000;
}

function shift(chain: Chain, row: number, dollars: number): void {
  chain.columns.bid[row] = (chain.columns.bid[row] ?? Number.NaN) + dollars;
  chain.columns.ask[row] = (chain.columns.ask[row] ?? Number.NaN) + dollars;
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** Normal deviates of a seed. */
function normalDeviates(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function parity(chain: Chain, input: CarryInput): ParityCarry {
  const result = impliedCarry(chain, input);
  if (result.source === 'none') throw new Error(`no parity: ${result.reason}`);
  return result;
}

function reason(chain: Chain, input: CarryInput): string {
  const result = impliedCarry(chain, input);
  return result.source === 'none' ? result.reason : 'parity';
}

describe('implied carry of consistent quotes', () => {
  it('finds the forward, with a spot or none, at the configured discount on the day', () => {
    fc.assert(
      fc.property(fc.double({ min: 590, max: 610, noNaN: true }), fc.double({ min: 0, max: 0.1, noNaN: true }), (forward, rate) => {
        const chain = chainOf({ forward, discount: Math.exp(-rate * sameDay.years) });
        for (const spot of [forward, forward + 3, Number.NaN]) {
          const result = parity(chain, { ...sameDay, rate, spot });
          expect(result.forward).toBeCloseTo(forward, 9);
          expect(result).toMatchObject({ discountSource: 'configured', rate, rateError: null, pairsRejected: 0 });
          expect(result.forwardError).toBeLessThan(0.005);
          expect(result.carry === null).toBe(Number.isNaN(spot));
        }
      }),
    );
  });

  it('finds rate and dividend yield of a long expiry whatever rate is configured', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.01, max: 0.1, noNaN: true }), fc.double({ min: -0.02, max: 0.05, noNaN: true }), (rate, dividendYield) => {
        const years = 0.5;
        const forward = 600 * Math.exp((rate - dividendYield) * years);
        const chain = chainOf({ forward, discount: Math.exp(-rate * years), strikes: range(450, 750, 5) });
        const result = parity(chain, { ...sameDay, exercise: 'european', years, rate: 0.03, spot: 600 });
        expect(result.discountSource).toBe('parity');
        expect(result.forward).toBeCloseTo(forward, 6);
        expect(result.rate).toBeCloseTo(rate, 8);
        expect(result.rateError).toBeLessThan(RATE_ERROR_LIMIT);
        expect(result.carry?.dividendYield).toBeCloseTo(dividendYield, 8);
        expect(result.carry?.significant).toBe(true);
      }),
    );
  });

  it('says on the day that a dividend yield is but a bound', () => {
    const result = parity(chainOf({ forward: 600.01 }), { ...sameDay, spot: 600 });
    expect(result.carry?.dividendYield).toBeCloseTo(-0.0243, 3);
    expect(result.carry?.error).toBeGreaterThan(CARRY_ERROR_LIMIT);
    expect(result.carry?.significant).toBe(false);
  });

  it('takes a cash dividend before expiry out first, and leaves a later one alone', () => {
    const [years, rate, borrow, amount] = [0.5, 0.04, 0.03, 2];
    const forward = (600 - amount * Math.exp(-rate * 0.2)) * Math.exp((rate - borrow) * years);
    const chain = chainOf({ forward, discount: Math.exp(-rate * years), strikes: range(450, 750, 5) });
    const input: CarryInput = { ...sameDay, exercise: 'european', years, rate, spot: 600 };
    expect(parity(chain, { ...input, dividend: { amount, years: 0.2 } }).carry?.dividendYield).toBeCloseTo(borrow, 8);
    const ignored = parity(chain, { ...input, dividend: { amount, years: 0.6 } });
    expect(ignored).toEqual(parity(chain, input));
    expect(ignored.carry?.dividendYield).toBeGreaterThan(borrow + 0.005);
  });

  it('reports a spot that nothing explains, and only that', () => {
    const chain = chainOf({ forward: 600 });
    expect(parity(chain, { ...sameDay, spot: 600.3 }).carry).toMatchObject({ disagreement: false });
    for (const spot of [598, 602]) {
      const { carry } = parity(chain, { ...sameDay, spot });
      expect(carry?.disagreement).toBe(true);
      expect(carry?.gap).toBeCloseTo(600 - spot, 6);
    }
  });
});

describe('implied carry of broken quotes', () => {
  /** Ways in which a pair goes wrong; prices are held when the market moved by `move` dollars. */
  const faults = ['held', 'crossed', 'no bid', 'late', 'fat finger'] as const;

  it('moves by less than a tick when two pairs in five are broken', () => {
    const strikes = range(570, 630, 1);
    const count = Math.floor(0.4 * strikes.length);
    const broken = fc
      .tuple(
        fc.shuffledSubarray(strikes, { minLength: count, maxLength: count }),
        fc.oneof(
          fc.constant(Array.from({ length: count }, () => 'held' as const)),
          fc.array(fc.constantFrom(...faults), { minLength: count, maxLength: count }),
        ),
      )
      // Where most of the narrow pairs agree on another forward, nothing tells which one is right.
      .filter(([strikes]) => strikes.filter((strike) => Math.abs(strike - 600.37) < 8).length <= 9)
      .map(([strikes, faults]) => strikes.map((strike, i) => ({ strike, fault: faults[i] })));
    const move = fc.tuple(fc.double({ min: 0.3, max: 5, noNaN: true }), fc.boolean()).map(([size, up]) => (up ? size : -size));
    fc.assert(
      fc.property(broken, move, fc.integer({ min: 1, max: 1e6 }), (broken, move, seed) => {
        const deviate = normalDeviates(seed);
        const chain = chainOf({ forward: 600.37, strikes, noise: () => Math.max(-0.6, Math.min(0.6, 0.25 * deviate())) });
        for (const { strike, fault } of broken) {
          const call = chain.row(strike, 'call') ?? -1;
          const put = chain.row(strike, 'put') ?? -1;
          if (fault === 'held') {
            shift(chain, call, move / 2);
            shift(chain, put, -move / 2);
          } else if (fault === 'crossed') chain.columns.bid[call] = 700;
          else if (fault === 'no bid') chain.columns.bid[put] = 0;
          else if (fault === 'late') {
            shift(chain, put, move);
            chain.quoteTime[put] = 10;
          } else setQuote(chain, put, 10 * (chain.columns.ask[put] ?? 0), 0.005);
        }
        const result = parity(chain, { ...sameDay, oldest: 500 });
        expect(Math.abs(result.forward - 600.37)).toBeLessThan(0.01);
      }),
      { numRuns: 500 },
    );
  });

  it('moves by less than a tick when a wing is frozen', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 5, noNaN: true }), fc.boolean(), fc.integer({ min: 1, max: 24 }), (move, isUpper, count) => {
        const chain = chainOf({ forward: 600.37 });
        for (const { call } of isUpper ? chain.ladder.slice(-count) : chain.ladder.slice(0, count)) shift(chain, call, move);
        const result = parity(chain, sameDay);
        expect(Math.abs(result.forward - 600.37)).toBeLessThan(0.01);
        expect(result.pairsRejected).toBe(count);
      }),
    );
  });

  it('keeps rate and forward of a long expiry when two pairs in five are broken', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), fc.integer({ min: 0, max: 4 }), (move, phase) => {
        const years = 0.5;
        const chain = chainOf({ forward: 605, discount: Math.exp(-0.05 * years), strikes: range(450, 750, 5) });
        for (const [i, { call }] of chain.ladder.entries()) if ((2 * i + phase) % 5 < 2) shift(chain, call, move);
        const result = parity(chain, { ...sameDay, exercise: 'european', years, rate: 0.03 });
        expect(result.forward).toBeCloseTo(605, 1);
        expect(Math.abs(result.rate - 0.05)).toBeLessThan(2 * (result.rateError ?? 0));
      }),
    );
  });

  it('is not drawn by wings whose bids are near and whose asks are wide', () => {
    const chain = chainOf({ forward: 600.37 });
    for (const { strike, call } of chain.ladder) {
      if (strike < 593) chain.columns.ask[call] = (chain.columns.ask[call] ?? 0) + 1.4;
    }
    const result = parity(chain, sameDay);
    expect(Math.abs(result.forward - 600.37)).toBeLessThan(0.003);
    expect(result.pairsRejected).toBe(0);
  });

  it('says why there is none', () => {
    expect(reason(new Chain('SPY', parseIsoDate('2026-08-21')), sameDay)).toBe('too_few_pairs');
    expect(reason(chainOf({ forward: 600, strikes: [599, 600] }), sameDay)).toBe('too_few_pairs');
    expect(reason(chainOf({ forward: 600 }), { ...sameDay, oldest: 1001 })).toBe('too_few_pairs');
    for (const wrong of [{ years: Number.NaN }, { years: -1 }, { rate: Number.POSITIVE_INFINITY }, { dividend: { amount: -1, years: 0 } }]) {
      expect(reason(chainOf({ forward: 600 }), { ...sameDay, ...wrong })).toBe('invalid_input');
    }
    expect(reason(chainOf({ forward: 600 }), { ...sameDay, years: 2, rate: 0.1 })).toBe('early_exercise');
    const scattered = chainOf({ forward: 600 });
    for (const [i, { call }] of scattered.ladder.entries()) shift(scattered, call, i * i * 0.7);
    expect(reason(scattered, sameDay)).toBe('no_agreement');
  });

  it('answers finite figures or a reason for any quotes', () => {
    const quote = fc.oneof(
      fc.constantFrom(Number.NaN, 0),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    const input = fc.record({
      years: fc.constantFrom(0, 1e-7, 7e-4, 0.5, 30),
      rate: fc.double({ min: -1, max: 1, noNaN: true }),
      isAmerican: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(quote, quote, quote, quote), { maxLength: 12 }), input, (quotes, { years, rate, isAmerican }) => {
        const chain = chainOf({ forward: 600, strikes: quotes.map((_, i) => 595 + i) });
        for (const [i, sides] of quotes.entries()) {
          const { call, put } = chain.ladder[i] ?? { call: -1, put: -1 };
          [chain.columns.bid[call], chain.columns.ask[call], chain.columns.bid[put], chain.columns.ask[put]] = sides;
        }
        const result = impliedCarry(chain, { ...sameDay, years, rate, spot: 600, exercise: isAmerican ? 'american' : 'european' });
        if (result.source === 'none') return;
        const { carry, rateError, ...figures } = result;
        for (const value of [...Object.values(figures), ...Object.values(carry ?? {}), rateError ?? 0]) {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        }
        expect(result.pairsUsed + result.pairsRejected).toBeLessThanOrEqual(quotes.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('standard errors of the implied carry', () => {
  // The allowance for errors that pairs have in common makes them generous where mids are better than their spreads.
  const runs = 400;
  const within = (ratios: readonly number[], limit: number): number => ratios.filter((ratio) => Math.abs(ratio) <= limit).length / ratios.length;

  it.each([
    [0.15, 1],
    [0.4, 0.92],
    [0.8, 0.8],
  ])('hold two forwards in three or more within one, with mids off by %f half-spreads', (sigma, most) => {
    const deviate = normalDeviates(7);
    const ratios = Array.from({ length: runs }, () => {
      const { forward, forwardError } = parity(chainOf({ forward: 600.37, noise: () => sigma * deviate() }), sameDay);
      return (forward - 600.37) / forwardError;
    });
    expect(within(ratios, 1)).toBeGreaterThan(0.6);
    expect(within(ratios, 1)).toBeLessThanOrEqual(most);
    expect(within(ratios, 2)).toBeGreaterThan(0.92);
  });

  it('hold about two rates and two yields in three within one', () => {
    const deviate = normalDeviates(11);
    const years = 0.5;
    const rates: number[] = [];
    const yields: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const chain = chainOf({
        forward: 600 * Math.exp(0.03 * years),
        discount: Math.exp(-0.04 * years),
        strikes: range(500, 700, 5),
        noise: () => 0.8 * deviate(),
      });
      const result = parity(chain, { ...sameDay, exercise: 'european', years, rate: 0.04, spot: 600, spotError: 0 });
      rates.push((result.rate - 0.04) / (result.rateError ?? 0));
      yields.push(((result.carry?.dividendYield ?? 0) - 0.01) / (result.carry?.error ?? 0));
    }
    for (const ratios of [rates, yields]) {
      expect(within(ratios, 1)).toBeGreaterThan(0.6);
      expect(within(ratios, 1)).toBeLessThan(0.85);
      expect(within(ratios, 2)).toBeGreaterThan(0.92);
    }
  });
});

describe('implied carry of American options', () => {
  const spot = 600;
  const rate = 0.05;
  const volatility = 0.2;

  /** Premium of the American put over the European one, both on the tree of Cox, Ross and Rubinstein (1979). */
  function putPremium(strike: number, years: number): number {
    const steps = 200;
    const up = Math.exp(volatility * Math.sqrt(years / steps));
    const growth = Math.exp((rate * years) / steps);
    const chance = (growth - 1 / up) / (up - 1 / up);
    const exercise = (step: number, ups: number): number => Math.max(0, strike - spot * up ** (2 * ups - step));
    const american = Array.from({ length: steps + 1 }, (_, ups) => exercise(steps, ups));
    const european = [...american];
    for (let step = steps - 1; step >= 0; step -= 1) {
      for (let ups = 0; ups <= step; ups += 1) {
        for (const values of [american, european]) {
          values[ups] = (chance * (values[ups + 1] ?? 0) + (1 - chance) * (values[ups] ?? 0)) / growth;
        }
        american[ups] = Math.max(american[ups] ?? 0, exercise(step, ups));
      }
    }
    return (american[0] ?? 0) - (european[0] ?? 0);
  }

  function americanChain(years: number): { readonly chain: Chain; readonly premium: (row: number) => number } {
    const strikes = range(500, 700, 5);
    const chain = chainOf({ forward: spot, strikes });
    const premiums = new Map<number, number>();
    for (const { strike, call, put } of chain.ladder) {
      const option = { spot, strike, years, rate, dividendYield: 0 };
      const premium = putPremium(strike, years);
      premiums.set(put, premium);
      setQuote(chain, call, price({ ...option, right: 'call' }, volatility), 0.01);
      setQuote(chain, put, price({ ...option, right: 'put' }, volatility) + premium, 0.01);
    }
    return { chain, premium: (row) => premiums.get(row) ?? 0 };
  }

  it.each([
    [1 / 365, 0.02],
    [7 / 365, 0.07],
    [30 / 365, 0.25],
  ])('of %f years is low by no more than the premium near the money', (years, limit) => {
    const { chain } = americanChain(years);
    const forward = spot * Math.exp(rate * years);
    const result = parity(chain, { ...sameDay, years, rate });
    expect(forward - result.forward).toBeGreaterThan(0);
    expect(forward - result.forward).toBeLessThan(limit);
    expect(result.neglectedPremium).toBeGreaterThan(forward - result.forward);
    expect(result.discountSource).toBe('configured');
  });

  it('is exact, and carries a rate, with the premium given', () => {
    const years = 0.5;
    const { chain, premium } = americanChain(years);
    const result = parity(chain, { ...sameDay, years, rate: 0.03, spot, premium });
    expect(result.discountSource).toBe('parity');
    expect(result.forward).toBeCloseTo(spot * Math.exp(rate * years), 6);
    expect(result.rate).toBeCloseTo(rate, 8);
    expect(result.carry?.dividendYield).toBeCloseTo(0, 8);
    expect(result.neglectedPremium).toBe(0);
  });

  it('leaves out the pairs whose premium is not known', () => {
    const { chain, premium } = americanChain(0.5);
    const unknown = chain.row(600, 'put') ?? -1;
    const result = parity(chain, { ...sameDay, years: 0.5, rate, premium: (row) => (row === unknown ? Number.NaN : premium(row)) });
    expect(result.pairsUsed).toBe(chain.ladder.length - 1);
  });
});
