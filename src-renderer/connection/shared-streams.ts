import { useEffect } from 'react';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { ContractClient, StreamHandlers } from '../../src-core/contract/client.ts';
import type { ContractFailure } from '../../src-core/contract/messages.ts';
import type { AccessView } from '../../src-core/contract/access.ts';
import type { Alert } from '../../src-core/alerts/alert.ts';
import type { Notice, OrderView } from '../../src-core/contract/schemas.ts';
import type { SignalView } from '../../src-core/contract/signals.ts';
import type { StreamValueOf } from '../../src-core/contract/streams.ts';
import type { ExitView } from '../../src-core/risk/exits.ts';
import { subscribeLastingly } from './lasting-subscription.ts';

/** The streams whose newest value is all there is to know. */
export type ValueStream = 'access' | 'session' | 'market' | 'positions' | 'marketState' | 'risk' | 'expiry' | 'alertRules' | 'connections' | 'performance' | 'practice' | 'app' | 'broker';

/** A person reads no faster; what arrives in between is replaced by what is newer. */
const INTERVAL = 100;
const KEPT_NOTICES = 200;

interface Shared<T> {
  readonly value: T;
  readonly failure: ContractFailure | null;
}

/** One subscription of the core for every component that reads it, at the speed of a person. */
export class SharedStream<T> {
  readonly #use: UseBoundStore<StoreApi<Shared<T>>>;
  readonly #open: (next: (fold: (value: T) => T) => void, error: (failure: ContractFailure) => void) => () => void;
  #users = 0;
  #close: (() => void) | null = null;
  #pending: ((value: T) => T)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shownAt = -Infinity;

  constructor(first: T, open: (next: (fold: (value: T) => T) => void, error: (failure: ContractFailure) => void) => () => void) {
    this.#use = create<Shared<T>>()(() => ({ value: first, failure: null }));
    this.#open = open;
  }

  /** A hook: the newest value. Subscribes while the component is mounted. */
  useValue(): T {
    useEffect(() => this.join(), []);
    return this.#use((state) => state.value);
  }

  /** A hook: a part of the newest value. Draws again only when the part, or a member of it, is another one. */
  usePart<Part>(part: (value: T) => Part): Part {
    useEffect(() => this.join(), []);
    return this.#use(useShallow((state) => part(state.value)));
  }

  /** A hook: why the stream was interrupted, null while it is not. */
  useFailure(): ContractFailure | null {
    return this.#use((state) => state.failure);
  }

  /** Calls `listener` with each value shown from now on, until the returned function is called. */
  watch(listener: (value: T) => void): () => void {
    return this.#use.subscribe((state) => listener(state.value));
  }

  /** Subscribes for the first user, and ends with the last. */
  join(): () => void {
    this.#users += 1;
    this.#close ??= this.#open(
      (fold) => this.#receive(fold),
      (failure) => this.#use.setState({ failure }),
    );
    let joined = true;
    return () => {
      if (!joined) return;
      joined = false;
      this.#users -= 1;
      if (this.#users > 0) return;
      this.#close?.();
      this.#close = null;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#pending = [];
    };
  }

  #receive(fold: (value: T) => T): void {
    this.#pending.push(fold);
    if (this.#timer !== undefined) return;
    const wait = this.#shownAt + INTERVAL - performance.now();
    if (wait <= 0) this.#show();
    else this.#timer = setTimeout(() => this.#show(), wait);
  }

  #show(): void {
    this.#timer = undefined;
    this.#shownAt = performance.now();
    const folds = this.#pending;
    this.#pending = [];
    this.#use.setState((state) => ({ value: folds.reduce((value, fold) => fold(value), state.value), failure: null }));
  }
}

export type ValueStreams = { readonly [Name in ValueStream]: SharedStream<StreamValueOf<Name> | null> };

export interface SharedStreams extends ValueStreams {
  readonly orders: SharedStream<readonly OrderView[]>;
  readonly signals: SharedStream<readonly SignalView[]>;
  /** null before the first value. */
  readonly alerts: SharedStream<readonly Alert[] | null>;
  /** By trade. */
  readonly exits: SharedStream<ReadonlyMap<string, ExitView>>;
  readonly notices: SharedStream<readonly Notice[]>;
}

export type AccessStream = SharedStream<AccessView | null>;

/** The one stream that is there whether the window is open or not. */
export function accessStream(core: ContractClient): AccessStream {
  return newest((handlers) => subscribeLastingly(core, 'access', {}, handlers));
}

