import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import type { Database } from '../schema.ts';
import { newestSessionId } from './session-queries.ts';

/** Whether a trade of the account is pending, open, still holds something (shares that expiry left) or is of the newest session. */
export function isCurrentTrade(db: Kysely<Database>, accountId: string) {
  const holding = db
    .selectFrom('ledger_entries')
    .innerJoin('ledger_transactions', (join) =>
      join
        .onRef('ledger_transactions.account_id', '=', 'ledger_entries.account_id')
        .onRef('ledger_transactions.id', '=', 'ledger_entries.transaction_id'),
    )
    .where('ledger_entries.account_id', '=', accountId)
    .where('ledger_entries.ledger_account', '=', 'positions')
    .where('ledger_transactions.trade_id', 'is not', null)
    .groupBy(['ledger_transactions.trade_id', 'ledger_entries.symbol'])
    .having((eb) => eb(eb.fn.sum('ledger_entries.quantity'), '<>', 0))
    .select('ledger_transactions.trade_id');
  return (eb: ExpressionBuilder<Database, 'trades'>): Expression<SqlBool> =>
    eb.and([
      eb('trades.account_id', '=', accountId),
      eb.or([
        eb('trades.status', 'in', ['pending', 'open']),
        eb('trades.id', 'in', holding),
        eb('trades.session_id', 'is not distinct from', newestSessionId(db)),
      ]),
    ]);
}

export function currentTradeIds(db: Kysely<Database>, accountId: string) {
  return db.selectFrom('trades').where(isCurrentTrade(db, accountId)).select('trades.id');
}
