import { type InstrumentSymbol, type Right, symbolOf } from '../../../../src-core/instruments/instrument.ts';
import { fromDollars } from '../../../../src-core/money.ts';
import type { Order, OrderLeg, OrderRequest, OrderTerms } from '../../../../src-core/orders/order.ts';
import { type EpochMs, parseIsoDate } from '../../../../src-core/time.ts';
import type { BrokerRecords } from '../../../../src-main/ibkr/broker-records.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import type { GatewayRequest } from '../../../../src-main/ibkr/gateway.ts';
import { IbkrBroker } from '../../../../src-main/ibkr/orders/ibkr-broker.ts';
import type { Foreign } from '../../../../src-main/ibkr/orders/order-room.ts';
import type { SettledOrders } from '../../../../src-main/ibkr/orders/records-settlement.ts';
import type { Pacer } from '../../../../src-main/market-data/session-pump.ts';
import type { BrokerCharge } from '../../../../src-main/trading/broker.ts';
import { OrderManager } from '../../../../src-main/trading/order-manager.ts';
import type { FaultSchedule } from '../../../support/tws/faults.ts';
import { completedRecord, openOrderRecord } from '../../../support/tws/model-order.ts';
import { ModelGateway } from '../../../support/tws/model-gateway.ts';
import { TwsModel } from '../../../support/tws/tws-model.ts';
import { PASS_ALL } from '../../trading/trading-desk.ts';
import { DATE, SESSION, TEN, TestClock, TestJournal, TestQuotes } from '../../trading/trading-fixture.ts';
import type { PreTrade } from '../../../../src-main/risk/pre-trade.ts';

/** Near the stand-in's SPY. */
export const STRIKE = 601;

export function spy(right: Right, strike: number): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying: 'SPY', expiry: parseIsoDate(DATE), right, strike: fromDollars(strike) });
}

export const CALL: readonly OrderLeg[] = [{ symbol: spy('call', STRIKE), side: 'buy', ratio: 1 }];
export const SOLD_CALL: readonly OrderLeg[] = [{ symbol: spy('call', STRIKE), side: 'sell', ratio: 1 }];
export const SPREAD: readonly OrderLeg[] = [
  { symbol: spy('call', STRIKE + 1), side: 'buy', ratio: 1 },
  { symbol: spy('call', STRIKE + 3), side: 'sell', ratio: 1 },
];
export const CONDOR: readonly OrderLeg[] = [
  { symbol: spy('put', STRIKE - 6), side: 'buy', ratio: 1 },
  { symbol: spy('put', STRIKE - 3), side: 'sell', ratio: 1 },
  { symbol: spy('call', STRIKE + 3), side: 'sell', ratio: 1 },
  { symbol: spy('call', STRIKE + 6), side: 'buy', ratio: 1 },
];
export const BUTTERFLY: readonly OrderLeg[] = [
  { symbol: spy('call', STRIKE), side: 'buy', ratio: 1 },
  { symbol: spy('call', STRIKE + 2), side: 'sell', ratio: 2 },
  { symbol: spy('call', STRIKE + 4), side: 'buy', ratio: 1 },
];

/** Machine time that a test moves. */
export class TestPacer implements Pacer {
  readonly #clock: TestClock;
  readonly #waiting: { readonly due: number; readonly run: () => void }[] = [];

