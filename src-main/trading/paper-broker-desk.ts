import type { BrokerView, Reconciliation, VendorGreeks, WhatIf } from '../../src-core/contract/broker.ts';
import { ContractFailure } from '../../src-core/contract/messages.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import { ZERO } from '../../src-core/money.ts';
import type { Clock } from '../../src-core/time.ts';
import type { Broker } from './broker.ts';
import type { BrokerDesk } from './broker-desk.ts';
import type { OrderManager } from './order-manager.ts';
import { differenceOf } from './reconciliation.ts';

export interface PaperBrokerDeskParts {
  readonly account: { readonly number: string; readonly kind: 'paper' | 'live' };
  readonly orders: Pick<OrderManager, 'working' | 'pending'>;
  readonly broker: Pick<Broker, 'working'>;
  /** The gateway and its feed, where the market is theirs. */
  readonly market: () => Pick<BrokerView, 'gateway' | 'data'>;
  readonly vendorGreeks: (underlying: Underlying) => VendorGreeks;
  readonly cancelAll: () => number;
  readonly retry: () => void;
  /** The machine's. */
  readonly clock: Clock;
  readonly newId: () => string;
}

/** The paper broker, whose records are the books: what can differ is which orders work. */
export class PaperBrokerDesk implements BrokerDesk {
  readonly #parts: PaperBrokerDeskParts;
  readonly #listeners = new Set<() => void>();
  #newest: Reconciliation | null = null;

  constructor(parts: PaperBrokerDeskParts) {
    this.#parts = parts;
  }

  view(): BrokerView {
    const { account, market } = this.#parts;
    return {
      broker: 'paper',
      account: { ...account, currency: 'USD', values: null, valuesAt: null },
      ...market(),
      orders: { ban: null, resting: [], asOf: null },
      reconciliation: this.#newest,
      charges: { estimated: ZERO, charged: ZERO, executions: 0, unreported: 0 },
    };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async reconcile(cause: Reconciliation['cause']): Promise<Reconciliation> {
    const { broker, clock, newId, orders } = this.#parts;
    const began = clock.now();
    await orders.pending();
    const books = orders.working();
    const { alike, unknown, stray } = differenceOf(books, await broker.working());
    const difference = { explanation: 'The paper broker lives in this program: only a fault of the program does this.', rule: 'Told, and left alone.', outcome: 'left', choices: [] } as const;
    this.#newest = {
      id: newId(),
      began,
      ended: clock.now(),
      cause,
      failure: null,
      compared: { orders: alike + unknown.length + stray.length, executions: 0, positions: 0 },
      differences: [
        ...unknown.map((order) => ({ ...difference, choices: [], id: order.id, kind: 'order_not_at_broker' as const, subject: `order ${order.sequence}`, books: order.state, broker: 'nothing' })),
        ...stray.map((id) => ({ ...difference, choices: [], id, kind: 'order_not_in_books' as const, subject: `order ${id}`, books: 'nothing', broker: 'works' })),
      ],
    };
    for (const listener of this.#listeners) listener();
    return this.#newest;
  }

  async settle(id: string): Promise<void> {
    throw new ContractFailure({ code: 'not_found', field: 'id', message: `id: no difference ${id} waits for a decision` });
  }

  cancelAccount(): number {
    return this.#parts.cancelAll();
  }

  retry(): void {
    this.#parts.retry();
  }

  async whatIf(): Promise<WhatIf> {
    throw new ContractFailure({ code: 'unavailable', message: 'the paper broker computes no margin of its own: the preview shows what this account is held to' });
  }

  vendorGreeks(underlying: Underlying): VendorGreeks {
    return this.#parts.vendorGreeks(underlying);
  }
}

/** What there is to say of the broker's Greeks where the market is not the broker's. */
export function noVendorGreeks(underlying: Underlying): VendorGreeks {
  return { underlying, reason: 'Only the Interactive Brokers feed brings Greeks of its own; this market is another.', rows: [] };
}
