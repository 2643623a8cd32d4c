import { chargeId, type ExecutionCost } from '../../src-core/ledger/charges.ts';
import { movedOn } from '../../src-core/ledger/book.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { add, type Money, ZERO } from '../../src-core/money.ts';
import type { EpochMs } from '../../src-core/time.ts';

const FILL = 'fill:';

/** What executions cost by estimate, and what the broker charged for the same ones. */
export interface ChargeTotals {
  readonly estimated: Money;
  readonly charged: Money;
  /** Executions that both are of. */
  readonly executions: number;
  /** Executions whose charge the broker has not said. */
  readonly unreported: number;
}

/** What each execution cost, as the ledger has it. */
export class ExecutionCharges {
  readonly #costs = new Map<string, ExecutionCost>();

  /** Takes what is booked, in the order it was booked. */
  hear(transaction: LedgerTransaction): void {
    const { id, cause, tradeId, time } = transaction;
    if (cause === 'fill' && id.startsWith(FILL) && tradeId !== undefined) {
      this.#costs.set(id.slice(FILL.length), { tradeId, time, estimated: add(movedOn(transaction, 'commission'), movedOn(transaction, 'fees')), charged: null });
    } else if (cause === 'charge') {
      const executionId = id.slice(chargeId('').length);
      const cost = this.#costs.get(executionId);
      if (cost !== undefined) this.#costs.set(executionId, { ...cost, charged: add(cost.estimated, movedOn(transaction, 'commission')) });
    }
  }

  /** undefined where no such execution is booked. */
  of(executionId: string): ExecutionCost | undefined {
    return this.#costs.get(executionId);
  }

  /** Of what was executed since a moment. */
  since(from: EpochMs): ChargeTotals {
    let totals: ChargeTotals = { estimated: ZERO, charged: ZERO, executions: 0, unreported: 0 };
    for (const { time, estimated, charged } of this.#costs.values()) {
      if (time < from) continue;
      totals =
        charged === null
          ? { ...totals, unreported: totals.unreported + 1 }
          : { ...totals, estimated: add(totals.estimated, estimated), charged: add(totals.charged, charged), executions: totals.executions + 1 };
    }
    return totals;
  }
}
