import type { Reconciliation } from '../../../../src-core/contract/broker.ts';
import { ContractFailure } from '../../../../src-core/contract/messages.ts';
import { fromDollars, type Money, subtract, times } from '../../../../src-core/money.ts';
import type { GatewayRequest, Sent } from '../../../../src-main/ibkr/gateway.ts';
import { MemoryJournal } from '../../memory-journal.ts';
import { PAPER_ACCOUNT } from '../../tws/account.ts';
import type { ModelOrder } from '../../tws/model-order.ts';
import type { TwsModel } from '../../tws/tws-model.ts';
import { changedLimit, CLIENT_ID, closingRequest, DAY_CONTRACTS, dayRequest, orderByHand } from './day-orders.ts';
import type { DayLine, DayWorld } from './day-world.ts';
import { type DayStep, type FaultDaySchedule, MOST_LIVES } from './fault-day-schedule.ts';
import { memoryDayWorld } from './memory-day-world.ts';
import { type OurProcess, startProcess } from './our-process.ts';

/** A day of hand-made orders is numbered from here. */
const BY_HAND = 1_000;
/** How often what is left is let happen at the end of a day. */
const LAST_ROUNDS = 3;
/** As long as the broker's cash may lag, and more. */
const CASH_LAG_MS = 200_000;
/** Answers of a comparison come in parts. */
const MOST_ROUNDS = 20;
const LAST_COMPARISON_ROUNDS = 400;
/** While a connection that is dead is not found out. */
const PATIENCE_ROUNDS = 80;

/** What was given to the connection, whatever became of it. */
export interface SentRequest {
  readonly request: GatewayRequest;
  readonly sent: Sent;
  /** The broker's records were compared in the connection that it was given to. */
  readonly isCompared: boolean;
}

/** A day of our program and of the broker, step by step. */
export class FaultDay {
  readonly #world: DayWorld;
  readonly sent: SentRequest[] = [];
  readonly notices: string[] = [];
  /** How often the connection was lost. */
  losses = 0;
  lives = 1;
  /** Dollars by which each correction of an execution changed the account's cash, by its id. */
  readonly corrections: { readonly id: string; readonly cash: Money }[] = [];
  /** Dollars that a person took over. */
  readonly decided: Money[] = [];
  readonly #schedule: FaultDaySchedule;
  journal = new MemoryJournal();
  #line: DayLine;
  #process: OurProcess | null = null;
  #life = 0;
  #placed = 0;
  #byHand = 0;
  #isDead = false;

  constructor(schedule: FaultDaySchedule, world: DayWorld = memoryDayWorld(schedule)) {
    this.#schedule = schedule;
    this.#world = world;
    this.#line = this.#newLine();
  }

  get model(): TwsModel {
    return this.#world.model;
  }

  get process(): OurProcess {
    if (this.#process === null) throw new Error('the day has not begun');
    return this.#process;
  }

  async run(): Promise<void> {
    await this.#start();
    for (const step of this.#schedule.steps) {
      await this.#step(step);
      await this.#world.settled();
      if (this.#isDead) await this.#restart();
    }
    await this.#end();
  }

  #newLine(): DayLine {
    const line = this.#world.line(this.#life);
    const { gateway } = line;
    let before: string | undefined;
    gateway.onEvent(({ type }) => {
      if (type === 'up') before = this.#newestComparison()?.id;
      if (type === 'down') this.losses += 1;
    });
    const send = gateway.send.bind(gateway);
    gateway.send = (request) => {
      const newest = request.type === 'place_order' ? this.#newestComparison() : null;
      const isCompared = newest !== null && newest.id !== before && newest.ended !== null && newest.failure === null;
      const sent = send(request);
      this.sent.push({ request, sent, isCompared });
      return sent;
    };
    return line;
  }

  #newestComparison(): Reconciliation | null {
    return this.#process?.desk.view().reconciliation ?? null;
  }

