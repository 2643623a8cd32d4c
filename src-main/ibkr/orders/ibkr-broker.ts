import type { RestingOrder, WhatIf } from '../../../src-core/contract/broker.ts';
import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { applyEvent, InvalidTransition, isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { Order, OrderChange, OrderId, OrderRequest } from '../../../src-core/orders/order.ts';
import type { Broker, BrokerCharge } from '../../trading/broker.ts';
import type { BrokerRecords, ExecutionRecord } from '../broker-records.ts';
import { meaningOf } from '../codes.ts';
import type { Gateway, GatewayMessage, GatewayOrder, GatewayRequest, LinkEvent, Sent } from '../gateway.ts';
import { BrokerCharges } from './broker-charges.ts';
import { BEFORE_ALL, type OrderAtBroker } from './order-at-broker.ts';
import { refusalOfRequest } from './order-refusal.ts';
import { OrderRoom, type OrderRoomParts } from './order-room.ts';
import { standingOf } from './order-status.ts';
import { placementOf } from './order-placement.ts';
import { contractOfLegs, gatewayOrderOf, isSameOrder, type OrderContracts } from './order-translation.ts';
import { inOrder, type SettledOrders, settleOrders } from './records-settlement.ts';
import { brokerWords, rejectionOf } from './rejection.ts';
import { OrdersElsewhere, restingText } from './resting-orders.ts';
import { WhatIfs } from './what-if.ts';

export interface IbkrBrokerParts extends Omit<OrderRoomParts, 'charges' | 'askExecutions' | 'contracts'> {
  readonly gateway: Gateway;
  readonly contracts: OrderContracts;
  /** The account's number; '' before it is known, where the gateway serves only one. */
  readonly account: () => string;
  /** The highest number that an order in the books ever had; 0 for none. */
  readonly highestOrderId: number;
  readonly charge: (charge: BrokerCharge) => void;
  /** The account's own currency; null while it is not known. */
  readonly currency: () => string | null;
  /** Dollars for one unit of a currency; null while it is not known. */
  readonly rateOf: (currency: string) => number | null;
}

const NEVER_SENT = 'it was never sent: ';
const NO_LINK = 'there is no connection to the gateway';

/**
 * Orders at Interactive Brokers. Each is sent once: what was not answered when the connection ended is in doubt until the
 * broker's records are read whole. Answers become reports; nothing is said to have happened that the broker did not say.
 */
export class IbkrBroker implements Broker {
  readonly #parts: IbkrBrokerParts;
  readonly #charges: BrokerCharges;
  readonly #room: OrderRoom;
  readonly #whatIfs: WhatIfs;
  readonly #elsewhere: OrdersElsewhere;
  readonly #ends: readonly (() => void)[];
  /** The highest number that was ever given to an order, here or at the gateway. */
  #highest: number;
  /** The question for the day's executions that is not answered, and what came of it. */
  #asking: { readonly requestId: number; readonly told: ExecutionRecord[] } | null = null;

  constructor(parts: IbkrBrokerParts) {
    this.#parts = parts;
    this.#highest = parts.highestOrderId;
    this.#charges = new BrokerCharges(parts);
    this.#room = new OrderRoom({ ...parts, charges: this.#charges, askExecutions: () => this.#askExecutions() });
    this.#whatIfs = new WhatIfs({ ...parts, newOrderId: () => (this.#highest += 1) });
    this.#elsewhere = new OrdersElsewhere(parts.contracts);
    const { gateway } = parts;
    this.#ends = [gateway.onMessage((message) => this.#hear(message)), gateway.onEvent((event) => this.#turn(event))];
    if (gateway.state.kind === 'up') this.#connected();
  }

  refusalOf(request: Pick<OrderRequest, 'legs' | 'quantity' | 'terms' | 'timeInForce' | 'confirmed'>): string | null {
    const { contracts } = this.#parts;
    for (const { symbol } of request.legs) if (contracts.conIdOf(symbol) === null) void contracts.resolve(symbol);
    return refusalOfRequest(request, contracts);
  }

  allot(): string {
    this.#highest += 1;
    return String(this.#highest);
  }

  submit(order: Order, transmit = true): void {
    const kept = this.#room.orders.add(order, this.#room.stamp());
    const problem = this.#lineProblem() ?? this.#entryProblem(order);
    if (problem !== null) return this.#neverSent(kept, problem);
    const request = this.#request(kept, order, transmit);
    if (typeof request === 'string') return this.#neverSent(kept, request);
    kept.placed = request.order;
    if (this.#parts.gateway.send(request) === 'down') this.#neverSent(kept, NO_LINK);
  }

  change(orderId: OrderId, change: OrderChange): void {
    const kept = this.#room.orders.get(orderId);
    if (kept === undefined || isTerminal(kept.order.state)) return;
    try {
      kept.order = applyEvent(kept.order, { type: 'change_requested', change }, this.#parts.clock.now());
    } catch (error) {
      if (!(error instanceof InvalidTransition)) throw error;
      this.#parts.report({ orderId, time: this.#parts.clock.now(), event: { type: 'change_rejected', reason: `${kept.order.filledQuantity} are already filled` } });
      return;
    }
    const foreign = this.#foreignProblem(kept);
    if (foreign !== null) return this.#room.changeRejected(kept, foreign);
    const request = this.#lineProblem() ?? this.#request(kept, { ...kept.order, ...change });
    if (typeof request === 'string') return this.#room.changeRejected(kept, NEVER_SENT + request);
    kept.change = { change, order: request.order, sent: this.#room.stamp() };
    if (this.#parts.gateway.send(request) === 'down') this.#room.changeRejected(kept, NEVER_SENT + NO_LINK);
  }

  cancel(orderId: OrderId): void {
    const kept = this.#room.orders.get(orderId);
    if (kept === undefined || isTerminal(kept.order.state)) return;
    // In an emergency the broker hears of it before the books: they ask for nothing then that could be refused.
    if (this.#parts.books.order(orderId)?.state === 'PENDING_CANCEL' && kept.order.state !== 'PENDING_CANCEL') {
      kept.order = applyEvent(kept.order, { type: 'cancel_requested' }, this.#parts.clock.now());
    }
    const problem = this.#foreignProblem(kept);
    const { number } = kept;
    if (problem !== null || number === null) return this.#cancelRejected(kept, problem ?? 'it has no number that the gateway knows');
    kept.cancelAsked = this.#room.stamp();
    if (this.#parts.gateway.send({ type: 'cancel_order', orderId: number }) === 'down') this.#cancelRejected(kept, NEVER_SENT + NO_LINK);
  }

  /** Takes over what the books hold. Nothing is sent: each is in doubt until the broker's records, or the broker itself, say what it is. */
  reconcile(orders: readonly Order[]): void {
    for (const order of orders.toSorted((left, right) => left.sequence - right.sequence)) {
      const kept = this.#room.orders.add(order, BEFORE_ALL);
      this.#room.doubt(kept, 'start', `it was ${order.state} when this program started, and the broker has not told of it since`);
      const { pendingChange } = order;
      if (pendingChange !== undefined) kept.change = { change: pendingChange, order: this.#gatewayOrder({ ...order, ...pendingChange }), sent: BEFORE_ALL };
      if (order.state === 'PENDING_CANCEL') kept.cancelAsked = BEFORE_ALL;
    }
  }

  /** An order made elsewhere that is in the books by now. Its brokerOrderId is "perm:" and the broker's permanent id. */
  takeOver(order: Order): void {
    const kept = this.#room.orders.add(order, this.#room.stamp());
    kept.isKnownThere = true;
    this.#elsewhere.remove(kept.permId);
  }

  async working(): Promise<readonly OrderId[]> {
    return this.#working().filter(({ isKnownThere }) => isKnownThere).map(({ order }) => order.id);
  }

  /** What only the broker's records can answer, and why. */
  inDoubt(): readonly { readonly order: Order; readonly why: string }[] {
    return this.#room.orders.all().flatMap(({ order, doubts }) => (doubts.size === 0 ? [] : [{ order, why: [...doubts.values()].join('; ') }]));
  }

  /** Executions of ours whose commission the broker has not reported. */
  get unreportedCharges(): number {
    return this.#charges.unreported;
  }

  resting(): readonly RestingOrder[] {
    const ours = this.#working().map(({ order, number, permId, doubts }) => ({
      orderId: order.id,
      brokerOrderId: number === null ? String(permId) : String(number),
      text: restingText(order),
      elsewhere: order.adopted === true,
      inDoubt: doubts.size > 0,
    }));
    return [...ours, ...this.#elsewhere.resting()];
  }

  /** Tells the broker to cancel every order of the account, of whichever client; how many rest there as far as is known. Fails with 'unavailable'. */
  cancelEverything(): number {
    const count = this.resting().length;
    if (this.#parts.gateway.send({ type: 'cancel_everything' }) === 'down') throw new ContractFailure({ code: 'unavailable', message: `nothing was cancelled: ${NO_LINK}` });
    for (const kept of this.#working()) kept.cancelAsked ??= this.#room.stamp();
    return count;
  }

  /** Fails with 'denied' in the broker's words or ours, or 'unavailable'. */
  async whatIf(ticket: Pick<OrderRequest, 'underlying' | 'legs' | 'quantity' | 'terms' | 'timeInForce'>): Promise<WhatIf> {
    const problem = this.#lineProblem();
    if (problem !== null) throw new ContractFailure({ code: 'unavailable', message: problem });
    await Promise.all(ticket.legs.map(({ symbol }) => this.#parts.contracts.resolve(symbol)));
    const refusal = refusalOfRequest({ ...ticket, confirmed: 'market_combo' }, this.#parts.contracts);
    if (refusal !== null) throw new ContractFailure({ code: 'denied', message: refusal });
    const contract = contractOfLegs(ticket.legs, this.#parts.contracts);
    if (contract === null) throw new ContractFailure({ code: 'unavailable', message: 'the gateway does not name all of its legs' });
    return this.#whatIfs.ask(contract, gatewayOrderOf({ ...ticket, id: '' }, this.#parts.account()));
  }

  /** Goes through the broker's records, read whole: its executions into the books, then what became of each order of ours. */
  settleWith(records: BrokerRecords): SettledOrders {
    const settled = settleOrders(this.#room, records, (message) => this.#isOurAccount(message));
    this.#elsewhere.replace(settled.openElsewhere);
    this.#charges.retry();
    return settled;
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#whatIfs.lost();
    for (const kept of this.#room.orders.all()) kept.cancelWait?.();
  }

  #working(): readonly OrderAtBroker[] {
    return this.#room.orders.all().filter(({ order }) => !isTerminal(order.state));
  }

  /** Without its entry it would work by itself. */
  #entryProblem({ group }: Order): string | null {
    if (group?.parent === undefined) return null;
    const entry = this.#room.orders.get(group.parent);
    return entry === undefined || entry.number === null || isTerminal(entry.order.state) ? 'the entry that it waits for is not with the broker' : null;
  }

  #request(kept: OrderAtBroker, order: Order, transmit = true): Extract<GatewayRequest, { type: 'place_order' }> | string {
    const contract = contractOfLegs(order.legs, this.#parts.contracts);
    if (contract === null) return 'the gateway has not told its number of all legs';
    if (kept.number === null) return 'it has no number of this program at the gateway';
    return { type: 'place_order', orderId: kept.number, contract, order: this.#gatewayOrder(order, transmit) };
  }

  #gatewayOrder(order: Order, transmit = true): GatewayOrder {
    const placement = placementOf(order, transmit, (entry) => this.#parts.books.order(entry)?.brokerOrderId);
    return gatewayOrderOf(order, this.#parts.account(), placement);
  }

  #lineProblem(): string | null {
    const { state } = this.#parts.gateway;
    if (state.kind !== 'up') return NO_LINK;
    return state.servers === 'lost' ? 'the gateway has lost the broker’s servers' : null;
  }

  /** Why an order can only be ended elsewhere. A number means an order of our client id alone: of another's, it would hit the wrong one. */
  #foreignProblem({ order, clientId, number }: OrderAtBroker): string | null {
    const elsewhere = 'it can be changed and cancelled there, in TWS, or by cancelling every order of the account';
    if (order.adopted || number === null) return `it was made elsewhere: ${elsewhere}`;
    if (clientId === null || clientId === this.#parts.clientId) return null;
    return `it was sent by client id ${clientId}, and Interactive Brokers lets no other client touch it: ${elsewhere}`;
  }

  #neverSent(kept: OrderAtBroker, why: string): void {
    this.#room.tell(kept, { type: 'rejected', reason: NEVER_SENT + why });
  }

  #cancelRejected(kept: OrderAtBroker, reason: string): void {
    kept.cancelAsked = null;
    kept.doubts.delete('cancel');
    if (kept.order.state === 'PENDING_CANCEL') this.#room.tell(kept, { type: 'cancel_rejected', reason });
    else this.#parts.notice(`order ${kept.order.sequence} was not cancelled: ${reason}`);
  }

  #askExecutions(): void {
    if (this.#asking !== null) return;
    const { gateway, account } = this.#parts;
    const requestId = gateway.newRequestId();
    const sent: Sent = gateway.send({ type: 'executions', requestId, account: account(), since: null });
    if (sent !== 'down') this.#asking = { requestId, told: [] };
  }

  #executionsTold(): void {
    const told = this.#asking?.told ?? [];
    this.#asking = null;
    for (const record of inOrder(told)) this.#room.execution(record);
    this.#room.executionsTold();
  }

  #isOurAccount(account: string): boolean {
    const ours = this.#parts.account();
    return account === '' || ours === '' || account === ours;
  }

  #hear(message: GatewayMessage): void {
    switch (message.type) {
      case 'next_order_id':
        this.#highest = Math.max(this.#highest, message.orderId - 1);
        return;
      case 'open_order':
        return this.#openOrder(message);
      case 'order_status': {
        if (this.#whatIfs.isOne(message.orderId) && message.clientId === this.#parts.clientId) return;
        const kept = this.#room.find({ ...message, reference: '' });
        if (kept === undefined) return this.#elsewhere.status(message);
        this.#room.orders.learn(kept, message);
        return this.#room.status(kept, message);
      }
      case 'execution': {
        const record = { contract: message.contract, execution: message.execution, charge: null };
        if (!this.#isOurAccount(message.execution.account)) return;
        // What the records' reader asked for comes with the records.
        if (message.requestId === -1) this.#room.execution(record);
        else if (message.requestId === this.#asking?.requestId) this.#asking.told.push(record);
        return;
      }
      case 'executions_end':
        if (message.requestId === this.#asking?.requestId) this.#executionsTold();
        return;
      case 'commission':
        return this.#charges.heard(message.executionId, message.commission, message.currency);
      case 'error':
        return this.#error(message);
    }
  }

  #openOrder(message: Extract<GatewayMessage, { type: 'open_order' }>): void {
    const { orderId, permId, clientId, order, state } = message;
    if (order.whatIf || (clientId === this.#parts.clientId && this.#whatIfs.isOne(orderId))) return this.#whatIfs.answered(orderId, state);
    if (!this.#isOurAccount(order.account)) return;
    const kept = this.#room.find({ reference: order.reference, permId, clientId, orderId });
    if (kept === undefined) {
      const record = { ...message, filled: null };
      this.#elsewhere.open(record);
      return this.#parts.foreign({ type: 'open_order', record });
    }
    this.#room.orders.learn(kept, message);
    if (kept.change !== null && isSameOrder(kept.change.order, order)) this.#room.changed(kept);
    this.#room.status(kept, { status: state.status, filled: null });
  }

  #error({ requestId, code, text }: Extract<GatewayMessage, { type: 'error' }>): void {
    if (requestId === this.#asking?.requestId) return this.#executionsTold();
    if (this.#whatIfs.isOne(requestId)) return this.#whatIfs.refused(requestId, code, text);
    const kept = this.#room.orders.numbered(requestId);
    if (kept === undefined) return;
    kept.heard = this.#room.stamp();
    const words = `"${brokerWords(text)}" (code ${code})`;
    const meaning = meaningOf(code, text);
    switch (meaning.kind) {
      case 'order_cancelled':
        return this.#room.cancelledBy(kept, brokerWords(text));
      case 'order_rejected':
      case 'no_contract':
      case 'bad_request':
      case 'read_only':
      case 'pacing':
        return this.#refused(kept, rejectionOf(code, text)?.text ?? words, meaning.kind === 'pacing');
      case 'change_refused':
        if (kept.change !== null) this.#room.changeRejected(kept, `the broker did not change it: ${words}`);
        return;
      case 'cancel_refused':
        return this.#cancelRefused(kept, text, words);
      case 'order_unknown':
        // A request about it that was on its way when it was refused or ended.
        if (isTerminal(kept.order.state)) return;
        this.#room.doubt(kept, 'place', `the gateway knows no order of its number: ${words}`);
        if (kept.change !== null) this.#room.changeRejected(kept, `the gateway does not know the order: ${words}`);
        if (kept.cancelAsked !== null) this.#cancelRejected(kept, `the gateway does not know the order: ${words}`);
        return;
      case 'order_warning':
      case 'order_held':
      case 'unknown':
        // Whether it works or not, its status says.
        if (meaning.kind === 'unknown' && !isTerminal(kept.order.state)) this.#room.explained(kept, words, kept.reason?.isRefusal ?? false);
        return this.#parts.notice(`order ${kept.order.sequence}: the broker says ${words}`);
      default:
        return;
    }
  }

  /** A refusal is of the newest request that is not answered. */
  #refused(kept: OrderAtBroker, reason: string, isOfOneMessage: boolean): void {
    if (isTerminal(kept.order.state)) return;
    if (kept.change !== null) return this.#room.changeRejected(kept, reason);
    if (standingOf(kept.order) === 'SUBMITTED') {
      kept.reason = { text: reason, isRefusal: true };
      this.#room.tell(kept, { type: 'rejected', reason });
      return;
    }
    if (isOfOneMessage && kept.cancelAsked !== null) return this.#cancelRejected(kept, reason);
    this.#room.explained(kept, reason, true);
  }

  #cancelRefused(kept: OrderAtBroker, text: string, words: string): void {
    if (isTerminal(kept.order.state) || kept.cancelAsked === null) return;
    // It was asked for twice, or too late: what it is said to be by now comes as its status.
    if (/state:? *(pending ?cancel|api ?cancell?ed|cancell?ed)/i.test(text)) return;
    if (/state:? *filled/i.test(text)) return this.#room.status(kept, { status: 'Filled', filled: null });
    this.#cancelRejected(kept, `the broker did not cancel it: ${words}`);
  }

  #turn(event: LinkEvent): void {
    switch (event.type) {
      case 'down':
        this.#asking = null;
        this.#whatIfs.lost();
        this.#room.finishAll();
        for (const kept of this.#working()) this.#leaveInDoubt(kept);
        return;
      case 'unsent':
        return this.#unsent(event.request);
      case 'up':
        return this.#connected();
      case 'servers_lost':
      case 'servers_back':
        return;
    }
  }

  #connected(): void {
    this.#room.connected();
    this.#parts.gateway.send({ type: 'next_order_id' });
  }

  #leaveInDoubt(kept: OrderAtBroker): void {
    const unanswered = 'the connection ended before the broker answered';
    if (standingOf(kept.order) === 'SUBMITTED') this.#room.doubt(kept, 'place', `it was sent and ${unanswered}`);
    if (kept.change !== null) this.#room.doubt(kept, 'change', `its change was sent and ${unanswered}`);
    if (kept.cancelAsked !== null) this.#room.doubt(kept, 'cancel', `its cancellation was sent and ${unanswered}`);
  }

  #unsent(request: GatewayRequest): void {
    if (request.type === 'executions' && request.requestId === this.#asking?.requestId) this.#asking = null;
    if (request.type === 'place_order' && request.order.whatIf) return this.#whatIfs.lost(request.orderId);
    if (request.type !== 'place_order' && request.type !== 'cancel_order') return;
    const kept = this.#room.orders.numbered(request.orderId);
    if (kept === undefined || isTerminal(kept.order.state)) return;
    const why = 'the connection ended before its turn came';
    if (request.type === 'cancel_order') {
      if (kept.cancelAsked !== null) this.#cancelRejected(kept, NEVER_SENT + why);
    } else if (kept.change !== null && standingOf(kept.order) !== 'SUBMITTED') this.#room.changeRejected(kept, NEVER_SENT + why);
    else if (standingOf(kept.order) === 'SUBMITTED') this.#neverSent(kept, why);
  }
}
