import type { FlattenPlan, KillResult, LimitChanges, LimitsView, RiskEventPage, RiskEventQuery, RiskView } from '../../src-core/contract/risk.ts';
import { type Underlying, UNDERLYINGS } from '../../src-core/instruments/instrument.ts';
import type { OrderId, TradeId } from '../../src-core/orders/order.ts';
import type { ExitPlan, ExitView } from '../../src-core/risk/exits.ts';
import type { LimitName } from '../../src-core/risk/limits.ts';
import type { ExpiryView, ScenarioGrid } from '../../src-core/risk/measures.ts';
import { type Clock, type EpochMs, MINUTE } from '../../src-core/time.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import type { BreakerReader } from './breaker-readings.ts';
import type { FlatteningRun } from './flattening.ts';
import { gaugesOf } from './gauges.ts';
import type { KillSwitch } from './kill-switch.ts';
import type { LimitBook } from './limit-book.ts';
import type { PositionExits } from './position-exits.ts';
import type { RiskDesk } from './risk-desk.ts';
import type { RiskEvents } from './risk-events.ts';
import type { RiskMeasuresDesk } from './risk-measures.ts';
import type { TradingStateDesk } from './trading-state-desk.ts';

export interface RiskEngineParts {
  readonly clock: Clock;
  readonly orders: Pick<OrderManager, 'working' | 'cancel' | 'subscribe' | 'traffic' | 'failure'>;
  readonly limits: LimitBook;
  readonly state: TradingStateDesk;
  readonly reader: BreakerReader;
  readonly measures: RiskMeasuresDesk;
  readonly flattening: FlatteningRun;
  readonly kill: KillSwitch;
  readonly exits: PositionExits;
  readonly events: RiskEvents;
}

/** The risk room as one: its parts stepped in order, and what the desk asks of them. */
export class RiskEngine implements RiskDesk {
  readonly #parts: RiskEngineParts;
  readonly #listeners = new Set<Parameters<RiskDesk['subscribe']>[0]>();
  readonly #unsubscribe: readonly (() => void)[];

  constructor(parts: RiskEngineParts) {
    this.#parts = parts;
    const { clock, exits, limits, orders, reader, measures, state } = parts;
    this.#unsubscribe = [
      orders.subscribe((change) => {
        reader.onTradingChange(change);
        measures.step(clock.now());
        exits.onTradingChange(change);
      }),
      state.subscribe(() => {
        this.#withdrawOpenings();
        this.changed();
      }),
      limits.subscribe(() => this.changed()),
      exits.subscribe((tradeIds) => this.#tell({ state: false, exits: tradeIds })),
    ];
    this.#withdrawOpenings();
  }

  /** After each moment of the session, once the market is priced. */
  step(now: EpochMs): void {
    const { events, exits, flattening, measures, reader, state } = this.#parts;
    measures.step(now);
    state.step(now, reader.step(now));
    exits.step(now);
    flattening.step(now);
    events.step(now);
  }

  /** What session time waits for; null for nothing. Never rejects. */
  pending(): Promise<void> | null {
    const { exits, flattening, state } = this.#parts;
    const waiting = [state.pending(), exits.pending(), flattening.pending()].filter((pending) => pending !== null);
    return waiting.length === 0 ? null : Promise.all(waiting).then(() => undefined);
  }

