import type { InstrumentSymbol } from '../../src-core/instruments/instrument.ts';
import type { Quote, QuoteSource } from '../../src-core/market/quote.ts';
import type { Side } from '../../src-core/orders/order.ts';

interface Taken {
  readonly refresh: number;
  bought: number;
  sold: number;
}

/** Quotes less what was already taken from them. A quote that the feed renews shows its whole size again. */
export class DisplayedLiquidity implements QuoteSource {
  readonly #quotes: QuoteSource;
  readonly #taken = new Map<InstrumentSymbol, Taken>();

  constructor(quotes: QuoteSource) {
    this.#quotes = quotes;
  }

  quote(symbol: InstrumentSymbol): Quote | null {
    const quote = this.#quotes.quote(symbol);
    const taken = this.#taken.get(symbol);
    if (quote === null || taken === undefined || taken.refresh !== quote.refresh) return quote;
    return { ...quote, bidSize: quote.bidSize - taken.sold, askSize: quote.askSize - taken.bought };
  }

  take(symbol: InstrumentSymbol, side: Side, quantity: number): void {
    const refresh = this.#quotes.quote(symbol)?.refresh;
    if (refresh === undefined) return;
    let taken = this.#taken.get(symbol);
    if (taken?.refresh !== refresh) {
      taken = { refresh, bought: 0, sold: 0 };
      this.#taken.set(symbol, taken);
    }
    if (side === 'buy') taken.bought += quantity;
    else taken.sold += quantity;
  }
}
