import type { InstrumentSymbol } from '../instruments/instrument.ts';
import type { QuoteStatus } from '../market/chain.ts';
import { isTradable } from '../market/quote-status.ts';
import { isUsable, type Quote } from '../market/quote.ts';
import { add, CENT, formatMoney, type Money, money, MONEY_SCALE, subtract, times, ZERO } from '../money.ts';
import type { OrderLeg, Side } from './order.ts';
import { greatestCommonDivisor } from './ratio.ts';

/** Net debit per share of one package: legs bought add their price, legs sold take theirs away, each times its ratio. */
export function netOf(legs: readonly OrderLeg[], priceOf: (leg: OrderLeg) => Money): Money {
  let net = ZERO;
  for (const leg of legs) net = add(net, times(priceOf(leg), signOf(leg.side) * leg.ratio));
  return net;
}

/** +1 to buy, -1 to sell. */
export function signOf(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

/** A package's own quote, built from its legs. Net debits per share of one package. */
export interface PackageQuote {
  /** Buys at the ask, sells at the bid: what taking the package now costs. */
  readonly natural: Money;
  /** Buys at the bid, sells at the ask: what giving it back now brings. Never above `natural`. */
  readonly opposite: Money;
  /** Half way, to 1/10000, halves away from zero. */
  readonly mid: Money;
  /** natural - mid. */
  readonly halfSpread: Money;
  /** Whole packages on display on the side that would be taken, over the legs that show a size; NaN when none does. */
  readonly size: number;
}

/** The leg that keeps a package from being quoted, and why. */
export interface UnquotedLeg {
  readonly symbol: InstrumentSymbol;
  readonly reason: QuoteStatus | 'unlisted';
}

export type PackageQuoteResult =
  | { readonly quote: PackageQuote; readonly problem: null }
  | { readonly quote: null; readonly problem: UnquotedLeg };

/** The package's quote, or the first leg that has no usable quote. */
export function packageQuote(legs: readonly OrderLeg[], quoteOf: (symbol: InstrumentSymbol) => Quote | null): PackageQuoteResult {
  let natural = ZERO;
  let opposite = ZERO;
  let size = Number.NaN;
  for (const { symbol, side, ratio } of legs) {
    const quote = quoteOf(symbol);
    if (!isUsable(quote)) return { quote: null, problem: { symbol, reason: unusable(quote) } };
    const { bid, ask, bidSize, askSize } = quote;
    natural = add(natural, times(side === 'buy' ? ask : bid, signOf(side) * ratio));
    opposite = add(opposite, times(side === 'buy' ? bid : ask, signOf(side) * ratio));
    const shown = Math.floor((side === 'buy' ? askSize : bidSize) / ratio);
    if (!(size <= shown) && !Number.isNaN(shown)) size = shown;
  }
  const sum = natural + opposite;
  const mid = money(Math.sign(sum) * Math.round(Math.abs(sum) / 2));
  return { quote: { natural, opposite, mid, halfSpread: subtract(natural, mid), size }, problem: null };
}

function unusable(quote: Quote | null): UnquotedLeg['reason'] {
  if (quote === null) return 'unlisted';
  return isTradable(quote.status) ? 'absent' : quote.status;
}

/**
 * The part of the half-spread that a package of that many legs is expected to pay,
 * measured on customer fills: about 0.75 for one leg down to 0.56 for four.
 */
export function crossingFraction(legCount: number): number {
  return legCount <= 1 ? 0.75 : legCount === 2 ? 0.66 : legCount === 3 ? 0.61 : 0.56;
}

/** mid + fraction × (natural - mid), to the cent tick against the trader. The fraction counts to 1/10000. */
export function expectedNet(quote: PackageQuote, fraction: number): Money {
  const parts = money(Math.round(fraction * MONEY_SCALE));
  const scaled = add(times(quote.mid, MONEY_SCALE), times(quote.halfSpread, parts));
  return times(CENT, Math.ceil(scaled / (MONEY_SCALE * CENT)));
}

/** A leg in signed prices: a sold leg's price counts negative, so that every ratio is a positive weight of the net. */
interface SignedLeg {
  readonly ratio: number;
  readonly sign: 1 | -1;
  readonly mid: number;
  readonly halfSpread: number;
  /** Signed prices of the package's opposite and natural sides. */
  readonly opposite: number;
  readonly natural: number;
}

/**
 * Leg prices, in the order of the legs, whose signed sum times ratios is exactly `net`. Each leg starts at its mid and
 * moves with its own half-spread towards the natural side by the same part. While the net lies between the package's two
 * sides every price stays inside [bid, ask], where whole ten-thousandths allow it; none is ever negative.
 * Throws RangeError when a leg has no usable quote or no such prices exist.
 */
export function allocateLegs(
  legs: readonly OrderLeg[],
  net: Money,
  quoteOf: (symbol: InstrumentSymbol) => Quote | null,
): readonly Money[] {
  const signed = legs.map((leg) => signedLeg(leg, quoteOf(leg.symbol)));
  const start = spread(signed, net).map(Math.round);
  const exact =
    settle(signed, net, start, (leg, price) => price >= leg.opposite && price <= leg.natural) ??
    settle(signed, net, start, (leg, price) => price * leg.sign >= 0);
  if (exact === null) throw new RangeError(`no leg prices of 0 or more add up to a net of ${formatMoney(net, 4)}`);
  return signed.map((leg, index) => money((exact[index] ?? Number.NaN) * leg.sign));
}

function signedLeg(leg: OrderLeg, quote: Quote | null): SignedLeg {
  if (!isUsable(quote)) throw new RangeError(`${leg.symbol} has no usable quote to price a fill with`);
  const { bid, ask } = quote;
  const sign = signOf(leg.side);
  return {
    ratio: leg.ratio,
    sign,
    mid: (sign * (bid + ask)) / 2,
    halfSpread: (ask - bid) / 2,
    opposite: sign === 1 ? bid : -ask,
    natural: sign === 1 ? ask : -bid,
  };
}

/** Signed prices, not whole yet, that make up the net; a leg that would pass zero stays at zero and the others move on. */
function spread(legs: readonly SignedLeg[], net: Money): number[] {
  const prices = legs.map((leg) => leg.mid);
  const moving = new Set(legs.keys());
  for (;;) {
    let missing: number = net;
    let weight = 0;
    legs.forEach((leg, index) => {
      missing -= leg.ratio * (prices[index] ?? 0);
      if (moving.has(index)) weight += leg.ratio * leg.halfSpread;
    });
    if (weight === 0) return prices;
    let stopped = false;
    for (const index of moving) {
      const leg = legs[index];
      if (leg === undefined) continue;
      const price = (prices[index] ?? 0) + (missing / weight) * leg.halfSpread;
      stopped ||= price * leg.sign < 0;
      prices[index] = price * leg.sign < 0 ? 0 : price;
      if (prices[index] === 0) moving.delete(index);
    }
    if (!stopped) return prices;
  }
}

/**
 * Whole prices near `start` that add up to the net, or null. Legs with large ratios are settled first, each to a price
 * that leaves a rest the remaining ratios divide; the last leg takes that rest.
 */
function settle(
  legs: readonly SignedLeg[],
  net: Money,
  start: readonly number[],
  allowed: (leg: SignedLeg, price: number) => boolean,
): number[] | null {
  const order = [...legs.keys()].sort((left, right) => (legs[right]?.ratio ?? 0) - (legs[left]?.ratio ?? 0));
  const prices = [...start];

  function place(position: number, rest: number): boolean {
    const index = order[position];
    const leg = index === undefined ? undefined : legs[index];
    if (index === undefined || leg === undefined) return rest === 0;
    const divisor = greatestCommonDivisor(order.slice(position + 1).map((other) => legs[other]?.ratio ?? 0));
    const near = start[index] ?? 0;
    for (const step of divisor === 0 ? [Math.round(rest / leg.ratio) - near] : nearestSteps(divisor)) {
      const price = near + step;
      const left = rest - leg.ratio * price;
      if (!allowed(leg, price) || (divisor === 0 ? left !== 0 : left % divisor !== 0)) continue;
      prices[index] = price;
      if (place(position + 1, left)) return true;
    }
    return false;
  }

  return place(0, net) ? prices : null;
}

/** 0, 1, -1, 2, -2 … far enough to meet every remainder of `divisor` on both sides. */
function nearestSteps(divisor: number): readonly number[] {
  const steps = [0];
  for (let step = 1; step <= divisor + 1; step += 1) steps.push(step, -step);
  return steps;
}
