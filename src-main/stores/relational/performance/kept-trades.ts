import { type Kysely, sql } from 'kysely';
import { UNDERLYINGS } from '../../../../src-core/instruments/instrument.ts';
import { type Money, ZERO } from '../../../../src-core/money.ts';
import type { TradeId } from '../../../../src-core/orders/order.ts';
import type { EpochMs } from '../../../../src-core/time.ts';
import type { KeptTrade } from '../../../performance/performance-journal.ts';
import type { Database } from '../schema.ts';
import { tradeOf } from '../trading/trade-rows.ts';
import { circumstancesOf } from './circumstance-rows.ts';

/** Those of the account's trades that are there, by id, with what is kept beside them. */
export async function keptTrades(db: Kysely<Database>, accountId: string, chosen: readonly TradeId[]): Promise<readonly KeptTrade[]> {
  if (chosen.length === 0) return [];
  const rows = await db
    .selectFrom('trades')
    .innerJoin('tickers', 'tickers.id', 'trades.ticker_id')
    .leftJoin('signal_outcomes', 'signal_outcomes.signal_id', 'trades.signal_id')
    .where('trades.id', 'in', chosen)
    .where('trades.account_id', '=', accountId)
    .selectAll('trades')
    .select(['tickers.symbol', 'signal_outcomes.detector'])
    .orderBy('trades.id')
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  // What is closed holds nothing, and nothing is booked of it later than its closing: only the others are looked at.
  const others = rows.flatMap(({ id, status }) => (status === 'closed' ? [] : [id]));
  const [booked, held, costs, tags, circumstances] = await Promise.all([bookedAt(db, others), holding(db, others), openingCosts(db, accountId, ids), tagsOf(db, ids), circumstancesBy(db, ids)]);
  return rows.map((row) => ({
    trade: tradeOf(row),
    bookedAt: booked.get(row.id) ?? row.closed_at,
    holds: held.has(row.id),
    openingCosts: costs.get(row.id) ?? ZERO,
    signalType: row.detector,
    tags: tags.get(row.id) ?? [],
    imported: row.import_id !== null,
    circumstances: circumstances.get(row.id) ?? null,
  }));
}

async function bookedAt(db: Kysely<Database>, ids: readonly TradeId[]): Promise<ReadonlyMap<TradeId, EpochMs>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('ledger_transactions')
    .where('trade_id', 'in', ids)
    .groupBy('trade_id')
    .select((eb) => ['trade_id', eb.fn.max('time').as('time')])
    .execute();
  return new Map(rows.flatMap(({ time, trade_id }) => (trade_id === null ? [] : [[trade_id, time] as const])));
}

/** Trades with shares left: one that is settled has no options. */
async function holding(db: Kysely<Database>, ids: readonly TradeId[]): Promise<ReadonlySet<TradeId>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('ledger_transactions')
    .innerJoin('ledger_entries', (join) =>
      join.onRef('ledger_entries.account_id', '=', 'ledger_transactions.account_id').onRef('ledger_entries.transaction_id', '=', 'ledger_transactions.id'),
    )
    .where('ledger_transactions.trade_id', 'in', ids)
    .where('ledger_entries.symbol', 'in', UNDERLYINGS)
    .groupBy(['ledger_transactions.trade_id', 'ledger_entries.symbol'])
    .having((eb) => eb(eb.fn.sum('ledger_entries.quantity'), '<>', 0))
    .select('ledger_transactions.trade_id')
    .execute();
  return new Set(rows.flatMap(({ trade_id }) => (trade_id === null ? [] : [trade_id])));
}

async function openingCosts(db: Kysely<Database>, accountId: string, ids: readonly TradeId[]): Promise<ReadonlyMap<TradeId, Money>> {
  const rows = await db
    .selectFrom('order_packages')
    .innerJoin('fills', 'fills.package_id', 'order_packages.id')
    .innerJoin('ledger_entries', (join) =>
      join.on('ledger_entries.account_id', '=', accountId).on((eb) => eb('ledger_entries.transaction_id', '=', sql<string>`'fill:' || fills.id`)),
    )
    .where('order_packages.trade_id', 'in', ids)
    .where('order_packages.closing', '=', false)
    .where('ledger_entries.ledger_account', 'in', ['commission', 'fees'])
    .groupBy('order_packages.trade_id')
    .select((eb) => ['order_packages.trade_id', eb.fn.sum<Money>('ledger_entries.amount').as('amount')])
    .execute();
  return new Map(rows.map(({ amount, trade_id }) => [trade_id, amount]));
}

async function tagsOf(db: Kysely<Database>, ids: readonly TradeId[]): Promise<ReadonlyMap<TradeId, readonly string[]>> {
  const rows = await db.selectFrom('trade_tags').where('trade_id', 'in', ids).select(['trade_id', 'tag']).orderBy('trade_id').orderBy('tag').execute();
  return new Map([...Map.groupBy(rows, ({ trade_id }) => trade_id)].map(([id, found]) => [id, found.map(({ tag }) => tag)]));
}

async function circumstancesBy(db: Kysely<Database>, ids: readonly TradeId[]): Promise<ReadonlyMap<TradeId, KeptTrade['circumstances']>> {
  const rows = await db.selectFrom('trade_circumstances').where('trade_id', 'in', ids).selectAll().execute();
  return new Map(rows.map((row) => [row.trade_id, circumstancesOf(row)]));
}
