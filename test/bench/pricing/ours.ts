import { type PricingBatch, priceRows } from '../../../src-core/pricing/batch.ts';
import { greeks, price } from '../../../src-core/pricing/black-scholes.ts';
import { impliedVolatility } from '../../../src-core/pricing/implied-volatility.ts';
import type { Engine } from '../../../src-core/pricing/kernel/engine.ts';
import { Kernel } from '../../../src-core/pricing/kernel/kernel.ts';
import {
  BLOCK_ROWS,
  CHARM,
  DELTA,
  GAMMA,
  HOLDS,
  IS_CALL,
  PRICE,
  RHO,
  ROOT_VARIANCE_YEARS,
  SPEED,
  STRIKE,
  THETA,
  TOTAL_VOLATILITY,
  VALUE,
  VANNA,
  VEGA,
  VOLATILITY,
  VOMMA,
} from '../../../src-core/pricing/kernel/layout.ts';
import { SOLUTION_CODE } from '../../../src-core/pricing/solution.ts';
import type { Contestant, Results } from './contestant.ts';
import type { Grid } from './grids.ts';

/** The shipped batch, a call a market. It always finds the nine Greeks. */
export function batches(): Contestant {
  const prepared = new WeakMap<Results, readonly PricingBatch[]>();
  return {
    name: 'ours, priceRows',
    greeks: 9,
    every: 1,
    implied: null,
    values: null,
    all: (grid, results) => {
      let list = prepared.get(results);
      if (list === undefined) prepared.set(results, (list = batchesOf(grid, results)));
      for (const batch of list) priceRows(batch);
    },
  };
}

export function batchesOf({ sections, quotesCall, strike, quote }: Grid, results: Results): readonly PricingBatch[] {
  return sections.map(({ market, start, end }) => ({
    rows: Uint16Array.from({ length: end - start }, (_, i) => start + i),
    count: end - start,
    isCall: quotesCall,
    strike,
    mid: quote,
    market,
    columns: results,
    solution: results.solution,
  }));
}

/** A kernel of its own on the engine given: the rows of a market in blocks, each in and out of the block by copying. */
export function kernelOn(name: string, engine: Engine): Contestant {
  const kernel = new Kernel(engine);
  return {
    name,
    greeks: 9,
    every: 1,
    implied: (grid, results) => kernelImplied(kernel, grid, results),
    values: (grid, results) => kernelValues(kernel, grid, results),
    all: (grid, results) => kernelAll(kernel, grid, results),
  };
}

/** The implied volatility and nothing else, as the packages beside it find it. */
export function volatilityAlone(name: string, engine: Engine): Contestant {
  const kernel = new Kernel(engine);
  return { name, greeks: 0, every: 1, implied: (grid, results) => impliedAlone(kernel, grid, results), values: null, all: null };
}

function impliedAlone(kernel: Kernel, grid: Grid, { iv }: Results): void {
  const { block, solutions } = kernel;
  for (const { market, start, end } of grid.sections) {
    kernel.setMarket(market);
    const root = block[ROOT_VARIANCE_YEARS] as number;
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, end - row);
      fillQuotes(block, grid, row, size);
      kernel.volatilities(size);
      for (let i = 0; i < size; i += 1) {
        iv[row + i] = solutions[i] === SOLUTION_CODE.ok ? (block[TOTAL_VOLATILITY + i] as number) / root : Number.NaN;
      }
    }
  }
}

/** The share of the rows, from 0 to 1, that the stages leave to the general formulas when they invert the quotes. */
export function generalShare(engine: Engine, grid: Grid): number {
  const kernel = new Kernel(engine);
  let left = 0;
  for (const { market, start, end } of grid.sections) {
    kernel.setMarket(market);
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, end - row);
      fillQuotes(kernel.block, grid, row, size);
      kernel.implied(size);
      for (let i = 0; i < size; i += 1) left += 1 - (kernel.block[HOLDS + i] as number);
    }
  }
  return left / grid.strike.length;
}

function fillQuotes(block: Float64Array, { strike, quotesCall, quote }: Grid, row: number, size: number): void {
  for (let i = 0; i < size; i += 1) {
    block[STRIKE + i] = strike[row + i] as number;
    block[IS_CALL + i] = quotesCall[row + i] as number;
    block[PRICE + i] = quote[row + i] as number;
  }
}

