import { randomUUID } from 'node:crypto';
import { sessionOn } from '../../../../src-core/calendar/exchange-calendar.ts';
import type { Difference, Reconciliation } from '../../../../src-core/contract/broker.ts';
import { type InstrumentSymbol, parseSymbol, type Right, symbolOf, type Underlying } from '../../../../src-core/instruments/instrument.ts';
import { fromDollars, type Money } from '../../../../src-core/money.ts';
import type { Order, OrderLeg, OrderTerms, Side } from '../../../../src-core/orders/order.ts';
import { type IsoDate, MINUTE, parseIsoDate } from '../../../../src-core/time.ts';
import { ContractBook } from '../../../../src-main/ibkr/contract-book.ts';
import type { GatewayOrder } from '../../../../src-main/ibkr/gateway.ts';
import { IbkrBroker } from '../../../../src-main/ibkr/orders/ibkr-broker.ts';
import { IbkrBrokerDesk } from '../../../../src-main/ibkr/reconciliation/ibkr-broker-desk.ts';
import { createBrokerJournal } from '../../../../src-main/stores/relational/broker/broker-journal.ts';
import { ensureLocalProfile } from '../../../../src-main/stores/relational/local-profile.ts';
import type { SqliteStore } from '../../../../src-main/stores/relational/sqlite/sqlite-store.ts';
import { createSessionRepository } from '../../../../src-main/stores/relational/session-repository.ts';
import { createTradingJournal } from '../../../../src-main/stores/relational/trading/trading-journal.ts';
import { noVendorGreeks } from '../../../../src-main/trading/paper-broker-desk.ts';
import { OrderManager } from '../../../../src-main/trading/order-manager.ts';
import type { ModelAccountOptions } from '../../../support/tws/account.ts';
import { ContractBook as ModelContracts, contractOf, type ModelContract } from '../../../support/tws/contracts.ts';
import { ModelGateway } from '../../../support/tws/model-gateway.ts';
import { TwsModel } from '../../../support/tws/tws-model.ts';
import { TestDirectory } from '../../stores/test-store.ts';
import { PASS_ALL } from '../../trading/trading-desk.ts';
import { TestClock, TestQuotes } from '../../trading/trading-fixture.ts';
import { TestPacer } from '../orders/ibkr-desk.ts';

export const TODAY = parseIsoDate('2026-07-28');
export const TOMORROW = parseIsoDate('2026-07-29');
const CLIENT = 17;

export function spy(right: Right, strike: number, expiry: IsoDate = TODAY): InstrumentSymbol {
  return symbolOf({ kind: 'option', underlying: 'SPY', expiry, right, strike: fromDollars(strike) });
}

export const SHARES = symbolOf({ kind: 'shares', underlying: 'SPY' });

/** One life of the program on one account: books on the disk, broker and desk on a gateway in memory. */
interface Life {
  readonly store: SqliteStore;
  readonly gateway: ModelGateway;
  readonly contracts: ContractBook;
  readonly broker: IbkrBroker;
  readonly orders: OrderManager;
  readonly desk: IbkrBrokerDesk;
}

/** The program with a live broker, on a store that stays and a model that the test moves. */
export class DeskWorld {
  readonly directory = new TestDirectory();
  readonly clock: TestClock;
  readonly pacer: TestPacer;
  readonly model: TwsModel;
  readonly told: { readonly level: string; readonly text: string }[] = [];
  readonly quotes = new TestQuotes();
  /** SPY at the close, by date. */
  readonly references = new Map<IsoDate, Money>();
  accountId = '';
  readonly #sessions = new Map<IsoDate, string>();
  #life: Life | null = null;

  private constructor(accounts: readonly ModelAccountOptions[] | undefined) {
    this.clock = new TestClock((sessionOn(TODAY)?.open ?? 0) + 30 * MINUTE);
    this.pacer = new TestPacer(this.clock);
    const contracts = ModelContracts.ofDays([TODAY, TOMORROW].map((date) => date.replaceAll('-', '')));
    this.model = new TwsModel({ clock: this.clock, contracts, ...(accounts && { accounts }) });
  }