  constructor(clock: TestClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  after(delay: number, run: () => void): () => void {
    const entry = { due: this.#clock.now() + delay, run };
    this.#waiting.push(entry);
    return () => {
      const at = this.#waiting.indexOf(entry);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  /** Lets so many milliseconds go by. */
  pass(milliseconds: number): void {
    const end = this.#clock.now() + milliseconds;
    for (;;) {
      const [next] = this.#waiting.filter(({ due }) => due <= end).sort((left, right) => left.due - right.due);
      if (next === undefined) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#clock.set(Math.max(this.#clock.now(), next.due));
      next.run();
    }
    this.#clock.set(end);
  }
}

let placed = 0;

export interface IbkrDeskOptions {
  readonly schedule?: FaultSchedule;
  readonly risk?: PreTrade;
  readonly clientId?: number;
  readonly rateOf?: (currency: string) => number | null;
}

/** An order manager with the broker before a gateway in memory. */
export class IbkrDesk {
  readonly clock = new TestClock(TEN);
  readonly pacer = new TestPacer(this.clock);
  readonly quotes = new TestQuotes();
  readonly model: TwsModel;
  readonly options: IbkrDeskOptions;
  journal = new TestJournal();
  gateway: ModelGateway;
  contracts: ContractBook;
  #started: { readonly broker: IbkrBroker; readonly manager: OrderManager } | null = null;
  readonly notices: string[] = [];
  readonly charges: BrokerCharge[] = [];
  readonly foreign: Foreign[] = [];

  private constructor(options: IbkrDeskOptions) {
    this.options = options;
    this.model = new TwsModel({ clock: this.clock });
    this.gateway = this.#newGateway(options.clientId ?? 17);
    this.contracts = new ContractBook({ gateway: this.gateway, pacer: this.pacer });
  }

  get broker(): IbkrBroker {
    return this.#running.broker;
  }

  get manager(): OrderManager {
    return this.#running.manager;
  }

  get #running(): { readonly broker: IbkrBroker; readonly manager: OrderManager } {
    if (this.#started === null) throw new Error('the desk is open');
    return this.#started;
  }

  static async open(options: IbkrDeskOptions = {}): Promise<IbkrDesk> {
    const desk = new IbkrDesk(options);
    await desk.#start(options.clientId ?? 17);
    return desk;
  }

  /** The program ends without a word and another goes on from what is on the disk. */
  async restart(clientId: number = this.gateway.clientId): Promise<void> {
    this.broker.close();
    this.contracts.close();
    await this.gateway.close();
    this.journal = this.journal.copy();
    this.gateway = this.#newGateway(clientId);
    this.contracts = new ContractBook({ gateway: this.gateway, pacer: this.pacer });
    await this.#start(clientId);
  }

  request(legs: readonly OrderLeg[], terms: OrderTerms, rest: Partial<OrderRequest> = {}): OrderRequest {
    placed += 1;
    return { id: `00000000-0000-4000-8000-${String(placed).padStart(12, '0')}`, underlying: 'SPY', legs, quantity: 1, terms, timeInForce: 'DAY', source: 'manual', ...rest };
  }

  /** Places it and lets the gateway's answers be heard. */
  async place(legs: readonly OrderLeg[], terms: OrderTerms, rest: Partial<OrderRequest> = {}): Promise<Order> {
    const { id } = await this.manager.place(this.request(legs, terms, rest));
    await this.heard();
    return this.order(id);
  }

  /** Everything that was said is heard and in the books. */
  async heard(): Promise<void> {
    this.gateway.deliverAll();
    await this.manager.pending();
  }

  async pass(milliseconds: number): Promise<void> {
    this.pacer.pass(milliseconds);
    await this.heard();
  }

  order(id: string): Order {
    const order = this.manager.order(id);
    if (order === undefined) throw new Error(`order ${id} is in the books`);
    return order;
  }

  /** What of that type reached the broker, of orders alone. */
  arrived<Type extends GatewayRequest['type']>(type: Type): readonly Extract<GatewayRequest, { type: Type }>[] {
    return this.model.arrived.flatMap(({ request }) => (isOf(request, type) ? [request] : []));
  }

  /** The broker's records as they are now, read by this connection. */
  records(from: EpochMs = this.clock.now() + 1): BrokerRecords {
    const account = this.model.accounts[0] ?? '';
    return {
      account,
      from,
      to: from,
      openOrders: this.model.orderBook.open.map(openOrderRecord),
      completedOrders: this.model.orders.filter(({ completedStatus }) => completedStatus !== null).map(completedRecord),
      executions: this.model.executions.records(account, null),
      executionsSince: null,
      positions: [],
      values: [],
    };
  }

  async settle(records: BrokerRecords = this.records()): Promise<SettledOrders> {
    const settled = this.broker.settleWith(records);
    await this.manager.pending();
    return settled;
  }

  #newGateway(clientId: number): ModelGateway {
    const { schedule } = this.options;
    return new ModelGateway({ model: this.model, clock: this.clock, clientId, ...(schedule && { schedule }) });
  }

  async #start(clientId: number): Promise<void> {
    const late: { manager?: OrderManager } = {};
    const history = await this.journal.load();
    const { gateway, contracts, clock, pacer, quotes } = this;
    const broker = new IbkrBroker({
      gateway,
      contracts,
      clientId,
      account: () => this.model.accounts[0] ?? '',
      clock,
      machine: clock,
      pacer,
      session: SESSION,
      quotes,
      books: { order: (id) => late.manager?.order(id), history: (id) => late.manager?.history(id) ?? [] },
      highestOrderId: Math.max(0, ...history.orders.map(({ brokerOrderId }) => Number(brokerOrderId))),
      report: (report) => late.manager?.onReport(report),
      charge: (charge) => void this.charges.push(charge),
      foreign: (foreign) => void this.foreign.push(foreign),
      notice: (text) => void this.notices.push(text),
      currency: () => 'USD',
      rateOf: this.options.rateOf ?? (() => null),
    });
    const manager = await OrderManager.recover({
      broker,
      journal: this.journal,
      clock,
      session: SESSION,
      risk: this.options.risk ?? PASS_ALL,
      accountCapital: fromDollars(100_000),
      notice: (text) => void this.notices.push(text),
    });
    late.manager = manager;
    this.#started = { broker, manager };
    gateway.open();
    for (const { symbol } of [...CALL, ...SPREAD, ...CONDOR, ...BUTTERFLY]) void contracts.resolve(symbol);
    await this.heard();
  }
}

function isOf<Type extends GatewayRequest['type']>(request: GatewayRequest, type: Type): request is Extract<GatewayRequest, { type: Type }> {
  return request.type === type;
}