function kernelImplied(kernel: Kernel, grid: Grid, { iv }: Results): void {
  const { block, solutions } = kernel;
  for (const { market, start, end } of grid.sections) {
    kernel.setMarket(market);
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, end - row);
      fillQuotes(block, grid, row, size);
      kernel.implied(size);
      for (let i = 0; i < size; i += 1) iv[row + i] = solutions[i] === 0 ? (block[VOLATILITY + i] as number) : Number.NaN;
    }
  }
}

function kernelValues(kernel: Kernel, { sections, strike, isCall, volatility }: Grid, { value }: Results): void {
  const { block } = kernel;
  for (const { market, start, end } of sections) {
    kernel.setMarket(market);
    const root = Math.sqrt(market.varianceYears);
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, end - row);
      for (let i = 0; i < size; i += 1) {
        block[STRIKE + i] = strike[row + i] as number;
        block[IS_CALL + i] = isCall[row + i] as number;
        block[TOTAL_VOLATILITY + i] = (volatility[row + i] as number) * root;
      }
      kernel.values(size);
      for (let i = 0; i < size; i += 1) value[row + i] = block[VALUE + i] as number;
    }
  }
}

function kernelAll(kernel: Kernel, grid: Grid, results: Results): void {
  const { block, solutions } = kernel;
  const { iv, value, delta, gamma, theta, vega, rho, charm, vanna, vomma, speed } = results;
  for (const { market, start, end } of grid.sections) {
    kernel.setMarket(market);
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, end - row);
      fillQuotes(block, grid, row, size);
      kernel.implied(size);
      for (let i = 0; i < size; i += 1) {
        iv[row + i] = solutions[i] === 0 ? (block[VOLATILITY + i] as number) : Number.NaN;
        value[row + i] = block[VALUE + i] as number;
        delta[row + i] = block[DELTA + i] as number;
        gamma[row + i] = block[GAMMA + i] as number;
        theta[row + i] = block[THETA + i] as number;
        vega[row + i] = block[VEGA + i] as number;
        rho[row + i] = block[RHO + i] as number;
        charm[row + i] = block[CHARM + i] as number;
        vanna[row + i] = block[VANNA + i] as number;
        vomma[row + i] = block[VOMMA + i] as number;
        speed[row + i] = block[SPEED + i] as number;
      }
    }
  }
}

/** The scalar functions, a call a row: nothing of the market is kept from one row to the next. */
export const calls: Contestant = {
  name: 'ours, a call a row',
  greeks: 9,
  every: 1,
  implied: ({ sections, strike, quotesCall, quote }, { iv }) => {
    for (const { market, start, end } of sections) {
      const { spot, rate, dividendYield, years } = market;
      for (let row = start; row < end; row += 1) {
        const right = quotesCall[row] === 1 ? 'call' : 'put';
        const solved = impliedVolatility({ right, spot, strike: strike[row] as number, years, rate, dividendYield }, quote[row] as number);
        iv[row] = solved.ok ? solved.volatility : Number.NaN;
      }
    }
  },
  values: ({ sections, strike, isCall, volatility }, { value }) => {
    for (const { market, start, end } of sections) {
      const { spot, rate, dividendYield, years } = market;
      for (let row = start; row < end; row += 1) {
        const right = isCall[row] === 1 ? 'call' : 'put';
        value[row] = price({ right, spot, strike: strike[row] as number, years, rate, dividendYield }, volatility[row] as number);
      }
    }
  },
  all: ({ sections, strike, quotesCall, quote }, results) => {
    const { iv, value, delta, gamma, theta, vega, rho, charm, vanna, vomma, speed } = results;
    for (const { market, start, end } of sections) {
      const { spot, rate, dividendYield, years } = market;
      for (let row = start; row < end; row += 1) {
        const right = quotesCall[row] === 1 ? 'call' : 'put';
        const option = { right, spot, strike: strike[row] as number, years, rate, dividendYield } as const;
        const solved = impliedVolatility(option, quote[row] as number);
        iv[row] = solved.ok ? solved.volatility : Number.NaN;
        if (!solved.ok) continue;
        value[row] = price(option, solved.volatility);
        const found = greeks(option, solved.volatility);
        delta[row] = found.delta;
        gamma[row] = found.gamma;
        theta[row] = found.theta;
        vega[row] = found.vega;
        rho[row] = found.rho;
        charm[row] = found.charm;
        vanna[row] = found.vanna;
        vomma[row] = found.vomma;
        speed[row] = found.speed;
      }
    }
  },
};
