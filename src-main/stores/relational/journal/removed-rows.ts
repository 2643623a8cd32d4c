import type { CompiledQuery, Kysely } from 'kysely';
import type { RemovedRows } from '../../../performance/journal-records.ts';
import type { Database } from '../schema.ts';
import { restoredQuery, SHARES_LEG_ORDER } from './imported-rows.ts';

/**
 * Takes an import's rows away, each table before those it refers to. What an import brought is told by the ids of its
 * fills and bookings, which begin with its own.
 */
export function removalQueries(db: Kysely<Database>, { importId, accountId, restored, isLast }: RemovedRows, time: number): readonly CompiledQuery[] {
  const made = `${importId}/%`;
  const orders = db.selectFrom('fills').where('id', 'like', made).select('package_id');
  const trades = db.selectFrom('trades').where('import_id', '=', importId).select('id');
  const booked = db
    .selectFrom('ledger_transactions')
    .where('account_id', '=', accountId)
    .where(({ or, eb }) => or([eb('id', 'like', `fill:${made}`), eb('id', 'like', `booking:${made}`), eb('id', '=', `deposit:${importId}`)]))
    .select('id');
  return [
    db.deleteFrom('ledger_entries').where('account_id', '=', accountId).where('transaction_id', 'in', booked).compile(),
    db
      .deleteFrom('ledger_transactions')
      .where('account_id', '=', accountId)
      .where(({ or, eb }) => or([eb('id', 'like', `fill:${made}`), eb('id', 'like', `booking:${made}`), eb('id', '=', `deposit:${importId}`)]))
      .compile(),
    db.deleteFrom('orders').where('package_id', 'in', orders).compile(),
    db.deleteFrom('order_history').where('package_id', 'in', orders).compile(),
    db.deleteFrom('fill_legs').where('fill_id', 'like', made).compile(),
    db.deleteFrom('fills').where('id', 'like', made).compile(),
    // An imported order without a fill is one of this import.
    db
      .deleteFrom('order_packages')
      .where('account_id', '=', accountId)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('fills').whereRef('fills.package_id', '=', 'order_packages.id').select('fills.id'))))
      .compile(),
    // The shares' leg of an earlier import's trade, once no order is of it.
    db
      .deleteFrom('trade_legs')
      .where('leg_order', '=', SHARES_LEG_ORDER)
      .where('trade_id', 'in', db.selectFrom('trades').where('account_id', '=', accountId).select('id'))
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('orders').whereRef('orders.trade_leg_id', '=', 'trade_legs.id').select('orders.id'))))
      .compile(),
    db.deleteFrom('trade_circumstances').where('trade_id', 'in', trades).compile(),
    db.deleteFrom('trade_tags').where('trade_id', 'in', trades).compile(),
    db.deleteFrom('trade_legs').where('trade_id', 'in', trades).compile(),
    db.deleteFrom('trades').where('import_id', '=', importId).compile(),
    ...restored.map((trade) => restoredQuery(db, trade, time)),
    db.deleteFrom('statement_imports').where('id', '=', importId).compile(),
    ...(isLast
      ? [
          db.deleteFrom('daily_pnl').where('account_id', '=', accountId).compile(),
          db.deleteFrom('performance_metrics').where('account_id', '=', accountId).compile(),
          db.deleteFrom('trading_accounts').where('id', '=', accountId).where('account_type', '=', 'live').compile(),
        ]
      : []),
  ];
}
