import { ContractFailure } from '../../../src-core/contract/messages.ts';
import { isOpen, isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { Order, OrderId, TradeId } from '../../../src-core/orders/order.ts';
import { type EpochMs, SECOND } from '../../../src-core/time.ts';
import { deriveUuid } from '../../trading/derive-id.ts';
import type { OrderManager } from '../../trading/order-manager.ts';
import { hasLegs, type TargetTerms } from './target-terms.ts';

export type TargetOrders = Pick<OrderManager, 'place' | 'change' | 'cancel' | 'order'>;

/** Between attempts after one was refused. */
const AGAIN_MS = 30 * SECOND;
/** Between changes of one order. */
const FOLLOW_MS = SECOND;

/**
 * A trade's target as it rests with the broker: placed, changed when what is held changes, taken back. One command at a
 * time, and never a second order before the first is over. Cancelled by somebody else, it stays away until it is renewed.
 */
export class RestingTarget {
  readonly #orders: TargetOrders;
  readonly #tradeId: TradeId;
  readonly #changed: () => void;
  #id: OrderId | null;
  #number = 0;
  #isCommanding = false;
  #notBefore: EpochMs = Number.NEGATIVE_INFINITY;
  #text: string | null = null;
  /** The order that was or may be cancelled for a reason of ours. */
  #cancelled: OrderId | null;
  #isTakenAway = false;
  /** Its price is of an earlier plan. */
  #isRepriced = false;
  /** The order whose end was looked at. */
  #ended: OrderId | null = null;

  /** Goes on with the orders that stand under the trade's name. */
  constructor(orders: TargetOrders, tradeId: TradeId, kept: OrderId | null, changed: () => void) {
    this.#orders = orders;
    this.#tradeId = tradeId;
    this.#changed = changed;
    while (orders.order(this.#idOf(this.#number + 1)) !== undefined) this.#number += 1;
    this.#id = this.#number > 0 ? this.#idOf(this.#number) : kept;
    // Who cancelled it before a restart is not known.
    this.#cancelled = this.#id;
  }

  get id(): OrderId | null {
    return this.#id;
  }

  /** The newest order; null without one. */
  get order(): Order | null {
    return this.#id === null ? null : (this.#orders.order(this.#id) ?? null);
  }

  /** Something of it is with the broker, or is being asked for. */
  get works(): boolean {
    const { order } = this;
    return this.#isCommanding || (order !== null && !isTerminal(order.state));
  }

  /** Why it does not rest, or not as it should; null where nothing is to be said. */
  get text(): string | null {
    return this.#text;
  }

  /** Should its order be cancelled now, then it was not by somebody who wants it away. */
  excuse(): void {
    this.#cancelled = this.#id;
  }

  /** The trader wants it again. */
  renew(): void {
    this.#cancelled = this.#id;
    this.#isTakenAway = false;
    this.#isRepriced = true;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    this.#text = null;
  }

  /** Has it rest on these terms; null: not at all. */
  want(terms: TargetTerms | null, now: EpochMs): void {
    if (this.#isCommanding) return;
    const { order } = this;
    if (order !== null && !isTerminal(order.state)) {
      if (terms === null) this.#cancel(order, now);
      else if (isOpen(order.state) && now >= this.#notBefore) this.#follow(order, terms, now);
      return;
    }
    if (order !== null) this.#lookAtEnd(order, now);
    if (terms !== null && !this.#isTakenAway && now >= this.#notBefore) this.#place(terms, now);
  }

  #lookAtEnd({ id, state, reason }: Order, now: EpochMs): void {
    if (this.#ended === id) return;
    this.#ended = id;
    if (state === 'CANCELED' && this.#cancelled !== id) {
      this.#isTakenAway = true;
      this.#text = 'the order of its target was cancelled; set the exits again to have it rest';
    } else if (state === 'REJECTED' || state === 'EXPIRED') {
      this.#refused(reason ?? `order ${state.toLowerCase()}`, now);
    } else return;
    this.#changed();
  }

  #place({ underlying, legs, quantity, limit }: TargetTerms, now: EpochMs): void {
    this.#number += 1;
    const id = this.#idOf(this.#number);
    this.#id = id;
    this.#isRepriced = false;
    const asked = this.#orders.place({ id, tradeId: this.#tradeId, underlying, legs, quantity, terms: { type: 'limit', limit }, timeInForce: 'DAY', source: 'automated', purpose: 'exit' });
    this.#command(asked, (error) => {
      if (error instanceof ContractFailure && error.code === 'conflict' && error.field === 'id') return;
      // What was refused before it was written never was: a gap in its numbers would hide the later ones at a restart.
      if (this.#orders.order(id) === undefined) this.#number -= 1;
      this.#refused(error, now);
    });
  }

  /** What of it filled is no longer held; that its fees are booked by then does not move its price. */
  #follow(order: Order, terms: TargetTerms, now: EpochMs): void {
    if (!hasLegs(order, terms)) {
      this.#cancel(order, now);
      return;
    }
    const { filledQuantity } = order;
    const quantity = filledQuantity + terms.quantity;
    const limit = order.terms.type === 'limit' ? order.terms.limit : null;
    if (quantity === order.quantity && (limit === terms.limit || (filledQuantity > 0 && !this.#isRepriced))) return;
    this.#isRepriced = false;
    this.#notBefore = now + FOLLOW_MS;
    const asked = this.#orders.change(order.id, { terms: { type: 'limit', limit: terms.limit }, quantity });
    this.#command(asked, (error) => this.#refused(error, now));
  }

  #cancel(order: Order, now: EpochMs): void {
    if (order.state === 'PENDING_CANCEL') return;
    this.#cancelled = order.id;
    // One that is over by now has its answer.
    this.#command(this.#orders.cancel(order.id), (error) => {
      if (!(error instanceof ContractFailure && error.code === 'conflict')) this.#refused(error, now);
    });
  }

  #refused(error: unknown, now: EpochMs): void {
    this.#text = `its target does not rest: ${error instanceof Error ? error.message : String(error)}`;
    this.#notBefore = now + AGAIN_MS;
  }

  #idOf(number: number): OrderId {
    return deriveUuid(`exit:${this.#tradeId}:target:${number}`);
  }

  #command(asked: Promise<unknown>, failed: (error: unknown) => void): void {
    this.#isCommanding = true;
    void asked
      .then(() => {
        this.#text = null;
      }, failed)
      .finally(() => {
        this.#isCommanding = false;
        this.#changed();
      });
  }
}
