import type { TradeBooks } from '../../src-core/ledger/corrections.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import type { Order, OrderId, TradeId } from '../../src-core/orders/order.ts';
import type { BrokerJournal, KeptReconciliation, SeenExecution } from '../../src-main/ibkr/reconciliation/broker-journal.ts';
import type { JournalRecord, OrderHistoryEntry, TradingHistory, TradingJournal } from '../../src-main/trading/journal.ts';

/** What is on the disk that lives longer than a process. */
class Disk {
  readonly orders = new Map<OrderId, Order>();
  readonly trades = new Map<TradeId, Trade>();
  readonly history: OrderHistoryEntry[] = [];
  readonly transactions = new Map<string, LedgerTransaction>();
  lastSequence = 0;
  readonly executions = new Map<string, SeenExecution>();
  reconciliation: KeptReconciliation | null = null;

  apply(records: readonly JournalRecord[]): void {
    for (const record of records) {
      switch (record.kind) {
        case 'order':
          this.orders.set(record.order.id, record.order);
          this.lastSequence = Math.max(this.lastSequence, record.order.sequence);
          break;
        case 'history':
          this.history.push(record.entry);
          break;
        case 'trade':
          this.trades.set(record.trade.id, record.trade);
          break;
        case 'transaction':
          // As the databases do: what is written of that id stays.
          if (!this.transactions.has(record.transaction.id)) this.transactions.set(record.transaction.id, record.transaction);
          break;
        case 'charge':
        case 'settled':
          break;
      }
    }
  }
}

/** A process ends in its so-many-th write from now: before it is on disk, or just after. */
export interface CrashInWrite {
  readonly writes: number;
  readonly isWritten: boolean;
  readonly crashed: () => void;
}

/** The books in memory: as quick as they can be, for many short days. Its process can die, and the next one goes on from what was written. */
export class MemoryJournal implements TradingJournal {
  readonly #disk: Disk;
  #isDead = false;
  #crash: CrashInWrite | null = null;

  constructor(disk = new Disk()) {
    this.#disk = disk;
  }

  /** What a live broker keeps, on the same disk. */
  get broker(): BrokerJournal {
    const disk = this.#disk;
    const write = (change: () => void): Promise<void> => {
      if (this.#isDead) return new Promise(() => undefined);
      change();
      return Promise.resolve();
    };
    return {
      keepExecutions: (executions) => write(() => executions.forEach((execution) => disk.executions.set(execution.id, execution))),
      keepReconciliation: (kept) => write(() => void (disk.reconciliation = kept)),
      newestReconciliation: () => Promise.resolve(disk.reconciliation),
      lastExecution: () => Promise.resolve([...disk.executions.values()].reduce<number | null>((last, { time }) => Math.max(last ?? time, time), null)),
      executionsSince: (time) => Promise.resolve([...disk.executions.values()].filter((execution) => execution.time >= time)),
    };
  }

  get transactions(): readonly LedgerTransaction[] {
    return [...this.#disk.transactions.values()];
  }

  get orders(): readonly Order[] {
    return [...this.#disk.orders.values()];
  }

  /** The process dies in a later write. */
  crashIn(crash: CrashInWrite): void {
    this.#crash = crash;
  }

  /** The process is dead: no write of it ends any more. The result is the journal of the next one. */
  die(): MemoryJournal {
    this.#isDead = true;
    return new MemoryJournal(this.#disk);
  }

  write(records: readonly JournalRecord[]): Promise<void> {
    if (this.#isDead) return new Promise(() => undefined);
    const crash = this.#crash;
    if (crash !== null) {
      this.#crash = { ...crash, writes: crash.writes - 1 };
      if (this.#crash.writes <= 0) {
        if (crash.isWritten) this.#disk.apply(records);
        this.#isDead = true;
        crash.crashed();
        return new Promise(() => undefined);
      }
    }
    this.#disk.apply(records);
    return Promise.resolve();
  }

  load(): Promise<TradingHistory> {
    const { orders, trades, history, transactions, lastSequence } = this.#disk;
    return Promise.resolve({
      orders: [...orders.values()],
      trades: [...trades.values()],
      history: [...history],
      transactions: [...transactions.values()],
      lastSequence,
    });
  }

  hasOrder(id: OrderId): Promise<boolean> {
    return Promise.resolve(this.#disk.orders.has(id));
  }

  tradeBooks(id: TradeId): Promise<TradeBooks | null> {
    const trade = this.#disk.trades.get(id);
    return Promise.resolve(trade === undefined ? null : { trade, transactions: [...this.#disk.transactions.values()].filter(({ tradeId }) => tradeId === id) });
  }
}
