import { fromDollars } from '../../../src-core/money.ts';
import type { OrderId } from '../../../src-core/orders/order.ts';
import { SECOND } from '../../../src-core/time.ts';
import type { Pacer } from '../../market-data/session-pump.ts';
import type { ExecutionRecord } from '../broker-records.ts';
import type { ContractBook } from '../contract-book.ts';
import type { GatewayMessage } from '../gateway.ts';
import type { BrokerJournal, ExecutionStanding, SeenExecution } from './broker-journal.ts';

export interface ExecutionLogParts {
  readonly journal: Pick<BrokerJournal, 'keepExecutions'>;
  readonly contracts: Pick<ContractBook, 'learn'>;
  readonly pacer: Pacer;
  readonly isOurAccount: (account: string) => boolean;
  /** The order in the books that an execution is of; null where it is of none. */
  readonly orderOf: (execution: ExecutionRecord['execution']) => OrderId | null;
  readonly notice: (text: string) => void;
}

/** How long executions gather before they are written together. */
const GATHER_MS = SECOND;

/** Keeps every execution of the account that the broker tells of, a moment after it came, with what it charged for it. */
export class ExecutionLog {
  readonly #parts: ExecutionLogParts;
  readonly #kept = new Map<string, SeenExecution>();
  readonly #waiting = new Set<string>();
  #cancelTimer: (() => void) | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: ExecutionLogParts) {
    this.#parts = parts;
  }

  /** Combinations' summaries are left out: their legs are told one by one. */
  hear(message: GatewayMessage): void {
    if (message.type === 'execution') {
      const { contract, execution } = message;
      if (contract.secType !== 'BAG' && this.#parts.isOurAccount(execution.account) && !this.#kept.has(execution.id)) this.#take({ contract, execution, charge: null }, null);
    } else if (message.type === 'commission') {
      const known = this.#kept.get(message.executionId);
      if (known === undefined || (known.charge?.amount === message.commission && known.charge.currency === message.currency)) return;
      this.#put({ ...known, charge: { amount: message.commission, currency: message.currency } });
    }
  }

  /** Says what became of an execution. */
  stand(record: ExecutionRecord, standing: ExecutionStanding): void {
    const known = this.#kept.get(record.execution.id);
    if (known?.standing !== standing || (known.orderId === null && standing === 'order')) this.#take(record, standing);
  }

  /** What waits is on disk, or cannot be written for now. Never rejects. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const executions = [...this.#waiting].flatMap((id) => this.#kept.get(id) ?? []);
    this.#waiting.clear();
    if (executions.length > 0) {
      this.#writing = this.#writing
        .then(() => this.#parts.journal.keepExecutions(executions))
        .catch((error: unknown) => {
          for (const { id } of executions) this.#waiting.add(id);
          this.#parts.notice(`${executions.length} executions as the broker told them could not be kept for now: ${error instanceof Error ? error.message : String(error)}`);
        });
    }
    return this.#writing;
  }

  #take(record: ExecutionRecord, standing: ExecutionStanding | null): void {
    const { contract, execution, charge } = record;
    const { id, permId, side, quantity, price, time, exchange } = execution;
    const symbol = this.#parts.contracts.learn(contract);
    const orderId = this.#parts.orderOf(execution);
    const named = symbol ?? (contract.localSymbol === '' ? `${contract.symbol} ${contract.secType}` : contract.localSymbol);
    const said = charge ?? null;
    this.#put({
      id,
      orderId,
      permId,
      symbol: named,
      side,
      quantity,
      price: fromDollars(price),
      time,
      exchange,
      charge: said === null ? (this.#kept.get(id)?.charge ?? null) : { amount: said.commission, currency: said.currency },
      standing: standing ?? (symbol === null ? 'not_modelled' : orderId === null ? 'loose' : 'order'),
    });
  }

  #put(execution: SeenExecution): void {
    this.#kept.set(execution.id, execution);
    this.#waiting.add(execution.id);
    this.#cancelTimer ??= this.#parts.pacer.after(GATHER_MS, () => {
      this.#cancelTimer = null;
      void this.flush();
    });
  }
}
