import type { Underlying } from '../instruments/instrument.ts';
import type { Money } from '../money.ts';
import type { OrderLeg, TradeId } from '../orders/order.ts';
import type { EpochMs } from '../time.ts';

export type TradeStatus = 'pending' | 'open' | 'closed' | 'settled' | 'cancelled' | 'rejected' | 'expired';

/** One package from its opening order to its close or settlement. */
export interface Trade {
  readonly id: TradeId;
  readonly underlying: Underlying;
  /** "iron condor", "bull put spread", "long call", "custom" … */
  readonly strategy: string;
  /** Legs and ratios of one package, as opened. */
  readonly legs: readonly OrderLeg[];
  readonly source: 'manual' | 'automated';
  /** The signal that its opening order acted on. */
  readonly signalId?: string | undefined;
  readonly status: TradeStatus;
  readonly openedAt: EpochMs;
  readonly closedAt?: EpochMs | undefined;
  /** Packages opened and closed so far. */
  readonly openedQuantity: number;
  readonly closedQuantity: number;
  /** Net debits of all opening and all closing fills, times 100 shares times packages. */
  readonly openCost: Money;
  readonly closeCost: Money;
  /** The same fills at the mid and at the natural price, for P&L told three ways. */
  readonly optimisticCost: Money;
  readonly pessimisticCost: Money;
  readonly realised: Money;
  readonly commission: Money;
  readonly fees: Money;
}
