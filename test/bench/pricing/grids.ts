import { greeks, price, type VanillaOption } from '../../../src-core/pricing/black-scholes.ts';
import type { PricingMarket } from '../../../src-core/pricing/kernel/kernel.ts';
import { SeededRandom } from '../../../src-main/market-data/random.ts';
import { hasReference, readNumber, readReference } from '../../core/pricing/reference.ts';
import { rounded } from '../../support/figures.ts';

const MARKETS = 32;
const ROWS_A_MARKET = 64;
const LEAST_PRICE = 1e-6;
const TRIES = 10_000;
const YEAR_MINUTES = 525_600;
const YEAR_DAYS = 365;
const YEAR_HOURS = 8_760;

/** Options to price and to invert, sorted by market: all columns are indexed by row. */
export interface Grid {
  readonly name: string;
  readonly sections: readonly Section[];
  /** Dollars. */
  readonly strike: Float64Array;
  /** Annual, 1.00 = 100 %: the one to price at, and the one that `quote` was made from. */
  readonly volatility: Float64Array;
  /** The side to price: both in and out of the money. */
  readonly isCall: Uint8Array;
  /** The side whose price is to be inverted, and that price in dollars per share. */
  readonly quotesCall: Uint8Array;
  readonly quote: Float64Array;
  /** quote / (volatility · vega): the relative error of the volatility per relative error of the quote. */
  readonly condition: Float64Array;
}

/** The rows of one market: from `start`, before `end`. */
export interface Section {
  readonly market: PricingMarket;
  readonly start: number;
  readonly end: number;
}

interface Row {
  readonly strike: number;
  readonly volatility: number;
  readonly isCall: boolean;
  readonly quotesCall: boolean;
  /** null where the quote is our price at `volatility`. */
  readonly quote: number | null;
}

/** 7 to 900 days, spot 20 to 1000, strikes exp(±0.5) of it, volatility 5 to 120 %, each row with its own. */
export function generalGrid(): Grid {
  const random = new SeededRandom(1);
  const between = (low: number, high: number, decimals: number): number => rounded(low + (high - low) * random.uniform(), decimals);
  return gridOf('general', sections(() => {
    const market = marketOf(between(20, 1_000, 2), between(7, 900, 0) / YEAR_DAYS, between(-0.01, 0.08, 4), between(0, 0.05, 4));
    return [market, () => outOfTheMoney(market, rounded(market.spot * Math.exp(between(-0.5, 0.5, 6)), 1), between(0.05, 1.2, 4), random.uniform() < 0.5)];
  }));
}

/** A minute to 390, spot 400 to 600, strikes within 5 % on whole dollars, volatility 8 to 150 %, each row with its own. */
export function sameDayGrid(): Grid {
  const random = new SeededRandom(2);
  const between = (low: number, high: number, decimals: number): number => rounded(low + (high - low) * random.uniform(), decimals);
  return gridOf('0DTE', sections(() => {
    const minutes = Math.max(1, Math.round(Math.exp(Math.log(390) * random.uniform())));
    const market = marketOf(between(400, 600, 2), minutes / YEAR_MINUTES, between(0, 0.06, 4), between(0, 0.02, 4));
    return [market, () => outOfTheMoney(market, Math.round(market.spot * between(0.95, 1.05, 6)), rounded(0.08 * Math.exp(Math.log(1.5 / 0.08) * random.uniform()), 4), random.uniform() < 0.5)];
  }));
}

/** 400 contracts three hours before expiry: 200 strikes `width` apart around the spot, call and put of each, on a smile. */
export function chainGrid(name: string, spot: number, width: number): Grid {
  const market = marketOf(spot, 3 / YEAR_HOURS, 0.043, 0.012);
  const rows = Array.from({ length: 400 }, (_, i): Row => {
    const strike = spot + width * ((i >> 1) - 99);
    const x = Math.log(strike / spot);
    const isCall = i % 2 === 0;
    return { strike, volatility: Math.sqrt(0.13 ** 2 + (11 * x) ** 2) - 0.6 * x, isCall, quotesCall: isCall, quote: null };
  });
  return gridOf(name, [[market, rows]]);
}

