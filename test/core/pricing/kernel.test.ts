import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import type { ImpliedVolatility } from '../../../src-core/pricing/implied-volatility.ts';
import { type Engine, scalarEngine, simdEngine } from '../../../src-core/pricing/kernel/engine.ts';
import { Kernel, type PricingMarket } from '../../../src-core/pricing/kernel/kernel.ts';
import * as layout from '../../../src-core/pricing/kernel/layout.ts';
import { SIMD_MODULE } from '../../../src-core/pricing/kernel/simd-module.ts';
import { SOLUTIONS } from '../../../src-core/pricing/solution.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';
import { type Valuation, valuationFaults, volatilityFaults } from './accuracy.ts';
import { hasReference, readNumber, readOption, readOwnReference, readReference, type ReferenceRow } from './reference.ts';

const { BLOCK_ROWS, BLOCK_SIZE, IS_CALL, MONEYNESS, PRICE, STRIKE, TOTAL_VOLATILITY, VOLATILITY } = layout;

function requireSimd(): Engine {
  const engine = simdEngine();
  if (engine === null) throw new Error('this Node has no WebAssembly SIMD, so that its engine stays untested');
  return engine;
}

interface Row {
  readonly strike: number;
  readonly isCall: number;
  /** What is given: prices to invert, or total volatilities to value at. */
  readonly given: number;
}

type Wanted = 'implied' | 'values';

function run(kernel: Kernel, market: PricingMarket, rows: readonly Row[], wanted: Wanted): void {
  kernel.setMarket(market);
  for (const [i, { strike, isCall, given }] of rows.entries()) {
    kernel.block[STRIKE + i] = strike;
    kernel.block[IS_CALL + i] = isCall;
    kernel.block[(wanted === 'implied' ? PRICE : TOTAL_VOLATILITY) + i] = given;
  }
  kernel[wanted](rows.length);
}

/** Where the two engines part in any bit of any column of the rows, and the answers beside them. */
class Comparison {
  readonly #scalar = new Kernel(scalarEngine());
  readonly #simd = new Kernel(requireSimd());
  readonly differences: string[] = [];
  rows = 0;
  stageRows = 0;

