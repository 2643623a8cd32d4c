import type { CompiledQuery, Kysely, Selectable } from 'kysely';
import { symbolSchema } from '../../../../src-core/contract/schemas.ts';
import type { LedgerEntry, LedgerTransaction } from '../../../../src-core/ledger/transaction.ts';
import type { Database } from '../schema.ts';

/** Writes a transaction with its entries. What is booked already stays as it was booked. */
export function transactionQueries(db: Kysely<Database>, accountId: string, transaction: LedgerTransaction): readonly CompiledQuery[] {
  const { id, time, cause, tradeId, reason, entries } = transaction;
  const head = db
    .insertInto('ledger_transactions')
    .values({ account_id: accountId, id, time, cause, trade_id: tradeId ?? null, reason: reason ?? null })
    .onConflict((conflict) => conflict.columns(['account_id', 'id']).doNothing())
    .compile();
  if (entries.length === 0) return [head];
  const lines = db
    .insertInto('ledger_entries')
    .values(
      entries.map(({ account, amount, symbol, quantity, price }, index) => ({
        account_id: accountId,
        transaction_id: id,
        line: index + 1,
        ledger_account: account,
        amount,
        symbol: symbol ?? null,
        quantity: quantity ?? null,
        price: price ?? null,
      })),
    )
    .onConflict((conflict) => conflict.columns(['account_id', 'transaction_id', 'line']).doNothing())
    .compile();
  return [head, lines];
}

/** The inverse of transactionQueries. */
export function transactionOf(
  head: Selectable<Database['ledger_transactions']>,
  lines: readonly Selectable<Database['ledger_entries']>[],
): LedgerTransaction {
  return {
    id: head.id,
    time: head.time,
    cause: head.cause,
    ...(head.trade_id === null ? {} : { tradeId: head.trade_id }),
    ...(head.reason === null ? {} : { reason: head.reason }),
    entries: lines.map(entryOf),
  };
}

function entryOf(line: Selectable<Database['ledger_entries']>): LedgerEntry {
  return {
    account: line.ledger_account,
    amount: line.amount,
    ...(line.symbol === null ? {} : { symbol: symbolSchema.parse(line.symbol) }),
    ...(line.quantity === null ? {} : { quantity: line.quantity }),
    ...(line.price === null ? {} : { price: line.price }),
  };
}
