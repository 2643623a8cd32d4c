import type { Underlying } from '../../../src-core/instruments/instrument.ts';
import type { Holding } from '../../../src-core/ledger/holding.ts';
import type { Trade } from '../../../src-core/ledger/trade.ts';
import { add, CENT, type Money, money, subtract } from '../../../src-core/money.ts';
import { isTerminal } from '../../../src-core/orders/life-cycle.ts';
import type { Order, OrderId, OrderLeg, TradeId } from '../../../src-core/orders/order.ts';
import { type EpochMs, SECOND } from '../../../src-core/time.ts';
import { deriveUuid } from '../../trading/derive-id.ts';
import type { OrderManager } from '../../trading/order-manager.ts';
import { oppositeOf } from '../closing-legs.ts';

export type TargetOrders = Pick<OrderManager, 'place' | 'cancel' | 'order'>;

/** What is to rest: the whole of what is held, taken back at a net at which the target is reached. */
export interface TargetTerms {
  readonly underlying: Underlying;
  readonly legs: readonly OrderLeg[];
  readonly quantity: number;
  readonly limit: Money;
}

/** Between attempts after one was refused. */
const AGAIN_MS = 30 * SECOND;
const SHARES_A_CONTRACT = 100;

/** null where the trade holds nothing but shares, which no target is set on. */
export function targetTerms(trade: Trade, holdings: readonly Holding[], target: Money): TargetTerms | null {
  const { legs, quantity } = oppositeOf(holdings);
  if (legs.length === 0 || legs.some(({ symbol }) => symbol === (trade.underlying as string))) return null;
  const basis = add(...holdings.map(({ costBasis }) => costBasis));
  const brings = subtract(add(target, basis, trade.commission, trade.fees), trade.realised);
  const net = -brings / (quantity * SHARES_A_CONTRACT);
  return { underlying: trade.underlying, legs, quantity, limit: money(Math.floor(net / CENT) * CENT) };
}

/** A trade's target as it rests with the broker: placed, replaced when what is held changes, taken back. One command at a time. */
export class RestingTarget {
  readonly #orders: TargetOrders;
  readonly #tradeId: TradeId;
  readonly #changed: () => void;
  #id: OrderId | null;
  #number = 0;
  #isCommanding = false;
  #notBefore: EpochMs = Number.NEGATIVE_INFINITY;
  #text: string | null = null;

  constructor(orders: TargetOrders, tradeId: TradeId, id: OrderId | null, changed: () => void) {
    this.#orders = orders;
    this.#tradeId = tradeId;
    this.#id = id;
    this.#changed = changed;
    while (orders.order(this.#idOf(this.#number + 1)) !== undefined) this.#number += 1;
  }

  /** The order that rests, or is on its way to; null without one. */
  get order(): Order | null {
    const order = this.#id === null ? undefined : this.#orders.order(this.#id);
    return order === undefined || isTerminal(order.state) ? null : order;
  }

  get id(): OrderId | null {
    return this.#id;
  }

  /** Something of it is with the broker, or is being asked for. */
  get works(): boolean {
    return this.#isCommanding || this.order !== null;
  }

  /** Why it does not rest; null where nothing is to be said. */
  get text(): string | null {
    return this.#text;
  }

  /** Has it rest on these terms; null: not at all. */
  want(terms: TargetTerms | null, now: EpochMs): void {
    if (this.#isCommanding) return;
    const { order } = this;
    if (order !== null) {
      if ((terms === null || !isSame(order, terms)) && order.state !== 'PENDING_CANCEL') this.#command(this.#orders.cancel(order.id), now);
      return;
    }
    if (terms === null || now < this.#notBefore) return;
    this.#number += 1;
    const id = this.#idOf(this.#number);
    this.#id = id;
    const { underlying, legs, quantity, limit } = terms;
    this.#command(
      this.#orders.place({ id, tradeId: this.#tradeId, underlying, legs, quantity, terms: { type: 'limit', limit }, timeInForce: 'DAY', source: 'automated', purpose: 'exit' }),
      now,
    );
  }

  #idOf(number: number): OrderId {
    return deriveUuid(`exit:${this.#tradeId}:target:${number}`);
  }

  #command(asked: Promise<unknown>, now: EpochMs): void {
    this.#isCommanding = true;
    void asked
      .then(
        () => {
          this.#text = null;
        },
        (error: unknown) => {
          this.#text = error instanceof Error ? error.message : String(error);
          this.#notBefore = now + AGAIN_MS;
        },
      )
      .finally(() => {
        this.#isCommanding = false;
        this.#changed();
      });
  }
}

function isSame({ legs, quantity, filledQuantity, terms }: Order, wanted: TargetTerms): boolean {
  return (
    quantity - filledQuantity === wanted.quantity &&
    terms.type === 'limit' &&
    terms.limit === wanted.limit &&
    legs.length === wanted.legs.length &&
    legs.every((leg) => wanted.legs.some((other) => other.symbol === leg.symbol && other.side === leg.side && other.ratio === leg.ratio))
  );
}
