import type { GatewayContract, GatewayOrder } from '../../../src-main/ibkr/gateway.ts';
import { errorMessage, type Tell } from './client-line.ts';
import type { ContractBook } from './contracts.ts';
import { type ModelOrder, openOrderMessage, statusMessage } from './model-order.ts';
import { READ_ONLY, type Refusal, resolve, termsRefused } from './order-checks.ts';

/** How the gateway takes orders; a test may change each at any time. */
export interface OrderManners {
  /** "Read-Only API" is ticked in its settings. */
  isReadOnly: boolean;
  /** A cancel stays PendingCancel until confirmCancels. */
  holdsCancels: boolean;
  /** Orders stay PendingSubmit until accept: they have not reached the exchange. */
  holdsAcceptance: boolean;
  /** 'new' answers a cancel that cannot be with 10147 and 10148, 'old' with 135 and 161. */
  cancelCodes: 'new' | 'old';
}

/** What becomes of the next order, or change of one, that is otherwise good. */
export interface PlannedRejection extends Refusal {
  /** What the order is left as; null: only the error comes, and the order never was. Of a change it means nothing: the order stays as it was. */
  readonly status: 'Inactive' | 'Cancelled' | null;
  readonly of: 'order' | 'change';
}

export interface OrderBookParts {
  readonly book: ContractBook;
  readonly tell: Tell;
  readonly accounts: readonly string[];
  readonly manners: OrderManners;
  /** Whether the broker's servers are reached. */
  readonly reaches: () => boolean;
  readonly whatIf: (order: ModelOrder) => void;
  /** An order works now, or its terms are others. */
  readonly works: (order: ModelOrder) => void;
}

/** Orders of every client, working and over. Ids are each client's own. */
export class OrderBook {
  readonly planned: PlannedRejection[] = [];
  readonly #parts: OrderBookParts;
  readonly #orders: ModelOrder[] = [];
  readonly #byKey = new Map<string, ModelOrder>();
  readonly #nextIds = new Map<number, number>();
  #firstId: number;
  #permIds = 1_438_000_000;

  constructor(parts: OrderBookParts, firstOrderId: number) {
    this.#parts = parts;
    this.#firstId = firstOrderId;
  }

  get all(): readonly ModelOrder[] {
    return this.#orders;
  }

  /** What works at the broker; what waits untransmitted at the gateway is none of its. */
  get open(): readonly ModelOrder[] {
    return this.#orders.filter((order) => order.completedStatus === null && !order.isHeld);
  }

  nextId(clientId: number): number {
    return this.#nextIds.get(clientId) ?? this.#firstId;
  }

  /** The one that has the id now: of any client where none is said. */
  find(orderId: number, clientId: number | null = null): ModelOrder | null {
    if (clientId !== null) return this.#byKey.get(`${clientId}:${orderId}`) ?? null;
    return this.#orders.findLast((order) => order.orderId === orderId) ?? null;
  }

