import type { BrokerRecords } from '../../../src-main/ibkr/broker-records.ts';
import type { GatewayContract, GatewayMessage, GatewayOrder, GatewayRequest } from '../../../src-main/ibkr/gateway.ts';
import { dateInNewYork } from '../../../src-core/calendar/exchange-calendar.ts';
import type { Clock, EpochMs } from '../../../src-core/time.ts';
import { ModelAccount, type ModelAccountOptions, PAPER_ACCOUNT } from './account.ts';
import { type ArrivedRequest, type ClientLine, errorMessage, type Origin } from './client-line.ts';
import { ContractBook, type ModelContract, plain } from './contracts.ts';
import { ExecutionBook } from './executions.ts';
import { ModelMarket } from './market.ts';
import { completedRecord, type ModelOrder, openOrderMessage, openOrderRecord, statusMessage } from './model-order.ts';
import { OrderBook, type OrderManners, type PlannedRejection } from './order-book.ts';
import { type FillTerms, OrderFills } from './order-fills.ts';
import { READ_ONLY } from './order-checks.ts';
import { farmText, SERVERS_BACK_WITH_DATA, SERVERS_BACK_WITHOUT_DATA, SERVERS_LOST } from './system-messages.ts';
import { tellWhatIf } from './what-if.ts';

export interface TwsModelOptions {
  readonly clock: Clock;
  /** One paper account in dollars. */
  readonly accounts?: readonly ModelAccountOptions[];
  /** SPY, QQQ, IWM of the clock's date in New York, and VIX. One book may serve many models. */
  readonly contracts?: ContractBook;
  /** Market data lines; 100, as a new account has them. */
  readonly lines?: number;
  readonly firstOrderId?: number;
  /** Messages a second that a client may send (TWS: 50) before error 100 and the end of its connection; null for no limit. */
  readonly messagesPerSecond?: number | null;
}

/** What a client is told when it connects. */
export interface Welcome {
  readonly accounts: readonly string[];
  readonly nextOrderId: number;
}

/**
 * TWS or IB Gateway with the broker behind it, in memory: deterministic, driven by calls and by the clock it is given.
 * What it has is the truth that a test compares with: `records`, `orders`, `account(id)`.
 *
 * Order messages go to the client that placed the order, as TWS does; what others did is learned by asking.
 */
export class TwsModel {
  readonly contracts: ContractBook;
  readonly market: ModelMarket;
  readonly executions: ExecutionBook;
  readonly orderBook: OrderBook;
  readonly fills: OrderFills;
  readonly manners: OrderManners = { isReadOnly: false, holdsCancels: false, holdsAcceptance: false, cancelCodes: 'new' };
  /** Every request that arrived, of whichever client and connection, oldest first. */
  readonly arrived: ArrivedRequest[] = [];
  readonly #clock: Clock;
  readonly #accounts = new Map<string, ModelAccount>();
  readonly #clients = new Map<number, ClientLine>();
  readonly #positionsOf = new Set<number>();
  readonly #summaries = new Map<string, { readonly clientId: number; readonly requestId: number; readonly names: readonly string[] }>();
  readonly #withheld: { readonly clientId: number; readonly message: GatewayMessage }[] = [];
  readonly #messagesPerSecond: number | null;
  readonly #recent = new Map<number, EpochMs[]>();
  #reaches = true;

