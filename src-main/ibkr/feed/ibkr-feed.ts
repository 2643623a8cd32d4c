import type { ExchangeSession } from '../../../src-core/calendar/exchange-calendar.ts';
import type { MarketDataView, VendorGreeks } from '../../../src-core/contract/broker.ts';
import { type InstrumentSymbol, type Ticker, TICKERS, type Underlying, UNDERLYINGS } from '../../../src-core/instruments/instrument.ts';
import { type Clock, type EpochMs, SECOND } from '../../../src-core/time.ts';
import type { FeedDescription, FeedProblem, FeedSink, MarketFeed } from '../../market-data/feed.ts';
import type { Pacer } from '../../market-data/session-pump.ts';
import type { ContractBook } from '../contract-book.ts';
import type { Gateway, GatewayAddress, GatewayContract, GatewayMessage, LinkEvent } from '../gateway.ts';
import { ComputationTable } from './computations.ts';
import { DataCodes } from './data-codes.ts';
import { DataProblems } from './data-problems.ts';
import { DayContracts } from './day-contracts.ts';
import { describeFeed } from './feed-description.ts';
import { LineKeeper } from './line-keeper.ts';
import { type ListedOption, listedOptions, subscriptionsOf } from './listed-options.ts';
import { Liveness } from './liveness.ts';
import { MarketBooks } from './market-books.ts';
import { type Subscription, TickerSubscription } from './subscription.ts';
import { SubscriptionTable } from './subscription-table.ts';
import { type OurFigures, vendorGreeks } from './vendor-greeks.ts';

/** Milliseconds between two looks at what is to be asked for, given up and renewed. */
const STEP_MS = 250;
/** A step that comes so late comes after a sleep, or after the process was held. */
const MISSED_MS = 5 * SECOND;
const CONNECTION = 'connection';
const SERVERS = "the broker's servers";
const COMPETING = 'market data';

export interface IbkrFeedParts {
  readonly gateway: Gateway;
  readonly contracts: ContractBook;
  readonly session: ExchangeSession;
  /** The machine's. */
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly address: Pick<GatewayAddress, 'host' | 'port' | 'account'>;
  /** Contracts whose quotes the account may have at one time. */
  readonly lines: number;
  /** What must have quotes before all else: held or ordered. */
  readonly needed?: () => Iterable<InstrumentSymbol>;
  /** Dollars: where strikes are near to before the gateway says a price. */
  readonly newestPrices?: Partial<Readonly<Record<Underlying, number>>>;
}

/**
 * The market of one session as TWS or IB Gateway gives it. What it says is taken in as it comes, and delivered once as it
 * is when the session's clock asks: a quote that changed ten times since is one. It keeps itself: contracts are read and
 * quotes asked for at each connection, lines follow the money, and what is open and silent is asked for anew.
 *
 * Quotes whose line was given up or that fell silent are taken back: both sides absent, in a batch dated when the chain
 * was last heard, so that it does not count as heard. Without a connection, without the broker's servers and while another
 * session has the data, everything becomes stale at once: an event dated back by more than `staleAfterMs` says so. No
 * other event is older than the one before it.
 */