  run(market: PricingMarket, rows: readonly Row[], wanted: Wanted): void {
    const count = rows.length;
    run(this.#scalar, market, rows, wanted);
    run(this.#simd, market, rows, wanted);
    this.rows += count;
    for (let i = 0; i < count; i += 1) {
      if (this.#scalar.block[layout.HOLDS + i] === 1) this.stageRows += 1;
      if (wanted === 'implied' && this.#scalar.solutions[i] !== this.#simd.solutions[i]) this.#add('solution', market, rows[i]);
      for (let column = MONEYNESS; column < BLOCK_SIZE; column += BLOCK_ROWS) {
        // Nothing writes these where the volatility is given.
        if (wanted === 'values' && (column === layout.TIME_VALUE || column === layout.CHANGE)) continue;
        if (!Object.is(this.#scalar.block[column + i], this.#simd.block[column + i])) this.#add(`column ${column}`, market, rows[i]);
      }
    }
  }

  #add(what: string, market: PricingMarket, row: Row | undefined): void {
    if (this.differences.length < 5) this.differences.push(`${what} of ${JSON.stringify(row)} in ${JSON.stringify(market)}`);
  }
}

function marketOf({ spot, rate, dividendYield, years }: VanillaOption): PricingMarket {
  return { spot, rate, dividendYield, years, varianceYears: years, variancePace: 1 };
}

const european = [...readOwnReference('european.csv'), ...(hasReference ? readReference('european_reference.csv') : [])];
const implied = [...readOwnReference('implied-volatility.csv'), ...(hasReference ? readReference('iv_reference.csv') : [])];

describe.each([
  ['scalar', scalarEngine],
  ['simd', requireSimd],
] as const)('the %s engine', (kind, engine) => {
  it('values and inverts the reference rows', () => {
    const kernel = new Kernel(engine());
    expect(kernel.kind).toBe(kind);
    const rowOf = (option: VanillaOption, given: number): Row => ({ strike: option.strike, isCall: option.right === 'call' ? 1 : 0, given });
    const at = (column: number): number => kernel.block[column] ?? Number.NaN;
    const evaluate = (option: VanillaOption, volatility: number): Valuation => {
      run(kernel, marketOf(option), [rowOf(option, volatility * Math.sqrt(option.years))], 'values');
      return {
        price: at(layout.VALUE),
        delta: at(layout.DELTA),
        gamma: at(layout.GAMMA),
        theta: at(layout.THETA),
        vega: at(layout.VEGA),
        rho: at(layout.RHO),
        charm: at(layout.CHARM),
        vanna: at(layout.VANNA),
        vomma: at(layout.VOMMA),
        speed: at(layout.SPEED),
      };
    };
    const solve = (option: VanillaOption, price: number): ImpliedVolatility => {
      run(kernel, marketOf(option), [rowOf(option, price)], 'implied');
      const solution = SOLUTIONS[kernel.solutions[0] ?? 1] ?? 'bad_input';
      return solution === 'ok' ? { ok: true, volatility: at(VOLATILITY) } : { ok: false, reason: solution };
    };
    expect(valuationFaults(european, evaluate)).toEqual([]);
    expect(volatilityFaults(implied, solve)).toEqual([]);
  });
});

describe('both engines give the same bits', () => {
  it('for the reference rows', () => {
    const comparison = new Comparison();
    const compare = (row: ReferenceRow, column: string, wanted: Wanted): void => {
      const option = readOption(row);
      const given = readNumber(row[column]) * (wanted === 'values' ? Math.sqrt(option.years) : 1);
      const isCall = option.right === 'call' ? 1 : 0;
      // A pair, as the two sides of one strike are in a chain.
      comparison.run(marketOf(option), [{ strike: option.strike, isCall, given }, { strike: option.strike, isCall: 1 - isCall, given }], wanted);
    };
    for (const row of european) {
      compare(row, 'vol', 'values');
      compare(row, 'price', 'implied');
    }
    for (const row of implied) compare(row, 'price', 'implied');
    expect(comparison.differences).toEqual([]);
    expect(comparison.rows).toBeGreaterThan(1_000);
  });

  it('for 20,000 random rows in blocks of every size', () => {
    const random = new SeededRandom(20_260_731);
    const comparison = new Comparison();
    const between = (low: number, high: number): number => low + (high - low) * random.uniform();
    for (let block = 0; comparison.rows < 40_000; block += 1) {
      const years = Math.exp(between(Math.log(1 / 525_600), Math.log(2)));
      const varianceYears = block % 3 === 0 ? years : years * between(0.3, 3);
      const market: PricingMarket = {
        spot: between(20, 7_000),
        rate: between(-0.02, 0.08),
        dividendYield: between(-0.01, 0.05),
        years,
        varianceYears,
        variancePace: block % 3 === 0 ? 1 : between(0.2, 5),
      };
      const count = block % 4 === 0 ? BLOCK_ROWS : 1 + (block % BLOCK_ROWS);
      const rows = Array.from({ length: count }, () => {
        const total = Math.exp(between(Math.log(0.05), Math.log(3))) * Math.sqrt(varianceYears);
        return { strike: market.spot * Math.exp(random.normal() * 3 * total), isCall: random.uniform() < 0.5 ? 1 : 0, given: total };
      });
      comparison.run(market, rows, 'values');
      const prices = rows.map(({ strike, isCall }) => ({
        strike,
        isCall,
        given: Math.max(0, isCall === 1 ? market.spot - strike : strike - market.spot) + market.spot * Math.exp(between(-12, -2)),
      }));
      comparison.run(market, prices, 'implied');
    }
    expect(comparison.differences).toEqual([]);
    // Both the stages and the general formulas had their share.
    expect(comparison.stageRows).toBeGreaterThan(10_000);
    expect(comparison.rows - comparison.stageRows).toBeGreaterThan(1_000);
  });

  it('for rows of junk', () => {
    const junk = [
      Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1, 612, -612, 611.99, 5e-324, -5e-324, 2.2250738585072014e-308,
      1e-310, 1e-30, 1e30, 1.7976931348623157e308, -1.7976931348623157e308, 1e-8, 0.004,
    ];
    const comparison = new Comparison();
    const good: PricingMarket = { spot: 612, rate: 0.04, dividendYield: 0.01, years: 0.001, varianceYears: 0.001, variancePace: 1 };
    const markets = [good, ...Object.keys(good).flatMap((field) => junk.map((value) => ({ ...good, [field]: value })))];
    const rows = junk.flatMap((strike) => junk.map((given, i) => ({ strike, isCall: i % 2, given })));
    const random = new SeededRandom(7);
    for (const market of markets) {
      for (const count of [1, 2, 33, BLOCK_ROWS - 1, BLOCK_ROWS]) {
        const start = Math.floor(random.uniform() * (rows.length - count));
        comparison.run(market, rows.slice(start, start + count), 'values');
        comparison.run(market, rows.slice(start, start + count), 'implied');
      }
    }
    expect(comparison.differences).toEqual([]);
    expect(comparison.rows).toBeGreaterThan(60_000);
  });

  it('stage by stage, whatever the block holds', () => {
    const scalar = scalarEngine();
    const simd = requireSimd();
    const random = new SeededRandom(99);
    const stages = ['volatilities', 'values', 'implied'] as const;
    for (let round = 0; round < 60; round += 1) {
      for (let i = 0; i < BLOCK_SIZE; i += 1) {
        const value = random.normal() * 10 ** Math.floor(random.uniform() * (round % 3 === 0 ? 600 : 4) - (round % 3 === 0 ? 300 : 2));
        scalar.block[i] = value;
        simd.block[i] = value;
      }
      for (const stage of stages) {
        scalar[stage](BLOCK_ROWS);
        simd[stage](BLOCK_ROWS);
        const at = scalar.block.findIndex((value, i) => !Object.is(value, simd.block[i]));
        expect(at, `${stage} in round ${round}`).toBe(-1);
      }
    }
  });
});

it('writes no row of another block column at an odd count', () => {
  for (const engine of [scalarEngine(), requireSimd()]) {
    const kernel = new Kernel(engine);
    const guarded = BLOCK_ROWS - 1;
    const market: PricingMarket = { spot: 612, rate: 0, dividendYield: 0, years: 0.001, varianceYears: 0.001, variancePace: 1 };
    run(kernel, market, Array.from({ length: BLOCK_ROWS }, (_, i) => ({ strike: 600 + i / 8, isCall: 1, given: 12.5 })), 'implied');
    const before = kernel.block.slice();
    run(kernel, market, Array.from({ length: guarded }, (_, i) => ({ strike: 600 + i / 8, isCall: 1, given: 12.5 })), 'implied');
    expect(kernel.block).toEqual(before);
  }
});

it('the module is what the compiler gives for the stages', async () => {
  // A name that is not written out is not looked for among typed modules.
  const compiler: string = '../../../scripts/build-kernel.mjs';
  const { compileKernel } = (await import(compiler)) as { compileKernel: () => Promise<Uint8Array> };
  expect(Buffer.from(await compileKernel()).toString('base64')).toBe(SIMD_MODULE);
});

describe('a platform', () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => vi.unstubAllGlobals());

  const failing = (name: string) =>
    function forbidden(): never {
      throw new Error(`${name} is forbidden`);
    };
  const real = WebAssembly;

  it.each([
    ['without WebAssembly', undefined],
    ['that forbids to compile', { Module: failing('Module'), Instance: real.Instance, Memory: real.Memory }],
    ['that forbids to instantiate', { Module: real.Module, Instance: failing('Instance'), Memory: real.Memory }],
  ])('%s prices with the scalar engine', async (_, WebAssembly) => {
    // Computed with 80 digits.
    const expected = 3.3805810961964675;
    vi.stubGlobal('WebAssembly', WebAssembly);
    const engines = await import('../../../src-core/pricing/kernel/engine.ts');
    expect(engines.simdEngine()).toBeNull();
    const { kernel } = await import('../../../src-core/pricing/kernel/kernel.ts');
    expect(kernel.kind).toBe('scalar');
    const { price } = await import('../../../src-core/pricing/black-scholes.ts');
    const { impliedVolatility } = await import('../../../src-core/pricing/implied-volatility.ts');
    const option: VanillaOption = { right: 'call', spot: 612, strike: 613, years: 1 / 365, rate: 0.04, dividendYield: 0.01 };
    const found = price(option, 0.3);
    expect(found).toBeCloseTo(expected, 12);
    expect(impliedVolatility(option, found)).toMatchObject({ ok: true, volatility: expect.closeTo(0.3, 13) });
  });

  it('with it uses the SIMD engine', async () => {
    const { kernel } = await import('../../../src-core/pricing/kernel/kernel.ts');
    expect(kernel.kind).toBe('simd');
  });
});
