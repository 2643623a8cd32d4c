import { z } from 'zod';
import { type Alert, alertSchema } from '../../src-core/alerts/alert.ts';
import type { ContractHost } from '../../src-core/contract/host.ts';
import { flatteningSchema, type KillResult, killResultSchema, riskViewSchema } from '../../src-core/contract/risk.ts';
import { accountViewSchema, orderViewSchema, type SessionView, sessionViewSchema } from '../../src-core/contract/schemas.ts';
import type { Money } from '../../src-core/money.ts';
import { isTerminal } from '../../src-core/orders/life-cycle.ts';
import type { TradingStateName } from '../../src-core/risk/trading-state.ts';
import { FollowedStream } from './followed-stream.ts';

/** How the account stands, as the shell sees it: what decides whether the program may end, and what its tray says. */
export interface Standing {
  readonly account: { readonly number: string; readonly kind: 'paper' | 'live' };
  /** Of a practice, and not of the account. */
  readonly isPractice: boolean;
  /** This workstation does not trade, and cannot: what is counted here is another's. */
  readonly isWatching: boolean;
  /** The account is a desk's: another workstation can take it over. */
  readonly isOnDesk: boolean;
  readonly session: Pick<SessionView, 'date' | 'now' | 'phase' | 'paused' | 'speed'> & { readonly label: SessionView['feed']['label'] };
  readonly state: TradingStateName;
  /** Positions are being flattened. */
  readonly isFlattening: boolean;
  readonly workingOrders: number;
  readonly openPositions: number;
  /** Of today as expected to be got, fees included; null while a mark is absent. */
  readonly profitToday: Money | null;
}

const sessionSchema = sessionViewSchema.pick({ run: true, date: true, now: true, phase: true, paused: true, speed: true, feed: true, practice: true, desk: true });
const positionsSchema = z.object({ account: accountViewSchema.pick({ number: true, kind: true, profitToday: true }), packages: z.array(z.unknown()) });
const riskSchema = riskViewSchema.pick({ state: true }).extend({ flattening: flatteningSchema.pick({ state: true }).nullable() });
const orderSchema = orderViewSchema.pick({ id: true, state: true, underlying: true, strategy: true, closing: true, quantity: true, averageNet: true, reason: true });
const ordersSchema = z.array(orderSchema);
const alertsSchema = z.array(alertSchema);

/** An order that has ended, of which a person who does not look should hear. */
export type EndedOrder = z.output<typeof orderSchema>;
export type HeardAlert = Alert;
type Session = z.output<typeof sessionSchema>;

/** What the shell does with the terminal: it looks, halts, cancels, and hears of alerts, by the same door as everybody. */
export class StandingWatch {
  readonly #host: ContractHost;
  readonly #session: FollowedStream<Session>;
  readonly #positions: FollowedStream<z.output<typeof positionsSchema>>;
  readonly #risk: FollowedStream<z.output<typeof riskSchema>>;
  readonly #orders: FollowedStream<readonly EndedOrder[]>;
  readonly #alerts: FollowedStream<readonly Alert[]>;
  readonly #alertListeners = new Set<(alerts: readonly Alert[]) => void>();
  readonly #endListeners = new Set<(orders: readonly EndedOrder[]) => void>();
  /** The state of each order, by id; null before the first are known of what is looked at now. */
  #orderStates: Map<string, EndedOrder['state']> | null = null;
  /** What each alert was when it was last heard of, by id; null before the first of an account. */
  #alertsKnown: Map<string, Pick<Alert, 'state' | 'severity'>> | null = null;
  #books = '';
  #accountOfAlerts = '';

  /** `host` is the terminal's, of the program itself. */
  constructor(host: ContractHost) {
    this.#host = host;
    // The session first: where all of them are opened anew, what came before is known to be over when the others are heard.
    this.#session = new FollowedStream(host, 'session', 1, sessionSchema);
    this.#positions = new FollowedStream(host, 'positions', 2, positionsSchema);
    this.#risk = new FollowedStream(host, 'risk', 3, riskSchema);
    this.#orders = new FollowedStream(host, 'orders', 4, ordersSchema, () => this.#hearOrders());
    this.#alerts = new FollowedStream(host, 'alerts', 5, alertsSchema, () => this.#hearAlerts());
    this.#hearOrders();
    this.#hearAlerts();
  }

