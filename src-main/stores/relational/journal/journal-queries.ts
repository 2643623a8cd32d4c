import type { Kysely } from 'kysely';
import { z } from 'zod';
import { moneySchema, symbolSchema } from '../../../../src-core/contract/schemas.ts';
import type { LedgerTransaction } from '../../../../src-core/ledger/transaction.ts';
import type { TradeId } from '../../../../src-core/orders/order.ts';
import type { ExportedFill, JournalHead, TradeRecord, TradeWords } from '../../../performance/journal-records.ts';
import { readJson } from '../json-column.ts';
import type { Database } from '../schema.ts';
import { historyEntryOf } from '../trading/history-rows.ts';
import { transactionOf } from '../trading/ledger-rows.ts';
import { orderOf } from '../trading/order-rows.ts';
import { tradeOf } from '../trading/trade-rows.ts';

const evidenceSchema = z.object({ optimistic: moneySchema, pessimistic: moneySchema, quotes: z.array(z.unknown()) });

/** Ids of one query: a server takes so many parameters. */
const MOST_IDS = 5_000;

export async function readHeads(db: Kysely<Database>, accountId: string): Promise<readonly JournalHead[]> {
  const rows = await db
    .selectFrom('trades')
    .leftJoin('trade_circumstances', 'trade_circumstances.trade_id', 'trades.id')
    .where('trades.account_id', '=', accountId)
    .select(['trades.id', 'trades.status', 'trades.updated_at', 'trades.closed_quantity', 'trades.opened_quantity', 'trades.realized_pnl', 'trades.commission', 'trades.fees', 'trade_circumstances.best', 'trade_circumstances.worst'])
    .execute();
  return rows.map(({ id, ...rest }) => ({ id, mark: Object.values(rest).join(' ') }));
}

export async function readStamp(db: Kysely<Database>, accountId: string): Promise<string> {
  // Nothing is booked of a trade without a change of its row.
  const [trades, circumstances] = await Promise.all([
    db
      .selectFrom('trades')
      .where('account_id', '=', accountId)
      // Named after the columns whose kind they have: one server keeps dollars.
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('updated_at').as('updated_at'), fn.sum('realized_pnl').as('realized_pnl'), fn.sum('commission').as('commission'), fn.sum('fees').as('fees')])
      .select(({ fn }) => [fn.sum<number>('opened_quantity').as('opened'), fn.sum<number>('closed_quantity').as('closed')])
      .select(({ fn, eb }) => fn.sum<number>(eb.case().when('status', 'in', ['pending', 'open']).then(1).else(0).end()).as('open'))
      .executeTakeFirst(),
    db
      .selectFrom('trade_circumstances')
      .where('account_id', '=', accountId)
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum('best').as('best'), fn.sum('worst').as('worst')])
      .executeTakeFirst(),
  ]);
  return [trades, circumstances].flatMap((row) => Object.values(row ?? {})).join(' ');
}

export async function readWords(db: Kysely<Database>, tradeIds: readonly TradeId[]): Promise<readonly TradeWords[]> {
  const found: TradeWords[] = [];
  for (const ids of pagesOf(tradeIds)) {
    const [trades, tags] = await Promise.all([
      db.selectFrom('trades').where('id', 'in', ids).where(({ or, eb }) => or([eb('notes', 'is not', null), eb('import_id', 'is not', null)])).select(['id', 'notes', 'import_id']).execute(),
      db.selectFrom('trade_tags').where('trade_id', 'in', ids).select(['trade_id', 'tag']).orderBy('tag').execute(),
    ]);
    const tagsOf = Map.groupBy(tags, ({ trade_id }) => trade_id);
    const told = new Map(trades.map((trade) => [trade.id, trade]));
    for (const id of new Set([...told.keys(), ...tagsOf.keys()])) {
      const trade = told.get(id);
      found.push({ id, notes: trade?.notes ?? '', tags: (tagsOf.get(id) ?? []).map(({ tag }) => tag), importId: trade?.import_id ?? null });
    }
  }
  return found;
}