export class IbkrFeed implements MarketFeed {
  readonly description: FeedDescription;
  readonly #parts: IbkrFeedParts;
  readonly #tickers: Readonly<Record<Ticker, TickerSubscription>> = {
    SPY: new TickerSubscription('SPY'),
    QQQ: new TickerSubscription('QQQ'),
    IWM: new TickerSubscription('IWM'),
    VIX: new TickerSubscription('VIX'),
  };
  readonly #books: MarketBooks;
  readonly #problems = new DataProblems();
  readonly #computations = new ComputationTable();
  readonly #table: SubscriptionTable;
  readonly #lines: LineKeeper;
  readonly #liveness: Liveness;
  readonly #reader: DayContracts;
  readonly #codes: DataCodes;
  readonly #listeners = new Set<() => void>();
  readonly #arrivals = new Set<() => void>();
  readonly #ends: readonly (() => void)[];
  /** Where each chain's options are still as they were before another session took the data. */
  readonly #isTaken: Record<Underlying, boolean> = { SPY: false, QQQ: false, IWM: false };
  #options = 0;
  #told = '';
  #workedAt: EpochMs = Number.NaN;
  #cancelStep: () => void = () => undefined;
  #isClosed = false;

  constructor(parts: IbkrFeedParts) {
    this.#parts = parts;
    const { gateway, session } = parts;
    this.#books = new MarketBooks(session.date);
    this.#table = new SubscriptionTable(gateway);
    this.description = describeFeed(gateway, parts.address, session, this.#table);
    this.#lines = new LineKeeper({
      table: this.#table,
      tickers: TICKERS.map((ticker) => this.#tickers[ticker]),
      lines: parts.lines,
      needed: parts.needed ?? (() => []),
      priceOf: (underlying) => this.#priceOf(underlying),
      onGivenUp: (option, now) => this.#withdraw(option, now),
    });
    this.#liveness = new Liveness({
      table: this.#table,
      session,
      priceOf: (option) => this.#priceOf(option.underlying),
      onSilent: (subscription, now) => {
        this.#problems.tell(subscription.subject, 'silent: its quotes do not come, and are asked for anew', now);
        this.#withdraw(subscription, now);
      },
      onBack: ({ subject }) => {
        this.#problems.end(subject);
        if (!this.#liveness.isCompeting) this.#problems.end(COMPETING);
      },
    });
    this.#reader = new DayContracts({
      gateway,
      date: session.date,
      onTicker: (ticker, contract) => this.#nameTicker(ticker, contract),
      onOptions: (underlying, contracts, leftOut) => this.#list(underlying, contracts, leftOut),
      onFailure: (subject, problem, code) => this.#problems.tell(subject, problem, parts.clock.now(), code),
    });
    this.#codes = new DataCodes({
      table: this.#table,
      lines: this.#lines,
      problems: this.#problems,
      onTaken: (subscription, now) => this.#take(subscription, now),
      onEnded: (subscription, now) => this.#withdraw(subscription, now),
    });
    this.#ends = [gateway.onMessage((message) => this.#hear(message)), gateway.onEvent((event) => this.#turn(event))];
    if (gateway.state.kind === 'up') this.#connect();
    this.#scheduleStep();
  }

  /** When the oldest of what was not delivered came; null where nothing waits, which is no end. */
  nextTime(): EpochMs | null {
    return this.#isClosed ? null : this.#books.nextTime();
  }

  /** Delivers all that waits, if any of it came by `until`; what came later is dated `until`. */
  advance(until: EpochMs, sink: FeedSink): void {
    const next = this.nextTime();
    if (next === null || next > until) return;
    this.#books.deliver(until, sink);
  }

  /** Delivers what is known now, whatever `time` is asked for: the gateway has no other, and no tick of before. */
  seek(time: EpochMs, sink: FeedSink): void {
    if (!this.#isClosed) this.#books.deliverAll(time, sink);
  }

  problems(): { readonly kept: readonly FeedProblem[]; readonly total: number } {
    return this.#problems.kept();
  }

  /** Hears when something waits to be delivered and nothing did; must not throw. The result ends it. */
  onArrival(listener: () => void): () => void {
    this.#arrivals.add(listener);
    return () => void this.#arrivals.delete(listener);
  }

  /** Hears when the view or the description may have changed; must not throw. The result ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  marketDataView(): MarketDataView {
    const contracts = { listed: 0, subscribed: 0, silent: 0, refused: 0, withoutLine: 0 };
    for (const underlying of UNDERLYINGS) {
      for (const { requestId, state } of this.#lines.optionsOf(underlying)) {
        contracts.listed += 1;
        if (requestId !== 0) contracts.subscribed += 1;
        if (state === 'silent') contracts.silent += 1;
        if (state === 'refused') contracts.refused += 1;
      }
    }
    if (this.#lines.areFull) contracts.withoutLine = Math.max(0, contracts.listed - contracts.refused - Math.max(this.#lines.planned, contracts.subscribed));
    return {
      quality: this.#table.quality,
      competing: this.#liveness.isCompeting,
      lines: { used: this.#table.used, limit: this.#lines.limit },
      contracts,
      problems: this.#problems.current(),
    };
  }

  vendorGreeks(underlying: Underlying, ours: (symbol: InstrumentSymbol) => OurFigures | null): VendorGreeks {
    const rows = vendorGreeks(underlying, this.#lines.optionsOf(underlying), this.#computations, ours);
    return { underlying, reason: rows.length > 0 ? null : this.#reasonForNone(underlying), rows };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelStep();
    for (const end of this.#ends) end();
    this.#reader.stop();
    for (const subscription of [...this.#table.open()]) this.#table.cancel(subscription);
    this.#listeners.clear();
    this.#arrivals.clear();
  }

  #reasonForNone(underlying: Underlying): string {
    if (this.#parts.gateway.state.kind !== 'up') return 'There is no connection to the gateway.';
    if (this.#lines.optionsOf(underlying).length === 0) return `The gateway lists no options of ${underlying} that expire on ${this.#parts.session.date}.`;
    return `No option of ${underlying} has a market-data line yet.`;
  }

  #priceOf(underlying: Underlying): number {
    const { price } = this.#books.tickers[underlying];
    return price > 0 ? price : (this.#parts.newestPrices?.[underlying] ?? Number.NaN);
  }

  #hear(message: GatewayMessage): void {
    const now = this.#parts.clock.now();
    const waited = this.nextTime() !== null;
    switch (message.type) {
      case 'price':
      case 'size': {
        const subscription = this.#table.of(message.requestId);
        if (subscription === undefined) return;
        this.#liveness.hear(subscription, now);
        if (message.isDelayed && subscription.dataType !== 'delayed_frozen') this.#table.setDataType(subscription, 'delayed');
        else if (subscription.dataType === null) this.#table.setDataType(subscription, 'live');
        if (subscription.kind !== 'option') this.#books.takeTicker(subscription.ticker, message, now);
        else {
          if (this.#isTaken[subscription.underlying]) this.#giveBack(subscription.underlying, now);
          this.#books.takeOption(subscription, message, now);
        }
        break;
      }
      case 'computation': {
        const subscription = this.#table.of(message.requestId);
        if (subscription?.kind === 'option') this.#computations.set(subscription.index, message, now);
        return;
      }
      case 'market_data_type': {
        const subscription = this.#table.of(message.requestId);
        if (subscription !== undefined) this.#table.setDataType(subscription, message.dataType);
        break;
      }
      case 'contract':
      case 'contracts_end':
        if (!this.#reader.hear(message, now)) return;
        break;
      case 'error':
        if (!this.#reader.hear(message, now)) this.#codes.hear(message, now);
        this.#tell();
        break;
      default:
        return;
    }
    if (!waited) this.#announce();
  }

  #announce(): void {
    if (this.nextTime() !== null) for (const listener of this.#arrivals) listener();
  }

  #turn(event: LinkEvent): void {
    const now = this.#parts.clock.now();
    switch (event.type) {
      case 'up':
        this.#connect();
        break;
      case 'down':
        this.#books.isHeld = true;
        this.#reader.stop();
        this.#forget(now);
        this.#problems.endAll();
        this.#problems.tell(CONNECTION, 'there is no connection to the gateway: quotes are stale', now);
        this.#books.markStale(now);
        break;
      case 'servers_lost':
        this.#books.isHeld = true;
        this.#problems.tell(SERVERS, 'the gateway lost them: quotes are stale', now, 1100);
        this.#books.markStale(now);
        break;
      case 'servers_back':
        this.#problems.end(SERVERS);
        this.#books.isHeld = false;
        this.#liveness.restart(now);
        if (event.isDataLost) this.#askAnew(now);
        break;
      case 'unsent':
        return;
    }
    this.#announce();
    this.#tell();
  }

  /** Everything that was asked for in the connection before is gone. */
  #connect(): void {
    const now = this.#parts.clock.now();
    const { state } = this.#parts.gateway;
    this.#books.isHeld = state.kind !== 'up' || state.servers === 'lost';
    this.#problems.endAll();
    if (this.#books.isHeld) this.#problems.tell(SERVERS, 'the gateway lost them: quotes are stale', now, 1100);
    this.#forget(now);
    this.#table.allow('live');
    this.#lines.renew(now);
    this.#liveness.restart(now);
    this.#reader.begin(now);
    this.#work(now);
  }

  /** The gateway has lost what was subscribed to, and says so of none. */
  #askAnew(now: EpochMs): void {
    const asksDelayed = this.#table.asksDelayed;
    for (const subscription of [...this.#table.open()]) this.#table.cancel(subscription);
    this.#forget(now);
    if (asksDelayed) this.#table.allow('delayed');
    this.#reader.begin(now);
    this.#work(now);
  }

  #forget(now: EpochMs): void {
    this.#table.forgetAll();
    this.#books.forget(now);
    for (const ticker of TICKERS) reset(this.#tickers[ticker]);
    for (const underlying of UNDERLYINGS) {
      this.#isTaken[underlying] = false;
      for (const option of this.#lines.optionsOf(underlying)) {
        this.#computations.forget(option.index);
        reset(option);
      }
    }
  }

  #take(subscription: Subscription, now: EpochMs): void {
    if (this.#liveness.compete(subscription, now)) this.#problems.tell(COMPETING, 'another session of the same user has it: quotes are stale', now, 10_197);
    if (subscription.kind === 'option') {
      this.#isTaken[subscription.underlying] = true;
      this.#books.chains[subscription.underlying].markStale(now);
    } else this.#books.tickers[subscription.ticker].markStale(now);
  }

  /** The chain is quoted again: of those whose data is still taken nobody says that their quotes stand. */
  #giveBack(underlying: Underlying, now: EpochMs): void {
    this.#isTaken[underlying] = false;
    for (const option of this.#lines.optionsOf(underlying)) {
      if (option.state !== 'competing') continue;
      this.#books.chains[underlying].withdraw(option.row, now);
    }
  }

  #withdraw(subscription: Subscription, now: EpochMs): void {
    if (subscription.kind === 'option') {
      this.#books.chains[subscription.underlying].withdraw(subscription.row, now);
      this.#computations.forget(subscription.index);
      if (subscription.state !== 'silent') this.#problems.end(subscription.subject);
    } else this.#books.tickers[subscription.ticker].markStale(now);
  }

  #nameTicker(ticker: Ticker, contract: GatewayContract): void {
    this.#tickers[ticker].contract = contract;
    this.#problems.end(ticker);
    this.#parts.contracts.learn(contract);
    if (!this.#books.isHeld) this.#lines.step(this.#parts.clock.now());
  }

  #list(underlying: Underlying, contracts: readonly GatewayContract[], leftOut: number): void {
    const now = this.#parts.clock.now();
    const subject = `${underlying} options`;
    if (contracts.length === 0) this.#problems.tell(subject, `none that expire on ${this.#parts.session.date} are listed at the gateway`, now);
    else if (leftOut > 0) this.#problems.tell(subject, `${leftOut} contracts of another multiplier or trading class are left out`, now);
    else this.#problems.end(subject);
    const fresh: ListedOption[] = [];
    for (const option of listedOptions(contracts)) {
      this.#parts.contracts.learn(option.contract);
      const known = this.#lines.optionOf(option.symbol);
      if (known === undefined) fresh.push(option);
      else if (known.contract.conId !== option.contract.conId) known.contract = option.contract;
    }
    const row = fresh.length === 0 ? 0 : this.#books.chains[underlying].list(fresh, now);
    this.#lines.list(underlying, subscriptionsOf(underlying, fresh, { row, index: this.#options }));
    this.#options += fresh.length;
    this.#computations.resize(this.#options);
  }

  #scheduleStep(): void {
    this.#cancelStep = this.#parts.pacer.after(STEP_MS, () => {
      const waited = this.nextTime() !== null;
      this.#work(this.#parts.clock.now());
      if (!waited) this.#announce();
      this.#tell();
      if (!this.#isClosed) this.#scheduleStep();
    });
  }

  #work(now: EpochMs): void {
    const passed = now - this.#workedAt;
    this.#workedAt = now;
    if (this.#books.isHeld) return;
    // What came while the machine slept is heard only now.
    if (passed < 0 || passed > MISSED_MS) this.#liveness.restart(now);
    this.#reader.step(now);
    this.#lines.step(now);
    this.#liveness.step(now);
  }

  #tell(): void {
    const told = `${this.#table.version} ${this.#problems.version} ${this.#lines.limit} ${this.#lines.planned} ${this.#options} ${this.#books.isHeld}`;
    if (told === this.#told) return;
    this.#told = told;
    for (const listener of [...this.#listeners]) listener();
  }
}

function reset(subscription: Subscription): void {
  subscription.state = 'idle';
  subscription.attempts = 0;
  subscription.nextTry = Number.NEGATIVE_INFINITY;
  subscription.heardAt = Number.NaN;
  subscription.dataType = null;
}