  /** null while the terminal starts, starts anew or changes over. */
  now(): Standing | null {
    if (this.#host.isSignedIn?.() === false) return null;
    this.#hearOrders();
    const session = this.#session.newest();
    const positions = this.#positions.newest();
    const risk = this.#risk.newest();
    const orders = this.#orderStates;
    if (session === null || positions === null || risk === null || orders === null) return null;
    const { account, packages } = positions;
    return {
      account: { number: account.number, kind: account.kind },
      isPractice: session.practice !== undefined,
      isWatching: session.desk !== null && session.desk.role !== 'trading',
      isOnDesk: session.desk !== null,
      session: { date: session.date, now: session.now, phase: session.phase, paused: session.paused, speed: session.speed, label: session.feed.label },
      state: risk.state,
      isFlattening: risk.flattening?.state === 'running',
      workingOrders: [...orders.values()].filter((state) => !isTerminal(state)).length,
      openPositions: packages.length,
      profitToday: account.profitToday.expected,
    };
  }

  /** The kill switch, as a window's. Rejects with ContractFailure. */
  async halt(): Promise<KillResult> {
    return killResultSchema.parse(await this.#host.call('risk.kill', { flatten: false }, new AbortController().signal));
  }

  /** Has every working order cancelled; resolves once that is asked for, which is not yet done. Rejects with ContractFailure. */
  async cancelAll(): Promise<void> {
    await this.#host.call('orders.cancelAll', {}, new AbortController().signal);
  }

  /** A setting of the windows'; null where it is not set. Rejects with ContractFailure. */
  async setting(name: string): Promise<unknown> {
    return z.object({ value: z.unknown() }).parse(await this.#host.call('settings.get', { name }, new AbortController().signal)).value ?? null;
  }

  /** Alerts as they become active; not those that were there at the start. */
  onAlerts(listener: (alerts: readonly Alert[]) => void): () => void {
    this.#alertListeners.add(listener);
    return () => this.#alertListeners.delete(listener);
  }

  /** Orders as they end, whichever way. */
  onOrdersEnded(listener: (orders: readonly EndedOrder[]) => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** Critical alerts that nobody has acknowledged or put off. */
  criticalAlerts(): number {
    return [...(this.#alertsKnown?.values() ?? [])].filter(({ state, severity }) => state === 'active' && severity === 'critical').length;
  }

  close(): void {
    for (const followed of [this.#session, this.#positions, this.#risk, this.#orders, this.#alerts]) followed.close();
    this.#host.closed();
  }

  /** Leaves what is of another start, another role on the desk, or of a practice. */
  #turnTo({ run, practice, desk }: Session): void {
    const books = [run, practice?.id, desk?.role].join();
    if (books === this.#books) return;
    this.#books = books;
    this.#orderStates = null;
    this.#positions.forget();
    this.#risk.forget();
  }

  #hearOrders(): void {
    const session = this.#session.newest();
    if (session === null) return;
    this.#turnTo(session);
    const orders = this.#orders.taken();
    if (orders === null) return;
    const before = this.#orderStates;
    const ended = before === null ? [] : orders.filter(({ id, state }) => isTerminal(state) && !isTerminalOrAbsent(before.get(id)));
    const states = (this.#orderStates ??= new Map());
    for (const { id, state } of orders) states.set(id, state);
    if (ended.length > 0) for (const listener of this.#endListeners) listener(ended);
  }

  #hearAlerts(): void {
    const alerts = this.#alerts.taken();
    if (alerts === null) return;
    const account = [this.#session.newest()?.practice?.id, this.#positions.newest()?.account.number].join();
    if (account !== this.#accountOfAlerts) this.#alertsKnown = null;
    this.#accountOfAlerts = account;
    const known = this.#alertsKnown;
    const fresh = known === null ? [] : alerts.filter(({ id, state }) => state === 'active' && !FRESH_NO_MORE.has(known.get(id)?.state));
    const kept = (this.#alertsKnown ??= new Map());
    for (const { id, state, severity } of alerts) kept.set(id, { state, severity });
    if (fresh.length > 0) for (const listener of this.#alertListeners) listener(fresh);
  }
}

/** What comes back from a snooze is told again. */
const FRESH_NO_MORE: ReadonlySet<Alert['state'] | undefined> = new Set<Alert['state']>(['active', 'acknowledged']);

/** Of an order that was never seen working nothing is told: it was denied, and whoever asked was answered. */
function isTerminalOrAbsent(state: EndedOrder['state'] | undefined): boolean {
  return state === undefined || isTerminal(state);
}