  /** Ends it; resolves when what it knows is written, or could not be. */
  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.pending();
    await this.#parts.events.close();
  }

  /** To be called when something changed that windows show. */
  changed(): void {
    this.#tell({ state: true, exits: [] });
  }

  view(): RiskView {
    const { clock, limits, measures, orders, state } = this.#parts;
    const tick = measures.tick();
    const totals = measures.totals();
    const ordersLastMinute = orders.traffic.ordersAfter(clock.now() - MINUTE).length;
    return {
      time: clock.now(),
      ...this.standing(),
      breakers: [...state.breakers()],
      gauges: tick === null || totals === null ? [] : [...gaugesOf({ measures: tick, totals, limits: limits.current(), ordersLastMinute })],
      measures: measures.measures(),
      problems: orders.failure === null ? [] : [orders.failure],
    };
  }

  standing(): ReturnType<RiskDesk['standing']> {
    const { flattening, state } = this.#parts;
    const portfolio = state.stateOf(null).state;
    return {
      state: portfolio,
      underlyings: UNDERLYINGS.flatMap((underlying) => {
        const own = state.stateOf(underlying).state;
        return own === portfolio ? [] : [{ underlying, state: own }];
      }),
      locked: state.locked,
      trips: [...state.trips()],
      flattening: flattening.view(),
    };
  }

  expiry(): ExpiryView {
    return this.#parts.measures.expiry();
  }

  scenarios(scope: 'book' | Underlying): ScenarioGrid {
    return this.#parts.measures.scenarios(scope);
  }

  async kill(options: { readonly flatten: boolean }): Promise<KillResult> {
    return this.#parts.kill.kill(options);
  }

  async reduce(): Promise<RiskView> {
    await this.#parts.state.reduce();
    return this.view();
  }

  async resume(to: 'ACTIVE' | 'REDUCING'): Promise<RiskView> {
    await this.#parts.state.resume(to);
    return this.view();
  }

  flattenPlan(tradeIds: readonly TradeId[] | null): FlattenPlan {
    return this.#parts.flattening.plan(tradeIds);
  }

  async flatten(tradeIds: readonly TradeId[] | null): Promise<RiskView> {
    const { events, flattening } = this.#parts;
    flattening.start(tradeIds);
    events.tell({ type: 'flattening_started', severity: 'medium', description: `a person had ${tradeIds === null ? 'all positions' : `${tradeIds.length} positions`} flattened`, action: 'flattening' });
    return this.view();
  }

  async stopFlattening(): Promise<RiskView> {
    const { events, flattening } = this.#parts;
    if (flattening.running) {
      flattening.stop();
      events.tell({ type: 'flattening_stopped', severity: 'medium', description: 'a person stopped the flattening', action: 'its orders cancelled' });
    }
    return this.view();
  }

  events(query: RiskEventQuery): Promise<RiskEventPage> {
    return this.#parts.events.list(query);
  }

  limits(): LimitsView {
    return this.#parts.limits.view();
  }

  setLimits(changes: LimitChanges): Promise<LimitsView> {
    return this.#parts.limits.set(changes);
  }

  withdrawLimit(name: LimitName): Promise<LimitsView> {
    return this.#parts.limits.withdraw(name);
  }

  exits(): readonly ExitView[] {
    return this.#parts.exits.views();
  }

  exit(tradeId: TradeId): ExitView | null {
    return this.#parts.exits.view(tradeId);
  }

  setExit(tradeId: TradeId, plan: ExitPlan): Promise<ExitView> {
    return this.#parts.exits.set(tradeId, plan);
  }

  restingTarget(tradeId: TradeId): OrderId | null {
    return this.#parts.exits.restingTarget(tradeId);
  }

  makeRoom(tradeId: TradeId): Promise<void> {
    return this.#parts.exits.makeRoom(tradeId);
  }

  subscribe(listener: Parameters<RiskDesk['subscribe']>[0]): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What would open something is not left to fill where nothing may be opened. */
  #withdrawOpenings(): void {
    const { orders, state } = this.#parts;
    for (const order of orders.working()) {
      if (order.closing || state.stateOf(order.underlying).state === 'ACTIVE' || order.state === 'PENDING_CANCEL') continue;
      // One that is over by now, or that cannot be written, is told of by the order manager.
      orders.cancel(order.id).catch(() => undefined);
    }
  }

  #tell(change: Parameters<Parameters<RiskDesk['subscribe']>[0]>[0]): void {
    for (const listener of this.#listeners) listener(change);
  }
}
