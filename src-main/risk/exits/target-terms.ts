import { type InstrumentSymbol, multiplier, parseSymbol, type Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import type { QuoteSource } from '../../../src-core/market/quote.ts';
import { add, CENT, type Money, money, subtract } from '../../../src-core/money.ts';
import type { Order, OrderLeg } from '../../../src-core/orders/order.ts';
import { type EpochMs, SECOND } from '../../../src-core/time.ts';
import { oppositeOf } from '../closing-legs.ts';
import { isUnbid } from './closing-result.ts';

/** What is to rest: what is held, taken back at a net at which the target is reached. */
export interface TargetTerms {
  readonly underlying: Underlying;
  readonly legs: readonly OrderLeg[];
  readonly quantity: number;
  readonly limit: Money;
}

/** A long that nobody bids for is sold with the rest no more after so long: no package is filled with it. */
const UNBID_MS = 30 * SECOND;

/** The longs of a trade that nobody will have: once left, a long is not taken up again. */
export class UnbidLongs {
  readonly #since = new Map<InstrumentSymbol, EpochMs>();
  readonly #left = new Set<InstrumentSymbol>();

  look(holdings: readonly Holding[], quotes: QuoteSource, now: EpochMs): void {
    for (const { symbol, quantity } of holdings) {
      if (quantity < 0 || this.#left.has(symbol)) continue;
      if (!isUnbid(quotes.quote(symbol))) this.#since.delete(symbol);
      else if (!this.#since.has(symbol)) this.#since.set(symbol, now);
      else if (now - (this.#since.get(symbol) ?? now) >= UNBID_MS) this.#left.add(symbol);
    }
  }

  get count(): number {
    return this.#left.size;
  }

  has(symbol: InstrumentSymbol): boolean {
    return this.#left.has(symbol);
  }
}

/** null where nothing is held that a target is set on: shares, which are no package, and longs that nobody will have. */
export function targetTerms(trade: Trade, holdings: readonly Holding[], unbid: UnbidLongs, target: Money): TargetTerms | null {
  const { legs, quantity } = oppositeOf(holdings.filter(({ symbol }) => !unbid.has(symbol)));
  const [leg] = legs;
  if (leg === undefined || legs.some(({ symbol }) => parseSymbol(symbol).kind === 'shares')) return null;
  const basis = add(...holdings.map(({ costBasis }) => costBasis));
  const brings = subtract(add(target, basis, trade.commission, trade.fees), trade.realised);
  const net = -brings / (quantity * multiplier(parseSymbol(leg.symbol)));
  return { underlying: trade.underlying, legs, quantity, limit: money(Math.floor(net / CENT) * CENT) };
}

export function hasLegs(order: Pick<Order, 'legs'>, { legs }: Pick<TargetTerms, 'legs'>): boolean {
  return order.legs.length === legs.length && order.legs.every((leg) => legs.some((other) => other.symbol === leg.symbol && other.side === leg.side && other.ratio === leg.ratio));
}
