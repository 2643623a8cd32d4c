import type { InstrumentSymbol } from '../instruments/instrument.ts';
import type { Money } from '../money.ts';
import type { EpochMs } from '../time.ts';
import type { QuoteStatus } from './chain.ts';
import { isTradable } from './quote-status.ts';

/** One instrument's quote as orders and positions need it. Greeks are NaN where they could not be computed. */
export interface Quote {
  /** Dollars per share; null when that side is absent. */
  readonly bid: Money | null;
  readonly ask: Money | null;
  /** Units. */
  readonly bidSize: number;
  readonly askSize: number;
  readonly time: EpochMs;
  /** Usable for marks and fills where `isTradable`; every other status says why not. */
  readonly status: QuoteStatus;
  /** Grows by one whenever the feed renews this quote: consumed liquidity is given back then. */
  readonly refresh: number;
  readonly iv: number;
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
}

export interface QuoteSource {
  /** null when the instrument is not listed. Shares answer with the ticker's own quote, delta 1. */
  quote(symbol: InstrumentSymbol): Quote | null;
}

/** True when a package may be marked or filled on this quote. */
export function isUsable(quote: Quote | null): quote is Quote & { readonly bid: Money; readonly ask: Money } {
  return quote !== null && quote.bid !== null && quote.ask !== null && isTradable(quote.status);
}
