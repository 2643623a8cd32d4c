import type { InstrumentSymbol } from '../../../src-core/instruments/instrument.ts';
import { isUsable, type Quote, type QuoteSource } from '../../../src-core/market/quote.ts';
import { type Money, money, toDollars } from '../../../src-core/money.ts';
import { crossingFraction, expectedNet, packageQuote } from '../../../src-core/orders/net-price.ts';
import type { BrokerEvidence, OrderLeg } from '../../../src-core/orders/order.ts';
import { type EpochMs, SECOND } from '../../../src-core/time.ts';

/** How old an execution may be, for the quotes of now to be those that it happened on; its time comes in whole seconds. */
const FRESH_MS = 5 * SECOND;

/** Quotes of now, where an execution of that time happened on them; none where it happened before. */
export function quotesAt(quotes: QuoteSource, time: EpochMs, now: EpochMs): QuoteSource {
  return Math.abs(now - time) <= FRESH_MS ? quotes : { quote: () => null };
}

/** What was to be had when an execution happened, as far as it was seen. */
export function evidenceOf(legs: readonly OrderLeg[], net: Money, executions: BrokerEvidence['executions'], quotes: QuoteSource): BrokerEvidence {
  const of = (symbol: InstrumentSymbol): Quote | null => quotes.quote(symbol);
  const seen = legs.flatMap(({ symbol }) => {
    const quote = of(symbol);
    if (!isUsable(quote)) return [];
    const { bid, ask, bidSize, askSize, time } = quote;
    return [{ symbol, bid: toDollars(bid), ask: toDollars(ask), bidSize: sizeOrNull(bidSize), askSize: sizeOrNull(askSize), time }];
  });
  const { quote } = packageQuote(legs, of);
  if (quote === null) return { rule: 'broker', executions, optimistic: net, expected: net, pessimistic: net, quotes: seen };
  const expected = money(Math.min(expectedNet(quote, crossingFraction(legs.length)), quote.natural));
  return { rule: 'broker', executions, optimistic: quote.mid, expected, pessimistic: quote.natural, quotes: seen };
}

function sizeOrNull(size: number): number | null {
  return Number.isFinite(size) ? size : null;
}
