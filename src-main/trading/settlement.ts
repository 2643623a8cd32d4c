import { parseSymbol } from '../../src-core/instruments/instrument.ts';
import { realisedOf } from '../../src-core/ledger/book.ts';
import type { Trade } from '../../src-core/ledger/trade.ts';
import type { LedgerCause, LedgerTransaction } from '../../src-core/ledger/transaction.ts';
import { add, type Money } from '../../src-core/money.ts';
import type { Order } from '../../src-core/orders/order.ts';
import type { EpochMs, IsoDate } from '../../src-core/time.ts';

/** What became of a date's options. */
export interface SettlementSummary {
  readonly date: IsoDate;
  readonly time: EpochMs;
  /** Contracts. */
  readonly exercised: number;
  readonly assigned: number;
  readonly lapsed: number;
  readonly realised: Money;
  readonly trades: readonly Trade[];
  /** Orders that were still open. */
  readonly expiredOrders: readonly Order[];
}

export function settlementSummary(
  date: IsoDate,
  time: EpochMs,
  transactions: readonly LedgerTransaction[],
  trades: readonly Trade[],
  expiredOrders: readonly Order[],
): SettlementSummary {
  return {
    date,
    time,
    exercised: contractsOf(transactions, 'exercise'),
    assigned: contractsOf(transactions, 'assignment'),
    lapsed: contractsOf(transactions, 'lapse'),
    realised: add(...transactions.map(realisedOf)),
    trades,
    expiredOrders,
  };
}

/** True when the order has an option that expires on the date or has expired before. */
export function expiresBy(order: Order, date: IsoDate): boolean {
  return order.legs.some(({ symbol }) => {
    const instrument = parseSymbol(symbol);
    return instrument.kind === 'option' && instrument.expiry <= date;
  });
}

function contractsOf(transactions: readonly LedgerTransaction[], cause: LedgerCause): number {
  let contracts = 0;
  for (const transaction of transactions) {
    if (transaction.cause !== cause) continue;
    for (const { symbol, quantity } of transaction.entries) {
      if (symbol !== undefined && parseSymbol(symbol).kind === 'option') contracts += Math.abs(quantity ?? 0);
    }
  }
  return contracts;
}
