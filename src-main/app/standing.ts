import { z } from 'zod';
import { type Alert, alertSchema } from '../../src-core/alerts/alert.ts';
import type { ContractHost, Tap } from '../../src-core/contract/host.ts';
import { type KillResult, killResultSchema, riskViewSchema } from '../../src-core/contract/risk.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import { orderViewSchema, positionsViewSchema, type SessionView, sessionViewSchema } from '../../src-core/contract/schemas.ts';
import type { Money } from '../../src-core/money.ts';
import { isTerminal } from '../../src-core/orders/life-cycle.ts';
import type { TradingStateName } from '../../src-core/risk/trading-state.ts';

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

/** What the shell does with the terminal: it looks, halts, and hears of alerts, by the same door as everybody. */
export class StandingWatch {
  readonly #host: ContractHost;
  readonly #session: Followed<SessionView>;
  readonly #positions: Followed<z.output<typeof positionsViewSchema>>;
  readonly #risk: Followed<z.output<typeof riskViewSchema>>;
  readonly #orders: Followed<z.output<typeof ordersSchema>>;
  readonly #alerts: Followed<readonly Alert[]>;
  readonly #working = new Set<string>();
  readonly #alertListeners = new Set<(alerts: readonly Alert[]) => void>();
  /** Ids of alerts that were told, or were there before anybody listened; null before the first. */
  #told: Set<string> | null = null;
  /** What the orders are of. */
  #books = '';

  /** `host` is the terminal's, of the program itself. */
  constructor(host: ContractHost) {
    this.#host = host;
    this.#session = new Followed(host, 'session', 1, sessionViewSchema);
    this.#positions = new Followed(host, 'positions', 2, positionsViewSchema);
    this.#risk = new Followed(host, 'risk', 3, riskViewSchema);
    this.#orders = new Followed(host, 'orders', 4, ordersSchema);
    this.#alerts = new Followed(host, 'alerts', 5, alertsSchema, () => this.#hearAlerts());
    this.#hearAlerts();
  }

  /** null while the terminal starts, or starts anew. */
  now(): Standing | null {
    const session = this.#session.newest();
    const positions = this.#positions.newest();
    const risk = this.#risk.newest();
    if (session === null || positions === null || risk === null) return null;
    this.#takeOrders(session);
    const { account, packages } = positions;
    return {
      account: { number: account.number, kind: account.kind },
      isPractice: session.practice !== undefined,
      isWatching: session.desk !== null && session.desk.role !== 'trading',
      isOnDesk: session.desk !== null,
      session: { date: session.date, now: session.now, phase: session.phase, paused: session.paused, speed: session.speed, label: session.feed.label },
      state: risk.state,
      isFlattening: risk.flattening?.state === 'running',
      workingOrders: this.#working.size,
      openPositions: packages.length,
      profitToday: account.profitToday.expected,
    };
  }

  /** The kill switch, as a window's. Rejects with ContractFailure. */
  async halt(): Promise<KillResult> {
    return killResultSchema.parse(await this.#host.call('risk.kill', { flatten: false }, new AbortController().signal));
  }

  /** Alerts as they come; not those that were there at the start. */
  onAlerts(listener: (alerts: readonly Alert[]) => void): () => void {
    this.#alertListeners.add(listener);
    return () => this.#alertListeners.delete(listener);
  }

  close(): void {
    for (const followed of [this.#session, this.#positions, this.#risk, this.#orders, this.#alerts]) followed.close();
    this.#host.closed();
  }

  #takeOrders({ run, practice, desk }: SessionView): void {
    const books = [run, practice?.id, desk?.role].join();
    if (books !== this.#books) this.#working.clear();
    this.#books = books;
    for (const { id, state } of this.#orders.taken() ?? []) {
      if (isTerminal(state)) this.#working.delete(id);
      else this.#working.add(id);
    }
  }

  #hearAlerts(): void {
    const alerts = this.#alerts.taken();
    if (alerts === null) return;
    const told = this.#told;
    const fresh = told === null ? [] : alerts.filter(({ id }) => !told.has(id));
    this.#told = new Set([...(told ?? []), ...alerts.map(({ id }) => id)].slice(-MOST_TOLD));
    if (fresh.length > 0) for (const listener of this.#alertListeners) listener(fresh);
  }
}

const MOST_TOLD = 2_000;
const ordersSchema = orderViewSchema.pick({ id: true, state: true }).array();
const alertsSchema = z.array(alertSchema);

/** What a stream of the terminal says, taken when somebody asks. */
class Followed<Value> {
  readonly #tap: Tap;
  readonly #schema: z.ZodType<Value>;
  #newest: Value | null = null;

  constructor(host: ContractHost, stream: string, subscription: number, schema: z.ZodType<Value>, notify: () => void = () => undefined) {
    let isOpen = false;
    this.#tap = host.open(stream, {}, subscription, () => {
      // What is told of while it is being opened is taken right after.
      if (isOpen) notify();
    });
    isOpen = true;
    this.#schema = schema;
  }

  /** What came since it was last taken; null for nothing, also where it cannot be read now. */
  taken(): Value | null {
    try {
      const payload = this.#tap.take();
      return payload?.kind === 'value' ? this.#schema.parse(payload.value) : null;
    } catch (failure) {
      if (failure instanceof ContractFailure) return null;
      throw failure;
    }
  }

  /** The last value, however old; null before the first. */
  newest(): Value | null {
    return (this.#newest = this.taken() ?? this.#newest);
  }

  close(): void {
    this.#tap.close();
  }
}
