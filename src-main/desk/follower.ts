import type { OrderView, PackageView } from '../../src-core/contract/schemas.ts';
import { TICKERS, type Ticker, type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import { type Clock, type EpochMs, type IsoDate, parseIsoDate, SECOND } from '../../src-core/time.ts';
import type { FeedSink } from '../market-data/feed.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import { CHANNELS, type DeskState, type ValueOf } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import { chainParts, readChanges, type Side } from './change-message.ts';
import { FollowedChain } from './followed-chain.ts';
import { FollowedDay } from './followed-day.ts';
import { FollowedRisk, type FollowedRiskChange } from './followed-risk.ts';
import { type FollowedSignalChange, FollowedSignals } from './followed-signals.ts';

export interface FollowerParts {
  readonly store: RealtimeStore;
  /** Names the account's keys and its channel. */
  readonly account: string;
  /** Names the list of open positions. */
  readonly user: string;
  readonly machineClock: Clock;
  readonly pacer: Pacer;
}

/** What a look at the store has changed. */
export interface FollowedChange extends FollowedSignalChange, FollowedRiskChange {
  readonly state: boolean;
  /** Ids. */
  readonly orders: readonly string[];
  readonly packages: boolean;
}

/** Where the market is delivered; it is priced after each delivery. A `Market` is one. */
export interface FollowedMarket extends FeedSink {
  price(now: EpochMs): void;
}

/** Everything is read again so often, in case a message was lost. */
const AGAIN_MS = 3 * SECOND;
/** What is long and changes seldom, with each so many looks. */
const LONG_EVERY = 10;
/** A trader that was not heard of for so long is silent. */
const STALE_MS = 3 * SECOND;
/** Orders that are asked for at one time. */
const ORDERS_AT_ONCE = 200;
const SIDES: readonly Side[] = ['calls', 'puts'];

/** What is to be read. */
class Wanted {
  state = true;
  orderIds = true;
  positionIds = true;
  readonly orders = new Set<string>();
  readonly positions = new Set<string>();
  readonly tickers = new Set<Ticker>(TICKERS);
  readonly chains = new Set<Underlying>(UNDERLYINGS);

  static nothing(): Wanted {
    const wanted = new Wanted();
    wanted.state = wanted.orderIds = wanted.positionIds = false;
    wanted.tickers.clear();
    wanted.chains.clear();
    return wanted;
  }
}

/**
 * What a terminal that watches knows of the one that trades: read from the real-time store, and again what its messages
 * name. What the store does not answer stays as it was heard last.
 */
export class DeskFollower {
  readonly signals: FollowedSignals;
  readonly risk: FollowedRisk;
  readonly #parts: FollowerParts;
  readonly #listeners = new Set<(change: FollowedChange) => void>();
  readonly #orders = new Map<string, OrderView>();
  readonly #packages = new Map<string, PackageView>();
  readonly #tickers = new Map<Ticker, ValueOf<'market'>>();
  readonly #undelivered = new Set<Ticker>();
  #chains: ReadonlyMap<Underlying, FollowedChain> = newChains();
  #day = new FollowedDay();
  #state: DeskState | null = null;
  #heardAt: EpochMs | null = null;
  #market: FollowedMarket | null = null;
  #wanted = Wanted.nothing();
  #reading: Promise<void> | null = null;
  #looks = 0;
  #isClosed = false;
  #unsubscribe: (() => void) | null = null;
  #cancel: (() => void) | null = null;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.signals = new FollowedSignals(parts.store, parts.account);
    this.risk = new FollowedRisk(parts.store, parts.account);
  }

  /** Real milliseconds without a word after which the trader counts as silent. */
  get staleAfterMs(): number {
    return STALE_MS;
  }

  /** Reads everything there is, and follows from then on. Resolves when it was read. */
  async start(): Promise<void> {
    const { account, store } = this.#parts;
    this.#unsubscribe = store.subscribe(CHANNELS.changes(account), (message) => this.#heard(message));
    this.#wanted = new Wanted();
    this.#wantOfParts('everything');
    await this.#read();
    this.#again();
  }

  /** null before anything was heard. */
  state(): DeskState | null {
    return this.#state;
  }

  /** Real milliseconds since the state was last told anew; null before. */
  silence(): number | null {
    return this.#heardAt === null ? null : Math.max(0, this.#parts.machineClock.now() - this.#heardAt);
  }

  /** Of its session, oldest first. */
  orders(): readonly OrderView[] {
    return [...this.#orders.values()].sort((left, right) => left.sequence - right.sequence);
  }

  order(id: string): OrderView | null {
    return this.#orders.get(id) ?? null;
  }

  /** What is open, newest first. */
  packages(): readonly PackageView[] {
    return [...this.#packages.values()].sort((left, right) => right.openedAt - left.openedAt);
  }

  /** Hears of every look that changed something. The result ends it. */
  onChange(listener: (change: FollowedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Delivers what is known of the market, and from then on what is new, until the session's date is another one: then
   * the market is another one, too. The one before is let go.
   */
  deliverTo(market: FollowedMarket): void {
    this.#market = market;
    this.#chains = newChains();
    this.#day = new FollowedDay();
    for (const ticker of this.#tickers.keys()) this.#undelivered.add(ticker);
    for (const underlying of UNDERLYINGS) this.#wanted.chains.add(underlying);
    this.#readInBackground();
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe?.();
    this.#cancel?.();
    this.#listeners.clear();
    this.#market = null;
  }

  #again(): void {
    if (this.#isClosed) return;
    this.#cancel = this.#parts.pacer.after(AGAIN_MS, () => {
      const named = this.#wanted;
      this.#wanted = new Wanted();
      this.#looks += 1;
      this.#wantOfParts(this.#looks % LONG_EVERY === 0 ? 'everything' : 'moving');
      for (const id of named.orders) this.#wanted.orders.add(id);
      for (const { id, open } of this.#orders.values()) if (open) this.#wanted.orders.add(id);
      for (const id of named.positions) this.#wanted.positions.add(id);
      for (const id of this.#packages.keys()) this.#wanted.positions.add(id);
      void this.#read().finally(() => this.#again());
    });
  }

  #wantOfParts(what: 'moving' | 'everything'): void {
    this.signals.want(what);
    this.risk.want(what);
  }

  #heard(message: string): void {
    const wanted = this.#wanted;
    for (const [family, parts] of readChanges(message)) {
      switch (family) {
        case 'deskState':
          wanted.state = true;
          break;
        case 'deskOrders':
          wanted.orderIds = true;
          break;
        case 'order':
          wanted.orders.add(parts['id'] ?? '');
          break;
        case 'positions':
          wanted.positionIds = true;
          break;
        case 'position':
          wanted.positions.add(parts['id'] ?? '');
          break;
        case 'market':
          for (const ticker of TICKERS) if (ticker === parts['ticker']) wanted.tickers.add(ticker);
          break;
        case 'options':
          for (const underlying of UNDERLYINGS) if (underlying === parts['underlying']) wanted.chains.add(underlying);
          break;
        default:
          this.signals.hear(family, parts);
          this.risk.hear(family);
          break;
      }
    }
    this.#readInBackground();
  }

  #readInBackground(): void {
    if (this.#isClosed) return;
    this.#read().catch(() => {
      // Reading from the store does not fail; the next look reads everything.
    });
  }

  /** Reads what is wanted, until nothing is. */
  #read(): Promise<void> {
    this.#reading ??= this.#readWanted().finally(() => {
      this.#reading = null;
      if (this.#isAnythingWanted) this.#readInBackground();
    });
    return this.#reading;
  }

  get #isAnythingWanted(): boolean {
    return isAnythingWanted(this.#wanted) || this.signals.isAnythingWanted || this.risk.isAnythingWanted;
  }

  async #readWanted(): Promise<void> {
    while (!this.#isClosed && this.#isAnythingWanted) {
      const wanted = this.#wanted;
      this.#wanted = Wanted.nothing();
      const state = await this.#readState(wanted);
      const [orders, packages, signalChange, riskChange] = await Promise.all([
        this.#readOrders(wanted),
        this.#readPositions(wanted),
        this.signals.read(),
        this.risk.read(),
        this.#readMarket(wanted),
      ]);
      if (this.#isClosed) return;
      this.#deliver();
      const change: FollowedChange = { state, orders, packages, ...signalChange, ...riskChange };
      if (isAnythingChanged(change)) for (const listener of [...this.#listeners]) listener(change);
    }
  }

  async #readState(wanted: Wanted): Promise<boolean> {
    if (!wanted.state) return false;
    const { account, machineClock, store } = this.#parts;
    const told = await store.get('deskState', { account });
    const before = this.#state;
    // One who traded before, and has not noticed yet that another does, is not listened to.
    if (told === null || (before !== null && (told.epoch < before.epoch || isSameTelling(told, before)))) return false;
    const now = machineClock.now();
    const isOld = before === null && told.toldAt < now;
    this.#heardAt = isOld ? told.toldAt : now;
    this.#state = told;
    if (before !== null && before.date !== told.date) this.#beginSession(wanted);
    return true;
  }

  /** Nothing of another day's market or orders is kept. */
  #beginSession(wanted: Wanted): void {
    this.#market = null;
    this.#chains = newChains();
    this.#orders.clear();
    this.signals.begin();
    this.risk.begin();
    this.#tickers.clear();
    this.#undelivered.clear();
    wanted.orderIds = true;
    for (const ticker of TICKERS) wanted.tickers.add(ticker);
  }

  async #readOrders(wanted: Wanted): Promise<readonly string[]> {
    const { account, store } = this.#parts;
    const ids = wanted.orderIds ? await store.get('deskOrders', { account }) : null;
    for (const id of ids ?? []) if (!this.#orders.has(id)) wanted.orders.add(id);
    const asked = [...wanted.orders];
    const changed: string[] = [];
    for (let from = 0; from < asked.length; from += ORDERS_AT_ONCE) {
      const some = asked.slice(from, from + ORDERS_AT_ONCE);
      const read = await Promise.all(some.map((id) => store.get('order', { id })));
      for (const [index, id] of some.entries()) {
        const order = read[index]?.order;
        if (order === undefined || !isNewer(order, this.#orders.get(id))) continue;
        this.#orders.set(id, order);
        changed.push(id);
      }
    }
    return changed;
  }

  async #readPositions(wanted: Wanted): Promise<boolean> {
    const { store, user } = this.#parts;
    const open = wanted.positionIds ? await store.get('positions', { user }) : null;
    for (const id of open ?? []) if (!this.#packages.has(id)) wanted.positions.add(id);
    let isChanged = false;
    if (open !== null) {
      for (const id of this.#packages.keys()) {
        if (!open.includes(id)) isChanged = this.#packages.delete(id);
      }
    }
    const asked = [...wanted.positions].filter((id) => open === null || open.includes(id));
    const read = await Promise.all(asked.map((id) => store.get('position', { id })));
    for (const position of read) {
      if (position === null) continue;
      this.#packages.set(position.tradeId, position);
      isChanged = true;
    }
    return isChanged;
  }

  async #readMarket(wanted: Wanted): Promise<void> {
    const { store } = this.#parts;
    const tickers = Promise.all(
      [...wanted.tickers].map(async (ticker) => {
        const told = await store.get('market', { ticker });
        const before = this.#tickers.get(ticker);
        if (told === null || (before !== undefined && JSON.stringify(told) === JSON.stringify(before))) return;
        this.#tickers.set(ticker, told);
        this.#undelivered.add(ticker);
      }),
    );
    const expiry = this.#expiry();
    if (this.#market !== null && expiry !== null) {
      await this.#readMinutes(expiry);
      const chains = this.#chains;
      await Promise.all(
        [...wanted.chains].flatMap((underlying) =>
          SIDES.map(async (side) => {
            const fields = await store.get('options', chainParts(underlying, expiry, side));
            if (fields !== null) chains.get(underlying)?.read(side, fields);
          }),
        ),
      );
    }
    await tickers;
  }

  /** Once for each ticker: from then on its minutes are those that are heard. */
  async #readMinutes(date: IsoDate): Promise<void> {
    const { account, store } = this.#parts;
    const day = this.#day;
    await Promise.all(
      day.unknown().map(async (ticker) => {
        const told = await store.get('deskMinutes', { account, ticker });
        if (told !== null && told.date === date) day.know(ticker, told.minutes);
        else day.miss(ticker);
      }),
    );
  }

  #deliver(): void {
    const market = this.#market;
    const expiry = this.#expiry();
    if (market === null || expiry === null || this.#state === null) return;
    for (const ticker of this.#undelivered) {
      const told = this.#tickers.get(ticker);
      if (told === undefined || !this.#day.isReady(ticker)) continue;
      this.#undelivered.delete(ticker);
      this.#day.deliver(ticker, told, market, expiry);
    }
    for (const chain of this.#chains.values()) chain.deliver(expiry, market);
    market.price(this.#state.now);
  }

  #expiry(): IsoDate | null {
    return this.#state === null ? null : parseIsoDate(this.#state.date);
  }
}

function newChains(): ReadonlyMap<Underlying, FollowedChain> {
  return new Map(UNDERLYINGS.map((underlying) => [underlying, new FollowedChain(underlying)]));
}

function isAnythingWanted({ state, orderIds, positionIds, orders, positions, tickers, chains }: Wanted): boolean {
  return state || orderIds || positionIds || orders.size + positions.size + tickers.size + chains.size > 0;
}

function isAnythingChanged(change: FollowedChange): boolean {
  return Object.values(change).some((part: boolean | readonly string[]) => (typeof part === 'boolean' ? part : part.length > 0));
}

function isSameTelling(one: DeskState, other: DeskState): boolean {
  return one.epoch === other.epoch && one.toldAt === other.toldAt && one.workstation === other.workstation;
}

/** Of an order that is read twice at a time, the later state counts. */
function isNewer(order: OrderView, known: OrderView | undefined): boolean {
  if (known === undefined) return true;
  return order.updatedAt > known.updatedAt || order.history.length > known.history.length;
}