  /** Not started: what the account has before is put into the model first. */
  static before(accounts?: readonly ModelAccountOptions[]): DeskWorld {
    return new DeskWorld(accounts);
  }

  /** Started, connected and compared once. */
  static async open(accounts?: readonly ModelAccountOptions[]): Promise<DeskWorld> {
    const world = new DeskWorld(accounts);
    await world.start();
    await world.connect();
    return world;
  }

  get life(): Life {
    if (this.#life === null) throw new Error('the program runs');
    return this.#life;
  }

  get orders(): OrderManager {
    return this.life.orders;
  }

  get desk(): IbkrBrokerDesk {
    return this.life.desk;
  }

  get gateway(): ModelGateway {
    return this.life.gateway;
  }

  get account() {
    return this.model.account();
  }

  async start(date: IsoDate = TODAY): Promise<void> {
    const { clock, pacer, model } = this;
    const session = sessionOn(date);
    if (session === null) throw new Error(`${date} is a session`);
    const store = await this.directory.open();
    const profile = await ensureLocalProfile(store, 'trader', randomUUID);
    this.accountId = profile.accountId;
    const sessionId = this.#sessions.get(date) ?? randomUUID();
    this.#sessions.set(date, sessionId);
    await createSessionRepository(store).save({ id: sessionId, date, feed: { kind: 'ibkr', detail: '' }, seed: 1, now: clock.now(), previousCloses: {}, closes: {}, referencePrices: {}, settledAt: null });
    const gateway = new ModelGateway({ model, clock, clientId: CLIENT });
    const contracts = new ContractBook({ gateway, pacer });
    const late: { orders?: OrderManager; desk?: IbkrBrokerDesk } = {};
    const notice = (text: string): void => void this.told.push({ level: 'notice', text });
    const journal = createTradingJournal(store, profile);
    const kept = await journal.load();
    const broker = new IbkrBroker({
      gateway,
      contracts,
      clientId: CLIENT,
      account: () => model.accounts[0] ?? '',
      clock,
      machine: clock,
      pacer,
      session,
      quotes: this.quotes,
      books: { order: (id) => late.orders?.order(id), history: (id) => late.orders?.history(id) ?? [] },
      highestOrderId: Math.max(0, ...kept.orders.map(({ brokerOrderId = '' }) => (/^\d+$/.test(brokerOrderId) ? Number(brokerOrderId) : 0))),
      report: (report) => late.orders?.onReport(report),
      charge: (charge) => late.orders?.charged(charge),
      foreign: (foreign) => late.desk?.foreign(foreign),
      notice,
      currency: () => late.desk?.currency() ?? null,
      rateOf: (currency) => late.desk?.rateOf(currency) ?? null,
    });
    const orders = await OrderManager.recover({ broker, journal, clock, session, risk: PASS_ALL, accountCapital: null, expiresAt: 'broker', tradingBan: () => (late.desk === undefined ? 'not there yet' : late.desk.ban()), notice });
    late.orders = orders;
    const desk = await IbkrBrokerDesk.start({
      gateway,
      address: { host: '127.0.0.1', port: 4002, clientId: CLIENT, account: '' },
      account: { number: 'DU1234567', kind: 'live' },
      broker,
      contracts,
      orders,
      journal: createBrokerJournal(store, profile.accountId),
      clock,
      machine: clock,
      pacer,
      newId: randomUUID,
      tell: (level, text) => void this.told.push({ level, text }),
      marketData: () => null,
      vendorGreeks: noVendorGreeks,
      referenceOf: (underlying: Underlying, of) => (underlying === 'SPY' ? (this.references.get(of) ?? null) : null),
    });
    late.desk = desk;
    this.#life = { store, gateway, contracts, broker, orders, desk };
  }

  /** Connects; everything that comes of it is done. */
  async connect(): Promise<void> {
    this.gateway.open();
    await this.quiet();
  }

  /** The program ends and another goes on from what is on the disk, not connected yet. */
  async restart(date: IsoDate = TODAY): Promise<void> {
    await this.stop();
    await this.start(date);
  }

  async stop(): Promise<void> {
    const { broker, contracts, desk, gateway, orders, store } = this.life;
    await desk.close();
    broker.close();
    contracts.close();
    await gateway.close();
    await orders.pending();
    await store.close();
    this.#life = null;
  }

  async remove(): Promise<void> {
    if (this.#life !== null) await this.stop();
    await this.directory.remove();
  }

  /** All that was said is heard, all of it is in the books, and no comparison runs. */
  async quiet(): Promise<void> {
    const { desk, gateway, orders } = this.life;
    for (let rounds = 0; rounds < 3; ) {
      gateway.deliverAll();
      await orders.pending();
      await new Promise((resolve) => setImmediate(resolve));
      const isBusy = gateway.undelivered > 0 || orders.pending() !== null || desk.view().reconciliation?.ended === null;
      rounds = isBusy ? 0 : rounds + 1;
    }
  }

  /** Compares now. */
  async compare(): Promise<Reconciliation> {
    const done = this.desk.reconcile('asked');
    await Promise.all([done, this.quiet()]);
    return done;
  }

  newest(): Reconciliation {
    const { reconciliation } = this.desk.view();
    if (reconciliation === null) throw new Error('it was compared');
    return reconciliation;
  }

  /** What is not merely listed. */
  found(outcome: Difference['outcome']): readonly Difference[] {
    return this.newest().differences.filter((difference) => difference.outcome === outcome);
  }

  contract(symbol: InstrumentSymbol): ModelContract {
    const instrument = parseSymbol(symbol);
    if (instrument.kind === 'shares') return this.model.contracts.underlying(instrument.underlying);
    const [found] = this.model.contracts.matching(contractOf({ symbol: instrument.underlying, secType: 'OPT', expiry: instrument.expiry.replaceAll('-', ''), strike: instrument.strike / 10_000, right: instrument.right === 'call' ? 'C' : 'P' }));
    if (found === undefined) throw new Error(`${symbol} is listed`);
    return found;
  }

  async place(legs: readonly OrderLeg[], terms: OrderTerms, quantity = 1): Promise<Order> {
    const { contracts } = this.life;
    const resolved = legs.map(({ symbol }) => contracts.resolve(symbol));
    await this.quiet();
    await Promise.all(resolved);
    const { id } = await this.orders.place({ id: randomUUID(), underlying: 'SPY', legs, quantity, terms, timeInForce: 'DAY', source: 'manual' });
    await this.quiet();
    return this.order(id);
  }

  /** Placed and filled at its limit. */
  async traded(symbol: InstrumentSymbol, side: Side, dollars: number, quantity = 1): Promise<Order> {
    const order = await this.place([{ symbol, side, ratio: 1 }], { type: 'limit', limit: fromDollars(side === 'buy' ? dollars : -dollars) }, quantity);
    this.fill(order, quantity);
    await this.quiet();
    return this.order(order.id);
  }

  fill(order: Order, packages: number): void {
    this.model.fill(this.model.order(Number(order.brokerOrderId), CLIENT), packages);
  }

  order(id: string): Order {
    const order = this.orders.order(id);
    if (order === undefined) throw new Error(`order ${id} is in the books`);
    return order;
  }

  /** What was made in TWS itself. */
  elsewhere(symbol: InstrumentSymbol, action: 'BUY' | 'SELL', quantity: number, limit: number) {
    const order: GatewayOrder = { action, quantity, type: 'LMT', limit, stop: null, timeInForce: 'DAY', account: this.account.id, reference: '', ocaGroup: '', parentId: 0, transmit: true, whatIf: false };
    return this.model.placeElsewhere(this.contract(symbol), order);
  }

  units(symbol: InstrumentSymbol): number {
    return this.orders.book.quantityOf(symbol);
  }

  /** Books and broker have the same dollars (to the cent) and units. */
  isAlike(): boolean {
    const alike = [...this.account.held].every(({ contract, quantity }) => {
      const symbol = this.life.contracts.learn(contract);
      return symbol === null || this.units(symbol) === quantity;
    });
    const held = this.orders.book.holdings().every(({ symbol }) => this.account.quantity(this.contract(symbol).conId) === this.units(symbol));
    return alike && held && Math.abs(this.orders.book.cash - fromDollars(this.account.cash('USD'))) <= 100;
  }
}
