import { type ExpiryClock, yearsToReference } from '../../src-core/calendar/expiry-clock.ts';
import {
  type InstrumentSymbol,
  symbolOf,
  type Ticker,
  type Underlying,
  UNDERLYINGS,
} from '../../src-core/instruments/instrument.ts';
import { type AtTheMoney, atTheMoney } from '../../src-core/market/at-the-money.ts';
import { Chain, type ContractListing } from '../../src-core/market/chain.ts';
import { lognormalDistribution } from '../../src-core/market/lognormal-distribution.ts';
import type { PriceDistribution } from '../../src-core/market/price-distribution.ts';
import type { Quote, QuoteSource } from '../../src-core/market/quote.ts';
import { sidesStatus } from '../../src-core/market/quote-status.ts';
import { fromDollars, type Money } from '../../src-core/money.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';
import { ChainPricer, type ChainPricing } from './chain-pricer.ts';
import { type ChainFit, ChainSmile } from './chain-smile.ts';
import { DirtyRows } from './dirty-rows.ts';
import type { FeedSink, QuoteBatch, TickerTick } from './feed.ts';
import { TickerState } from './ticker-state.ts';

export type MarketOptions = ChainPricing;

/** What an underlying is worth. */
export interface UnderlyingPrice {
  /** Dollars per share. */
  readonly price: number;
  readonly time: EpochMs;
  /** By the parity of its options: the feed never gave a price of its own. */
  readonly implied: boolean;
}

/** How an underlying's price at the reference time is distributed, as its options say. */
export interface ImpliedDistribution {
  readonly source: 'smile' | 'lognormal';
  readonly distribution: PriceDistribution;
  /** Where the underlying stands by the same quotes, dollars: the last trade may be of another moment. */
  readonly spot: number;
}

/** The market as the feed last said, priced. Feed deliveries go in, then `price` once a step; everyone else reads. */
export class Market implements FeedSink, QuoteSource {
  readonly #options: MarketOptions;
  readonly #tickers: Readonly<Record<Ticker, TickerState>>;
  readonly #pricers = new Map<Underlying, ChainPricer>();
  readonly #watchers: Readonly<Record<Underlying, Set<DirtyRows>>> = { SPY: new Set(), QQQ: new Set(), IWM: new Set() };
  readonly #smiles: Readonly<Record<Underlying, ChainSmile>> = { SPY: new ChainSmile(), QQQ: new ChainSmile(), IWM: new ChainSmile() };
  readonly #rows = new Map<string, { readonly chain: Chain; readonly row: number }>();
  #now: EpochMs = Number.NaN;
  #quotesSeen = 0;
  #contractsPriced = 0;