  async #start(): Promise<void> {
    this.#process = await startProcess({ gateway: this.#line.gateway, clientId: CLIENT_ID, journal: this.journal, clock: this.#world.clock, pacer: this.#world.pacer, account: PAPER_ACCOUNT.id, contracts: DAY_CONTRACTS, notice: (text) => void this.notices.push(text) });
    this.#line.open();
    await this.#heard();
  }

  /** The process that is dead does nothing more; the next one goes on from the journal, on a connection of its own. */
  async #restart(): Promise<void> {
    this.#die();
    this.#isDead = false;
    this.#world.forget();
    this.journal = this.journal.die();
    this.#life += 1;
    this.lives += 1;
    this.#line = this.#newLine();
    await this.#start();
  }

  #die(): void {
    this.#isDead = true;
    this.#line.close();
  }

  async #heard(): Promise<void> {
    if (!this.#isDead) await this.#line.heard();
  }

  async #step(step: DayStep): Promise<void> {
    const { orders, desk } = this.process;
    switch (step.kind) {
      case 'place': {
        this.#placed += 1;
        const request = step.closes ? this.#closing(step) : dayRequest(this.#placed, step.legs, step.quantity, step.cents, step.terms);
        if (request !== null) refusable(orders.place(request));
        return;
      }
      case 'change': {
        const order = chosen(orders.working(), step.order);
        if (order !== undefined) refusable(orders.change(order.id, { quantity: step.quantity, terms: changedLimit(order.legs, order.closing, step.cents) }));
        return;
      }
      case 'cancel': {
        const order = chosen(orders.working(), step.order);
        if (order !== undefined) refusable(orders.cancel(order.id));
        return;
      }
      case 'kill':
        orders.emergencyCancel();
        refusable(orders.cancelAll());
        return;
      case 'cancel_account':
        try {
          desk.cancelAccount();
        } catch (error) {
          assertRefusal(error);
        }
        return;
      case 'fill': {
        const order = chosen(this.#fillable(), step.order);
        if (order === undefined) return;
        const { action, limit, quantity } = order.order;
        const better = (action === 'BUY' ? -step.cents : step.cents) / 100;
        const price = limit === null ? {} : { price: Math.round((limit + better) * 100) / 100 };
        this.model.fill(order, Math.min(step.packages, quantity - order.filled), { ...price, pieces: step.pieces });
        return;
      }
      case 'cancelled_there': {
        const order = chosen(this.model.orderBook.open, step.order);
        if (order !== undefined) this.model.orderBook.cancelled(order);
        return;
      }
      case 'correct': {
        const legs = this.model.executions.records(PAPER_ACCOUNT.id, null).filter(({ contract }) => contract.secType !== 'BAG');
        const record = chosen(legs, step.execution);
        if (record === undefined) return;
        const price = Math.max(0.01, Math.round(record.execution.price * 100 + step.cents) / 100);
        const id = this.model.executions.correct(record.execution.id, { price });
        const { side, quantity, price: before } = record.execution;
        this.corrections.push({ id, cash: times(subtract(fromDollars(before), fromDollars(price)), (side === 'buy' ? 1 : -1) * quantity * 100) });
        return;
      }
      case 'elsewhere': {
        this.#byHand += 1;
        const { contract, order } = orderByHand(PAPER_ACCOUNT.id, BY_HAND + this.#byHand, step.legs, step.quantity);
        const made = this.model.placeElsewhere(contract, order);
        if (step.filled > 0) this.model.fill(made, Math.min(step.filled, step.quantity));
        return;
      }
      case 'commissions':
        this.model.executions.releaseCommissions();
        return;
      case 'confirm':
        this.model.orderBook.confirmCancels();
        return;
      case 'hear':
        await this.#line.hear(step.most);
        return;
      case 'wait':
        await this.#world.pass(step.milliseconds);
        return;
      case 'cut':
        this.#line.cut();
        return;
      case 'connect':
        this.#line.connect();
        return;
      case 'crash':
        if (this.#life < MOST_LIVES - 1) this.#die();
        return;
      case 'crash_in_write':
        if (this.#life < MOST_LIVES - 1) this.journal.crashIn({ writes: step.writes, isWritten: step.isWritten, crashed: () => this.#die() });
        return;
      case 'reconcile':
        await this.#reconcile();
        return;
    }
  }

  #closing(step: Extract<DayStep, { kind: 'place' }>): ReturnType<typeof dayRequest> | null {
    const { orders } = this.process;
    const held = orders.orders().find(({ closing, filledQuantity, tradeId, adopted }) => !closing && !adopted && filledQuantity > 0 && orders.trade(tradeId)?.status === 'open');
    if (held === undefined) return null;
    return closingRequest(this.#placed, held.legs, Math.min(step.quantity, held.filledQuantity), step.cents);
  }

  #fillable(): readonly ModelOrder[] {
    return this.model.orderBook.open.filter(({ order, filled, status }) => filled < order.quantity && status !== 'Inactive');
  }

  /** Asks for a comparison, and hears the answers as far as they come. True where it was done. */
  async #reconcile(rounds = MOST_ROUNDS): Promise<boolean> {
    const compared = { isOver: false, isDone: false };
    this.process.desk.reconcile('asked').then(
      () => void (compared.isOver = compared.isDone = true),
      (error: unknown) => {
        compared.isOver = true;
        assertRefusal(error);
      },
    );
    for (let round = 0; round < rounds && !compared.isOver && !this.#isDead; round += 1) await this.#heard();
    return compared.isDone;
  }

  /** No more trouble: everything comes, and the records are compared until they say all they can. */
  async #end(): Promise<void> {
    this.journal.crashIn({ writes: Number.POSITIVE_INFINITY, isWritten: true, crashed: () => undefined });
    this.model.manners.holdsCancels = false;
    this.model.executions.holdsCommissions = false;
    for (let round = 1; round <= PATIENCE_ROUNDS; round += 1) {
      await this.#heard();
      this.#line.connect();
      await this.#heard();
      this.model.orderBook.confirmCancels();
      this.model.executions.releaseCommissions();
      await this.#heard();
      // The broker's cash may be older than its executions, for all that is known.
      await this.#world.pass(round < LAST_ROUNDS ? 20_000 : CASH_LAG_MS);
      await this.#heard();
      if (round >= LAST_ROUNDS && (await this.#reconcile(LAST_COMPARISON_ROUNDS))) break;
    }
    await this.#decide();
  }

  /** A person takes over what the exchange corrected after it was booked. */
  async #decide(): Promise<void> {
    const { desk } = this.process;
    for (const { id, choices, kind } of desk.view().reconciliation?.differences ?? []) {
      if (kind !== 'cash' || !choices.includes('take_over')) continue;
      const before = this.process.orders.book.cash;
      await desk.settle(id, 'take_over');
      this.decided.push(subtract(this.process.orders.book.cash, before));
    }
  }
}

function chosen<Item>(items: readonly Item[], place: number): Item | undefined {
  return items.length === 0 ? undefined : items[place % items.length];
}

/** A refusal is an answer; anything else is not. */
function refusable(promise: Promise<unknown>): void {
  promise.catch((error: unknown) => assertRefusal(error));
}

function assertRefusal(error: unknown): void {
  if (!(error instanceof ContractFailure)) throw error;
}