export async function readRecord(db: Kysely<Database>, tradeId: TradeId): Promise<TradeRecord | null> {
  const trade = await db.selectFrom('trades').innerJoin('tickers', 'tickers.id', 'trades.ticker_id').where('trades.id', '=', tradeId).selectAll('trades').select('tickers.symbol').executeTakeFirst();
  if (trade === undefined) return null;
  const [orders, history, transactions] = await Promise.all([
    db
      .selectFrom('order_packages')
      .innerJoin('tickers', 'tickers.id', 'order_packages.ticker_id')
      .where('trade_id', '=', tradeId)
      .selectAll('order_packages')
      .select('tickers.symbol')
      .orderBy('order_packages.sequence')
      .execute(),
    db
      .selectFrom('order_history')
      .where('package_id', 'in', db.selectFrom('order_packages').where('trade_id', '=', tradeId).select('id'))
      .selectAll()
      .orderBy('step')
      .execute(),
    readTransactions(db, trade.account_id, [tradeId]),
  ]);
  const historyOf = Map.groupBy(history, ({ package_id }) => package_id);
  return {
    accountId: trade.account_id,
    trade: tradeOf(trade),
    orders: orders.map((row) => ({ order: orderOf(row), history: (historyOf.get(row.id) ?? []).map(historyEntryOf) })),
    transactions,
  };
}

/** Everything booked of the trades, in the order it was booked; of the whole account for null. */
export async function readTransactions(db: Kysely<Database>, accountId: string, tradeIds: readonly TradeId[] | null): Promise<readonly LedgerTransaction[]> {
  // By its trades alone: with the account beside them a server may read all of the account's.
  const heads = db.selectFrom('ledger_transactions');
  const of = tradeIds === null ? heads.where('account_id', '=', accountId) : heads.where('trade_id', 'in', [...tradeIds]);
  const lines = db.selectFrom('ledger_entries').where('account_id', '=', accountId);
  const [transactions, entries] = await Promise.all([
    of.selectAll().orderBy('sequence').execute(),
    (tradeIds === null ? lines : lines.where('transaction_id', 'in', of.select('id'))).selectAll().orderBy('transaction_id').orderBy('line').execute(),
  ]);
  const entriesOf = Map.groupBy(entries, ({ transaction_id }) => transaction_id);
  return transactions.map((head) => transactionOf(head, entriesOf.get(head.id) ?? []));
}

export async function readExported(db: Kysely<Database>, accountId: string, tradeIds: readonly TradeId[]): Promise<{ readonly fills: readonly ExportedFill[]; readonly transactions: readonly LedgerTransaction[] }> {
  if (tradeIds.length === 0) return { fills: [], transactions: [] };
  const ofTrades = db.selectFrom('fills').innerJoin('order_packages', 'order_packages.id', 'fills.package_id').where('order_packages.trade_id', 'in', [...tradeIds]);
  const [rows, legs, transactions] = await Promise.all([
    ofTrades
      .select(['fills.id', 'fills.package_id', 'fills.time', 'fills.packages', 'fills.net', 'fills.evidence', 'order_packages.trade_id', 'order_packages.closing'])
      .orderBy('order_packages.sequence')
      .orderBy('fills.time')
      .orderBy('fills.id')
      .execute(),
    db.selectFrom('fill_legs').where('fill_id', 'in', ofTrades.select('fills.id')).selectAll().orderBy('fill_id').orderBy('leg_order').execute(),
    readTransactions(db, accountId, tradeIds),
  ]);
  const legsOf = Map.groupBy(legs, ({ fill_id }) => fill_id);
  const fills = rows.map((row): ExportedFill => {
    const { optimistic, pessimistic, quotes } = readJson(evidenceSchema, row.evidence);
    // An imported fill that had quotes keeps them as its mid and natural price alone.
    const isKept = quotes.length > 0 || optimistic !== row.net || pessimistic !== row.net;
    return {
      id: row.id,
      orderId: row.package_id,
      tradeId: row.trade_id,
      time: row.time,
      closing: Boolean(row.closing),
      packages: row.packages,
      net: row.net,
      quoted: isKept ? { mid: optimistic, natural: pessimistic } : null,
      legs: (legsOf.get(row.id) ?? []).map(({ symbol, action, quantity, price }) => ({ symbol: symbolSchema.parse(symbol), side: action, quantity, price })),
    };
  });
  return { fills, transactions };
}

function* pagesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += MOST_IDS) yield ids.slice(from, from + MOST_IDS);
}
