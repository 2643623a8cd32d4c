import type { BrokerView, DifferenceChoice, Reconciliation, VendorGreeks, WhatIf } from '../../src-core/contract/broker.ts';
import type { Underlying } from '../../src-core/instruments/instrument.ts';
import type { OrderRequest } from '../../src-core/orders/order.ts';

/** The broker as a person asks it, beside orders. Failures are ContractFailures. */
export interface BrokerDesk {
  view(): BrokerView;
  /** Hears when the view may have changed. The result ends it. */
  subscribe(listener: () => void): () => void;
  /** Compares the broker's records with the books; asked while one runs it is that one. Fails with 'unavailable'. */
  reconcile(cause: Reconciliation['cause']): Promise<Reconciliation>;
  /** Decides about a difference. Fails with 'not_found' or 'conflict'. */
  settle(id: string, choice: DifferenceChoice): Promise<void>;
  /** Tells the broker to cancel every order of the account, before it returns; how many rest there as far as is known. Fails with 'unavailable'. */
  cancelAccount(): number;
  retry(): void;
  /** Fails with 'unavailable', or 'denied' with the broker's words. */
  whatIf(ticket: Pick<OrderRequest, 'underlying' | 'legs' | 'quantity' | 'terms' | 'timeInForce'>): Promise<WhatIf>;
  vendorGreeks(underlying: Underlying): VendorGreeks;
}