  constructor(options: MarketOptions) {
    this.#options = options;
    const { session } = options;
    this.#tickers = {
      SPY: new TickerState('SPY', session),
      QQQ: new TickerState('QQQ', session),
      IWM: new TickerState('IWM', session),
      VIX: new TickerState('VIX', session),
    };
  }

  /** What volatilities and Greeks are solved on. */
  get clock(): ExpiryClock {
    return this.#options.clock;
  }

  /** Configured, annual, continuously compounded. */
  get rate(): number {
    return this.#options.rate;
  }

  /** Option quotes received. */
  get quotesSeen(): number {
    return this.#quotesSeen;
  }

  /** Volatilities solved. */
  get contractsPriced(): number {
    return this.#contractsPriced;
  }

  /** The same-day chain; null before anything is listed. */
  chain(underlying: Underlying): Chain | null {
    return this.#pricers.get(underlying)?.chain ?? null;
  }

  tickerState(ticker: Ticker): Readonly<TickerState> {
    return this.#tickers[ticker];
  }

  /** The newest price of the day; null before there is one. */
  underlyingPrice(underlying: Underlying): UnderlyingPrice | null {
    const { last, time } = this.#tickers[underlying];
    if (last > 0) return { price: last, time, implied: false };
    const pricer = this.#pricers.get(underlying);
    if (pricer === undefined || !(pricer.impliedSpot > 0)) return null;
    return { price: Math.round(pricer.impliedSpot * 100) / 100, time: pricer.impliedSpotTime, implied: true };
  }

  /** Throws RangeError when the expiry is not the session's date. */
  list(underlying: Underlying, expiry: IsoDate, contracts: readonly ContractListing[]): void {
    if (expiry !== this.#options.session.date) {
      throw new RangeError(`${underlying} contracts expire on ${expiry}, the session is ${this.#options.session.date}`);
    }
    let pricer = this.#pricers.get(underlying);
    if (pricer === undefined) {
      pricer = new ChainPricer(new Chain(underlying, expiry), this.#options, this.#watchers[underlying]);
      this.#pricers.set(underlying, pricer);
    }
    const { chain } = pricer;
    const before = chain.count;
    if (!chain.list(contracts)) return;
    pricer.resize();
    for (let row = before; row < chain.count; row += 1) {
      const strike = fromDollars(chain.strike[row] ?? Number.NaN);
      const right = chain.isCall[row] === 1 ? 'call' : 'put';
      this.#rows.set(symbolOf({ kind: 'option', underlying, expiry, right, strike }), { chain, row });
      for (const watcher of this.#watchers[underlying]) watcher.mark(row);
    }
  }

  ticker(tick: TickerTick): void {
    this.#tickers[tick.ticker].update(tick);
  }

  quotes(batch: QuoteBatch): void {
    const pricer = this.#pricers.get(batch.underlying);
    if (pricer === undefined) throw new RangeError(`${batch.underlying} was quoted before it was listed`);
    pricer.write(batch);
    this.#quotesSeen += batch.count;
  }

  /** Brings every status, mid, forward, volatility and Greek up to `now`. */
  price(now: EpochMs): void {
    this.#now = now;
    for (const pricer of this.#pricers.values()) {
      this.#contractsPriced += pricer.price(now, this.#tickers[pricer.chain.underlying].last);
    }
  }

  /** The changes of one chain from now on, all its rows first. May be asked before the chain is listed. */
  watch(underlying: Underlying): DirtyRows {
    const watchers = this.#watchers[underlying];
    const rows = new DirtyRows(
      () => this.chain(underlying),
      (closed) => watchers.delete(closed),
    );
    watchers.add(rows);
    return rows;
  }

  quote(symbol: InstrumentSymbol): Quote | null {
    const at = this.#rows.get(symbol);
    if (at !== undefined) return optionQuote(at.chain, at.row);
    const shares = UNDERLYINGS.find((underlying) => symbol === (underlying as string));
    return shares === undefined ? null : this.#sharesQuote(this.#tickers[shares]);
  }

  /** The same-day chain's volatility at the money as of the last `price`; null until it is known. */
  atm(underlying: Underlying): AtTheMoney | null {
    const chain = this.chain(underlying);
    return chain === null ? null : atTheMoney(chain, this.#options.clock.yearsLeft(this.#now));
  }

  /** The smile of the same-day chain, at most a second of the session old; null without a chain or once no time is left. */
  smile(underlying: Underlying): ChainFit | null {
    const chain = this.chain(underlying);
    return chain === null ? null : this.#smiles[underlying].of(chain, this.#options.clock.yearsLeft(this.#now), this.#now);
  }

  /**
   * How the underlying's price at the reference time is distributed by its options: the smile's distribution, or the
   * lognormal one of the volatility at the money where too few strikes are priced; null without either.
   */
  distribution(underlying: Underlying): ImpliedDistribution | null {
    const forward = this.chain(underlying)?.forward ?? Number.NaN;
    const spot = forward * this.discount(underlying);
    const fit = this.smile(underlying)?.fit;
    if (fit?.ok) return { source: 'smile', distribution: fit.smile.distribution, spot };
    const atm = this.atm(underlying);
    if (atm === null || !(atm.sigmaLeft > 0)) return null;
    return { source: 'lognormal', distribution: lognormalDistribution(forward, atm.sigmaLeft / forward), spot };
  }

  /** Present value of a dollar at the reference time: as the quotes imply it, or by the configured rate. */
  discount(underlying: Underlying): number {
    const { rate, session } = this.#options;
    return this.chain(underlying)?.carry?.discount ?? Math.exp(-rate * yearsToReference(session, this.#now));
  }

  /**
   * A ticker has no displayed sizes: they are unlimited here. A feed that gives only last prices has them
   * taken for both sides, which is what shares can be marked at.
   */
  #sharesQuote(state: TickerState): Quote {
    const twoSided = !Number.isNaN(state.bid) || !Number.isNaN(state.ask);
    const bid = twoSided ? state.bid : state.last;
    const ask = twoSided ? state.ask : state.last;
    const stale = this.#now - state.time > this.#options.staleAfterMs;
    return {
      bid: moneyOrNull(bid),
      ask: moneyOrNull(ask),
      bidSize: Number.POSITIVE_INFINITY,
      askSize: Number.POSITIVE_INFINITY,
      time: state.time,
      status: stale ? 'stale' : twoSided || Number.isNaN(bid) ? sidesStatus(bid, ask) : 'priced',
      refresh: state.refresh,
      iv: Number.NaN,
      delta: 1,
      gamma: 0,
      theta: 0,
      vega: 0,
    };
  }
}

function optionQuote(chain: Chain, row: number): Quote {
  const { columns } = chain;
  const at = (column: Float64Array): number => column[row] ?? Number.NaN;
  return {
    bid: moneyOrNull(at(columns.bid)),
    ask: moneyOrNull(at(columns.ask)),
    bidSize: at(columns.bidSize),
    askSize: at(columns.askSize),
    time: at(chain.quoteTime),
    status: chain.statusAt(row),
    refresh: chain.refresh[row] ?? 0,
    iv: at(columns.iv),
    delta: at(columns.delta),
    gamma: at(columns.gamma),
    theta: at(columns.theta),
    vega: at(columns.vega),
  };
}

function moneyOrNull(dollars: number): Money | null {
  return dollars > 0 ? fromDollars(dollars) : null;
}
