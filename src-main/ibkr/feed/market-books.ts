import { type Ticker, TICKERS, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import type { EpochMs, IsoDate } from '../../../src-core/time.ts';
import type { FeedSink } from '../../market-data/feed.ts';
import type { GatewayMessage } from '../gateway.ts';
import { QuoteBook } from './quote-book.ts';
import type { OptionSubscription } from './subscription.ts';
import { TickerBook } from './ticker-book.ts';

export type Tick = GatewayMessage & { readonly type: 'price' | 'size' };

/** The newest of everything that the gateway quotes, until it is delivered. */
export class MarketBooks {
  readonly tickers: Readonly<Record<Ticker, TickerBook>> = { SPY: new TickerBook('SPY'), QQQ: new TickerBook('QQQ'), IWM: new TickerBook('IWM'), VIX: new TickerBook('VIX') };
  readonly chains: Readonly<Record<Underlying, QuoteBook>> = { SPY: new QuoteBook('SPY'), QQQ: new QuoteBook('QQQ'), IWM: new QuoteBook('IWM') };
  /** Quotes are not delivered: whoever gives them is not there. */
  isHeld = true;
  readonly #date: IsoDate;
  /** In which they are delivered: what was heard first before the others. */
  readonly #order: (TickerBook | QuoteBook)[];

  constructor(date: IsoDate) {
    this.#date = date;
    this.#order = [...TICKERS.map((ticker) => this.tickers[ticker]), ...UNDERLYINGS.map((underlying) => this.chains[underlying])];
  }

  /** When the oldest of what was not delivered came; null where nothing waits. */
  nextTime(): EpochMs | null {
    let since = Number.POSITIVE_INFINITY;
    for (const book of this.#order) since = Math.min(since, book.since(this.isHeld));
    return since === Number.POSITIVE_INFINITY ? null : since;
  }

  /** Delivers all that waits; what came after `until` is dated then. */
  deliver(until: EpochMs, sink: FeedSink): void {
    this.#arrange();
    for (const book of this.#order) {
      if (book instanceof QuoteBook) book.deliverListing(this.#date, sink);
      if (book.since(this.isHeld) !== Number.POSITIVE_INFINITY) book.deliver(until, this.isHeld, sink);
    }
  }

  /** Delivers all that is known. */
  deliverAll(until: EpochMs, sink: FeedSink): void {
    this.#arrange();
    for (const book of this.#order) {
      if (book instanceof QuoteBook) book.deliverAll(until, this.#date, sink);
      else book.deliverAll(until, sink);
    }
  }

  markStale(now: EpochMs): void {
    for (const book of this.#order) book.markStale(now);
  }

  /** Takes every quote back, and has it stale: nothing of it is known any more. */
  forget(now: EpochMs): void {
    for (const ticker of TICKERS) {
      this.tickers[ticker].forget();
      this.tickers[ticker].markStale(now);
    }
    for (const underlying of UNDERLYINGS) this.chains[underlying].withdrawAll(now);
  }

  takeOption({ row, right, underlying }: OptionSubscription, tick: Tick, now: EpochMs): void {
    const book = this.chains[underlying];
    if (tick.type === 'price') {
      // Yesterday's price of a contract that expires today is nobody's.
      if (tick.field !== 'close') book.setPrice(row, tick.field, tick.price, now);
      return;
    }
    switch (tick.field) {
      case 'bid':
        return book.setSize(row, 'bidSize', tick.size, now);
      case 'ask':
        return book.setSize(row, 'askSize', tick.size, now);
      case 'volume':
        return book.setSize(row, 'volume', tick.size, now);
      case 'call_open_interest':
        if (right === 'call') book.setSize(row, 'openInterest', tick.size, now);
        return;
      case 'put_open_interest':
        if (right === 'put') book.setSize(row, 'openInterest', tick.size, now);
        return;
      case 'last':
    }
  }

  takeTicker(ticker: Ticker, tick: Tick, now: EpochMs): void {
    const book = this.tickers[ticker];
    if (tick.type === 'price') book.set(tick.field === 'close' ? 'previousClose' : tick.field, tick.price, now);
    else if (tick.field === 'volume' && ticker !== 'VIX') book.set('volume', tick.size, now);
    else book.heard(now);
  }

  /** Seven of them, nearly in order: no more than a few swaps. */
  #arrange(): void {
    const order = this.#order;
    for (let i = 1; i < order.length; i += 1) {
      const book = order[i] as TickerBook | QuoteBook;
      let at = i;
      for (; at > 0 && (order[at - 1] as TickerBook | QuoteBook).heardAt > book.heardAt; at -= 1) order[at] = order[at - 1] as TickerBook | QuoteBook;
      order[at] = book;
    }
  }
}
