import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Flattening, FlattenPlan, FlattenStep } from '../../src-core/contract/risk.ts';
import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import type { FeeSchedule } from '../../src-core/ledger/fees.ts';
import type { QuoteSource } from '../../src-core/market/quote.ts';
import type { Order, OrderId, TradeId } from '../../src-core/orders/order.ts';
import { type Clock, type EpochMs, SECOND } from '../../src-core/time.ts';
import { deriveUuid } from '../trading/derive-id.ts';
import type { OrderManager } from '../trading/order-manager.ts';
import type { ClosingLimits } from './closing-ladder.ts';
import { AT_ONCE, type HeldTrade, planFlattening, planOf } from './flattening-plan.ts';
import { PackageCloser } from './package-closer.ts';
import type { FlatteningJournal } from './risk-journal.ts';
import { WriteBehind } from './write-behind.ts';

export interface FlatteningParts {
  readonly orders: Pick<OrderManager, 'place' | 'change' | 'cancel' | 'order' | 'orders' | 'working' | 'trade' | 'book'>;
  readonly quotes: QuoteSource;
  readonly fees: FeeSchedule;
  readonly limits: () => ClosingLimits;
  readonly journal: FlatteningJournal;
  readonly clock: Clock;
  readonly notice: (text: string) => void;
  /** Told when a step of the run has changed; must not throw. */
  readonly changed?: () => void;
}

interface Run {
  readonly id: string;
  /** When the whole book was asked for: what an order of before fills meanwhile belongs to it. null for some trades alone. */
  readonly bookAt: EpochMs | null;
  readonly startedAt: EpochMs;
  endedAt: EpochMs | null;
  state: Flattening['state'];
  readonly closers: Map<TradeId, PackageCloser>;
}

/** How long other orders' cancellations are waited for before the whole book is closed around them. */
const PATIENCE_MS = 10 * SECOND;
/** Between looks for something to begin or to cancel. */
const LOOK_MS = 200;
/** Between attempts to write what could not be written. */
const RETRY_MS = 5 * SECOND;

/**
 * Closes trades by their plan: packages first, several at a time, then what is left of them, each down its ladder.
 * Other orders on the trades are cancelled before anything is sent. What it does is written at each change, and goes on
 * after a restart: its orders are known by their derived ids, and what is held says what is still to be done.
 * At most one runs at a time. Driven by `step`; only `start` throws.
 */
export class FlatteningRun {
  readonly #parts: FlatteningParts;
  readonly #writes: WriteBehind<{ readonly id: string; readonly flattening: Flattening }>;
  #run: Run | null = null;
  #dirty = false;
  #written = '';
  #nextLook = 0;
  #nextRetry = 0;
  readonly #cancelling = new Set<OrderId>();

