import type { Reconciliation } from '../../../src-core/contract/broker.ts';
import { type Money, ZERO } from '../../../src-core/money.ts';
import type { OrderId, Side } from '../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../src-core/time.ts';

/**
 * What became of a broker's execution. order: it is of an order in the books. before: it was made before these books began,
 * and is in their opening. loose: its legs make no whole packages yet. not_modelled: of an instrument that is not traded here.
 */
export const EXECUTION_STANDINGS = ['order', 'before', 'loose', 'not_modelled'] as const;
export type ExecutionStanding = (typeof EXECUTION_STANDINGS)[number];

/** An execution as the broker told of it. */
export interface SeenExecution {
  readonly id: string;
  /** In the books; null where it is of no order there. */
  readonly orderId: OrderId | null;
  readonly permId: number;
  /** The OCC symbol, or what the broker calls an instrument that is none of this program's. */
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  /** Dollars per share. */
  readonly price: Money;
  readonly time: EpochMs;
  readonly exchange: string;
  /** As it was charged; null until that is reported. */
  readonly charge: { readonly amount: number; readonly currency: string } | null;
  readonly standing: ExecutionStanding;
}

/** What books and broker are known to differ by, and a person has left so or not decided on. */
export interface StandingDifferences {
  /** Units that the broker has more, by instrument. */
  readonly positions: Readonly<Record<string, number>>;
  /** Dollars that the broker has more. */
  readonly cash: Money;
  /** Differences that a person has left as they are. */
  readonly left: readonly string[];
}

export const NOTHING_STANDS: StandingDifferences = { positions: {}, cash: ZERO, left: [] };

export interface KeptReconciliation {
  readonly reconciliation: Reconciliation;
  readonly standing: StandingDifferences;
}

/** What a live broker needs to remember, of one account. One call is one write; resolved means on disk. */
export interface BrokerJournal {
  /** Adds executions, and what has come to be known of those that are there. */
  keepExecutions(executions: readonly SeenExecution[]): Promise<void>;
  keepReconciliation(kept: KeptReconciliation): Promise<void>;
  /** The newest comparison; null before the first. */
  newestReconciliation(): Promise<KeptReconciliation | null>;
  /** When the newest execution was made; null where none was told of. */
  lastExecution(): Promise<EpochMs | null>;
  /** Executions made since a moment. */
  executionsSince(time: EpochMs): Promise<readonly Pick<SeenExecution, 'id' | 'orderId' | 'standing'>[]>;
}