/** The rows of one category of the reference, each with its own market; null where there is no reference. */
export function referenceGrid(category: string): Grid | null {
  if (!hasReference) return null;
  const records = readReference('iv_reference.csv').filter((record) => record.category === category && record.status === 'ok');
  const grid = gridOf(`reference ${category}`, records.map((record): [PricingMarket, Row[]] => {
    const isCall = record.type === 'call';
    const [spot, years, rate, dividendYield, strike, volatility, quote] = ['spot', 'years_to_expiry', 'rate', 'dividend_yield', 'strike', 'vol', 'price'].map((column) => readNumber(record[column])) as [number, number, number, number, number, number, number];
    return [marketOf(spot, years, rate, dividendYield), [{ strike, volatility, isCall, quotesCall: isCall, quote }]];
  }));
  return { ...grid, condition: Float64Array.from(records, (record) => readNumber(record.vol_condition)) };
}

/** Every so many rows of the grid, for those who would take too long for all. */
export function thinned(grid: Grid, every: number): Grid {
  if (every === 1) return grid;
  const keep = (_: number, row: number): boolean => row % every === 0;
  const before = (row: number): number => Math.ceil(row / every);
  return {
    name: grid.name,
    sections: grid.sections.map(({ market, start, end }) => ({ market, start: before(start), end: before(end) })),
    strike: grid.strike.filter(keep),
    volatility: grid.volatility.filter(keep),
    isCall: grid.isCall.filter(keep),
    quotesCall: grid.quotesCall.filter(keep),
    quote: grid.quote.filter(keep),
    condition: grid.condition.filter(keep),
  };
}

function marketOf(spot: number, years: number, rate: number, dividendYield: number): PricingMarket {
  return { spot, rate, dividendYield, years, varianceYears: years, variancePace: 1 };
}

function sections(draw: () => [PricingMarket, () => Row | null]): [PricingMarket, Row[]][] {
  return Array.from({ length: MARKETS }, () => {
    const [market, drawRow] = draw();
    const rows: Row[] = [];
    for (let i = 0; i < TRIES && rows.length < ROWS_A_MARKET; i += 1) {
      const row = drawRow();
      if (row !== null) rows.push(row);
    }
    if (rows.length < ROWS_A_MARKET) throw new Error(`too few options cost ${LEAST_PRICE} at ${JSON.stringify(market)}`);
    return [market, rows];
  });
}

/** null where the option out of the money costs too little to say anything about its volatility. */
function outOfTheMoney(market: PricingMarket, strike: number, volatility: number, isCall: boolean): Row | null {
  const { spot, rate, dividendYield, years } = market;
  const quotesCall = strike >= spot * Math.exp((rate - dividendYield) * years);
  const quote = price(optionOf(market, strike, quotesCall), volatility);
  return quote < LEAST_PRICE ? null : { strike, volatility, isCall, quotesCall, quote };
}

function optionOf({ spot, rate, dividendYield, years }: PricingMarket, strike: number, isCall: boolean): VanillaOption {
  return { right: isCall ? 'call' : 'put', spot, strike, years, rate, dividendYield };
}

function gridOf(name: string, given: readonly (readonly [PricingMarket, readonly Row[]])[]): Grid {
  const found: Section[] = [];
  const all: Row[] = [];
  const quote: number[] = [];
  const condition: number[] = [];
  for (const [market, rows] of given) {
    found.push({ market, start: all.length, end: all.length + rows.length });
    for (const row of rows) {
      const option = optionOf(market, row.strike, row.quotesCall);
      const cost = row.quote ?? price(option, row.volatility);
      all.push(row);
      quote.push(cost);
      condition.push(cost / (row.volatility * greeks(option, row.volatility).vega));
    }
  }
  return {
    name,
    sections: found,
    strike: Float64Array.from(all, ({ strike }) => strike),
    volatility: Float64Array.from(all, ({ volatility }) => volatility),
    isCall: Uint8Array.from(all, ({ isCall }) => Number(isCall)),
    quotesCall: Uint8Array.from(all, ({ quotesCall }) => Number(quotesCall)),
    quote: Float64Array.from(quote),
    condition: Float64Array.from(condition),
  };
}