  /** The gateway begins anew: ids are issued from there, even if lower than before, and those of orders that are over may come again. */
  restart(nextOrderId: number): void {
    this.#firstId = nextOrderId;
    this.#nextIds.clear();
    for (const [key, order] of this.#byKey) if (order.completedStatus !== null) this.#byKey.delete(key);
    for (const order of this.#orders) if (order.isHeld && order.completedStatus === null) this.end(order, 'ApiCancelled', 'Cancelled by System');
  }

  /** What is over is forgotten. */
  endDay(): void {
    const left = this.open;
    this.#orders.length = 0;
    this.#orders.push(...left);
  }

  place(clientId: number, orderId: number, contract: GatewayContract, order: GatewayOrder): void {
    const { manners, accounts, tell, book } = this.#parts;
    const refuse = ({ code, text }: Refusal): void => tell(clientId, errorMessage(orderId, code, text), 'event');
    if (manners.isReadOnly) return refuse(READ_ONLY);
    const known = this.#byKey.get(`${clientId}:${orderId}`);
    if (known !== undefined && !order.whatIf) return this.#change(known, contract, order);
    if (orderId < this.nextId(clientId)) return refuse({ code: 103, text: 'Duplicate order id' });
    const account = order.account === '' && accounts.length === 1 ? (accounts[0] ?? '') : order.account;
    if (account === '') return refuse({ code: 435, text: 'You must specify an account.' });
    if (!accounts.includes(account)) return refuse({ code: 321, text: "Error validating request.-'bH' : cause - Invalid account code" });
    const resolved = resolve(book, contract);
    if ('code' in resolved) return refuse(resolved);
    const bad = termsRefused(order, contract.secType === 'BAG');
    if (bad !== null) return refuse(bad);
    const parent = order.parentId === 0 ? null : (this.#byKey.get(`${clientId}:${order.parentId}`) ?? null);
    if (order.parentId !== 0 && parent === null) return refuse({ code: 10_006, text: 'Missing parent order' });
    this.#nextIds.set(clientId, orderId + 1);
    const made = this.#make(clientId, orderId, resolved, { ...order, account });
    if (order.whatIf) return this.#parts.whatIf(made);
    const rejection = this.#planned('order');
    if (rejection !== null && rejection.status === null) return refuse(rejection);
    this.#orders.push(made);
    this.#byKey.set(`${clientId}:${orderId}`, made);
    if (rejection !== null) {
      refuse(rejection);
      this.end(made, rejection.status ?? 'Cancelled', `Cancelled by System:${rejection.text}`);
      return;
    }
    made.isHeld = !order.transmit;
    made.waitsForParent = parent !== null && parent.status !== 'Filled';
    if (!made.isHeld) for (const one of this.#familyOf(made)) this.#send(one);
  }

  /** Made in TWS by hand, or by another program that is not connected: nobody here is told of it. */
  placeElsewhere(contract: GatewayContract, order: GatewayOrder, clientId: number, orderId: number): ModelOrder {
    const resolved = resolve(this.#parts.book, contract);
    if ('code' in resolved) throw new RangeError(resolved.text);
    const made = this.#make(clientId, orderId, resolved, { ...order, account: order.account === '' ? (this.#parts.accounts[0] ?? '') : order.account });
    made.status = 'Submitted';
    this.#orders.push(made);
    if (orderId !== 0) this.#byKey.set(`${clientId}:${orderId}`, made);
    return made;
  }

  cancel(clientId: number, orderId: number): void {
    const { manners, tell } = this.#parts;
    if (manners.isReadOnly) return tell(clientId, errorMessage(orderId, READ_ONLY.code, READ_ONLY.text), 'event');
    const order = this.#byKey.get(`${clientId}:${orderId}`);
    const isOld = manners.cancelCodes === 'old';
    if (order === undefined) {
      const refusal = isOld ? { code: 135, text: `Can't find order with id =${orderId}` } : { code: 10_147, text: `OrderId ${orderId} that needs to be cancelled is not found.` };
      return tell(clientId, errorMessage(orderId, refusal.code, refusal.text), 'event');
    }
    if (order.completedStatus !== null) {
      const refusal = isOld
        ? { code: 161, text: `Cancel attempted when order is not in a cancellable state.  Order permId =${order.permId}` }
        : { code: 10_148, text: `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${order.status}.` };
      return tell(clientId, errorMessage(orderId, refusal.code, refusal.text), 'event');
    }
    this.#cancel(order);
  }

  cancelEverything(clientId: number): void {
    if (this.#parts.manners.isReadOnly) return this.#parts.tell(clientId, errorMessage(-1, READ_ONLY.code, READ_ONLY.text), 'event');
    for (const order of this.#orders.filter(({ completedStatus }) => completedStatus === null)) if (order.completedStatus === null) this.#cancel(order);
  }

  /** Every cancel that was held goes through now; the result is how many. */
  confirmCancels(): number {
    const waiting = this.#orders.filter((order) => order.isCancelling && order.completedStatus === null);
    for (const order of waiting) this.cancelled(order);
    return waiting.length;
  }

  /** The exchange takes what stood PendingSubmit. */
  accept(order: ModelOrder): void {
    if (order.completedStatus !== null || order.status !== 'PendingSubmit') return;
    order.status = this.#restingStatus(order);
    this.say(order);
    this.#parts.works(order);
  }

  /** Taken from the market without being over: TWS shows it Inactive until it is changed or cancelled. */
  deactivate(order: ModelOrder, whyHeld: string): void {
    order.status = 'Inactive';
    order.whyHeld = whyHeld;
    this.say(order);
  }

  /** Its open order and its status. */
  say(order: ModelOrder): void {
    this.#parts.tell(order.clientId, openOrderMessage(order), 'event');
    this.#parts.tell(order.clientId, statusMessage(order), 'event');
  }

  /** Cancelled for whatever reason: itself, then what hangs on it. */
  cancelled(order: ModelOrder, why = 'Cancelled by Trader'): void {
    const status = order.status === 'PendingSubmit' || order.isHeld ? 'ApiCancelled' : 'Cancelled';
    this.end(order, status, why);
    this.#parts.tell(order.clientId, errorMessage(order.orderId, 202, 'Order Canceled - reason:'), 'event');
    if (order.filled === 0) for (const child of this.childrenOf(order)) this.cancelled(child, why);
  }

  end(order: ModelOrder, status: string, why: string): void {
    order.status = status;
    order.whyHeld = '';
    order.completedStatus = why;
    if (status === 'Inactive') this.#parts.tell(order.clientId, openOrderMessage(order), 'event');
    this.#parts.tell(order.clientId, statusMessage(order), 'event');
  }

  childrenOf(order: ModelOrder): readonly ModelOrder[] {
    if (order.orderId === 0) return [];
    return this.#orders.filter((child) => child.clientId === order.clientId && child.order.parentId === order.orderId && child.completedStatus === null);
  }

  /** A child whose parent filled. */
  release(order: ModelOrder): void {
    order.waitsForParent = false;
    if (order.isHeld) return;
    order.status = this.#restingStatus(order);
    this.say(order);
    this.#parts.works(order);
  }

  #change(known: ModelOrder, contract: GatewayContract, order: GatewayOrder): void {
    const { tell, book } = this.#parts;
    const refuse = ({ code, text }: Refusal): void => tell(known.clientId, errorMessage(known.orderId, code, text), 'event');
    if (known.completedStatus !== null) return refuse(known.status === 'Filled' ? { code: 104, text: 'Cannot modify a filled order.' } : { code: 103, text: 'Duplicate order id' });
    const resolved = resolve(book, contract);
    const isSame = !('code' in resolved) && sameLegs(known, resolved) && known.order.action === order.action && (order.account === '' || order.account === known.order.account);
    if (!isSame) return refuse({ code: 105, text: 'Order being modified does not match original order' });
    const bad = termsRefused(order, contract.secType === 'BAG') ?? (order.quantity < known.filled || known.isCancelling ? { code: 201, text: 'Order rejected - reason:Cannot change the order in its state' } : this.#planned('change'));
    if (bad !== null) {
      refuse(bad);
      if (!known.isHeld) this.say(known);
      return;
    }
    known.order = { ...order, account: known.order.account, parentId: known.order.parentId };
    if (known.isHeld) {
      known.isHeld = !order.transmit;
      if (!known.isHeld) for (const one of this.#familyOf(known)) this.#send(one);
      return;
    }
    if (known.status === 'Inactive') known.status = this.#restingStatus(known);
    known.waitsForStop = order.type === 'STP' || order.type === 'STP LMT';
    // What is filled already may be all that it is of now.
    if (order.quantity === known.filled) {
      known.status = 'Filled';
      known.completedStatus = `Filled Size: ${known.filled}`;
      return this.say(known);
    }
    this.say(known);
    this.#parts.works(known);
  }

  #make(clientId: number, orderId: number, resolved: Pick<ModelOrder, 'contract' | 'legs'>, order: GatewayOrder): ModelOrder {
    this.#permIds += 1;
    return {
      permId: this.#permIds,
      orderId,
      clientId,
      contract: resolved.contract,
      legs: resolved.legs,
      order,
      status: 'PendingSubmit',
      filled: 0,
      paid: 0,
      whyHeld: '',
      warning: '',
      isHeld: false,
      waitsForParent: false,
      waitsForStop: order.type === 'STP' || order.type === 'STP LMT',
      isCancelling: false,
      completedStatus: null,
    };
  }

  #send(order: ModelOrder): void {
    order.isHeld = false;
    if (!this.#parts.reaches() || this.#parts.manners.holdsAcceptance) {
      order.status = 'PendingSubmit';
      this.say(order);
      return;
    }
    order.status = 'PreSubmitted';
    order.whyHeld = order.waitsForParent ? 'child' : order.waitsForStop ? 'trigger' : '';
    this.say(order);
    const resting = this.#restingStatus(order);
    if (resting !== 'PreSubmitted') {
      order.status = resting;
      this.say(order);
    }
    this.#parts.works(order);
  }

  #restingStatus(order: ModelOrder): string {
    order.whyHeld = order.waitsForParent ? 'child' : order.waitsForStop ? 'trigger' : '';
    return order.waitsForParent || order.waitsForStop ? 'PreSubmitted' : 'Submitted';
  }

  /** The order and what was held for it: its parent first, then its brothers. */
  #familyOf(order: ModelOrder): readonly ModelOrder[] {
    if (order.order.parentId === 0) return [order];
    const parent = this.#byKey.get(`${order.clientId}:${order.order.parentId}`);
    if (parent === undefined) return [order];
    return [parent, ...this.childrenOf(parent)].filter((one) => one === order || (one.isHeld && one.completedStatus === null));
  }

  #cancel(order: ModelOrder): void {
    if (this.#parts.manners.holdsCancels && !order.isHeld) {
      order.isCancelling = true;
      order.status = 'PendingCancel';
      this.#parts.tell(order.clientId, statusMessage(order), 'event');
      return;
    }
    this.cancelled(order);
  }

  #planned(of: 'order' | 'change'): PlannedRejection | null {
    const at = this.planned.findIndex((rejection) => rejection.of === of);
    return at < 0 ? null : (this.planned.splice(at, 1)[0] ?? null);
  }
}

function sameLegs(known: ModelOrder, resolved: Pick<ModelOrder, 'legs'>): boolean {
  return (
    known.legs.length === resolved.legs.length &&
    known.legs.every((leg, at) => {
      const other = resolved.legs[at];
      return other !== undefined && leg.contract.conId === other.contract.conId && leg.ratio === other.ratio && leg.sign === other.sign;
    })
  );
}