  private constructor(parts: FlatteningParts) {
    this.#parts = parts;
    this.#writes = new WriteBehind({
      what: 'steps of the flattening',
      write: async (rows) => {
        for (const { id, flattening } of rows) await parts.journal.writeFlattening(id, flattening);
      },
      most: 2,
      expendable: () => true,
      notice: parts.notice,
    });
  }

  /** Goes on with the run that was not over. Start it before the session goes on. */
  static async recover(parts: FlatteningParts): Promise<FlatteningRun> {
    const flattening = new FlatteningRun(parts);
    const kept = await parts.journal.running();
    if (kept === null) {
      // A run that was stopped, or one that could not be written: nobody works its orders any more.
      for (const order of parts.orders.working()) if (order.purpose === 'flatten') flattening.#cancel(order);
      return flattening;
    }
    const { steps } = kept.flattening.plan;
    const run: Run = { id: kept.id, bookAt: null, startedAt: kept.flattening.startedAt, endedAt: null, state: 'running', closers: new Map() };
    for (const tradeId of new Set(steps.map((step) => step.tradeId))) {
      const finished = steps.filter((step) => step.tradeId === tradeId && step.state === 'done');
      flattening.#addCloser(run, tradeId, finished);
    }
    flattening.#run = run;
    return flattening;
  }

  get running(): boolean {
    return this.#run?.state === 'running';
  }

  /** Whether a run closes the trade now: nobody else should. */
  works(tradeId: TradeId): boolean {
    return this.#run?.state === 'running' && this.#run.closers.has(tradeId);
  }

  /** What flattening these trades, or all, would do and cost now. Fails with 'not_found' for a trade that holds nothing. */
  plan(tradeIds: readonly TradeId[] | null): FlattenPlan {
    const { quotes, fees, clock } = this.#parts;
    return planFlattening(this.#held(tradeIds), { quotes, fees, limits: this.#parts.limits() }, clock.now());
  }

  /**
   * Begins a run over these trades, or over all that is held; one that runs takes them up as well. Orders go out with
   * the next steps. Fails with 'not_found' for a trade that holds nothing.
   */
  start(tradeIds: readonly TradeId[] | null): void {
    const held = this.#held(tradeIds);
    const now = this.#parts.clock.now();
    const before = this.#run?.state === 'running' ? this.#run : null;
    const newest = this.#parts.orders.orders().at(-1)?.sequence ?? 0;
    const run: Run = {
      id: before?.id ?? deriveUuid(`flattening:${now}:${newest}`),
      bookAt: tradeIds === null ? now : (before?.bookAt ?? null),
      startedAt: before?.startedAt ?? now,
      endedAt: null,
      state: 'running',
      closers: before?.closers ?? new Map(),
    };
    this.#run = run;
    for (const { trade } of held) {
      const ended = run.closers.get(trade.id)?.ended ? run.closers.get(trade.id) : undefined;
      // Asked for again: what was given up, or left, is tried once more.
      if (ended !== undefined) run.closers.delete(trade.id);
      this.#addCloser(run, trade.id, ended?.steps().filter(({ state }) => state === 'done'));
    }
    this.#nextLook = 0;
    this.#changed();
    this.#write();
  }

  /** Cancels what it has working and leaves the rest. */
  stop(): void {
    const run = this.#run;
    if (run === null || run.state !== 'running') return;
    const now = this.#parts.clock.now();
    run.state = 'stopped';
    run.endedAt = now;
    for (const closer of run.closers.values()) closer.stop(now);
    this.#changed();
    this.#write();
  }

  step(now: EpochMs): void {
    try {
      this.#step(now);
    } catch (error) {
      this.#parts.notice(`the flattening could not go on: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The run as it stands, or the last of this program; null without one. */
  view(): Flattening | null {
    const run = this.#run;
    if (run === null) return null;
    const { state, startedAt, endedAt, closers } = run;
    const all = [...closers.values()].flatMap((closer) => closer.steps());
    const order = (step: FlattenStep): number => ['done', 'working'].indexOf(step.state);
    const acted = all.filter((step) => order(step) >= 0).sort((left, right) => order(left) - order(right));
    const ahead = all.filter((step) => order(step) < 0);
    return { state, startedAt, endedAt, plan: planOf([...acted, ...this.#inOrder(ahead)], this.#parts.limits().ladder_seconds, this.#parts.clock.now()) };
  }

  /** Resolves when all that happened is written, or could not be; null while nothing is being written. Never rejects. */
  pending(): Promise<void> | null {
    return this.#writes.pending();
  }

  #step(now: EpochMs): void {
    const run = this.#run;
    if (run === null) return;
    const isRunning = run.state === 'running';
    const granted = isRunning && now >= this.#nextLook ? this.#grants(run, now) : new Set<PackageCloser>();
    for (const closer of run.closers.values()) closer.step(now, granted.has(closer));
    if (isRunning && this.#isDone(run, now)) {
      run.state = 'done';
      run.endedAt = now;
      this.#changed();
    }
    if (this.#dirty) this.#write();
    if (this.#writes.failing && now >= this.#nextRetry) {
      this.#nextRetry = now + RETRY_MS;
      this.#writes.retry();
    }
  }

  /**
   * Those that may send their next order: in the plan's order, as many as may work at once; longs and shares after all
   * that bounds no loss but makes one. Those with nothing to send may look what they wait for.
   */
  #grants(run: Run, now: EpochMs): ReadonlySet<PackageCloser> {
    this.#nextLook = now + LOOK_MS;
    for (const { trade } of this.#ofBook(run)) this.#addCloser(run, trade.id);
    const foreign = this.#foreign(run);
    for (const order of foreign) this.#cancel(order);
    const granted = new Set<PackageCloser>();
    if (this.#cancelsFirst(run, foreign, now)) return granted;
    const inTheWay = new Set(foreign.map(({ tradeId }) => tradeId));
    const closers = [...run.closers.values()];
    const idle = closers.filter((closer) => closer.idle && !inTheWay.has(closer.tradeId));
    if (idle.length === 0) return granted;
    const active = closers.filter((closer) => !closer.idle && !closer.ended && !closer.atEnd);
    const planned = this.#planOver(idle.map(({ tradeId }) => tradeId)).filter(({ state }) => state === 'planned');
    const debtsWork = active.some(({ order }) => order === null || order.legs.some(({ side }) => side === 'buy')) || planned.some(({ kind }) => isDebt(kind));
    let free = AT_ONCE - active.length;
    for (const closer of idle) {
      if (!planned.some(({ tradeId }) => tradeId === closer.tradeId)) granted.add(closer);
    }
    for (const { tradeId, kind } of planned) {
      const closer = run.closers.get(tradeId);
      if (closer === undefined || granted.has(closer) || free <= 0) continue;
      if (!isDebt(kind) && (debtsWork || (kind === 'shares' && this.#coverElsewhere(run, tradeId)))) continue;
      granted.add(closer);
      free -= 1;
    }
    return granted;
  }

  /** Whether shares of a trade cover a short option that another trade of the run still holds. */
  #coverElsewhere(run: Run, tradeId: TradeId): boolean {
    const { book } = this.#parts.orders;
    const shares = book.holdingsOf(tradeId).find(({ symbol }) => parseSymbol(symbol).kind === 'shares');
    return book.holdings().some((holding) => {
      const instrument = parseSymbol(holding.symbol);
      if (shares === undefined || holding.quantity > 0 || instrument.kind === 'shares' || !run.closers.has(holding.tradeId)) return false;
      return instrument.underlying === (shares.symbol as string) && (instrument.right === 'call') === shares.quantity > 0;
    });
  }

  #isDone(run: Run, now: EpochMs): boolean {
    if (![...run.closers.values()].every((closer) => closer.done)) return false;
    // What is being cancelled may fill before it is, and is to be closed as well.
    return run.bookAt === null || (!this.#cancelsFirst(run, this.#foreign(run), now) && this.#ofBook(run).every(({ trade }) => run.closers.has(trade.id)));
  }

  /** Whether the whole book waits for the cancellations of others' orders. */
  #cancelsFirst({ bookAt }: Run, foreign: readonly Order[], now: EpochMs): boolean {
    return bookAt !== null && foreign.length > 0 && now < bookAt + PATIENCE_MS;
  }

  /** Held trades that a run over the whole book takes. */
  #ofBook({ bookAt }: Run): readonly HeldTrade[] {
    return bookAt === null ? [] : this.#held(null).filter(({ trade }) => trade.openedAt <= bookAt);
  }

  /** Orders of others that work on what is to be closed. */
  #foreign(run: Run): readonly Order[] {
    const own = [...run.closers.values()];
    return this.#parts.orders
      .working()
      .filter((order) => ((run.bookAt !== null && order.createdAt <= run.bookAt) || run.closers.has(order.tradeId)) && !own.some((closer) => closer.owns(order.id)));
  }

  #cancel(order: Order): void {
    if (order.state === 'PENDING_CANCEL' || this.#cancelling.has(order.id)) return;
    this.#cancelling.add(order.id);
    // What cannot be cancelled now is seen again at the next look.
    void this.#parts.orders.cancel(order.id).then(
      () => this.#cancelling.delete(order.id),
      () => this.#cancelling.delete(order.id),
    );
  }

  #addCloser(run: Run, tradeId: TradeId, finished: readonly FlattenStep[] = []): void {
    if (run.closers.has(tradeId)) return;
    const { orders, quotes, fees, limits } = this.#parts;
    const task = { tradeId, purpose: 'flatten', name: `flatten:${run.id}:${tradeId}`, finished } as const;
    run.closers.set(tradeId, new PackageCloser({ orders, quotes, fees, limits, changed: () => this.#changed() }, task));
  }

  #held(tradeIds: readonly TradeId[] | null): readonly HeldTrade[] {
    const { orders } = this.#parts;
    if (tradeIds === null) return this.#holdingsOf([...new Set(orders.book.holdings().map(({ tradeId }) => tradeId))]);
    const held = this.#holdingsOf(tradeIds);
    const missing = tradeIds.find((tradeId) => !held.some(({ trade }) => trade.id === tradeId));
    if (missing === undefined) return held;
    throw new ContractFailure({ code: 'not_found', field: 'tradeIds', message: `tradeIds: trade ${missing} holds nothing to close` });
  }

  #holdingsOf(tradeIds: readonly TradeId[]): readonly HeldTrade[] {
    const { orders } = this.#parts;
    return tradeIds.flatMap((tradeId) => {
      const trade = orders.trade(tradeId);
      const holdings = orders.book.holdingsOf(tradeId);
      return trade === undefined || holdings.length === 0 ? [] : [{ trade, holdings }];
    });
  }

  #planOver(tradeIds: readonly TradeId[]): readonly FlattenStep[] {
    const { quotes, fees, clock } = this.#parts;
    return planFlattening(this.#holdingsOf(tradeIds), { quotes, fees, limits: this.#parts.limits() }, clock.now()).steps;
  }

  /** Steps as a plan over all their trades has them. */
  #inOrder(steps: readonly FlattenStep[]): readonly FlattenStep[] {
    const plan = this.#planOver([...new Set(steps.map(({ tradeId }) => tradeId))]);
    const places = steps.map((step) => {
      const place = plan.findIndex(({ tradeId, kind, legs }) => tradeId === step.tradeId && kind === step.kind && legs[0]?.symbol === step.legs[0]?.symbol);
      return { step, place: place < 0 ? plan.length : place };
    });
    return places.sort((left, right) => left.place - right.place).map(({ step }) => step);
  }

  #changed(): void {
    this.#dirty = true;
    this.#parts.changed?.();
  }

  #write(): void {
    this.#dirty = false;
    const flattening = this.view();
    if (this.#run === null || flattening === null) return;
    const { plan, ...rest } = flattening;
    const signature = JSON.stringify([this.#run.id, rest, plan.steps.map(({ tradeId, kind, legs, state, price, filled, text }) => [tradeId, kind, legs, state, price, filled, text])]);
    if (signature === this.#written) return;
    this.#written = signature;
    this.#writes.put({ id: this.#run.id, flattening });
  }
}

/** What makes a loss while it is held. */
function isDebt(kind: FlattenStep['kind']): boolean {
  return kind === 'package' || kind === 'short';
}
