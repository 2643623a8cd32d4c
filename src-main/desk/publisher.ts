import type { OrderView, PositionsView, SessionView } from '../../src-core/contract/schemas.ts';
import { TICKERS, type Ticker, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { Order } from '../../src-core/orders/order.ts';
import { type Clock, type EpochMs, MINUTE, SECOND } from '../../src-core/time.ts';
import type { FeedDescription } from '../market-data/feed.ts';
import type { Market } from '../market-data/market.ts';
import { CHANNELS, type FamilyName, type ValueOf } from '../stores/realtime/key-families.ts';
import type { RealtimeStore } from '../stores/realtime/realtime-store.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import { type Change, changeMessage } from './change-message.ts';
import { PublishedChain } from './published-chain.ts';
import { type PublishedAlertDesk, PublishedRisk, type PublishedRiskDesk, RISK_FAMILIES } from './published-risk.ts';
import { type PublishedDesk, PublishedSignals } from './published-signals.ts';

export interface PublisherParts {
  readonly store: RealtimeStore;
  /** Names the account's keys and its channel. */
  readonly account: string;
  /** Names the list of open positions. */
  readonly user: string;
  readonly workstation: string;
  /** Of the lease under which it trades. */
  readonly epoch: () => number;
  readonly machineClock: Clock;
  /** The session's. */
  readonly clock: Clock;
  readonly market: Market;
  /** When the session opened. */
  readonly openedAt: EpochMs;
  readonly feed: FeedDescription;
  readonly orders: Pick<OrderManager, 'orders' | 'working' | 'order' | 'subscribe'>;
  readonly signals: PublishedDesk;
  readonly risk: PublishedRiskDesk;
  readonly alerts: PublishedAlertDesk;
  readonly viewOf: (order: Order) => OrderView;
  readonly session: () => Pick<SessionView, 'phase' | 'paused' | 'speed' | 'referencePrices'>;
  readonly positions: () => PositionsView;
  /** null before the first VIX. */
  readonly regime: () => ValueOf<'regime'> | null;
  /** By pair, "SPY_QQQ"; NaN where it is not known. */
  readonly correlations: () => ReadonlyMap<string, number>;
}

/** The families that the one who trades sets, and nobody else. */
export const PUBLISHED_FAMILIES = [
  'market',
  'options',
  'correlation',
  'vix',
  'regime',
  'positions',
  'position',
  'order',
  'deskState',
  'deskMinutes',
  'deskOrders',
  'signalsActive',
  'signal',
  'signalPerformance',
  'deskSignals',
  'deskSignal',
  'deskMarketState',
  'deskCalibration',
  'deskSignalSettings',
  ...RISK_FAMILIES,
] as const satisfies readonly FamilyName[];

/** What ends within an hour, and what lives longer, is set again so often, changed or not. */
const SOON_MS = 10 * SECOND;
const LATER_MS = 5 * MINUTE;

/** Puts the running session into the real-time store, for whoever watches. */
export class DeskPublisher {
  readonly #parts: PublisherParts;
  /** None in memory: nobody else reads it there, and the chains are most of the work. */
  readonly #chains: readonly PublishedChain[];
  readonly #signals: PublishedSignals;
  readonly #risk: PublishedRisk;
  readonly #dirtyOrders = new Set<string>();
  readonly #unsubscribe: () => void;
  readonly #tickersSeen = new Map<Ticker, number>();
  /** What was published last, as text, by key. */
  readonly #published = new Map<string, string>();
  #openPositions: ReadonlySet<string> = new Set();
  #minutesTold = -1;
  #soon: EpochMs = 0;
  #later: EpochMs = 0;
  #isFirst = true;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    const { account, clock, machineClock, market, orders, store } = parts;
    this.#signals = new PublishedSignals({ store, account, machineClock, clock, desk: parts.signals });
    this.#risk = new PublishedRisk({ store, account, desk: parts.risk, alerts: parts.alerts });
    this.#chains = store.kind === 'memory' ? [] : UNDERLYINGS.map((underlying) => new PublishedChain(market, underlying));
    for (const { id } of orders.orders()) this.#dirtyOrders.add(id);
    this.#unsubscribe = orders.subscribe((change) => {
      for (const { id } of change.orders) this.#dirtyOrders.add(id);
    });
  }

  /** Sets what has changed since the last one, and tells of it. Some four times a real second. */
  beat(): void {
    const { account, machineClock, store } = this.#parts;
    const now = machineClock.now();
    const isSoon = now >= this.#soon;
    const isLater = now >= this.#later;
    if (isSoon) this.#soon = now + SOON_MS;
    if (isLater) this.#later = now + LATER_MS;
    if (this.#isFirst) void this.#removeLeftovers();
    this.#isFirst = false;
    if (isLater) this.#again();
    const changes: Change[] = [];
    const positions = this.#parts.positions();
    this.#publishMarket(changes, isSoon);
    this.#publishMinutes(changes);
    for (const chain of this.#chains) chain.publish(store, changes);
    this.#publishPositions(changes, positions);
    this.#publishOrders(changes, isSoon);
    this.#signals.publish(changes, isSoon, isLater);
    this.#risk.publish(changes, now, isSoon, isLater);
    this.#publishState(changes, positions, now);
    store.publish(CHANNELS.changes(account), changeMessage(changes));
  }

  /** 'abandoned' where another terminal sets these keys from now on: what was not sent yet is not sent any more. */
  close(how: 'saved' | 'abandoned'): void {
    this.#unsubscribe();
    this.#signals.close();
    this.#risk.close();
    for (const chain of this.#chains) chain.close();
    if (how === 'abandoned') this.#parts.store.forget(PUBLISHED_FAMILIES);
  }

  /** Positions that whoever traded before left open there, and that are closed; and signals of its session alone. */
  async #removeLeftovers(): Promise<void> {
    const { store, user } = this.#parts;
    // Both are asked for before this session's own are set.
    const [left] = await Promise.all([store.get('positions', { user }), this.#signals.removeLeftovers()]);
    for (const id of left ?? []) {
      if (!this.#openPositions.has(id)) store.remove('position', { id });
    }
  }

  #again(): void {
    for (const chain of this.#chains) chain.again();
    for (const { id } of this.#parts.orders.working()) this.#dirtyOrders.add(id);
  }

  #publishMarket(changes: Change[], isSoon: boolean): void {
    const { market, store } = this.#parts;
    for (const ticker of TICKERS) {
      const state = market.tickerState(ticker);
      if (Number.isNaN(state.last) || (!isSoon && this.#tickersSeen.get(ticker) === state.refresh)) continue;
      this.#tickersSeen.set(ticker, state.refresh);
      const { last, bid, ask, volume, time, previousClose, open, high, low } = state;
      store.set('market', { ticker }, {
        price: last,
        bid: figure(bid),
        ask: figure(ask),
        volume: figure(volume),
        timestamp: time,
        previous_close: figure(previousClose),
        open: figure(open),
        high: figure(high),
        low: figure(low),
      });
      changes.push(['market', { ticker }]);
      if (ticker !== 'VIX') continue;
      store.set('vix', {}, last);
      changes.push(['vix', {}]);
    }
    const regime = this.#parts.regime();
    if (regime !== null && this.#isNew('regime', regime, isSoon)) {
      store.set('regime', {}, regime);
      changes.push(['regime', {}]);
    }
    for (const [pair, correlation] of this.#parts.correlations()) {
      if (Number.isNaN(correlation) || !this.#isNew(`correlation ${pair}`, correlation, isSoon)) continue;
      store.set('correlation', { pair }, correlation);
      changes.push(['correlation', { pair }]);
    }
  }

  /** Of minutes that are over; those who watch see the running one move. */
  #publishMinutes(changes: Change[]): void {
    const { account, clock, feed, market, openedAt, store } = this.#parts;
    const count = Math.max(0, Math.floor((clock.now() - openedAt) / MINUTE));
    if (count === this.#minutesTold || store.kind === 'memory') return;
    this.#minutesTold = count;
    for (const ticker of TICKERS) {
      const minutes = Array.from(market.tickerState(ticker).minutes.subarray(0, count), figure);
      store.set('deskMinutes', { account, ticker }, { date: feed.date, minutes });
      changes.push(['deskMinutes', { account, ticker }]);
    }
  }

  #publishPositions(changes: Change[], { packages }: PositionsView): void {
    const { store, user } = this.#parts;
    const open = packages.filter(({ legs }) => legs.length > 0);
    for (const position of open) {
      const id = position.tradeId;
      if (!this.#isNew(`position ${id}`, position, false)) continue;
      store.set('position', { id }, position);
      changes.push(['position', { id }]);
    }
    const ids = open.map(({ tradeId }) => tradeId);
    const before = this.#openPositions;
    this.#openPositions = new Set(ids);
    for (const id of before) {
      if (this.#openPositions.has(id)) continue;
      this.#published.delete(`position ${id}`);
      store.remove('position', { id });
      changes.push(['position', { id }]);
    }
    if (!this.#isNew('positions', ids, false)) return;
    store.set('positions', { user }, ids);
    changes.push(['positions', { user }]);
  }

  #publishOrders(changes: Change[], isSoon: boolean): void {
    const { account, orders, store, viewOf } = this.#parts;
    for (const id of this.#dirtyOrders) {
      const order = orders.order(id);
      if (order === undefined) continue;
      const view = viewOf(order);
      const fill_data = { filled_quantity: view.filledQuantity, average_net: view.averageNet };
      store.set('order', { id }, { status: view.state, fill_data, timestamp: view.updatedAt, order: view });
      changes.push(['order', { id }]);
    }
    if (this.#dirtyOrders.size === 0 && !isSoon) return;
    this.#dirtyOrders.clear();
    const ids = orders.orders().map(({ id }) => id);
    if (!this.#isNew('orders', ids, isSoon)) return;
    store.set('deskOrders', { account }, ids);
    changes.push(['deskOrders', { account }]);
  }

  #publishState(changes: Change[], positions: PositionsView, toldAt: EpochMs): void {
    const { account, clock, epoch, feed, market, session, store, workstation } = this.#parts;
    const { phase, paused, speed, referencePrices } = session();
    const { kind, label, detail, staleAfterMs, quoting } = feed;
    store.set('deskState', { account }, {
      workstation,
      epoch: epoch(),
      now: clock.now(),
      toldAt,
      phase,
      date: feed.date,
      paused,
      speed,
      feed: { kind, label, detail, staleAfterMs, quoting },
      rate: market.rate,
      referencePrices: { ...referencePrices },
      clockLabel: market.clock.label,
      account: positions.account,
    });
    changes.push(['deskState', { account }]);
  }

  /** Whether the value is another than was published last, or is to be published anyhow. */
  #isNew(key: string, value: unknown, anyhow: boolean): boolean {
    const text = JSON.stringify(value);
    if (!anyhow && this.#published.get(key) === text) return false;
    this.#published.set(key, text);
    return true;
  }
}

function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
