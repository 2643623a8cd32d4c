import { type Money, negate, subtract } from '../money.ts';
import type { TradeId } from '../orders/order.ts';
import type { EpochMs } from '../time.ts';
import { balanced } from './book.ts';
import type { LedgerTransaction } from './transaction.ts';

/** What an execution cost: by the fee schedule when it was booked, and as the broker said later. Positive amounts to pay. */
export interface ExecutionCost {
  readonly tradeId: TradeId;
  /** When it was executed. */
  readonly time: EpochMs;
  /** Commission and fees together. */
  readonly estimated: Money;
  /** null until the broker has said it. */
  readonly charged: Money | null;
}

/** The id under which the charge of an execution is booked, once. */
export function chargeId(executionId: string): string {
  return `charge:${executionId}`;
}

/**
 * What a broker charged for an execution beyond what was booked for it; negative for less. It is commission: a broker names
 * its parts no further. It is of the moment of the execution, so that its day has it. No entries where both are the same.
 */
export function chargeTransaction(executionId: string, { tradeId, time, estimated }: ExecutionCost, charged: Money, reason: string | undefined): LedgerTransaction {
  const difference = subtract(charged, estimated);
  return {
    id: chargeId(executionId),
    time,
    cause: 'charge',
    tradeId,
    ...(reason === undefined ? {} : { reason }),
    entries: balanced([
      { account: 'cash', amount: negate(difference) },
      { account: 'commission', amount: difference },
    ]),
  };
}
