import { multiplier, parseSymbol, type InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import { isUsable, type Quote } from '../../../src-core/market/quote.ts';
import { money, type Money, times } from '../../../src-core/money.ts';
import { crossingFraction } from '../../../src-core/orders/net-price.ts';

type QuoteOf = (symbol: InstrumentSymbol) => Quote | null;

/** What giving up a holding would bring, in dollars for all of it: at the mid, as fills are expected, crossing the spread. */
export interface HoldingValue {
  readonly mid: Money;
  readonly expected: Money;
  readonly liquidation: Money;
}

/** null where the holding has no usable quote. `legCount` is how many legs would be traded together. */
export function holdingValue(holding: Holding, legCount: number, quoteOf: QuoteOf): HoldingValue | null {
  const quote = quoteOf(holding.symbol);
  if (!isUsable(quote)) return null;
  const units = holding.quantity * multiplier(parseSymbol(holding.symbol));
  const cross = holding.quantity > 0 ? quote.bid : quote.ask;
  const mid = money(Math.round((quote.bid + quote.ask) / 2));
  const expected = money(Math.round(mid + crossingFraction(legCount) * (cross - mid)));
  return { mid: times(mid, units), expected: times(expected, units), liquidation: times(cross, units) };
}

/** Sums values; null as soon as one is absent, for a sum without it would be wrong. */
export function sumOrNull(amounts: readonly (Money | null)[]): Money | null {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    sum += amount;
  }
  return money(sum);
}
