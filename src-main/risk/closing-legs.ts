import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { Holding } from '../../src-core/ledger/holding.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import type { OrderLeg } from '../../src-core/orders/order.ts';
import { greatestCommonDivisor } from '../../src-core/orders/ratio.ts';

/** A package and how many of it. */
export interface ClosingPackage {
  readonly legs: readonly OrderLeg[];
  readonly quantity: number;
}

/** What takes back holdings whole, as one package in its smallest ratios; without legs where nothing is held. */
export function oppositeOf(holdings: readonly Pick<Holding, 'symbol' | 'quantity'>[]): ClosingPackage {
  const quantity = greatestCommonDivisor(holdings.map((holding) => Math.abs(holding.quantity)));
  const legs = holdings.map(({ symbol, quantity: held }): OrderLeg => ({
    symbol,
    side: held > 0 ? 'sell' : 'buy',
    ratio: Math.abs(held) / quantity,
  }));
  return { legs, quantity };
}

/**
 * The opposite of all that a trade can give up at once: a long option that nobody bids for is left to lapse.
 * Shares left by expiry are closed first, by themselves.
 */
export function closingLegs(underlying: Underlying, holdings: readonly Holding[], quotes: QuoteSource): ClosingPackage {
  const shares = holdings.filter((holding) => holding.symbol === (underlying as string));
  const wanted = holdings.filter(({ symbol, quantity }) => quantity < 0 || (quotes.quote(symbol)?.bid ?? null) !== null);
  return oppositeOf(shares.length > 0 ? shares : wanted);
}