  constructor(options: TwsModelOptions) {
    this.#clock = options.clock;
    this.#messagesPerSecond = options.messagesPerSecond ?? null;
    this.contracts = options.contracts ?? ContractBook.ofDays([dateInNewYork(options.clock.now()).replaceAll('-', '')]);
    for (const account of options.accounts ?? [PAPER_ACCOUNT]) this.#accounts.set(account.id, new ModelAccount(account, this.contracts));
    const tell = (clientId: number, message: GatewayMessage, origin: Origin): void => this.#tell(clientId, message, origin);
    this.market = new ModelMarket(this.contracts, tell, options.lines ?? 100);
    this.executions = new ExecutionBook(options.clock, tell, (id) => this.account(id));
    this.orderBook = new OrderBook(
      {
        book: this.contracts,
        tell,
        accounts: [...this.#accounts.keys()],
        manners: this.manners,
        reaches: () => this.#reaches,
        whatIf: (order) => tellWhatIf(order, this.account(order.order.account), this.executions, (contract) => this.valueOf(contract), this.fills.natural(order), tell),
        works: (order) => this.fills.match(order),
      },
      options.firstOrderId ?? 1,
    );
    this.fills = new OrderFills(this.orderBook, this.executions, this.market);
  }

  get accounts(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  get connected(): readonly number[] {
    return [...this.#clients.keys()];
  }

  get orders(): readonly ModelOrder[] {
    return this.orderBook.all;
  }

  /** Throws RangeError where there is none; the only one where none is said. */
  account(id: string = this.accounts[0] ?? ''): ModelAccount {
    const account = this.#accounts.get(id);
    if (account === undefined) throw new RangeError(`no account "${id}"; there are ${this.accounts.join(', ')}`);
    return account;
  }

  /** Throws RangeError where there is none: the one that has the id now. */
  order(orderId: number, clientId: number | null = null): ModelOrder {
    const order = this.orderBook.find(orderId, clientId);
    if (order === null) throw new RangeError(`no order ${orderId}`);
    return order;
  }

  /** 'taken': another connection has the client id (TWS answers 326 and ends the new one). */
  connect(clientId: number, line: ClientLine): Welcome | 'taken' {
    if (this.#clients.has(clientId)) return 'taken';
    this.#clients.set(clientId, line);
    return { accounts: this.accounts, nextOrderId: this.orderBook.nextId(clientId) };
  }

  /** What TWS says of its servers to a client that has just connected. */
  greet(clientId: number): void {
    for (const [code, name] of [
      [2104, 'usfarm'],
      [2106, 'ushmds'],
      [2158, 'secdefnj'],
    ] as const)
      this.#tell(clientId, errorMessage(-1, code, farmText(code, name)), 'event');
  }

  /** The client is gone, from whichever side. Its orders stay at the broker. */
  disconnect(clientId: number): void {
    this.#clients.delete(clientId);
    this.#positionsOf.delete(clientId);
    this.#recent.delete(clientId);
    this.market.forget(clientId);
    for (const [key, summary] of this.#summaries) if (summary.clientId === clientId) this.#summaries.delete(key);
  }

  /** Ends the client's connection from the gateway's side. */
  end(clientId: number): void {
    const line = this.#clients.get(clientId);
    this.disconnect(clientId);
    line?.ended();
  }

  /** A request arrives. Answers come through the client's line before this returns. */
  handle(clientId: number, request: GatewayRequest): void {
    if (!this.#clients.has(clientId)) throw new RangeError(`client ${clientId} is not connected`);
    this.arrived.push({ clientId, request, time: this.#clock.now() });
    if (this.#exceedsRate(clientId)) return;
    switch (request.type) {
      case 'contracts':
        return this.#answerContracts(clientId, request.requestId, request.contract);
      case 'market_data_type':
        return this.market.setDataType(clientId, request.dataType);
      case 'market_data':
        return this.market.subscribe(clientId, request.requestId, request.contract, request.genericTicks);
      case 'cancel_market_data':
        return this.market.unsubscribe(clientId, request.requestId);
      case 'next_order_id':
        return this.#tell(clientId, { type: 'next_order_id', orderId: this.orderBook.nextId(clientId) }, 'answer');
      case 'open_orders':
        return this.answerOpenOrders(clientId);
      case 'completed_orders':
        return this.#answerCompletedOrders(clientId);
      case 'executions':
        return this.executions.answer(clientId, request.requestId, request.account, request.since);
      case 'positions':
        return this.#answerPositions(clientId);
      case 'cancel_positions':
        this.#positionsOf.delete(clientId);
        return undefined;
      case 'account_values':
        return this.#answerValues(clientId, request.requestId, request.names);
      case 'cancel_account_values':
        this.#summaries.delete(`${clientId}:${request.requestId}`);
        return undefined;
      case 'place_order':
        return this.orderBook.place(clientId, request.orderId, request.contract, request.order);
      case 'cancel_order':
        return this.orderBook.cancel(clientId, request.orderId);
      case 'cancel_everything':
        return this.orderBook.cancelEverything(clientId);
      default: {
        const never: never = request;
        throw new RangeError(`no such request: ${JSON.stringify(never)}`);
      }
    }
  }

  /** Orders that work: of every client, or of one alone. */
  answerOpenOrders(clientId: number, onlyOwn = false): void {
    if (this.manners.isReadOnly) return this.#tell(clientId, errorMessage(-1, READ_ONLY.code, READ_ONLY.text), 'answer');
    for (const order of this.orderBook.open) {
      if (onlyOwn && order.clientId !== clientId) continue;
      this.#tell(clientId, openOrderMessage(order), 'answer');
      this.#tell(clientId, statusMessage(order), 'answer');
    }
    this.#tell(clientId, { type: 'open_orders_end' }, 'answer');
  }

  /** Fills so many packages of an order, by its id or itself. */
  fill(order: number | ModelOrder, packages: number, terms: FillTerms = {}): void {
    this.fills.fill(typeof order === 'number' ? this.order(order) : order, packages, terms);
    this.#tellPositions();
  }

  /** What becomes of the next good order, or change of one. */
  rejectNext(rejection: Partial<PlannedRejection> = {}): void {
    this.orderBook.planned.push({ code: 201, text: 'Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE MUST EXCEED THE INITIAL MARGIN', status: 'Inactive', of: 'order', ...rejection });
  }

  /** An order made by hand in TWS (client 0 with id 0), or by another program: nobody here hears of it before asking. */
  placeElsewhere(contract: GatewayContract, order: GatewayOrder, clientId = 0, orderId = 0): ModelOrder {
    return this.orderBook.placeElsewhere(contract, order, clientId, orderId);
  }

  /** Quotes change, and what matches them fills. */
  setQuote(contract: number | ModelContract, change: Parameters<ModelMarket['setQuote']>[1]): void {
    const conId = typeof contract === 'number' ? contract : contract.conId;
    this.market.setQuote(conId, change);
    if (!this.fills.matches) return;
    for (const order of this.orderBook.open) if (order.legs.some((leg) => leg.contract.conId === conId)) this.fills.match(order);
    this.#tellPositions();
  }

  /** Dollars a unit: the middle of the quote, or the last price. */
  valueOf(contract: ModelContract): number {
    const { bid, ask, last } = this.market.quote(contract.conId);
    return bid !== null && ask !== null ? (bid + ask) / 2 : (last ?? ask ?? bid ?? 0);
  }

  /** Code 1100: what happens to orders meanwhile is told when the servers are back. New orders stay PendingSubmit. */
  loseServers(): void {
    this.#broadcast(1100, SERVERS_LOST);
    this.#reaches = false;
  }

  /** Code 1101 (subscriptions are gone) or 1102 (they go on). */
  restoreServers(isDataLost: boolean): void {
    this.#reaches = true;
    if (isDataLost) this.market.loseSubscriptions();
    this.#broadcast(isDataLost ? 1101 : 1102, isDataLost ? SERVERS_BACK_WITHOUT_DATA : SERVERS_BACK_WITH_DATA);
    for (const { clientId, message } of this.#withheld.splice(0)) this.#tell(clientId, message, 'event');
    if (!this.manners.holdsAcceptance) for (const order of this.orderBook.open) this.orderBook.accept(order);
  }

  /** Codes 2103 to 2110, 2157 and 2158 about one of the broker's servers. */
  farm(code: 2103 | 2104 | 2105 | 2106 | 2107 | 2108 | 2110 | 2119 | 2157 | 2158, name: string): void {
    this.#broadcast(code, farmText(code, name));
  }

  /**
   * The daily restart: every client's connection ends and its subscriptions with it; orders rest at the broker and stay,
   * unless `dayOrders` says that those of the day are gone (cancelled without a word). Order ids begin at `nextOrderId`,
   * which may be lower than before: TWS forgets its numbers when its settings are reset or another machine is used.
   */
  restart(options: { readonly nextOrderId?: number; readonly dayOrders?: 'kept' | 'gone' } = {}): void {
    const next = options.nextOrderId ?? Math.max(this.orderBook.nextId(-1), ...this.orderBook.all.map(({ orderId }) => orderId + 1));
    for (const clientId of this.connected) this.end(clientId);
    this.#withheld.length = 0;
    this.#reaches = true;
    this.market.loseSubscriptions();
    if (options.dayOrders === 'gone') for (const order of this.orderBook.open) if (order.order.timeInForce === 'DAY') this.orderBook.end(order, 'Cancelled', 'Cancelled by System');
    this.orderBook.restart(next);
  }

  /** The close: orders of the day are cancelled, and said to be. */
  close(): void {
    for (const order of this.orderBook.open) if (order.order.timeInForce === 'DAY') this.orderBook.cancelled(order, 'Cancelled by System');
  }

  /**
   * Overnight: options of that expiry are exercised, assigned or lapse by the price of their underlying, in positions and
   * cash alone. No execution tells of it.
   */
  expire(expiry: string, prices: Readonly<Record<string, number>>): void {
    for (const account of this.#accounts.values()) {
      for (const { contract } of account.held) {
        const price = prices[contract.symbol];
        if (contract.secType === 'OPT' && contract.expiry === expiry && price !== undefined) account.settleOption(contract, price);
      }
    }
    this.#tellPositions();
  }

  /** The gateway's next day: executions and orders that are over are not to be had any more. */
  nextDay(): void {
    this.executions.endDay();
    this.orderBook.endDay();
    for (const account of this.#accounts.values()) account.endDay();
  }

  /** The values that changed, to those who asked for the account's summary: TWS does so every three minutes. */
  tellValues(): void {
    for (const { clientId, requestId, names } of this.#summaries.values()) this.#tellSummary(clientId, requestId, names, 'event');
  }

  /** The truth of one account, as reading it whole would give it now. */
  records(account: string = this.accounts[0] ?? '', since: EpochMs | null = null): BrokerRecords {
    const kept = this.account(account);
    const now = this.#clock.now();
    return {
      account,
      from: now,
      to: now,
      openOrders: this.orderBook.open.filter(({ order }) => order.account === account).map(openOrderRecord),
      completedOrders: this.orderBook.all.filter(({ order, completedStatus }) => order.account === account && completedStatus !== null).map(completedRecord),
      executions: this.executions.records(account, since),
      executionsSince: since,
      positions: kept.positions(),
      values: kept.values(['NetLiquidation', 'TotalCashValue', '$LEDGER:ALL'], (contract) => this.valueOf(contract)),
    };
  }

  #tell(clientId: number, message: GatewayMessage, origin: Origin): void {
    const line = this.#clients.get(clientId);
    if (line === undefined) return;
    const isOfOrder = message.type === 'execution' || message.type === 'commission' || message.type === 'order_status' || message.type === 'open_order';
    const waits = !this.#reaches && origin === 'event' && isOfOrder && !(message.type !== 'execution' && message.type !== 'commission' && statusIn(message) === 'PendingSubmit');
    if (waits) this.#withheld.push({ clientId, message });
    else line.hear(message, origin);
  }

  #broadcast(code: number, text: string): void {
    for (const clientId of this.connected) this.#tell(clientId, errorMessage(-1, code, text), 'event');
  }

  #exceedsRate(clientId: number): boolean {
    if (this.#messagesPerSecond === null) return false;
    const now = this.#clock.now();
    const recent = (this.#recent.get(clientId) ?? []).filter((time) => time > now - 1000);
    recent.push(now);
    this.#recent.set(clientId, recent);
    if (recent.length <= this.#messagesPerSecond) return false;
    this.#tell(clientId, errorMessage(-1, 100, `Max rate of messages per second has been exceeded:max=${this.#messagesPerSecond} rec=${recent.length} (3)`), 'event');
    this.end(clientId);
    return true;
  }

  #answerContracts(clientId: number, requestId: number, query: GatewayContract): void {
    if (query.secType === 'BAG') return this.#tell(clientId, errorMessage(requestId, 321, "Error validating request.-'bI' : cause - 'BAG' isn't supported for contract data request. Please enter a valid security type"), 'answer');
    const found = this.contracts.matching(query);
    if (found.length === 0) return this.#tell(clientId, errorMessage(requestId, 200, 'No security definition has been found for the request'), 'answer');
    for (const contract of found) this.#tell(clientId, { type: 'contract', requestId, contract: plain(contract) }, 'answer');
    this.#tell(clientId, { type: 'contracts_end', requestId }, 'answer');
  }

  #answerCompletedOrders(clientId: number): void {
    if (this.manners.isReadOnly) return this.#tell(clientId, errorMessage(-1, READ_ONLY.code, READ_ONLY.text), 'answer');
    for (const order of this.orderBook.all) if (order.completedStatus !== null) this.#tell(clientId, { type: 'completed_order', ...completedRecord(order) }, 'answer');
    this.#tell(clientId, { type: 'completed_orders_end' }, 'answer');
  }

  #answerPositions(clientId: number): void {
    this.#positionsOf.add(clientId);
    for (const account of this.#accounts.values()) for (const position of account.positions(true)) this.#tell(clientId, { type: 'position', account: account.id, ...position }, 'answer');
    this.#tell(clientId, { type: 'positions_end' }, 'answer');
  }

  /** To those who asked for positions: all of them again, as they are now. */
  #tellPositions(): void {
    for (const clientId of this.#positionsOf) {
      for (const account of this.#accounts.values()) for (const position of account.positions(true)) this.#tell(clientId, { type: 'position', account: account.id, ...position }, 'event');
    }
  }

  #answerValues(clientId: number, requestId: number, names: readonly string[]): void {
    if ([...this.#summaries.values()].filter((summary) => summary.clientId === clientId).length >= 2) {
      return this.#tell(clientId, errorMessage(requestId, 322, 'Error processing request.-\'bS\' : cause - Maximum number of account summary requests exceeded'), 'answer');
    }
    this.#summaries.set(`${clientId}:${requestId}`, { clientId, requestId, names });
    this.#tellSummary(clientId, requestId, names, 'answer');
    this.#tell(clientId, { type: 'account_values_end', requestId }, 'answer');
  }

  #tellSummary(clientId: number, requestId: number, names: readonly string[], origin: Origin): void {
    for (const account of this.#accounts.values()) {
      for (const value of account.values(names, (contract) => this.valueOf(contract))) this.#tell(clientId, { type: 'account_value', requestId, account: account.id, ...value }, origin);
    }
  }
}

function statusIn(message: Extract<GatewayMessage, { type: 'order_status' | 'open_order' }>): string {
  return message.type === 'order_status' ? message.status : message.state.status;
}
