import type { Reconciliation } from '../../../../src-core/contract/broker.ts';
import { ContractFailure } from '../../../../src-core/contract/messages.ts';
import { fromDollars, type Money, subtract, times } from '../../../../src-core/money.ts';
import type { GatewayRequest, Sent } from '../../../../src-main/ibkr/gateway.ts';
import { TEN } from '../../../main/trading/trading-fixture.ts';
import { MemoryJournal } from '../../memory-journal.ts';
import { PAPER_ACCOUNT } from '../../tws/account.ts';
import { GOOD_DAY } from '../../tws/faults.ts';
import { ModelGateway } from '../../tws/model-gateway.ts';
import type { ModelOrder } from '../../tws/model-order.ts';
import { TwsModel } from '../../tws/tws-model.ts';
import { changedLimit, closingRequest, CONTRACTS, DAY_CONTRACTS, dayRequest, orderByHand } from './day-orders.ts';
import { type DayStep, type FaultDaySchedule, MOST_LIVES } from './fault-day-schedule.ts';
import { drained, ManualTime } from './manual-time.ts';
import { type OurProcess, startProcess } from './our-process.ts';

export const CLIENT_ID = 17;
/** A day of hand-made orders is numbered from here. */
const BY_HAND = 1_000;
/** How often what is left is let happen at the end of a day. */
const LAST_ROUNDS = 3;
/** As long as the broker's cash may lag, and more. */
const CASH_LAG_MS = 200_000;
/** Answers of a comparison come in parts. */
const MOST_ROUNDS = 20;

/** What was given to the connection, whatever became of it. */
export interface SentRequest {
  readonly request: GatewayRequest;
  readonly sent: Sent;
  /** The broker's records were compared in the connection that it was given to. */
  readonly isCompared: boolean;
}

/** A day of our program and of the broker, step by step. */
export class FaultDay {
  readonly time = new ManualTime(TEN);
  readonly model: TwsModel;
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
  #gateway: ModelGateway;
  #process: OurProcess | null = null;
  #life = 0;
  #placed = 0;
  #byHand = 0;
  #isDead = false;

  constructor(schedule: FaultDaySchedule) {
    this.#schedule = schedule;
    this.model = new TwsModel({ clock: this.time, contracts: CONTRACTS });
    this.#gateway = this.#newGateway();
  }

  get process(): OurProcess {
    if (this.#process === null) throw new Error('the day has not begun');
    return this.#process;
  }

  async run(): Promise<void> {
    await this.#start();
    for (const step of this.#schedule.steps) {
      await this.#step(step);
      await drained();
      if (this.#isDead) await this.#restart();
    }
    await this.#end();
  }

  #newGateway(): ModelGateway {
    const schedule = this.#schedule.lines[Math.min(this.#life, this.#schedule.lines.length - 1)] ?? GOOD_DAY;
    const gateway = new ModelGateway({ model: this.model, clock: this.time, clientId: CLIENT_ID, schedule });
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
    return gateway;
  }

  #newestComparison(): Reconciliation | null {
    return this.#process?.desk.view().reconciliation ?? null;
  }

  async #start(): Promise<void> {
    this.#process = await startProcess({ gateway: this.#gateway, clientId: CLIENT_ID, journal: this.journal, clock: this.time, pacer: this.time, account: PAPER_ACCOUNT.id, contracts: DAY_CONTRACTS, notice: (text) => void this.notices.push(text) });
    this.#gateway.open();
    await this.#heard();
  }

  /** The process that is dead does nothing more; the next one goes on from the journal, on a connection of its own. */
  async #restart(): Promise<void> {
    this.#die();
    this.#isDead = false;
    this.time.forget();
    this.journal = this.journal.die();
    this.#life += 1;
    this.lives += 1;
    this.#gateway = this.#newGateway();
    await this.#start();
  }

  #die(): void {
    this.#isDead = true;
    void this.#gateway.close();
  }

  /** Everything that the gateway said, and what comes of it. */
  async #heard(): Promise<void> {
    do {
      this.#gateway.deliverAll();
      await drained();
    } while (!this.#isDead && !this.#gateway.isHalfOpen && this.#gateway.undelivered > 0);
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
        for (let left = step.most; left > 0 && !this.#isDead; left -= 50) {
          const heard = this.#gateway.deliver(Math.min(left, 50));
          await drained();
          if (heard === 0) return;
        }
        return;
      case 'wait':
        await this.time.pass(step.milliseconds);
        return;
      case 'cut':
        this.#gateway.cut();
        return;
      case 'connect':
        this.#gateway.heartbeat();
        this.#gateway.open();
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

  /** Asks for a comparison, and hears the answers as far as they come. */
  async #reconcile(): Promise<void> {
    const compared = { isDone: false };
    const done = (): void => void (compared.isDone = true);
    this.process.desk.reconcile('asked').then(done, (error: unknown) => {
      assertRefusal(error);
      done();
    });
    for (let round = 0; round < MOST_ROUNDS && !compared.isDone && !this.#isDead; round += 1) await this.#heard();
  }

  /** No more trouble: everything comes, and the records are compared until they say all they can. */
  async #end(): Promise<void> {
    this.journal.crashIn({ writes: Number.POSITIVE_INFINITY, isWritten: true, crashed: () => undefined });
    this.model.manners.holdsCancels = false;
    this.model.executions.holdsCommissions = false;
    for (let round = 0; round < LAST_ROUNDS; round += 1) {
      await this.#heard();
      this.#gateway.heartbeat();
      this.#gateway.open();
      await this.#heard();
      this.model.orderBook.confirmCancels();
      this.model.executions.releaseCommissions();
      await this.#heard();
      await this.time.pass(20_000);
    }
    await this.#heard();
    // The broker's cash may be older than that, for all that is known.
    await this.time.pass(CASH_LAG_MS);
    await this.#reconcile();
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