/** One subscription a stream, whoever reads it. */
export function sharedStreams(core: ContractClient, access: AccessStream): SharedStreams {
  return {
    access,
    session: newest((handlers) => subscribeLastingly(core, 'session', {}, handlers)),
    market: newest((handlers) => subscribeLastingly(core, 'market', {}, handlers)),
    positions: newest((handlers) => subscribeLastingly(core, 'positions', {}, handlers)),
    marketState: newest((handlers) => subscribeLastingly(core, 'marketState', {}, handlers)),
    risk: newest((handlers) => subscribeLastingly(core, 'risk', {}, handlers)),
    expiry: newest((handlers) => subscribeLastingly(core, 'expiry', {}, handlers)),
    alertRules: newest((handlers) => subscribeLastingly(core, 'alertRules', {}, handlers)),
    connections: newest((handlers) => subscribeLastingly(core, 'connections', {}, handlers)),
    performance: newest((handlers) => subscribeLastingly(core, 'performance', {}, handlers)),
    practice: newest((handlers) => subscribeLastingly(core, 'practice', {}, handlers)),
    app: newest((handlers) => subscribeLastingly(core, 'app', {}, handlers)),
    broker: newest((handlers) => subscribeLastingly(core, 'broker', {}, handlers)),
    orders: new SharedStream<readonly OrderView[]>([], (next, error) =>
      subscribeLastingly(core, 'orders', {}, { next: (changed) => next((orders) => mergeOrders(orders, changed)), error }),
    ),
    signals: new SharedStream<readonly SignalView[]>([], (next, error) =>
      subscribeLastingly(core, 'signals', {}, { next: (changed) => next((signals) => mergeSignals(signals, changed)), error }),
    ),
    alerts: new SharedStream<readonly Alert[] | null>(null, (next, error) =>
      subscribeLastingly(core, 'alerts', {}, { next: (changed) => next((alerts) => mergeAlerts(alerts ?? [], changed)), error }),
    ),
    exits: new SharedStream<ReadonlyMap<string, ExitView>>(new Map(), (next, error) =>
      subscribeLastingly(core, 'exits', {}, { next: (changed) => next((exits) => mergeExits(exits, changed)), error }),
    ),
    notices: new SharedStream<readonly Notice[]>([], (next, error) =>
      subscribeLastingly(core, 'notices', {}, { next: (fresh) => next((notices) => mergeNotices(notices, fresh)), error }),
    ),
  };
}

function newest<T>(subscribe: (handlers: StreamHandlers<T>) => () => void): SharedStream<T | null> {
  return new SharedStream<T | null>(null, (next, error) => subscribe({ next: (value) => next(() => value), error }));
}

/** Replaces the orders that changed; newest first by the account's sequence. */
export function mergeOrders(orders: readonly OrderView[], changed: readonly OrderView[]): readonly OrderView[] {
  if (changed.length === 0) return orders;
  const byId = new Map(orders.map((order) => [order.id, order]));
  for (const order of changed) byId.set(order.id, order);
  return [...byId.values()].sort((left, right) => right.sequence - left.sequence);
}

/** Replaces the signals that changed; newest first. */
export function mergeSignals(signals: readonly SignalView[], changed: readonly SignalView[]): readonly SignalView[] {
  if (changed.length === 0) return signals;
  const byId = new Map(signals.map((signal) => [signal.id, signal]));
  for (const signal of changed) byId.set(signal.id, signal);
  return [...byId.values()].sort((left, right) => right.generatedAt - left.generatedAt || left.id.localeCompare(right.id));
}

/** Replaces the alerts that changed; newest first. */
export function mergeAlerts(alerts: readonly Alert[], changed: readonly Alert[]): readonly Alert[] {
  if (changed.length === 0) return alerts;
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  for (const alert of changed) byId.set(alert.id, alert);
  return [...byId.values()].sort((left, right) => right.time - left.time || left.id.localeCompare(right.id));
}

/** Replaces the exits that changed. */
export function mergeExits(exits: ReadonlyMap<string, ExitView>, changed: readonly ExitView[]): ReadonlyMap<string, ExitView> {
  return changed.length === 0 ? exits : new Map([...exits, ...changed.map((exit) => [exit.tradeId, exit] as const)]);
}

/** Newest first, each once, and no more than a person would read. */
export function mergeNotices(notices: readonly Notice[], fresh: readonly Notice[]): readonly Notice[] {
  const known = new Set(notices.map((notice) => notice.id));
  const added = fresh.filter((notice) => !known.has(notice.id));
  if (added.length === 0) return notices;
  return [...added, ...notices].sort((left, right) => right.id - left.id).slice(0, KEPT_NOTICES);
}
