import { greeks } from '../pricing/black-scholes.ts';
import type { Chain, StrikePair } from './chain.ts';

/** Shares of a contract, and the move that exposure is measured over. */
const MULTIPLIER = 100;
const MOVE = 0.01;

/** What a strike's gamma at another price is worked out from. */
export interface GammaStrike {
  /** Dollars. */
  readonly strike: number;
  /** Contracts open. */
  readonly calls: number;
  readonly puts: number;
  /** Annualised on the chain's clock, 1.00 = 100 %. */
  readonly volatility: number;
}

/** The open interest of a chain as it is priced anew at other prices: each strike keeps its volatility. */
export interface GammaBook {
  /** Lowest first. */
  readonly strikes: readonly GammaStrike[];
  /** Years left on the clock of the volatilities. */
  readonly years: number;
}

/** The strikes with open interest and a volatility; one side's where the other has none. */
export function gammaBook(chain: Chain, years: number): GammaBook {
  const strikes = chain.ladder.flatMap((pair): GammaStrike[] => {
    const calls = interestOf(chain, pair.call);
    const puts = interestOf(chain, pair.put);
    const volatility = volatilityOf(chain, pair);
    return calls + puts > 0 && volatility > 0 ? [{ strike: pair.strike, calls, puts, volatility }] : [];
  });
  return { strikes, years };
}

/**
 * Exposure at a price, dollars of delta per 1 % move, as calls less puts; the other convention is its opposite. Gamma is
 * the kernel's at that price with each strike's volatility of now, without interest, whose part in a day is nothing.
 */
export function netExposureAt({ strikes, years }: GammaBook, price: number): number {
  let net = 0;
  for (const { strike, calls, puts, volatility } of strikes) {
    if (calls === puts) continue;
    const { gamma } = greeks({ right: 'call', spot: price, strike, years, rate: 0, dividendYield: 0 }, volatility);
    net += gamma * (calls - puts);
  }
  return net * MULTIPLIER * price * price * MOVE;
}

/** The net exposure by price, and where it changes its sign. */
export interface GammaProfile {
  /** Prices in dollars, nearest to the price of now first; none where the sign is the same all along. */
  readonly flips: readonly number[];
  /** Calls less puts, dollars per 1 % move, lowest price first. */
  readonly points: readonly { readonly price: number; readonly net: number }[];
}

/** Steps to either side; as many flips are told at most. */
const STEPS = 60;
const MOST_FLIPS = 5;
/** Farthest looked, as a share of the price, and in standard deviations of what is left of the move. */
const FARTHEST = 0.05;
const SIGMAS = 5;
/** An exposure below this share of the greatest has no sign: late in the day nothing is left between strikes. */
const NOTHING = 1e-4;

/**
 * The exposure at prices around `price`, up to five `sigma` (dollars) or 5 % away, whichever is less, and the flip levels:
 * prices at which dealers who hold the open interest by either convention would be neither long nor short gamma. The gamma
 * of every strike is priced anew at each price, and bisected between those of different signs: the sum over strikes up
 * to a price, which is often shown instead, is of today's gamma and says nothing of gamma elsewhere.
 */
export function gammaProfile(book: GammaBook, price: number, sigma: number): GammaProfile {
  const reach = Math.min(FARTHEST * price, SIGMAS * sigma);
  if (!(price > 0 && reach > 0 && book.years > 0) || book.strikes.length === 0) return { flips: [], points: [] };
  const points = Array.from({ length: 2 * STEPS + 1 }, (_, index) => {
    const at = price + ((index - STEPS) / STEPS) * reach;
    return { price: at, net: netExposureAt(book, at) };
  });
  const least = NOTHING * points.reduce((most, { net }) => Math.max(most, Math.abs(net)), 0);
  const signed = points.filter(({ net }) => Math.abs(net) > least);
  const flips = signed.flatMap((point, index) => {
    const before = signed[index - 1];
    return before === undefined || before.net > 0 === point.net > 0 ? [] : [crossing(book, before.price, point.price, before.net > 0)];
  });
  return { flips: flips.sort((left, right) => Math.abs(left - price) - Math.abs(right - price)).slice(0, MOST_FLIPS), points };
}

/** Where the sign changes between two prices, to a millionth of a dollar. */
function crossing(book: GammaBook, from: number, to: number, isPositiveAtFrom: boolean): number {
  let low = from;
  let high = to;
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (netExposureAt(book, middle) > 0 === isPositiveAtFrom) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function interestOf({ columns }: Chain, row: number): number {
  const contracts = row < 0 ? 0 : (columns.openInterest[row] ?? 0);
  return contracts > 0 ? contracts : 0;
}

function volatilityOf({ columns }: Chain, { call, put }: StrikePair): number {
  const ofCall = columns.iv[call] ?? Number.NaN;
  const ofPut = columns.iv[put] ?? Number.NaN;
  return Number.isNaN(ofCall) ? ofPut : Number.isNaN(ofPut) ? ofCall : (ofCall + ofPut) / 2;
}
